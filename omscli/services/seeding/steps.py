"""The steps that take test orders along, each the use case of the command of its name, without what follows by itself.

A step takes the orders of a chunk as far as they can go and answers what its use case answered; a step that was done
already answers nothing worse than `exists`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from omscli.documents.asn.values import AsnInput, AsnRead
from omscli.domain.changes import ChangeRequest, Wanted
from omscli.domain.fulfillment import NoticeLine
from omscli.domain.fulfillment_order import FulfillmentOrder
from omscli.domain.ids import child_key
from omscli.domain.order_state import PRODUCT
from omscli.domain.policy import UNKNOWN_REASON
from omscli.domain.values import dataclass
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.approve import plan_approve
from omscli.services.change_orders import Identity
from omscli.services.changing import CANCELS, RETURNS, Entry, Kind, Task, plan_changes
from omscli.services.credit_memos import plan_credit_memo
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import Excess, ensure_refunds, refund_excess
from omscli.services.exceptions import ExceptionBook
from omscli.services.export import plan_export
from omscli.services.invoice import plan_invoice
from omscli.services.scene import Scene
from omscli.services.ship import ShipOptions, plan_ship
from omscli.services.shipping import plan_notices
from omscli.services.state_changes import Change
from omscli.services.summarize import plan_summarize
from omscli.services.unit import Batch, Planner, Result, submit
from omscli.store import progress
from omscli.store.db import Database, Reader
from omscli.store.fulfillment import load_fulfillment_orders
from omscli.store.order_states import load
from omscli.store.settings import load_policy, load_reasons

HOLD_MESSAGE = "a test order that waits for a person"
SEED_CHANGE = "SEED"
EXPORT_FORMATS = ("json",)


@dataclass(frozen=True, slots=True)
class Field:
    """Where the steps work."""

    database: Database
    scene: Scene

    def store(self, plan: Planner) -> list[Result]:
        """Plan and store."""
        return submit(self.database, plan).results

    def waiting(self, sql: str, keys: Sequence[int]) -> list[int]:
        """What of these orders one of the queries of `store/progress.py` finds."""
        with self.database.read() as reader:
            return progress.waiting(reader, sql, keys)


Step = Callable[[Field, Sequence[int]], Iterable[Result]]


def summarize(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Order summaries."""
    return field.store(lambda reader: plan_summarize(reader, keys, field.scene))


def approve(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Created → Approved."""
    return field.store(lambda reader: plan_approve(reader, keys, field.scene))


def hold(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """On Hold, by a process exception that a person is to look at."""
    return field.store(lambda reader: _plan_hold(reader, keys, field.scene))


def _plan_hold(reader: Reader, keys: Sequence[int], scene: Scene) -> Batch:
    batch = Batch()
    free = [key for key in keys if key not in progress.held(reader, keys)]
    book = ExceptionBook(reader, batch, free)
    for state in load(reader, free).values():
        change = Change(batch, scene, state)
        summary = ("OrderSummary", child_key(state.order_key, 0))
        book.open(change, category="Order Approval", message=HOLD_MESSAGE, attached_to=summary)
        batch.results.append(Result("updated", {"Status": change.finish()}, key=state.order_key))
    return batch


def allocate(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Fulfillment orders by the store's flow."""
    return field.store(lambda reader: plan_allocate(reader, keys, field.scene, load_policy(reader), AllocateOptions()))


def export(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Fulfillment orders are handed over; the next `oms export` writes the file."""
    ids = field.waiting(progress.SQL_OPEN_FULFILLMENT_ORDERS, keys)
    return field.store(lambda reader: plan_export(reader, ids, field.scene, EXPORT_FORMATS)) if ids else []


def ship(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Everything that is open on fulfillment orders is sent."""
    ids = field.waiting(progress.SQL_OPEN_FULFILLMENT_ORDERS, keys)
    return field.store(lambda reader: plan_ship(reader, ids, field.scene, ShipOptions(), "backorder"))


def ship_part(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """A part of each order is sent: half of the first fulfillment order that has two units, else all of the first."""
    return field.store(lambda reader: _plan_part(reader, keys, field.scene))


def _plan_part(reader: Reader, keys: Sequence[int], scene: Scene) -> Batch:
    notices = []
    for orders in load_fulfillment_orders(reader, keys).values():
        found = [order for order in orders.values() if order.products]
        large = [order for order in found if sum(line.quantity for line in order.products) > 1]
        if large or len(found) > 1:
            order = large[0] if large else found[0]
            notices.append(AsnInput(f"ASN-{order.number}", order.number, _half(order)))
    reads = [AsnRead("", None, index, notice) for index, notice in enumerate(notices)]
    return plan_notices(reader, reads, scene, "backorder")


def _half(order: FulfillmentOrder) -> tuple[NoticeLine, ...]:
    """Half of its units, by its lines in their order."""
    left = max(1, sum(line.quantity for line in order.products) // 2)
    lines = []
    for line in order.products:
        units = min(left, line.quantity)
        left -= units
        if units:
            lines.append(NoticeLine(line.sku, units))
    return tuple(lines)


def invoice(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Invoices of what has none."""
    ids = field.waiting(progress.SQL_NOT_INVOICED, keys)
    return field.store(lambda reader: plan_invoice(reader, ids, field.scene))


def pay(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """The money of invoices."""
    return ensure_funds(field.database, submit, field.waiting(progress.SQL_UNPAID_INVOICES, keys), field.scene)


def cancel(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Everything is canceled, with its shipping, and captured money goes back."""
    yield from field.store(lambda reader: _plan_change(reader, keys, field.scene, CANCELS, {}))
    excess = [Excess(key) for key in keys]
    yield from (result for result in refund_excess(field.database, submit, excess, field.scene) if not _idle(result))


def cancel_part(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """One unit of the first product is canceled."""

    def plan(reader: Reader) -> Batch:
        wanted: dict[int, tuple[Wanted, ...]] = {}
        for key, state in load(reader, keys).items():
            first = next((item for item in state.items if item.type == PRODUCT), None)
            if first:
                wanted[key] = (Wanted(first.sku, 1),)
        return _plan_change(reader, keys, field.scene, CANCELS, wanted)

    return field.store(plan)


def return_all(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Everything that was fulfilled comes back."""
    return field.store(lambda reader: _plan_change(reader, keys, field.scene, RETURNS, {}))


def _plan_change(
    reader: Reader, keys: Sequence[int], scene: Scene, kind: Kind, wanted: dict[int, tuple[Wanted, ...]]
) -> Batch:
    """Change orders that are known by a reference, so that a second run finds them."""
    reasons = load_reasons(reader, kind.reasons)
    reason = UNKNOWN_REASON if UNKNOWN_REASON in reasons or not reasons else reasons[0]
    tasks = []
    for key in keys:
        units = wanted.get(key, ())
        text = ",".join(f"{want.name}={want.quantity}" for want in units)
        identity = Identity(f"{SEED_CHANGE}-{kind.reasons}{'-part' if units else ''}", text)
        tasks.append(Task(key, Entry(str(key), ChangeRequest(units, reason, None, not units), identity)))
    return plan_changes(reader, tasks, kind, scene)


def credit(field: Field, keys: Sequence[int]) -> Iterable[Result]:
    """Credit memos of returns, and their refunds."""
    ids = field.waiting(progress.SQL_UNCREDITED_RETURNS, keys)
    yield from field.store(lambda reader: plan_credit_memo(reader, ids, field.scene))
    memos = field.waiting(progress.SQL_UNPAID_CREDIT_MEMOS, keys)
    yield from ensure_refunds(field.database, submit, memos, field.scene)


def _idle(result: Result) -> bool:
    return result.status in ("skipped", "exists")
