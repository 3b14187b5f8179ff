"""Deallocation: units come off a fulfillment order and are available again, not canceled (§2.3, D10, A17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.fulfillment_order import CANCELLED, FULFILLED, FulfillmentOrder, Line, less, portion_of
from omscli.domain.order_state import Item
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare, moved, to_allocated
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem, nearest


@dataclass(frozen=True, slots=True)
class Reduction:
    """Units that came off one line."""

    line_id: int
    units: int


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A fulfillment order and its items (by id) after units came off, and which."""

    fulfillment_order: FulfillmentOrder
    items: dict[int, Item]
    reductions: tuple[Reduction, ...]


def take_off_line(line: Line, item: Item, units: int, *, is_reship: bool = False) -> tuple[Line, Item]:
    """The line without the units, and its item with them available again; the last units take every cent (A17).

    Units of a reship were fulfilled before and stay so: they may be reshipped again.
    """
    share = portion_of(line, item, units)
    counts = item.quantities
    if is_reship:
        quantities = replace(counts, reshipped=counts.reshipped - units)
    else:
        quantities = replace(counts, allocated=counts.allocated - units)
    return less(line, share), moved(item, _negative(share), to_allocated, quantities)


def take_off(order: FulfillmentOrder, items: Mapping[int, Item], units: Mapping[int, int]) -> TakenOff:
    """The fulfillment order without these units (by line id), each at most the line's unshipped ones.

    When no product unit is left on it, its charges come off too and it is `Cancelled`; when all that is left has been
    shipped, the caller closes it (`closed_by`).
    """
    wanted = {line_id: count for line_id, count in units.items() if count}
    products_left = sum(line.quantity - wanted.get(line.id, 0) for line in order.products)
    if products_left == 0:
        wanted |= {line.id: line.unshipped for line in order.charges if line.unshipped}
    after = dict(items)
    lines = []
    for line in order.lines:
        if line.id in wanted:
            item, off = after[line.item_id], wanted[line.id]
            line, after[item.id] = take_off_line(line, item, off, is_reship=order.is_reship)
        lines.append(line)
    status = CANCELLED if wanted and products_left == 0 else order.status
    reductions = tuple(Reduction(line.id, wanted[line.id]) for line in order.lines if line.id in wanted)
    return TakenOff(replace(order, lines=tuple(lines), status=status), after, reductions)


def closed_by(order: FulfillmentOrder) -> str | None:
    """The status that an open fulfillment order comes to by itself: `Fulfilled` when all that is on it was shipped."""
    if not order.is_open or any(line.unshipped for line in order.lines):
        return None
    return FULFILLED if any(line.shipped for line in order.products) else None


def _negative(share: ItemShare) -> ItemShare:
    return replace(
        share,
        line=-share.line,
        taxes=_negative_taxes(share.taxes),
        adjustments=tuple(
            AdjustmentShare(part.adjustment, -part.amount, _negative_taxes(part.taxes)) for part in share.adjustments
        ),
    )


def _negative_taxes(taxes: tuple[TaxShare, ...]) -> tuple[TaxShare, ...]:
    return tuple(TaxShare(tax.tax, -tax.amount) for tax in taxes)


@dataclass(frozen=True, slots=True)
class Request:
    """Units of a SKU to take off; no SKU: all that is not shipped, no units: all of the SKU that are not shipped."""

    sku: str | None = None
    units: int | None = None


def units_to_take(order: FulfillmentOrder, requests: Sequence[Request]) -> dict[int, int] | tuple[Problem, ...]:
    """The units that the requests name, by line id, or why they are refused.

    Refused: `wrong-state` (closed), `already-invoiced`, `unknown-sku`, `delivery-charge` (it comes off with the last
    product), `over-allocation` (more than what is not shipped). Several lines of one SKU are taken from the last one.
    """
    if not order.is_open:
        return (Problem("wrong-state", f"{order.number} is {order.status}: nothing can be taken off it"),)
    if order.invoiced:
        help_ = "return the units once they are fulfilled"
        return (Problem("already-invoiced", f"{order.number} is invoiced: nothing comes off it", None, help_),)
    wanted: dict[int, int] = {}
    problems: list[Problem] = []
    for request in requests:
        if request.sku is None:
            wanted |= {line.id: line.unshipped for line in order.products if line.unshipped}
            continue
        problem = _refusal(order, request.sku)
        lines = [line for line in order.products if line.sku == request.sku]
        left = sum(line.unshipped - wanted.get(line.id, 0) for line in lines)
        units = left if request.units is None else request.units
        if problem is None and not 0 < units <= left:
            message = f"{order.number} has {left} units of {request.sku} that are not shipped, not {units}"
            problem = Problem("over-allocation", message, None, "name fewer units")
        if problem:
            problems.append(problem)
            continue
        for line in reversed(lines):
            taken = min(units, line.unshipped - wanted.get(line.id, 0))
            wanted[line.id] = wanted.get(line.id, 0) + taken
            units -= taken
    return tuple(problems) or {line_id: units for line_id, units in wanted.items() if units}


def _refusal(order: FulfillmentOrder, sku: str) -> Problem | None:
    if any(line.sku == sku and line.quantity for line in order.products):
        return None
    if any(line.sku == sku for line in order.charges):
        message = f"{sku} is a charge of {order.number}: it comes off with the last product"
        return Problem("delivery-charge", message, None, f"oms deallocate {order.number}")
    known = [line.sku for line in order.products if line.quantity]
    guess = nearest(sku, known)
    hint = f'did you mean "{guess}"?' if guess else f"it holds {', '.join(known)}"
    return Problem("unknown-sku", f'{order.number} holds no SKU "{sku}"', None, hint)
