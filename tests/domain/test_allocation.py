from __future__ import annotations

import pytest

from omscli.domain.allocation import lines_to_route, open_products, plan_fulfillment_orders
from omscli.domain.fulfillment_order import fulfillment_type, roll_up, totals_of_share
from omscli.domain.statuses import item_status
from tests.fulfillment_values import amounts_of, carried_by, delivery_charge, made, product


def test_a_single_location_takes_all_items_and_the_delivery_charge_of_a_group():
    items = [product("A", 2, 9900), delivery_charge(799, (40,))]
    planned, after = plan_fulfillment_orders(items, [(7, ((items[0].product_id, 2),))])
    assert [(order.location_id, [share.item.sku for share in order.shares]) for order in planned] == [
        (7, ["A", "SHIPPING"])
    ]
    assert all(item.quantities.available_to_cancel == 0 for item in after.values())


def test_charges_go_with_the_first_fulfillment_order_of_several():
    items = [product("A", 2), delivery_charge(), product("B", 1)]
    planned, _ = plan_fulfillment_orders(items, [(1, ((items[2].product_id, 1),)), (2, ((items[0].product_id, 2),))])
    assert [[share.item.sku for share in order.shares] for order in planned] == [["B", "SHIPPING"], ["A"]]


def test_charges_alone_make_no_fulfillment_order():
    assert not open_products([delivery_charge()])
    assert plan_fulfillment_orders([delivery_charge()], [])[0] == ()


def test_a_wholly_allocated_item_is_not_available_for_anything_a6():
    item = product("A", 1, 7900, taxes=(395,))
    _, after = plan_fulfillment_orders([item], [(1, ((item.product_id, 1),))])
    q = after[item.id].quantities
    assert (q.quantity, q.available_to_cancel, q.available_to_return) == (1, 0, 0)
    assert item_status(q) == "ALLOCATED"


def test_three_units_over_three_locations_carry_every_cent_once():
    item = product("A", 3, 333, taxes=(100,), discounts=((-50, (-10,)),))
    route = [(location, ((item.product_id, 1),)) for location in (1, 2, 3)]
    planned, after = plan_fulfillment_orders([item], route)
    assert [order.shares[0].taxes[0].amount for order in planned] == [33, 34, 33]
    assert [order.shares[0].adjustments[0].amount for order in planned] == [-17, -16, -17]
    assert carried_by([made(order) for order in planned], item) == [999, 100, -50, -10]
    assert all(amounts.open == 0 for amounts in amounts_of(after[item.id]))


def test_a_product_on_two_lines_is_taken_from_the_earlier_line_first():
    first, second = product("A", 2, 500), product("A", 3, 700)
    planned, _ = plan_fulfillment_orders(
        [first, second], [(1, ((first.product_id, 4),)), (2, ((first.product_id, 1),))]
    )
    assert [[(share.item.id, share.quantity) for share in order.shares] for order in planned] == [
        [(first.id, 2), (second.id, 2)],
        [(second.id, 1)],
    ]
    assert [line.quantity for line in lines_to_route([first, second])] == [2, 3]


def test_a_route_that_assigns_more_than_is_open_is_a_mistake():
    item = product("A", 1)
    with pytest.raises(ValueError, match="more units than are open"):
        plan_fulfillment_orders([item], [(1, ((item.product_id, 2),))])


def test_the_rollups_of_a_fulfillment_order_split_by_type():
    items = [product("A", 2, 1000, taxes=(160,), discounts=((-200, (-16,)),)), delivery_charge(499, (40,))]
    (order,), _ = plan_fulfillment_orders(items, [(1, ((items[0].product_id, 2),))])
    totals = roll_up(totals_of_share(share) for share in order.shares)
    assert totals == (3, 2000, 160, -200, -16, 499, 40, 0, 0, 0, 0, 0, 0, 2299, 184, 2483)


@pytest.mark.parametrize(
    ("location_type", "inventory", "method", "expected"),
    [
        ("Warehouse", True, "standard", "Warehouse"),
        ("Retail Store", True, "standard", "Retail Store"),
        ("Warehouse", True, "pickup", "In Store Pickup"),
        ("Retail Store", True, "Pickup", "In Store Pickup"),
        ("Supplier", False, "express", "Supplier"),
        ("Something else", True, "standard", "Warehouse"),
        ("Something else", False, "standard", "Supplier"),
    ],
)
def test_the_type_follows_from_location_and_delivery_method(location_type, inventory, method, expected):
    assert fulfillment_type(location_type, is_inventory=inventory, method=method) == expected
