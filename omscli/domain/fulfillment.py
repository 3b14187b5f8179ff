"""Fulfillment: what an advance shipping notice (ASN) does to a fulfillment order and to its items (D8, contract §6).

A notice may cover a part; there may be several. What it names and does not send is short: `backorder` leaves it open
for the next notice, `cancel` takes it off the fulfillment order like a deallocation. Lines that it does not name stay
open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from omscli.domain.deallocation import Reduction, TakenOff, closed_by, take_off
from omscli.domain.fulfillment_order import FULFILLED, FulfillmentOrder, Line, carried, credited
from omscli.domain.order_state import PRODUCT, Item
from omscli.domain.policy import ShortShip
from omscli.domain.shares import moved, to_arrived, to_fulfilled
from omscli.domain.values import dataclass, replace
from omscli.errors import Place, Problem, nearest


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Units of a SKU that a notice sends, 0 for none; `short` says what becomes of the rest, None: the run's policy."""

    sku: str
    units: int
    short: ShortShip | None = None


@dataclass(frozen=True, slots=True)
class Shipped:
    """Units of one line in the parcel."""

    line: Line
    units: int


@dataclass(frozen=True, slots=True)
class ShipmentPlan:
    """What a notice comes to: the parcel, what came off, and the fulfillment order and items (by id) afterwards.

    `backordered` are units that the notice named, did not send and left open.
    """

    fulfillment_order: FulfillmentOrder
    items: dict[int, Item]
    shipped: tuple[Shipped, ...]
    reductions: tuple[Reduction, ...]
    backordered: int


@dataclass(frozen=True, slots=True)
class _Named:
    """What a notice says of one SKU: its lines added up."""

    units: int
    short: ShortShip


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a notice comes to: units that go and units that come off, by line; `backordered` as in the plan."""

    ships: dict[int, int]
    removed: dict[int, int]
    backordered: int


def plan_shipment(
    order: FulfillmentOrder, items: Mapping[int, Item], notice: Sequence[NoticeLine], policy: ShortShip
) -> ShipmentPlan | tuple[Problem, ...]:
    """The plan, or why the notice is refused, both as `parcel_of` says.

    QuantityShipped rises with the parcel; QuantityFulfilled and the amounts with it when everything is shipped
    (`Fulfilled`). A fulfillment order of which nothing is left is `Cancelled`.
    """
    parcel = parcel_of(order, notice, policy)
    if isinstance(parcel, tuple):
        return parcel
    ships, removed = parcel.ships, parcel.removed
    after_shipping, after_items = _ship(order, items, ships)
    taken = take_off(after_shipping, after_items, removed) if removed else TakenOff(after_shipping, after_items, ())
    shipped = tuple([Shipped(line, ships[line.id]) for line in order.lines if line.id in ships])
    closed, closed_items = close(taken.fulfillment_order, taken.items)
    return ShipmentPlan(closed, closed_items, shipped, taken.reductions, parcel.backordered)


def parcel_of(order: FulfillmentOrder, notice: Sequence[NoticeLine], policy: ShortShip) -> Parcel | tuple[Problem, ...]:
    """What goes and what comes off, or why the notice is refused; amounts are not looked at.

    Refused: `wrong-state` (the fulfillment order is closed), `unknown-sku`, `over-shipment`, and `already-invoiced`
    when units would come off an invoiced fulfillment order. When all that is open is named with zero, nothing more
    comes: it is taken off.
    """
    if order.is_open and _names_all(order, notice):
        return Parcel({line.id: line.unshipped for line in order.lines if line.unshipped}, {}, 0)
    named = _by_sku(notice, policy)
    problems = _refusals(order, named)
    if problems:
        return problems
    ships, shorts = _spread(order, named)
    gives_up = not ships and sum(units for units, _ in shorts.values()) == sum(
        line.unshipped for line in order.products
    )
    removed = {line_id: units for line_id, (units, short) in shorts.items() if gives_up or short == "cancel"}
    if removed and order.invoiced:
        help_ = "an invoiced fulfillment order keeps its units; send the rest with another notice"
        return (Problem("already-invoiced", f"{order.number} is invoiced: nothing comes off it", None, help_),)
    if ships:
        ships |= {line.id: line.unshipped for line in order.charges if line.unshipped}
    left = sum([units for line_id, (units, _) in shorts.items() if line_id not in removed])
    return Parcel(ships, removed, left)


def _names_all(order: FulfillmentOrder, notice: Sequence[NoticeLine]) -> bool:
    """Whether the notice names what is open of the products, no more and no less: most do."""
    named = {line.sku: line.units for line in notice}
    if len(named) != len(notice):
        return False
    left: dict[str, int] = {}
    for line in order.lines:
        if line.type == PRODUCT and line.quantity != line.shipped:
            left[line.sku] = left.get(line.sku, 0) + line.quantity - line.shipped
    return bool(left) and named == left


def fulfills(order: FulfillmentOrder, ships: Mapping[int, int]) -> bool:
    """Whether all that is on it is shipped once these units are (by line id), so that it becomes `Fulfilled`."""
    sent = False
    for line in order.lines:
        shipped = line.shipped + ships.get(line.id, 0)
        if shipped != line.quantity:
            return False
        sent = sent or (shipped > 0 and line.type == PRODUCT)
    return sent and order.is_open


def close(order: FulfillmentOrder, items: Mapping[int, Item]) -> tuple[FulfillmentOrder, dict[int, Item]]:
    """The fulfillment order `Fulfilled`, with its items, when all that is on it was shipped; else as they are (D8).

    What a reship sends was fulfilled before: it changes no item.
    """
    after = dict(items)
    if closed_by(order) != FULFILLED:
        return order, after
    if order.is_reship:
        return replace(order, status=FULFILLED), after
    for line in order.lines:
        if not line.quantity:
            continue
        item = after[line.item_id]
        quantities = replace(item.quantities, fulfilled=item.quantities.fulfilled + line.quantity)
        arrived = moved(item, carried(line, item), to_fulfilled, quantities)
        given = credited(line, item)
        after[item.id] = moved(arrived, given, to_arrived) if given else arrived
    return replace(order, status=FULFILLED), after


def _by_sku(notice: Iterable[NoticeLine], policy: ShortShip) -> dict[str, _Named]:
    """One entry a SKU; a line that cancels its rest cancels the rest of the SKU."""
    named: dict[str, _Named] = {}
    for line in notice:
        before = named.get(line.sku)
        short = line.short or policy
        if before is None:
            named[line.sku] = _Named(line.units, short)
        else:
            named[line.sku] = _Named(
                before.units + line.units, "cancel" if "cancel" in (before.short, short) else "backorder"
            )
    return named


def _refusals(order: FulfillmentOrder, named: Mapping[str, _Named]) -> tuple[Problem, ...]:
    if not order.is_open:
        return (Problem("wrong-state", f"{order.number} is {order.status}: nothing more is shipped from it"),)
    skus = dict.fromkeys(line.sku for line in order.lines if line.quantity)
    left_of: dict[str, int] = {}
    for line in order.lines:
        left_of[line.sku] = left_of.get(line.sku, 0) + line.unshipped
    by_unit = {line.sku for line in order.products}
    problems = []
    for sku, said in named.items():
        if sku not in skus:
            guess = nearest(sku, list(skus))
            held = ", ".join(dict.fromkeys(line.sku for line in order.products if line.quantity))
            hint = f'did you mean "{guess}"?' if guess else f"it holds {held}"
            problems.append(Problem("unknown-sku", f'{order.number} holds no SKU "{sku}"', Place(path=sku), hint))
            continue
        left = left_of[sku]
        if said.units > left and sku in by_unit:
            message = (
                f"{order.number} has {left} unit{'' if left == 1 else 's'} of {sku} left to ship, not {said.units}"
            )
            problems.append(Problem("over-shipment", message, Place(path=sku), "correct the quantity in the notice"))
    return tuple(problems)


def _spread(
    order: FulfillmentOrder, named: Mapping[str, _Named]
) -> tuple[dict[int, int], dict[int, tuple[int, ShortShip]]]:
    """Units that go and units that are short, by line; several lines of one SKU are filled in their order."""
    rest = {sku: said.units for sku, said in named.items()}
    ships: dict[int, int] = {}
    shorts: dict[int, tuple[int, ShortShip]] = {}
    for line in order.products:
        if line.sku not in rest or not line.unshipped:
            continue
        units = min(rest[line.sku], line.unshipped)
        rest[line.sku] -= units
        if units:
            ships[line.id] = units
        if units < line.unshipped:
            shorts[line.id] = (line.unshipped - units, named[line.sku].short)
    return ships, shorts


def _ship(
    order: FulfillmentOrder, items: Mapping[int, Item], ships: Mapping[int, int]
) -> tuple[FulfillmentOrder, dict[int, Item]]:
    after = dict(items)
    lines = []
    for line in order.lines:
        units = ships.get(line.id, 0)
        if units and not order.is_reship:
            item = after[line.item_id]
            quantities = replace(item.quantities, shipped=item.quantities.shipped + units)
            after[item.id] = replace(item, quantities=quantities)
        lines.append(replace(line, shipped=line.shipped + units) if units else line)
    return replace(order, lines=tuple(lines)), after
