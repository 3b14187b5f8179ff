"""Allocation: what is open of a delivery group goes onto one fulfillment order per location of a route (§2.3, §7).

Each unit takes its cents along (D26). Delivery charges and fees are allocated like products, whole, with the first
fulfillment order that is made for the group (D7); alone they make none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omscli.domain.order_state import PRODUCT, Item
from omscli.domain.routing import Assignment, Line
from omscli.domain.shares import ItemShare, moved, share_to_allocate, to_allocated
from omscli.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class PlannedFulfillmentOrder:
    """A fulfillment order to be made: a location, and the units of each item with what they carry."""

    location_id: int
    shares: tuple[ItemShare, ...]


def open_products(items: Iterable[Item]) -> list[Item]:
    """The products of which units are available to fulfill (QuantityAvailableToFulfill > 0), in line order."""
    return [item for item in items if item.type == PRODUCT and item.quantities.available_to_cancel > 0]


def open_charges(items: Iterable[Item]) -> list[Item]:
    """The delivery charges and fees that no fulfillment order carries yet; not what a change order's invoice bills."""
    charges = [item for item in items if item.type != PRODUCT and item.quantities.available_to_cancel > 0]
    return [item for item in charges if not item.billed_apart]


def lines_to_route(products: Iterable[Item]) -> tuple[Line, ...]:
    """What a route is asked for."""
    return tuple(Line(item.product_id, item.quantities.available_to_cancel, item.sku) for item in products)


def allocate(item: Item, units: int) -> tuple[ItemShare, Item]:
    """What the next units of an item carry, and the item after it; units ≤ available to fulfill."""
    share = share_to_allocate(item, units)
    quantities = replace(item.quantities, allocated=item.quantities.allocated + units)
    return share, moved(item, share, to_allocated, quantities)


def plan_fulfillment_orders(
    items: Sequence[Item], assignments: Sequence[Assignment]
) -> tuple[tuple[PlannedFulfillmentOrder, ...], dict[int, Item]]:
    """The fulfillment orders of one delivery group along a route, and its items after them by id.

    A product that stands on several lines is taken from the earlier line first. Raises ValueError when the route
    assigns more units than are open.
    """
    after = {item.id: item for item in items}
    waiting: dict[int, list[int]] = {}
    for item in open_products(items):
        waiting.setdefault(item.product_id, []).append(item.id)
    planned: list[PlannedFulfillmentOrder] = []
    for location_id, parts in assignments:
        shares: list[ItemShare] = []
        for product_id, units in parts:
            shares.extend(_take(after, waiting[product_id], units))
        if not planned:
            shares.extend(_take_charges(after, items))
        planned.append(PlannedFulfillmentOrder(location_id, tuple(shares)))
    return tuple(planned), after


def _take(after: dict[int, Item], waiting: list[int], units: int) -> list[ItemShare]:
    """Units of one product from the items that wait for it; what is empty waits no more."""
    shares = []
    while units:
        if not waiting:
            raise ValueError("the route assigns more units than are open")
        item = after[waiting[0]]
        taken = min(units, item.quantities.available_to_cancel)
        share, after[item.id] = allocate(item, taken)
        shares.append(share)
        units -= taken
        if taken == item.quantities.available_to_cancel:
            waiting.pop(0)
    return shares


def _take_charges(after: dict[int, Item], items: Sequence[Item]) -> list[ItemShare]:
    shares = []
    for item in open_charges(items):
        share, after[item.id] = allocate(item, item.quantities.available_to_cancel)
        shares.append(share)
    return shares
