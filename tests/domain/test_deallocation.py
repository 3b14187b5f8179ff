from __future__ import annotations

from dataclasses import replace

import pytest

from omscli.domain.allocation import plan_fulfillment_orders
from omscli.domain.deallocation import Request, closed_by, take_off, units_to_take
from omscli.domain.fulfillment import NoticeLine, plan_shipment
from omscli.domain.statuses import item_status
from tests.fulfillment_values import amounts_of, carried_by, delivery_charge, made, product


def allocated(*items, location=1):
    by_product = {}
    for item in items:
        if item.type == "Order Product":
            by_product[item.product_id] = by_product.get(item.product_id, 0) + item.quantities.ordered
    (planned,), after = plan_fulfillment_orders(list(items), [(location, tuple(by_product.items()))])
    return made(planned), after


def test_a_whole_line_comes_off_and_its_item_is_open_again_not_canceled_a17():
    item = product("A", 2, 1000, taxes=(33,))
    order, items = allocated(item, product("B"))
    taken = take_off(order, items, {order.lines[0].id: 2})
    assert taken.fulfillment_order.lines[0].quantity == 0
    assert taken.items[item.id] == item
    assert item_status(taken.items[item.id].quantities) == "ORDERED"
    assert taken.fulfillment_order.status == "Allocated"


def test_one_unit_of_three_takes_its_rounded_share_and_the_rest_stays():
    item = product("A", 3, 333, taxes=(100,), discounts=((-50, (-10,)),))
    order, items = allocated(item)
    taken = take_off(order, items, {order.lines[0].id: 1})
    assert carried_by([taken.fulfillment_order], item) == [666, 67, -33, -7]
    assert [amounts.open for amounts in amounts_of(taken.items[item.id])] == [333, 33, -17, -3]


def test_one_by_one_ends_at_exactly_nothing():
    item = product("A", 3, 333, taxes=(100,), discounts=((-50, (-10,)),))
    order, items = allocated(item)
    for _ in range(3):
        taken = take_off(order, items, {order.lines[0].id: 1})
        order, items = taken.fulfillment_order, taken.items
    assert carried_by([order], item) == [0, 0, 0, 0]
    assert items[item.id] == item


def test_without_products_the_charges_come_off_too_and_it_is_cancelled():
    item, charge = product("A", 1), delivery_charge(499, (10,))
    order, items = allocated(item, charge)
    taken = take_off(order, items, {order.lines[0].id: 1})
    assert taken.fulfillment_order.status == "Cancelled"
    assert taken.items == {item.id: item, charge.id: charge}
    assert len(taken.reductions) == 2


def test_when_the_rest_of_a_partly_shipped_one_comes_off_it_is_fulfilled():
    order, items = allocated(product("A", 3))
    plan = plan_shipment(order, items, [NoticeLine("A", 2)], "backorder")
    taken = take_off(plan.fulfillment_order, plan.items, {order.lines[0].id: 1})
    assert closed_by(taken.fulfillment_order) == "Fulfilled"
    assert closed_by(plan.fulfillment_order) is None


def test_a_sku_means_all_of_it_that_is_not_shipped_taken_from_the_last_line():
    first, second = product("A", 2), product("A", 3)
    order, _ = allocated(first, second)
    assert units_to_take(order, [Request("A")]) == {order.lines[0].id: 2, order.lines[1].id: 3}
    assert units_to_take(order, [Request("A", 1)]) == {order.lines[1].id: 1}
    assert units_to_take(order, [Request("A", 1), Request("A", 3)]) == {order.lines[1].id: 3, order.lines[0].id: 1}


def test_units_that_are_shipped_stay_and_the_earlier_line_gives_its_own():
    order, _ = allocated(product("A", 2), product("A", 3))
    first, last = order.lines[:2]
    sent = replace(order, lines=(first, replace(last, shipped=2), *order.lines[2:]))
    assert units_to_take(sent, [Request("A", 2)]) == {last.id: 1, first.id: 1}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request("X"), "unknown-sku"),
        (Request("SHIPPING"), "delivery-charge"),
        (Request("A", 4), "over-allocation"),
        (Request("A", 0), "over-allocation"),
    ],
)
def test_what_is_not_on_it_cannot_come_off(request_, code):
    order, _ = allocated(product("A", 3), delivery_charge())
    (problem,) = units_to_take(order, [request_])
    assert problem.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "Fulfilled"}, "wrong-state"),
        ({"status": "Cancelled"}, "wrong-state"),
        ({"invoiced": True}, "already-invoiced"),
    ],
)
def test_a_closed_or_invoiced_one_keeps_its_units(change, code):
    order, _ = allocated(product("A", 3))
    (problem,) = units_to_take(replace(order, **change), [Request()])
    assert problem.code == code
