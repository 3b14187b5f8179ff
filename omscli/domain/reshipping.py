"""Reship: fulfilled units are sent once more, at no charge (spec §1.4 QuantityAvailableToReship, §3).

QuantityReshipped rises when the fulfillment order is made, not when it is fulfilled: so two reships never promise the
same unit twice, and what comes off the fulfillment order again goes back (`deallocation.py`). The status formula
RESHIPPED (§1.4) reads the same counter. Nothing else of the item changes: no amount, and no other quantity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.allocation import PlannedFulfillmentOrder
from omscli.domain.change_refusals import RESHIP_REFUSALS
from omscli.domain.changes import Wanted, choose_units
from omscli.domain.order_state import Item, OrderState
from omscli.domain.routing import Assignment, Line
from omscli.domain.shares import ItemShare
from omscli.domain.values import replace
from omscli.errors import Problem


def units_to_reship(state: OrderState, wanted: Sequence[Wanted]) -> dict[int, int] | tuple[Problem, ...]:
    """The units that are sent once more, by item id, or why not; no quantity is all that can be.

    Problems: `unmanaged`, `on-hold`, `not-found`, `bad-quantity`, `delivery-charge`, `duplicate-record`, `over-reship`.
    """
    if state.life_cycle == "UNMANAGED":
        return (RESHIP_REFUSALS.unmanaged(state),)
    if state.active_exceptions or state.suspended:
        help_ = f"`oms show {state.order_number}` names the exceptions; `oms resolve PE-…` closes one"
        return (Problem("on-hold", f"order {state.order_number} is on hold", None, help_),)
    units, problems = choose_units(state, wanted, lambda q: q.available_to_reship, RESHIP_REFUSALS, {})
    return tuple(problems) or units


def lines_to_reship(items: Sequence[Item], units: Mapping[int, int]) -> tuple[Line, ...]:
    """What a route is asked for."""
    return tuple(Line(item.product_id, units[item.id], item.sku) for item in items if item.id in units)


def plan_reship(
    items: Sequence[Item], units: Mapping[int, int], assignments: Sequence[Assignment]
) -> tuple[tuple[PlannedFulfillmentOrder, ...], dict[int, Item]]:
    """The fulfillment orders of one delivery group along a route, and its items after them by id.

    Their lines carry units and no amount. A product on several lines is taken from the earlier line first.
    """
    after = {item.id: item for item in items}
    left = dict(units)
    planned = []
    for location_id, parts in assignments:
        shares: list[ItemShare] = []
        for product_id, count in parts:
            shares += _take([item for item in items if item.product_id == product_id], count, left, after)
        planned.append(PlannedFulfillmentOrder(location_id, tuple(shares)))
    return tuple(planned), after


def _take(lines: Sequence[Item], units: int, left: dict[int, int], after: dict[int, Item]) -> list[ItemShare]:
    """Units of one product from the lines that have some to send, which count them."""
    shares = []
    for item in lines:
        some = min(units, left.get(item.id, 0))
        if some:
            shares.append(ItemShare(free_of_charge(item), some, 0, (), ()))
            counts = after[item.id].quantities
            after[item.id] = replace(after[item.id], quantities=replace(counts, reshipped=counts.reshipped + some))
            left[item.id] -= some
            units -= some
    return shares


def free_of_charge(item: Item) -> Item:
    """The item as the line of a reship shows it: at no price."""
    return replace(item, unit_price=0, gross_unit_price=None if item.gross_unit_price is None else 0)
