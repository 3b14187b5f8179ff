"""Take units off an order: canceled before fulfillment, returned after it (spec §2.4, §2.5, §5.3; D10, D23).

Both are one rule with two kinds. Units are taken from the lines in their order; each takes its share of the line
amount, of every discount and of every tax with it, and the last units take what remains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omscli.domain.change_refusals import CANCEL_REFUSALS, RETURN_REFUSALS, Holders, Refusals
from omscli.domain.change_values import CANCEL as CANCEL
from omscli.domain.change_values import DELIVERY_CHARGE_ADJUSTMENT as DELIVERY_CHARGE_ADJUSTMENT
from omscli.domain.change_values import MAX_REASON_TEXT as MAX_REASON_TEXT
from omscli.domain.change_values import RETURN as RETURN
from omscli.domain.change_values import ChangedItem as ChangedItem
from omscli.domain.change_values import ChangePlan as ChangePlan
from omscli.domain.change_values import ChangeRequest as ChangeRequest
from omscli.domain.change_values import Wanted as Wanted
from omscli.domain.explained import Notes
from omscli.domain.ids import decode
from omscli.domain.money import format_minor
from omscli.domain.order_state import DELIVERY_CHARGE, Amounts, Item, OrderState, Quantities
from omscli.domain.shares import ItemShare, Move, moved, share_to_cancel, share_to_return, to_canceled, to_returned
from omscli.domain.shipping_refund import refund_shipping
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a cancel and a return differ."""

    change_type: str
    is_pre_fulfillment: bool
    available: Callable[[Quantities], int]
    counted: Callable[[Quantities, int], Quantities]
    share: Callable[[Item, int], ItemShare]
    move: Move
    in_pool: Callable[[Amounts], int]
    left_out: str
    refusals: Refusals


_CANCEL = _Kind(
    CANCEL,
    True,
    lambda q: q.available_to_cancel,
    lambda q, units: replace(q, canceled=q.canceled + units),
    share_to_cancel,
    to_canceled,
    lambda amounts: amounts.open,
    "it is on a fulfillment order",
    CANCEL_REFUSALS,
)
_RETURN = _Kind(
    RETURN,
    False,
    lambda q: q.available_to_return,
    lambda q, units: replace(q, return_initiated=q.return_initiated + units, returned=q.returned + units),
    share_to_return,
    to_returned,
    lambda amounts: amounts.returnable,
    "it has not been fulfilled",
    RETURN_REFUSALS,
)


def plan_cancel(
    state: OrderState, request: ChangeRequest, holders: Holders | None = None, notes: Notes | None = None
) -> ChangePlan | tuple[Problem, ...]:
    """Units that are on no fulfillment order go off the order; refused when fewer are available (D10).

    `holders` names, for the refusal, the fulfillment orders that hold units; `notes` gets the rules that applied. The
    reason was checked by the caller.
    Problems: `unmanaged`, `not-found`, `bad-quantity`, `delivery-charge`, `duplicate-record` (A23), `over-cancel`,
    `bad-value`.
    """
    return _plan(state, request, _CANCEL, holders or {}, notes)


def plan_return(
    state: OrderState, request: ChangeRequest, holders: Holders | None = None, notes: Notes | None = None
) -> ChangePlan | tuple[Problem, ...]:
    """Fulfilled units come back; refused when fewer are available. Problems as for a cancel, with `over-return`."""
    return _plan(state, request, _RETURN, holders or {}, notes)


def _plan(
    state: OrderState, request: ChangeRequest, kind: _Kind, holders: Holders, notes: Notes | None
) -> ChangePlan | tuple[Problem, ...]:
    if state.life_cycle == "UNMANAGED":
        return (kind.refusals.unmanaged(state),)
    if request.reason_text and len(request.reason_text) > MAX_REASON_TEXT:
        return (Problem("bad-value", f"the reason's text has more than {MAX_REASON_TEXT} characters"),)
    chosen, problems = choose_units(state, request.wanted, kind.available, kind.refusals, holders)
    if problems:
        return tuple(problems)
    shares = [kind.share(item, chosen[item.id]) for item in state.items if item.id in chosen]
    lines = [ChangedItem(kind.change_type, share) for share in shares]
    warnings: tuple[str, ...] = ()
    refund = None
    if request.refund_shipping:
        refund = refund_shipping(state.items, shares, kind.in_pool)
        lines += [ChangedItem(DELIVERY_CHARGE_ADJUSTMENT, share) for share in refund.shares]
        warnings = tuple(_left_out(charge, state.currency, kind) for charge in refund.left_out)
    if notes is not None:
        from omscli.domain.change_notes import note_change  # for --explain only

        note_change(notes, kind.change_type, shares, kind.in_pool, refund)
    items = {line.share.item.id: _changed(line.share, kind) for line in lines}
    return ChangePlan(kind.change_type, kind.is_pre_fulfillment, tuple(lines), items, warnings)


def _changed(share: ItemShare, kind: _Kind) -> Item:
    item = moved(share.item, share, kind.move)
    return replace(item, quantities=kind.counted(item.quantities, share.quantity)) if share.quantity else item


def _left_out(charge: Item, currency: str, kind: _Kind) -> str:
    amount = format_minor(charge.total_price + charge.total_tax, currency)
    return f"the delivery charge {charge.sku} ({amount} {currency}) is not refunded: {kind.left_out}"


def choose_units(
    state: OrderState,
    wanted: Sequence[Wanted],
    available: Callable[[Quantities], int],
    refusals: Refusals,
    holders: Holders,
) -> tuple[dict[int, int], list[Problem]]:
    """Units to take of those that are available, by item id; all problems of the request at once.

    A SKU on several lines is taken from the earlier line first.
    """
    left = {item.id: available(item.quantities) for item in state.items if _may_go(item)}
    if not wanted:
        everything = {id_: units for id_, units in left.items() if units > 0}
        return everything, [] if everything else [refusals.nothing(state, holders)]
    taken: dict[int, int] = {}
    named: set[int] = set()
    problems: list[Problem] = []
    for one in wanted:
        lines = named_lines(state, one.name)
        problem = refusals.line(state, one.name, one.quantity, lines)
        if not problem and not named.isdisjoint(line.id for line in lines):
            problem = refusals.twice(state, one.name)
        named.update(line.id for line in lines)
        if not problem:
            lines = [line for line in lines if _may_go(line)]
            there = sum(left[line.id] for line in lines)
            units = there if one.quantity is None else one.quantity
            if not 0 < units <= there:
                problem = refusals.too_many(state, one.name, one.quantity, there, lines, holders)
            else:
                _take(lines, units, left, taken)
        if problem:
            problems.append(problem)
    return taken, problems


def _may_go(item: Item) -> bool:
    """Delivery charges go by their share, and a fee for a change is owed whatever becomes of the rest."""
    return item.type != DELIVERY_CHARGE and not item.billed_apart


def _take(lines: Sequence[Item], units: int, left: dict[int, int], taken: dict[int, int]) -> None:
    for line in lines:
        some = min(units, left[line.id])
        if some:
            taken[line.id] = taken.get(line.id, 0) + some
            left[line.id] -= some
            units -= some


def named_lines(state: OrderState, name: str) -> list[Item]:
    """The lines that a SKU or an id names, in line order."""
    decoded = decode(name)
    lines = [item for item in state.items if item.sku == name]
    if not lines and decoded is not None and decoded[0] == "OrderItemSummary":
        lines = [item for item in state.items if item.id == decoded[1]]
    return sorted(lines, key=lambda item: (item.line_number, item.id))
