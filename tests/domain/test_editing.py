"""An edit before fulfillment: units up cost what the item costs, units down take their share, groups go elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.editing import (
    Group,
    QuantityEdit,
    charges_off,
    find_group,
    plan_edit,
    quantity_lines,
    refusal,
    required_funds,
    share_to_add,
)
from omscli.domain.order_state import Quantities
from omscli.errors import Problem
from tests.domain.orders import GROUPS, item, order, shipping

HOME = Group(GROUPS["A"], "Ada", {})
AWAY = Group(GROUPS["B"], "Bob", {})


def edited(state, *edits):
    lines, problems = quantity_lines(state, [QuantityEdit(name, units) for name, units in edits])
    assert problems == []
    return plan_edit(lines)


def codes(problems):
    return [problem.code for problem in problems]


def with_quantities(state, quantities, at=0):
    items = list(state.items)
    items[at] = replace(items[at], quantities=quantities)
    return replace(state, items=tuple(items))


def test_more_units_cost_what_the_item_costs_with_discount_and_tax():
    state = order(item("MUG", 3, 3000, taxes=[240], discounts=[(-300, [-24], False)]), shipping(500))
    plan = edited(state, ("MUG", 5))
    after = plan.applied(state)
    mug = after.items[0]
    assert (mug.quantities.ordered, mug.quantities.quantity, mug.total_price, mug.total_tax) == (5, 5, 4500, 360)
    assert plan.grand_total == state.grand_total - after.grand_total == -2 * (900 + 72)
    assert plan.is_pre_fulfillment


def test_fewer_units_are_canceled_and_none_takes_the_item_off_to_the_cent():
    state = order(item("MUG", 3, 1000, taxes=[80], discounts=[-100]), item("PEN", 1, 100))
    for units in (2, 0):
        after = edited(state, ("MUG", units)).applied(state)
        assert (after.items[0].quantities.canceled, after.items[0].quantities.ordered) == (3 - units, 3)
    assert (after.items[0].total_price, after.items[0].total_tax, after.grand_total) == (0, 0, 100)


def test_several_items_go_up_and_down_in_one_change_order_cancels_first():
    state = order(item("MUG", 2, 2000), item("PEN", 2, 200))
    plan = edited(state, ("MUG", 3), ("PEN", 1))
    assert [line.change_type for line in plan.lines] == ["Cancel", "Add"]
    assert plan.grand_total == 100 - 1000


@given(
    line=st.integers(0, 10_000),
    discounts=st.lists(st.integers(0, 3_000), max_size=3),
    tax=st.integers(0, 900),
    whole=st.integers(1, 7),
    units=st.integers(1, 20),
)
def test_added_units_never_cost_less_than_nothing(line, discounts, tax, whole, units):
    room, given_off = line, []
    for off in discounts:
        given_off.append((-min(off, room), [-min(off, room) * tax // (line or 1)], False))
        room -= min(off, room)
    state = order(item("MUG", whole, line, taxes=[tax], discounts=given_off))
    share = share_to_add(state.items[0], units)
    assert share.price >= 0
    assert share.tax >= 0
    assert share.quantity == units


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("CUP", 1), "not-found"),
        (("SHIPPING", 2), "delivery-charge"),
        (("MUG", 3), "bad-quantity"),
        (("TWICE", 3), "ambiguous"),
    ],
)
def test_what_cannot_be_edited_is_refused(edit, code):
    state = order(item("MUG", 3, 3000), shipping(500), item("TWICE", 1, 10), item("TWICE", 1, 10))
    assert codes(quantity_lines(state, [QuantityEdit(*edit)])[1]) == [code]


@pytest.mark.parametrize(
    "quantities", [Quantities(3, allocated=1), Quantities(3, canceled=3), Quantities(3, allocated=3, fulfilled=3)]
)
def test_only_what_is_ordered_can_be_edited(quantities):
    state = with_quantities(order(item("MUG", 3, 3000), item("PEN", 1, 100)), quantities)
    assert codes(quantity_lines(state, [QuantityEdit("MUG", 2)])[1]) == ["wrong-state"]
    assert quantity_lines(state, [QuantityEdit("PEN", 2)])[1] == []
    found = find_group(state, [HOME], None, None)
    assert found == HOME if quantities.canceled else found.code == "wrong-state"


def test_an_item_that_is_named_twice_is_refused():
    state = order(item("MUG", 3, 3000))
    assert codes(quantity_lines(state, [QuantityEdit("MUG", 2), QuantityEdit("MUG", 1)])[1]) == ["duplicate-record"]


def test_a_group_is_found_by_key_by_name_and_where_it_is_the_only_one():
    state = order(item("MUG", 3, 3000), item("PEN", 1, 100, group="B"))
    assert find_group(state, [HOME], None, None) == HOME
    assert find_group(state, [HOME, AWAY], "Bob", None) == AWAY
    assert find_group(state, [HOME, AWAY], "0ag…", AWAY.id) == AWAY
    assert find_group(state, [HOME, AWAY], None, None).code == "ambiguous"
    assert isinstance(find_group(state, [HOME, AWAY], "Cy", None), Problem)


def test_another_charge_takes_the_place_of_those_of_its_group():
    state = order(item("MUG", 1, 1000), shipping(500, taxes=[40]), shipping(300, group="B"))
    (line,) = charges_off(state, GROUPS["A"])
    assert (line.share.price, line.share.tax) == (500, 40)


def test_too_many_changes_none_and_an_unmanaged_order_are_refused():
    state = order(item("MUG", 1, 1000))
    assert refusal(state, None, 101).code == "too-large"
    assert refusal(state, None, 0).code == "no-items"
    assert refusal(state, "x" * 256, 1).code == "bad-value"
    assert refusal(replace(state, life_cycle="UNMANAGED"), None, 1).code == "unmanaged"
    assert refusal(state, None, 100) is None


@pytest.mark.parametrize(
    ("before", "after", "covered", "required"),
    [(100, 130, 100, 30), (100, 130, 120, 10), (100, 130, 200, 0), (100, 90, 0, 0), (100, 130, 0, 30)],
)
def test_what_more_must_be_paid_is_what_the_payments_do_not_cover_of_the_increase(before, after, covered, required):
    assert required_funds(before, after, covered) == required
