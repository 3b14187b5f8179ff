from __future__ import annotations

from dataclasses import replace

import pytest

from omscli.domain.carriers import tracking_url
from omscli.domain.fulfillment import NoticeLine, plan_shipment
from omscli.domain.statuses import item_status
from tests.domain.test_deallocation import allocated
from tests.fulfillment_values import amounts_of, delivery_charge, product


def shipped_of(plan):
    return {part.line.sku: part.units for part in plan.shipped}


def codes(problems):
    return [problem.code for problem in problems]


def test_everything_shipped_closes_it_and_fulfills_the_items_a15():
    item, charge = product("A", 2, 1000, taxes=(33,)), delivery_charge()
    order, items = allocated(item, charge)
    plan = plan_shipment(order, items, [NoticeLine("A", 2)], "backorder")
    assert plan.fulfillment_order.status == "Fulfilled"
    assert shipped_of(plan) == {"A": 2, "SHIPPING": 1}
    for after in plan.items.values():
        assert after.quantities.available_to_return > 0
        assert item_status(after.quantities) == "FULFILLED"
        assert all(amounts.fulfilled == amounts.amount for amounts in amounts_of(after))


def test_a_part_raises_shipped_and_not_fulfilled_until_it_closes_d8():
    item = product("A", 3)
    order, items = allocated(item)
    plan = plan_shipment(order, items, [NoticeLine("A", 2)], "backorder")
    q = plan.items[item.id].quantities
    assert (plan.fulfillment_order.status, q.shipped, q.fulfilled, plan.backordered) == ("Allocated", 2, 0, 1)
    last = plan_shipment(plan.fulfillment_order, plan.items, [NoticeLine("A", 1)], "backorder")
    q = last.items[item.id].quantities
    assert (last.fulfillment_order.status, q.shipped, q.fulfilled) == ("Fulfilled", 3, 3)


def test_charges_go_with_the_first_of_several_parcels():
    order, items = allocated(product("A", 2), delivery_charge())
    first = plan_shipment(order, items, [NoticeLine("A", 1)], "backorder")
    second = plan_shipment(first.fulfillment_order, first.items, [NoticeLine("A", 1)], "backorder")
    assert (shipped_of(first), shipped_of(second)) == ({"A": 1, "SHIPPING": 1}, {"A": 1})


def test_a_short_line_with_cancel_takes_the_rest_off_and_closes():
    item = product("A", 3, 333, taxes=(100,))
    order, items = allocated(item)
    plan = plan_shipment(order, items, [NoticeLine("A", 2, "cancel")], "backorder")
    after = plan.items[item.id]
    assert plan.fulfillment_order.status == "Fulfilled"
    assert (after.quantities.allocated, after.quantities.fulfilled, after.quantities.available_to_cancel) == (2, 2, 1)
    assert (after.taxes[0].amounts.fulfilled, after.taxes[0].amounts.open) == (67, 33)
    assert [(part.line_id, part.units) for part in plan.reductions] == [(order.lines[0].id, 1)]


def test_the_run_says_what_is_short_where_the_line_does_not():
    order, items = allocated(product("A", 3), product("B", 2))
    lines = [NoticeLine("A", 1), NoticeLine("B", 1, "backorder")]
    plan = plan_shipment(order, items, lines, "cancel")
    assert [line.unshipped for line in plan.fulfillment_order.lines] == [0, 1]
    assert plan.backordered == 1


def test_what_a_notice_does_not_name_stays_open_whatever_the_policy():
    order, items = allocated(product("A", 1), product("B", 2))
    plan = plan_shipment(order, items, [NoticeLine("A", 1)], "cancel")
    assert (plan.fulfillment_order.status, plan.reductions, plan.backordered) == ("Allocated", (), 0)


def test_nothing_at_all_cancels_it_and_gives_everything_back_d8():
    item, charge = product("A", 2, 1000, taxes=(33,)), delivery_charge()
    order, items = allocated(item, charge)
    plan = plan_shipment(order, items, [NoticeLine("A", 0)], "backorder")
    assert plan.fulfillment_order.status == "Cancelled"
    assert plan.items == {item.id: item, charge.id: charge}
    assert plan.shipped == ()


def test_nothing_more_after_a_first_parcel_closes_with_what_was_sent():
    item = product("A", 2)
    order, items = allocated(item)
    first = plan_shipment(order, items, [NoticeLine("A", 1)], "backorder")
    plan = plan_shipment(first.fulfillment_order, first.items, [NoticeLine("A", 0)], "backorder")
    assert plan.fulfillment_order.status == "Fulfilled"
    assert plan.items[item.id].quantities.available_to_cancel == 1


def test_one_sku_on_several_lines_is_filled_in_their_order():
    first, second = product("A", 2), product("A", 3)
    order, items = allocated(first, second)
    plan = plan_shipment(order, items, [NoticeLine("A", 1), NoticeLine("A", 2)], "backorder")
    assert [line.shipped for line in plan.fulfillment_order.lines] == [2, 1]


def test_more_than_is_left_is_refused_even_over_several_lines():
    order, items = allocated(product("A", 2))
    problems = plan_shipment(order, items, [NoticeLine("A", 1), NoticeLine("A", 2)], "backorder")
    assert codes(problems) == ["over-shipment"]
    assert problems[0].message == "FO-0000001 has 2 units of A left to ship, not 3"
    first = plan_shipment(order, items, [NoticeLine("A", 1)], "backorder")
    again = plan_shipment(first.fulfillment_order, first.items, [NoticeLine("A", 2)], "backorder")
    assert codes(again) == ["over-shipment"]


def test_an_unknown_sku_is_refused_with_the_nearest_and_all_problems_at_once():
    order, items = allocated(product("TSHIRT-RED", 2))
    problems = plan_shipment(order, items, [NoticeLine("TSHIRT-RDE", 1), NoticeLine("TSHIRT-RED", 9)], "backorder")
    assert codes(problems) == ["unknown-sku", "over-shipment"]
    assert problems[0].help == 'did you mean "TSHIRT-RED"?'


def test_a_charge_may_be_named_and_changes_nothing():
    order, items = allocated(product("A", 1), delivery_charge())
    plan = plan_shipment(order, items, [NoticeLine("A", 1), NoticeLine("SHIPPING", 1)], "backorder")
    assert plan.fulfillment_order.status == "Fulfilled"


@pytest.mark.parametrize("status", ["Fulfilled", "Cancelled", "Rejected"])
def test_a_closed_one_ships_nothing_more(status):
    order, items = allocated(product("A", 1))
    problems = plan_shipment(replace(order, status=status), items, [NoticeLine("A", 1)], "backorder")
    assert codes(problems) == ["wrong-state"]


def test_an_invoiced_one_ships_but_nothing_comes_off_it():
    order, items = allocated(product("A", 2))
    order = replace(order, invoiced=True)
    assert codes(plan_shipment(order, items, [NoticeLine("A", 1)], "cancel")) == ["already-invoiced"]
    assert codes(plan_shipment(order, items, [NoticeLine("A", 0)], "backorder")) == ["already-invoiced"]
    assert plan_shipment(order, items, [NoticeLine("A", 2)], "cancel").fulfillment_order.status == "Fulfilled"


def test_a_tracking_page_is_known_by_carrier_and_hostile_numbers_are_quoted():
    assert tracking_url("UPS", "1Z9") == "https://www.ups.com/track?tracknum=1Z9"
    assert (
        tracking_url("royal  mail", "a b&c/..")
        == "https://www.royalmail.com/track-your-item#/tracking-results/a%20b%26c%2F.."
    )
    assert tracking_url("Unknown Express", "1") is None
    assert tracking_url("UPS", None) is None
