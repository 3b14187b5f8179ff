"""`oms return open|receive|approve|cancel|close`: managed return orders, each step by its service."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import IO

from omscli.cli.change_arguments import wanted_of
from omscli.cli.session import Session
from omscli.domain.change_values import Fee
from omscli.domain.return_arrivals import Told
from omscli.domain.return_orders import PLANS, RESTOCK, Expected, fees_at
from omscli.errors import refuse
from omscli.services.return_orders import closing, opening, receiving
from omscli.services.return_orders.opening import OpenRequest
from omscli.services.return_orders.receiving import ReceiveRequest
from omscli.store.db import Database
from omscli.store.record_targets import find_return_order

OPENED, RECEIVED, MOVED = (
    "return orders to open that are not open already",
    "goods to receive that are not received already",
    "return orders",
)


def open_request(
    order: str | None,
    items: Sequence[str],
    all_items: bool,
    reason: str | None,
    can_reduce: bool,
    fees: tuple[Fee, ...],
) -> OpenRequest:
    """What is typed. Raises `usage` when it says too little or too much."""
    if order is None:
        raise usage("which ORDER?", "oms return open ORDER SKU=1 --reason R, or --file FILE")
    if bool(items) == all_items:
        message = "choose either items or --all-items" if items else "which items?"
        raise usage(message, "name SKUs, each with =QTY if not all of it comes back; or --all-items")
    if not reason:
        raise usage("--reason is missing", "`oms setup export` shows the reason codes; Unknown always is one")
    named = [wanted_of(word) for word in items]
    wanted = tuple(
        Expected(one.name, one.quantity, reason, can_reduce, fees_at(at, fees)) for at, one in enumerate(named)
    )
    return OpenRequest(order, wanted, reason, can_reduce, fees)


def day_of(text: str | None) -> str | None:
    """A date as it is stored. Raises `bad-date`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise refuse("bad-date", f'--expected "{text}" is no date', help="write YYYY-MM-DD") from None


def run_open(session: Session, requests: list[OpenRequest], dry_run: bool, *, typed: bool) -> None:
    """Open return orders, or preview it, and answer."""
    with session.database() as database:
        if typed and not dry_run and session.done_before(database):
            session.answer("oms.return.open/1", [], columns=opening.COLUMNS, title=OPENED)
        results = opening.open_returns(database, session.runner(dry_run), requests, session.scene("return open"))
        next_commands = ["oms return receive RO SKU=QTY"]
        session.answer("oms.return.open/1", results, columns=opening.COLUMNS, next_commands=next_commands, title=OPENED)


def read_openings(files: list[str]) -> list[OpenRequest]:
    """The return orders that files ask for."""
    from omscli.documents.return_bodies import read_return_orders  # hashlib and gzip, for files only

    return [
        OpenRequest(
            one.order, one.lines, managed=one.managed, status=one.status, expected=one.expected, location=one.location,
            provider=one.provider, tracking=one.tracking, shipment_type=one.shipment_type or "Standard",
            reference=one.reference, place=one.place, index=one.index,
        )
        for one in read_return_orders(files, stdin=_stdin(files))
    ]  # fmt: skip


def told_of(
    items: Sequence[str],
    rejected: Sequence[str],
    canceled: Sequence[str],
    rejection_reason: str | None,
    plan: str | None,
) -> Told:
    """What is typed of goods that came. Raises `usage` or `bad-value`."""
    known = {name.lower(): name for name in PLANS}
    chosen = known.get(plan.lower()) if plan else RESTOCK
    if chosen is None:
        raise refuse("bad-value", f'--plan "{plan}" is none', help=f"one of {', '.join(PLANS)}")
    if not items and not canceled:
        raise usage("what came?", "name SKU=QTY, and with --rejected and --to-cancel what is not taken back")
    if rejected and not rejection_reason:
        raise usage("--rejection-reason is missing", "`oms setup export` shows the reason codes of kind reject")
    return Told(_units(items), _units(rejected), _units(canceled), rejection_reason, chosen)


def _units(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        one = wanted_of(word)
        if one.quantity is None:
            raise refuse("bad-quantity", f"{word}: how many?", help="write SKU=QTY")
        found[one.name] = found.get(one.name, 0) + one.quantity
    return found


def run_receive(session: Session, name: str | None, told: Told | None, files: list[str] | None, dry_run: bool) -> None:
    """Take in what came back, or preview it, and answer."""
    with session.database() as database:
        if told is not None and not dry_run and session.done_before(database):
            session.answer("oms.return.receive/1", [], columns=receiving.COLUMNS, title=RECEIVED)
        if files:
            requests = _arrivals(database, files, name)
        else:
            (id_,) = session.targets(database, [name] if name else None, find=find_return_order, what="RO")
            requests = [ReceiveRequest(id_, told)]
        scene = session.scene("return receive")
        results = receiving.receive_returns(database, session.runner(dry_run), requests, scene)
        next_commands = ["oms return close --all"]
        session.answer(
            "oms.return.receive/1", results, columns=receiving.COLUMNS, next_commands=next_commands, title=RECEIVED
        )


def _arrivals(database: Database, files: list[str], name: str | None) -> list[ReceiveRequest]:
    from omscli.documents.return_bodies import read_arrivals

    read = read_arrivals(files, stdin=_stdin(files))
    with database.read() as reader:
        found = {one.return_order: find_return_order(reader, one.return_order or name or "") for one in read}
    return [
        ReceiveRequest(found[one.return_order], None, one.parts, one.waived, one.charged, one.place, one.index)
        for one in read
    ]


def run_move(session: Session, names: list[str] | None, all_: bool, to: str, dry_run: bool) -> None:
    """Give return orders another status, and answer; what closing owes is given back."""
    verb = {"Closed": "close", "Canceled": "cancel", "Approved": "approve"}[to]
    scene = session.scene(f"return {verb}")
    with session.database() as database:
        targets = session.targets(
            database, names, all_, find=find_return_order, ready=closing.ready_to_close if to == "Closed" else None,
            what="RO",
        )  # fmt: skip
        runner = session.runner(dry_run)
        if to == "Closed":
            results = closing.close_returns(database, runner, targets, scene)
        else:
            results = closing.move_returns(database, runner, targets, to, scene)
        session.answer(f"oms.return.{verb}/1", results, columns=closing.COLUMNS, title=f"{MOVED} to {verb}")


def _stdin(files: list[str]) -> IO[bytes] | None:
    return sys.stdin.buffer if "-" in files else None


def usage(message: str, help_: str | None) -> Exception:
    """Too little or too much was typed."""
    return refuse("usage", message, help=help_, done="nothing was done")
