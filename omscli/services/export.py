"""`oms export`: fulfillment orders are handed to the provider: stamped in the store first, then written as files.

One transaction keeps the content of the files and sets the fulfillment orders `Assigned`; the files are written after
it. What was stamped and not written, because the process was killed in between, is written by the next run; every
hand-over can be written again, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from omscli.documents.exports.files import make_folder, write_file
from omscli.documents.exports.formats import FORMATS
from omscli.documents.exports.values import ExportedLine, ExportedOrder, Handover
from omscli.domain.fulfillment_order import ALLOCATED, ASSIGNED
from omscli.domain.ids import PREFIXES, decode, encode, order_key_of
from omscli.domain.instants import format_instant
from omscli.domain.money import to_decimal
from omscli.errors import OmsError, Problem, nearest, refuse
from omscli.services.chunked import Lot, Lots
from omscli.services.fulfillment_changes import hand_over
from omscli.services.numbering import Numbering
from omscli.services.payment_holds import held, held_by_calls
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result, Runner, submit
from omscli.store import exports, rows
from omscli.store.db import Database, Reader
from omscli.store.exports import FileRow
from omscli.store.order_heads import Head, load_heads

COLUMNS = ("ExportNumber", "OrderNumber", "FulfillmentOrderNumber", "Location", "ItemCount", "Status")
FILE_COLUMNS = ("ExportNumber", "File", "ItemCount")
_STAMPED = "the hand-over is stamped; its file is not written yet: run the export again, to this or another folder"


def export(
    database: Database, runner: Runner, keys: Iterable[int], scene: Scene, folder: Path, formats: Sequence[str]
) -> Iterator[Result]:
    """A result per fulfillment order: `updated` (it is `Assigned`), `exists` (handed over before), `rejected`.

    Files that an earlier run stamped and did not come to write are written too. Raises `disk`, `read-only`, and
    `conflict` when another file has the name; what is stamped then waits for the next run.
    """
    stores = runner is submit
    if stores:
        make_folder(folder)
        write_waiting(database, scene, folder)
    for lot in Lots(keys, order_key_of):

        def plan(reader: Reader, lot: Lot[int] = lot) -> Batch:
            return plan_export(reader, lot.claim(reader), scene, formats)

        results = runner(database, plan).results
        if stores:
            write_waiting(database, scene, folder)
        yield from results


def plan_export(reader: Reader, keys: Sequence[int], scene: Scene, formats: Sequence[str]) -> Batch:
    """One hand-over of fulfillment orders in each of the formats (names of `FORMATS`).

    Refused: `wrong-state` (closed, or handed over another way), `on-hold`, `outcome-unknown` (of a payment).
    """
    batch = Batch()
    order_keys = {order_key_of(key) for key in keys}
    reader.hold(order_keys)
    orders = load_heads(reader, order_keys)
    ledgers = {key: Numbering(batch, scene, order) for key, order in orders.items()}
    heads, lines = exports.heads(reader, order_keys), exports.lines(reader, order_keys)
    former = exports.file_names(reader, [head.export_id for key in keys if (head := heads[key]).export_id])
    chosen: list[ExportedOrder] = []
    files: list[int] = []
    waiting = held_by_calls(reader, order_keys, scene.now)
    for key in keys:
        head, order = heads[key], orders[order_key_of(key)]
        number, result, status = None, "updated", head.status
        problem = _refusal(head, order)
        if problem is None and order.order_key in waiting:
            problem = held(head.number, order.order_number)
        if head.export_id is not None:
            number, result, problem = _number_of(former[head.export_id]), "exists", None
        elif problem:
            result = "rejected"
        else:
            files = files or [batch.take_key(reader, "exports") for _ in formats]
            number, status = _number(files[0]), ASSIGNED
            chosen.append(ExportedOrder._make((*head.sent, tuple(map(ExportedLine._make, lines.get(key, ()))))))
            hand_over(batch, ledgers[order.order_key], key, files[0])
        fields = {"ExportNumber": number, **_fields(head, order, status)}
        batch.results.append(Result(result, fields, (problem,) if problem else (), key=order.order_key))
    if chosen:
        _insert_files(batch, scene, chosen, dict(zip(formats, files, strict=True)))
    for ledger in ledgers.values():
        ledger.finish()
    return batch


def _fields(head: exports.Head, order: Head, status: str) -> dict[str, Any]:
    return {
        "OrderNumber": order.order_number,
        "FulfillmentOrderNumber": head.number,
        "FulfillmentOrderId": encode(PREFIXES["FulfillmentOrder"], head.id),
        "ItemCount": head.item_count,
        "GrandTotalAmount": to_decimal(head.grand_total, order.currency),
        "CurrencyIsoCode": order.currency,
        "Status": status,
        "Location": head.location,
    }


def write_waiting(database: Database, scene: Scene, folder: Path) -> list[str]:
    """Write the files that were stamped and not written; answers their names."""
    with database.read() as reader:
        waiting = exports.not_written(reader)
    for file in waiting:
        try:
            write_file(folder, file.name, file.content.encode())
        except OmsError as error:
            error.done = _STAMPED
            raise
        _note_written(database, scene, file.id)
    return [file.name for file in waiting]


def _note_written(database: Database, scene: Scene, export_id: int) -> None:
    def plan(_: Reader) -> Batch:
        batch = Batch()
        batch.run(exports.SQL_SET_WRITTEN, scene.now, export_id)
        return batch

    submit(database, plan)


def export_again(database: Database, name: str, folder: Path, *, store: bool = True) -> Iterator[Result]:
    """The files of a hand-over once more, byte for byte: a number (`EX-0000001`) or an id. Raises `not-found`."""
    with database.read() as reader:
        files = _files_of(reader, name)
    if store:
        make_folder(folder)
    for file in files:
        if store:
            write_file(folder, file.name, file.content.encode())
        fields = {"ExportNumber": _number_of(file.name), "File": str(folder / file.name), "ItemCount": file.item_count}
        yield Result("exists", fields)


def _refusal(head: exports.Head, order: Head) -> Problem | None:
    if order.on_hold:
        message = f"order {order.order_number} of {head.number} is on hold"
        return Problem("on-hold", message, None, f"`oms show {order.order_number}` names the exceptions")
    if head.status != ALLOCATED:
        return Problem("wrong-state", f"{head.number} is {head.status}, not {ALLOCATED}: it is not handed over")
    return None


def _insert_files(batch: Batch, scene: Scene, orders: Sequence[ExportedOrder], keys: Mapping[str, int]) -> None:
    """The rows of the hand-over's files, by format; the first one's key gives the hand-over its number."""
    number = _number(next(iter(keys.values())))
    handover = Handover(number, format_instant(scene.now), tuple(orders))
    for name, key in keys.items():
        content = FORMATS[name](handover)
        row = rows.exports(
            id=key,
            format=name,
            file_name=f"{number}.{name}",
            content_sha256=hashlib.sha256(content.encode()).hexdigest(),
            content=content,
            item_count=len(orders),
            created_date=scene.now,
        )
        batch.insert("exports", row)


def _number(key: int) -> str:
    return f"EX-{key:07d}"


def _number_of(file_name: str) -> str:
    return file_name.partition(".")[0]


def _files_of(reader: Reader, name: str) -> list[FileRow]:
    number = name.strip().upper()
    decoded = decode(name)
    if decoded and decoded[0] == "Export":
        number = _number_of(exports.file_names(reader, [decoded[1]]).get(decoded[1], ""))
    files = exports.files_named(reader, [f"{number}.{ending}" for ending in FORMATS])
    if not files:
        known = sorted({_number_of(file) for file in exports.some_file_names(reader)})
        guess = nearest(name, known)
        hint = f"did you mean {guess}?" if guess else "`oms list exports` shows them"
        raise refuse("not-found", f'no export is called "{name}"', help=hint, done="nothing was written")
    return files
