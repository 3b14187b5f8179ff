"""Managed return orders: what is expected back, what came, and what follows from it (spec §1.6, §2.12; A22, A23).

Opening one raises QuantityReturnInitiated: those units come back on no other way meanwhile. What is received and taken
back goes off the order as in a simple return, at the share that the units carry then; a line is read-only once it is
processed, and what is still expected of it stands on a new line. What is canceled, or never came, is not initiated any
more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.change_refusals import RETURN_REFUSALS
from omscli.domain.change_values import (
    DELIVERY_CHARGE_ADJUSTMENT,
    PERCENTAGES,
    RETURN,
    ChangedItem,
    ChangePlan,
    Fee,
)
from omscli.domain.changes import named_lines
from omscli.domain.ids import PREFIXES, decode, encode
from omscli.domain.order_state import PRODUCT, Item, OrderState
from omscli.domain.shares import moved, share_to_return, to_returned
from omscli.domain.shipping_refund import refund_shipping
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem

DRAFT, SUBMITTED, APPROVED, CANCELED, CLOSED = "Draft", "Submitted", "Approved", "Canceled", "Closed"

CATEGORIES: dict[str, str] = {
    DRAFT: "Draft",
    SUBMITTED: "Activated",
    APPROVED: "Activated",
    CANCELED: "Canceled",
    CLOSED: "Closed",
}
"""Status of a return order → its category."""

RESTOCK = "Restock"
PLANS = (RESTOCK, "Discard", "Salvage", "Repair")
"""What becomes of goods that came back: only what is restocked is stock again."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line of a return order, as far as rules need it; a fee names the line that it is for."""

    id: int
    item_id: int | None
    order_item_id: int | None
    product_id: int
    sku: str
    type: str
    expected: int
    reason: str
    can_reduce: bool
    processed: bool
    received: int = 0
    rejected: int = 0
    returned: int = 0
    canceled: int = 0
    fee: Fee | None = None
    fee_for: int | None = None

    @property
    def open(self) -> bool:
        """Whether goods are still expected on it."""
        return self.type == PRODUCT and not self.processed


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """A return order with its lines."""

    id: int
    number: str
    managed: bool
    status: str
    destination_id: int | None
    lines: tuple[ReturnLine, ...]

    @property
    def category(self) -> str:
        """Draft, Activated, Canceled or Closed."""
        return CATEGORIES[self.status]


@dataclass(frozen=True, slots=True)
class Expected:
    """Units that are to come back for one reason: a SKU or the id of an item summary; no quantity = all that can."""

    name: str
    quantity: int | None
    reason: str
    can_reduce: bool = False
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a line: `returned` are taken back, `canceled` are not, `received` and `rejected` are told only."""

    line_id: int
    returned: int
    canceled: int = 0
    received: int = 0
    rejected: int = 0
    rejection_reason: str | None = None
    plan: str = RESTOCK


@dataclass(frozen=True, slots=True)
class ArrivalPlan:
    """An arrival, decided: the lines with what became of them, what is still expected, and the change order, if any."""

    parts: tuple[tuple[ReturnLine, Arrived], ...]
    rest: Mapping[int, int]
    """Line → units that are still expected of it, on a new line."""
    items: Mapping[int, Item]
    change: ChangePlan | None
    shares: Mapping[int, int]
    """Line → the position of its line in the change order."""


def plan_open(
    state: OrderState, wanted: Sequence[Expected], *, managed: bool
) -> tuple[tuple[tuple[Item, int, Expected], ...], tuple[Problem, ...]]:
    """The lines of a new return order, each with its item and units; or why it is refused.

    Problems: `unmanaged`, `not-found`, `bad-quantity`, `delivery-charge`, `duplicate-record` (A23: an item twice for
    one reason), `over-return`. One that is not managed (`managed` false) only follows goods: nothing is counted.
    """
    if state.life_cycle == "UNMANAGED":
        return (), (RETURN_REFUSALS.unmanaged(state),)
    left = {
        item.id: item.quantities.available_to_return if managed else item.quantities.net_ordered
        for item in state.items
        if item.type == PRODUCT
    }
    lines: list[tuple[Item, int, Expected]] = []
    problems: list[Problem] = []
    seen: set[tuple[int, str]] = set()
    for one in wanted:
        made, problem = _expect(state, one, left, seen, managed=managed)
        lines += made
        problems += [problem] if problem else []
    if not lines and not problems:
        problems.append(RETURN_REFUSALS.nothing(state, {}))
    return tuple(lines), tuple(problems)


def everything(state: OrderState, reason: str, *, can_reduce: bool, fees: tuple[Fee, ...] = ()) -> list[Expected]:
    """All units of the order that can come back; with the fees of the request."""
    items = [item for item in state.items if item.type == PRODUCT and item.quantities.available_to_return > 0]
    return [
        Expected(encode(PREFIXES["OrderItemSummary"], item.id), None, reason, can_reduce, fees_at(at, fees))
        for at, item in enumerate(items)
    ]


def fees_at(position: int, fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
    """The fees of a whole request on its line at this position: an amount is charged once, a percentage of each."""
    return tuple(fee for fee in fees if not position or fee.kind in PERCENTAGES)


def _expect(
    state: OrderState, one: Expected, left: dict[int, int], seen: set[tuple[int, str]], *, managed: bool
) -> tuple[list[tuple[Item, int, Expected]], Problem | None]:
    lines = named_lines(state, one.name)
    problem = RETURN_REFUSALS.line(state, one.name, one.quantity, lines)
    if problem:
        return [], problem
    lines = [line for line in lines if line.type == PRODUCT]
    if managed and any((line.id, one.reason) in seen for line in lines):
        return [], _twice(state, one)
    seen |= {(line.id, one.reason) for line in lines}
    there = sum(left[line.id] for line in lines)
    units = there if one.quantity is None else one.quantity
    if not 0 < units <= there:
        return [], RETURN_REFUSALS.too_many(state, one.name, one.quantity, there, lines, {})
    made: list[tuple[Item, int, Expected]] = []
    for line in lines:
        some = min(units, left[line.id])
        if some:
            made.append((line, some, replace(one, fees=fees_at(len(made), one.fees))))
            left[line.id] -= some if managed else 0
            units -= some
    return made, None


def _twice(state: OrderState, one: Expected) -> Problem:
    message = f"order {state.order_number}: {one.name} is named twice for the reason {one.reason}"
    return Problem("duplicate-record", message, None, "name it once with all its units, or give another reason")


def initiated(item: Item, units: int) -> Item:
    """The item with more units (or fewer, below zero) that are on their way back."""
    return replace(item, quantities=replace(item.quantities, return_initiated=item.quantities.return_initiated + units))


def to_receive_refusal(order: ReturnOrder) -> Problem | None:
    """Why nothing can be received on a return order, or None."""
    if order.category == "Activated":
        return None
    help_ = f"`oms return approve {order.number}`" if order.category == "Draft" else "open another return order"
    return Problem("wrong-state", f"{order.number} is {order.status}: nothing is received on it", None, help_)


def plan_arrival(
    state: OrderState, order: ReturnOrder, arrived: Sequence[Arrived]
) -> ArrivalPlan | tuple[Problem, ...]:
    """What came back on lines of a return order, or why it is refused.

    Problems: `not-found` for a line that the return order does not have, `wrong-state` for one that is processed (A22),
    `bad-quantity` where nothing is said of it, `over-return` for more units than are expected.
    """
    refused = to_receive_refusal(order)
    if refused:
        return (refused,)
    lines = {line.id: line for line in order.lines}
    problems = [problem for one in arrived if (problem := _arrival_refusal(order, lines.get(one.line_id), one))]
    if problems:
        return tuple(problems)
    parts = tuple((lines[one.line_id], one) for one in arrived)
    rest = {line.id: line.expected - one.returned - one.canceled for line, one in parts}
    rest = {id_: units for id_, units in rest.items() if units}
    if not order.managed:
        return ArrivalPlan(parts, rest, {}, None, {})
    items = {item.id: item for item in state.items}
    changed: list[ChangedItem] = []
    shares: dict[int, int] = {}
    for line, one in parts:
        item = items[line.item_id or 0]
        if one.returned:
            share = share_to_return(item, one.returned)
            shares[line.id] = len(changed)
            changed.append(ChangedItem(RETURN, share, reason=line.reason))
            item = moved(item, share, to_returned)
            counts = replace(item.quantities, returned=item.quantities.returned + one.returned)
            item = replace(item, quantities=counts)
        items[item.id] = initiated(item, -one.canceled) if one.canceled else item
    changed += _shipping(state, parts, changed, shares, items)
    before = {item.id: item for item in state.items}
    after = {id_: item for id_, item in items.items() if item is not before[id_]}
    own = {line.share.item.id: after[line.share.item.id] for line in changed}
    change = ChangePlan(RETURN, False, tuple(changed), own, ()) if changed else None
    return ArrivalPlan(parts, rest, after, change, shares)


def _shipping(
    state: OrderState,
    parts: Sequence[tuple[ReturnLine, Arrived]],
    changed: Sequence[ChangedItem],
    shares: Mapping[int, int],
    items: dict[int, Item],
) -> list[ChangedItem]:
    """The delivery charges' share of the units whose line says so (D25); puts the charges into `items`."""
    reducing = [changed[shares[line.id]].share for line, _ in parts if line.can_reduce and line.id in shares]
    if not reducing:
        return []
    refund = refund_shipping(state.items, reducing, lambda amounts: amounts.returnable)
    for share in refund.shares:
        items[share.item.id] = moved(items[share.item.id], share, to_returned)
    return [ChangedItem(DELIVERY_CHARGE_ADJUSTMENT, share) for share in refund.shares]


def _arrival_refusal(order: ReturnOrder, line: ReturnLine | None, one: Arrived) -> Problem | None:
    if line is None or line.type != PRODUCT:
        return Problem("not-found", f"{order.number} has no such line for goods", None, f"`oms show {order.number}`")
    if line.processed:
        message = f"{order.number}: the line for {line.sku} ({line.reason}) was processed and is read-only"
        return Problem("wrong-state", message, None, "what is still expected stands on a line of its own")
    if not one.returned and not one.canceled:
        return Problem("bad-quantity", f"{order.number}: nothing of {line.sku} came back, and nothing is canceled")
    most = max(one.returned + one.canceled, one.received)
    if most > line.expected:
        message = f"{order.number}: {most} of {line.sku} are more than the {line.expected} that are expected"
        return Problem("over-return", message, None, "open another return order for what came on top")
    return None


def goes_on(fee: ReturnLine, plan: ArrivalPlan, *, charged: bool) -> bool:
    """Whether a fee is for the rest of its line too: a percentage is of what comes back, an amount is charged once."""
    if fee.fee is None or fee.fee_for not in plan.rest:
        return False
    return not charged or fee.fee.kind in PERCENTAGES


def lines_named(order: ReturnOrder, name: str) -> list[ReturnLine]:
    """The lines on which goods are expected that a SKU, or the id of a line, names."""
    decoded = decode(name)
    if decoded is not None and decoded[0] == "ReturnOrderLineItem":
        return [line for line in order.lines if line.id == decoded[1]]
    return [line for line in order.lines if line.sku == name and line.open]


def plan_close(order: ReturnOrder) -> tuple[Arrived, ...]:
    """What closing makes of the lines on which goods are still expected: they did not come."""
    return tuple(Arrived(line.id, 0, line.expected) for line in order.lines if line.open)


def move_refusal(order: ReturnOrder, to: str) -> Problem | None:
    """Why a return order cannot go to a status, or None."""
    if to == CLOSED and order.category != "Activated":
        help_ = f"`oms return approve {order.number}`" if order.category == "Draft" else None
        return Problem("wrong-state", f"{order.number} is {order.status}: only an active one is closed", None, help_)
    if to in (APPROVED, CANCELED) and order.category not in ("Draft", "Activated"):
        return Problem("wrong-state", f"{order.number} is {order.status}: it stays so", None, None)
    if to == CANCELED and any(line.returned for line in order.lines):
        message = f"{order.number}: something came back on it already"
        return Problem("wrong-state", message, None, f"`oms return close {order.number}` gives up what did not come")
    return None
