"""Fulfilled units are sent once more: they carry units and no amount, and nothing else of the item changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omscli.domain.changes import Wanted
from omscli.domain.deallocation import take_off
from omscli.domain.fulfillment import NoticeLine, plan_shipment
from omscli.domain.order_state import Quantities
from omscli.domain.reshipping import lines_to_reship, plan_reship, units_to_reship
from omscli.domain.statuses import item_status
from tests.domain.orders import item, order, shipping
from tests.fulfillment_values import made

FULFILLED = Quantities(3, allocated=3, shipped=3, fulfilled=3)


def fulfilled(*items):
    """An order of which all units are fulfilled."""
    state = order(*items)
    done = tuple(
        replace(
            one,
            quantities=replace(
                FULFILLED,
                **dict.fromkeys(("ordered", "allocated", "fulfilled"), one.quantities.ordered),
                shipped=one.quantities.ordered,
            ),
        )
        for one in state.items
    )
    return replace(state, items=done)


def codes(problems):
    return [problem.code for problem in problems]


def test_no_quantity_is_all_that_can_be_sent_once_more():
    state = fulfilled(item("MUG", 3, 3000, taxes=[300]), shipping(500))
    assert units_to_reship(state, [Wanted("MUG")]) == {state.items[0].id: 3}
    assert units_to_reship(state, [Wanted("MUG", 2)]) == {state.items[0].id: 2}


def test_of_units_that_were_sent_twice_and_came_back_none_can_be_sent_again():
    state = fulfilled(item("MUG", 3, 3000), item("MUG", 2, 2000))
    back = replace(state.items[0].quantities, reshipped=3, return_initiated=2, returned=2)
    state = replace(state, items=(replace(state.items[0], quantities=back), state.items[1]))
    assert state.items[0].quantities.available_to_reship == 0
    assert units_to_reship(state, [Wanted("MUG", 2)]) == {state.items[1].id: 2}
    assert codes(units_to_reship(state, [Wanted("MUG", 3)])) == ["over-reship"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([Wanted("MUG", 4)], "over-reship"),
        ([Wanted("MUG", 0)], "bad-quantity"),
        ([Wanted("MUG", 1), Wanted("MUG", 1)], "duplicate-record"),
        ([Wanted("SHIPPING")], "delivery-charge"),
        ([Wanted("CUP")], "not-found"),
    ],
)
def test_what_cannot_be_sent_once_more_is_refused(wanted, code):
    assert codes(units_to_reship(fulfilled(item("MUG", 3, 3000), shipping(500)), wanted)) == [code]


@pytest.mark.parametrize(
    ("quantities", "units"),
    [
        (replace(FULFILLED, reshipped=2), 1),
        (replace(FULFILLED, return_initiated=1, returned=1), 2),
        (replace(FULFILLED, reshipped=1, return_initiated=2), 0),
        (Quantities(3, allocated=3), 0),
    ],
)
def test_the_limit_is_fulfilled_less_reshipped_and_less_what_comes_back(quantities, units):
    state = order(item("MUG", 3, 3000))
    state = replace(state, items=(replace(state.items[0], quantities=quantities),))
    found = units_to_reship(state, [Wanted("MUG")])
    assert found == {state.items[0].id: units} if units else codes(found) == ["over-reship"]


def test_an_order_on_hold_and_an_unmanaged_one_are_refused():
    state = fulfilled(item("MUG", 3, 3000))
    assert codes(units_to_reship(replace(state, suspended=True), [Wanted("MUG")])) == ["on-hold"]
    assert codes(units_to_reship(replace(state, active_exceptions=1), [Wanted("MUG")])) == ["on-hold"]
    assert codes(units_to_reship(replace(state, life_cycle="UNMANAGED"), [Wanted("MUG")])) == ["unmanaged"]


def reship(units=3):
    state = fulfilled(item("MUG", 3, 3000, taxes=[300], discounts=[-300]))
    (mug,) = state.items
    wanted = {mug.id: units}
    (line,) = lines_to_reship(state.items, wanted)
    assert (line.product_id, line.quantity) == (mug.product_id, units)
    (planned,), after = plan_reship(state.items, wanted, [(7, ((mug.product_id, units),))])
    return mug, planned, after


def test_its_lines_carry_units_and_no_amount_and_the_item_counts_them():
    """A18: all reshipped is RESHIPPED."""
    mug, planned, after = reship()
    (share,) = planned.shares
    assert (planned.location_id, share.quantity, share.price, share.tax, share.item.unit_price) == (7, 3, 0, 0, 0)
    assert after[mug.id] == replace(mug, quantities=replace(mug.quantities, reshipped=3))
    assert item_status(after[mug.id].quantities) == "RESHIPPED"


def test_two_locations_share_the_units():
    state = fulfilled(item("MUG", 3, 3000))
    (mug,) = state.items
    parts = [(7, ((mug.product_id, 1),)), (8, ((mug.product_id, 2),))]
    planned, after = plan_reship(state.items, {mug.id: 3}, parts)
    assert [[share.quantity for share in one.shares] for one in planned] == [[1], [2]]
    assert after[mug.id].quantities.reshipped == 3


def test_what_comes_off_a_reship_may_be_reshipped_again_and_is_not_to_be_fulfilled():
    _, planned, after = reship()
    fulfillment_order = replace(made(planned), is_reship=True)
    (line,) = fulfillment_order.lines
    taken = take_off(fulfillment_order, after, {line.id: 2})
    counts = taken.items[line.item_id].quantities
    assert (counts.reshipped, counts.allocated, counts.available_to_reship) == (1, 3, 2)
    assert take_off(taken.fulfillment_order, taken.items, {line.id: 1}).fulfillment_order.status == "Cancelled"


def test_its_parcel_changes_nothing_of_the_item():
    _, planned, after = reship()
    fulfillment_order = replace(made(planned), is_reship=True)
    plan = plan_shipment(fulfillment_order, after, [NoticeLine("MUG", 3)], "backorder")
    assert plan.fulfillment_order.status == "Fulfilled"
    assert plan.items == after
    assert [shipped.units for shipped in plan.shipped] == [3]
