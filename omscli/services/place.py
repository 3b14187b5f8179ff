"""`oms place`: orders from files into the store; the same file twice is one order (D4, D5).

An order is created in Draft, completed and activated in one transaction. Under `stop` a file is one unit of work; under
`skip` every chunk is, and what is refused is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omscli.documents.intake import Intake, Receipt
from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.reading import OrderRead
from omscli.documents.refused import RefusedFile
from omscli.domain.ids import LATE, PREFIXES, child_key, encode
from omscli.domain.numbers import order_number
from omscli.domain.values import dataclass
from omscli.errors import Place, Problem
from omscli.services.events import record_event
from omscli.services.placing.differences import differences
from omscli.services.placing.draft import Draft, draft_of
from omscli.services.placing.misfit import Misfit
from omscli.services.placing.order_rows import OrderRows
from omscli.services.placing.resolve import Resolver
from omscli.services.scene import Scene
from omscli.services.unit import TOGETHER, Ahead, Batch, Planner, Progress, Result, Runner, chunks, submit
from omscli.store.db import Database, Reader
from omscli.store.parties import SQL_ACTIVATE_ORDER, identities_of
from omscli.store.seen import Known, Seen

if TYPE_CHECKING:
    from omscli.services.credit_ledger import CreditLedger


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """What the command line chose; `stop` makes each file one unit of work."""

    create_missing: bool = False
    stop: bool = True


@dataclass(slots=True)
class _Run:
    """What one run of the command has in common; `seen` is what a preview would have stored so far."""

    scene: Scene
    options: PlaceOptions
    intake: Intake | None = None
    seen: Seen | None = None
    refused: RefusedFile | None = None
    spent: dict[int, tuple[int, int]] = field(default_factory=dict)
    """What a preview would have taken of gift cards and store credit so far."""


def place_orders(
    database: Database,
    runner: Runner,
    reads: Iterable[OrderRead],
    scene: Scene,
    options: PlaceOptions,
    intake: Intake | None = None,
    refused: RefusedFile | None = None,
) -> Iterator[Result]:
    """A result per order of the input, in its order; `refused` gets the lines of those that are left out."""
    run = _Run(scene, options, intake, None if runner is submit else Seen(), refused)
    ahead = Ahead(reads)
    if not options.stop:
        for chunk in chunks(ahead, lines=_lines):
            yield from runner(database, _planner(run, chunk, ahead)).results
            _release(intake, {read.file for read in chunk}, ahead)
        return
    while not ahead.ended:
        name = ahead.peek().file
        plans = (_planner(run, chunk, ahead) for chunk in chunks(_of_file(ahead), lines=_lines))
        yield from TOGETHER[runner](database, plans)
        _release(intake, {name}, ahead)


def plan_reads(reader: Reader, reads: Sequence[OrderRead], scene: Scene, options: PlaceOptions) -> Batch:
    """Place these orders within a unit of work of somebody else: `created`, `exists`, `rejected`."""
    return plan_place(reader, reads, _Run(scene, options))


def _release(intake: Intake | None, names: set[str], ahead: Ahead[OrderRead]) -> None:
    """Let other processes have the files that are done: all but the one that goes on."""
    if intake is not None and not intake.is_live:
        intake.release(names - ({ahead.peek().file} if not ahead.ended else set()))


def _of_file(ahead: Ahead[OrderRead]) -> Iterator[OrderRead]:
    """The orders of the file that comes next."""
    name = ahead.peek().file
    while not ahead.ended and ahead.peek().file == name:
        yield next(ahead)


def _lines(read: OrderRead) -> int:
    if read.prepared is not None:
        return Draft._make(read.prepared).item_count
    return len(read.order.items) if read.order else 1


def _planner(run: _Run, reads: list[OrderRead], ahead: Ahead[OrderRead]) -> Planner:
    if run.intake is None:
        return lambda reader: plan_place(reader, reads, run)
    ended = not run.intake.is_live and ahead.ended  # who types is not kept waiting for the next line
    receipt = run.intake.receipt([(read.file, read.line) for read in reads])
    kept = run.refused.size if run.refused else 0

    def plan(reader: Reader) -> Batch:
        batch = plan_place(reader, reads, run)
        batch.progress = Progress(receipt.positions, last=ended)
        if run.refused is not None:
            run.refused.put(kept, _refused_lines(reads, batch.results, receipt))
            batch.progress = Progress(receipt.positions, run.refused.size, ended)
        return batch

    return plan


def _refused_lines(reads: Sequence[OrderRead], results: Sequence[Result], receipt: Receipt) -> Iterator[bytes]:
    """The lines of refused orders, each once; not those with a full card number, which is written nowhere (P50)."""
    written: set[tuple[str, int | None]] = set()
    for read, result in zip(reads, results, strict=True):
        place = (read.file, read.line)
        if result.status != "rejected" or place in written:
            continue
        written.add(place)
        if receipt.raw.get(place) and not any(problem.code == "card-number" for problem in result.problems):
            yield receipt.raw[place]


def plan_place(reader: Reader, reads: Sequence[OrderRead], run: _Run) -> Batch:
    """Place a chunk of orders: `created`, `exists` (same content), `rejected` (with every reason)."""
    batch = Batch()
    drafts = [_draft(read, run.scene) for read in reads]
    good = [draft for draft in drafts if draft is not None]
    resolver = Resolver(reader, batch, good, create_missing=run.options.create_missing)
    names = [name for draft in good for name in (draft.reference, draft.external) if name]
    known = identities_of(reader, names)
    if run.seen is not None:
        known = run.seen.find(names) | known
    ledger = None
    if resolver.tenders is not None:
        from omscli.services.credit_ledger import CreditLedger  # 3 ms, for gift cards and store credit

        ledger = CreditLedger(reader, batch, run.scene, moved=run.spent)
    made = OrderRows(batch, run.scene, None if ledger is None else ledger.take)
    for read, draft in zip(reads, drafts, strict=True):
        if draft is None:
            batch.results.append(_result(read, "rejected", _unread(read), read.problems))
            continue
        batch.results.append(_place_one(reader, batch, resolver, known, made, ledger, read, draft, run))
    if run.seen is not None:
        run.seen.add(known)
    if ledger is not None:
        run.spent = ledger.moved if run.seen is not None else {}
        ledger.finish()
    return batch


def _draft(read: OrderRead, scene: Scene) -> Draft | None:
    """The draft of what was read: made already by who read it, or made now."""
    if read.prepared is not None:
        return Draft._make(read.prepared)
    return None if read.order is None else draft_of(read.order, scene)


def _place_one(
    reader: Reader,
    batch: Batch,
    resolver: Resolver,
    known: Known,
    made: OrderRows,
    ledger: CreditLedger | None,
    read: OrderRead,
    draft: Draft,
    run: _Run,
) -> Result:
    problems: list[Misfit] = []
    resolved = resolver.resolve(draft, read.whole, problems)
    fields = _fields(draft)
    if resolved is None:
        return _result(read, "rejected", fields, tuple(_placed(read, problem) for problem in problems))
    same = known.get(("ref", draft.reference, resolved.channel_id)) or (
        known.get(("ext", draft.external, 0)) if draft.external else None
    )
    if same is not None:
        order_key, stored_digest, status_code, number = same
        fields |= {"OrderNumber": number, "OrderId": encode(PREFIXES["Order"], child_key(order_key, 0))}
        if stored_digest == draft.digest:
            return _result(read, "exists", fields, key=order_key)
        if status_code == "Draft" and content_hash(read.whole()._replace(status="Draft")) == stored_digest:
            _activate(batch, run.scene, order_key, stored_digest, draft.digest)
            return _result(read, "updated", fields, key=order_key)
        changed = differences(reader, run.scene, draft, resolved, order_key)
        return _result(read, "rejected", fields, (_conflict(read, draft, changed),), key=order_key)
    if ledger is not None and resolved.credits:
        from omscli.services.placing.tenders import refuse_tenders  # is loaded: by the resolver

        problems = refuse_tenders(ledger, draft, resolved, run.scene.now)
        if problems:
            return _result(read, "rejected", fields, tuple(_placed(read, problem) for problem in problems))
    order_key = batch.take_key(reader, "orders")
    fields["OrderId"] = made.insert(draft, resolved, order_key)
    number = fields["OrderNumber"] = draft.order_number or order_number(order_key)
    entry = (order_key, draft.digest, draft.status, number)
    known["ref", draft.reference, resolved.channel_id] = entry
    if draft.external:
        known["ext", draft.external, 0] = entry
    return _result(read, "created", fields, key=order_key)


def _activate(batch: Batch, scene: Scene, order_key: int, old_digest: str, digest: str) -> None:
    """The one update that the reference allows on an order: Draft → Activated (spec §1.3).

    Its event has the last of the order's numbers, since `last_n` is history, and keeps what the order was placed with.
    """
    batch.run(SQL_ACTIVATE_ORDER, digest, order_key)
    order_id = encode(PREFIXES["Order"], child_key(order_key, 0))
    payload = {"OrderId": order_id, "NewStatus": "Activated", "OldStatus": "Draft"}
    payload |= {"ContentHash": digest, "OldContentHash": old_digest}
    record_event(batch, scene, order_key, child_key(order_key, LATE), "OrderStatusChangedEvent", payload)


def _fields(draft: Draft) -> dict[str, Any]:
    amount, tax, grand = draft.totals
    return {
        "OrderNumber": None,
        "OrderReferenceNumber": draft.reference,
        "OrderId": None,
        "SalesChannel": draft.channel,
        "Status": draft.status,
        "CurrencyIsoCode": draft.currency,
        "ItemCount": draft.item_count,
        "TotalAmount": Decimal(amount),
        "TotalTaxAmount": Decimal(tax),
        "GrandTotalAmount": Decimal(grand),
    }


def _unread(read: OrderRead) -> dict[str, Any]:
    return {"OrderNumber": None, "OrderReferenceNumber": read.called} if read.called else {}


def _result(
    read: OrderRead, status: str, fields: dict[str, Any], problems: tuple[Problem, ...] = (), key: int | None = None
) -> Result:
    return Result(status, fields, problems, Place(read.file, read.line), read.index, key)


def _placed(read: OrderRead, misfit: Misfit) -> Problem:
    """The refusal with its place in the file."""
    return Problem(misfit.code, misfit.message, read.place_of(misfit.path), misfit.help)


def _conflict(read: OrderRead, draft: Draft, changed: list[str]) -> Problem:
    what = ", ".join(changed) or "fields that are kept only as a whole"
    message = f'order "{draft.reference}" is there already with other content: {what}'
    help_ = "orders are history: cancel or return to change one, or --renumber to place a copy"
    return Problem("conflict", message, read.place_of(("OrderReferenceNumber",)), help_)
