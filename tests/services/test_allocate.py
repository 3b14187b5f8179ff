from __future__ import annotations

import sqlite3

import pytest

from omscli.domain.policy import Policy
from omscli.errors import OmsError
from omscli.services.allocate import AllocateOptions, plan_allocate, ready_to_allocate
from omscli.services.deallocate import find_units, plan_deallocate
from omscli.services.unit import preview
from omscli.store.reservations import SQL_RESERVE
from tests.builders import SCENE, Shop, Spec, charge, fee

LEVELS = """SELECT l.external_reference, p.stock_keeping_unit, s.on_hand, s.reserved FROM stock s
JOIN locations l ON l.id = s.location_id JOIN products p ON p.id = s.product_id ORDER BY 1, 2"""
MOVED = """SELECT cause, SUM(on_hand_change), SUM(reserved_change) FROM stock_movements WHERE order_key > 0
GROUP BY cause ORDER BY cause"""


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path / "oms.db")
    shop.stock("EAST", "A", 5)
    shop.stock("WEST", "A", 5)
    shop.stock("WEST", "B", 5)
    return shop


def allocate(shop, *keys, policy=None, **options):
    return shop.run(plan_allocate, list(keys), SCENE, policy or Policy(), AllocateOptions(**options)).results


def shown(results):
    return [
        (result.status, *(result.fields[name] for name in ("FulfillmentOrderNumber", "Location"))) for result in results
    ]


def codes(results):
    return [problem.code for result in results for problem in result.problems]


def test_an_order_goes_to_the_one_location_that_has_everything(shop):
    key = shop.order([Spec("A", 2), Spec("B", 1), charge(), fee()])
    assert shown(allocate(shop, key)) == [("created", "FO-0000001", "WEST")]
    assert shop.rows(LEVELS) == [("EAST", "A", 5, 0), ("WEST", "A", 5, 2), ("WEST", "B", 5, 1)]
    assert shop.rows(MOVED) == [("allocate", 0, 3)]
    assert shop.state(key).status == "Awaiting Fulfillment"


def test_several_locations_share_an_order_and_the_first_takes_the_charges(shop):
    key = shop.order([Spec("A", 7), charge()])
    results = allocate(shop, key)
    assert shown(results) == [("created", "FO-0000001", "EAST"), ("created", "FO-0000001-2", "WEST")]
    assert [result.fields["ItemCount"] for result in results] == [6, 2]


def test_every_delivery_group_has_fulfillment_orders_of_its_own(shop):
    key = shop.order([Spec("A", 1), charge()], [Spec("A", 1)])
    assert shown(allocate(shop, key)) == [("created", "FO-0000001", "EAST"), ("created", "FO-0000001-2", "EAST")]


def test_orders_of_one_chunk_never_promise_a_unit_twice(shop):
    keys = [shop.order([Spec("A", 4)]) for _ in range(3)]
    results = allocate(shop, *keys)
    assert [result.status for result in results] == ["created", "created", "rejected"]
    assert codes(results) == ["no-stock"]
    assert [row[3] for row in shop.rows(LEVELS)] == [4, 4, 0]


def test_safety_stock_is_never_promised(tmp_path):
    shop = Shop(tmp_path / "oms.db")
    shop.stock("EAST", "A", 5, safety_stock=3)
    assert codes(allocate(shop, shop.order([Spec("A", 3)]))) == ["no-stock"]
    assert shown(allocate(shop, shop.order([Spec("A", 2)]))) == [("created", "FO-0000002", "EAST")]


def test_without_stock_the_attempt_is_counted_and_the_order_stays_ready(shop):
    key = shop.order([Spec("A", 11)])
    (result,) = allocate(shop, key)
    assert result.problems[0].message == "nothing serves order 00000001, to Ada King: A: 10 of 11"
    allocate(shop, key)
    assert shop.state(key).routing_attempts == 2
    assert shop.state(key).status == "Approved"
    with shop.database.read() as reader:
        assert ready_to_allocate(reader) == [key]


def test_a_group_that_cannot_be_served_does_not_stop_the_others(shop):
    key = shop.order([Spec("A", 1)], [Spec("B", 6)])
    results = allocate(shop, key)
    assert [result.status for result in results] == ["created", "rejected"]
    assert shop.state(key).routing_attempts == 1


def test_the_single_flow_allows_one_location_and_says_how_many_would_serve(shop):
    key = shop.order([Spec("A", 7)])
    (result,) = allocate(shop, key, flow="single")
    assert result.problems[0].help == "2 locations would serve: --flow multi, --max-splits 1"
    assert shown(allocate(shop, key, max_splits=1))[0][0] == "created"


def test_a_chosen_location_is_the_only_one(shop):
    key = shop.order([Spec("A", 2)])
    assert shown(allocate(shop, key, location="WEST")) == [("created", "FO-0000001", "WEST")]


def test_names_that_mean_nothing_are_refused_with_the_nearest(shop):
    key = shop.order([Spec("A", 1)])
    for options, policy, code in (
        ({"location": "WETS"}, Policy(), "unknown-location"),
        ({"flow": "mulit"}, Policy(), "usage"),
        ({}, Policy(default_location="NOWHERE"), "bad-config"),
        ({}, Policy(location_group="NOBODY"), "bad-config"),
    ):
        with pytest.raises(OmsError) as error:
            allocate(shop, key, policy=policy, **options)
        assert error.value.code == code


def test_at_a_supplier_nothing_is_counted_and_nothing_moves(tmp_path):
    shop = Shop(tmp_path / "oms.db")
    shop.location("DROP", "Supplier", is_inventory_location=0)
    key = shop.order([Spec("A", 100)])
    assert shown(allocate(shop, key)) == [("created", "FO-0000001", "DROP")]
    assert shop.rows("SELECT type, type_category FROM fulfillment_orders") == [("Supplier", "DROPSHIP")]
    assert shop.rows("SELECT * FROM stock_movements") == []


def test_what_the_shopper_picks_up_is_so_typed(shop):
    allocate(shop, shop.order([Spec("A", 1)], method="pickup"))
    assert shop.value("SELECT type FROM fulfillment_orders") == "In Store Pickup"


def test_orders_that_are_not_approved_or_on_hold_are_refused(shop):
    waiting, held = shop.order([Spec("A")], approve=False), shop.order([Spec("A")])
    with shop.database.write() as writer:
        writer.run("UPDATE order_summaries SET is_suspended = 1 WHERE order_key = ?", [(held,)])
    assert codes(allocate(shop, waiting, held, 99)) == ["wrong-state", "on-hold", "wrong-state"]
    assert shop.rows("SELECT * FROM fulfillment_orders") == []
    with shop.database.read() as reader:
        assert ready_to_allocate(reader) == []


def test_what_is_allocated_already_exists(shop):
    key = shop.order([Spec("A", 7)])
    first = allocate(shop, key)
    again = allocate(shop, key)
    assert [result.status for result in again] == ["exists", "exists"]
    for one, two in zip(first, again, strict=True):
        assert one.fields["GrandTotalAmount"] == two.fields["GrandTotalAmount"]


def test_what_comes_off_is_allocated_anew_under_the_next_number(shop):
    key = shop.order([Spec("A", 2), charge()])
    allocate(shop, key)
    with shop.database.read() as reader:
        targets = [find_units(reader, "FO-0000001")]
    shop.run(plan_deallocate, targets, SCENE)
    assert shown(allocate(shop, key)) == [("created", "FO-0000001-2", "EAST")]
    assert shop.rows(MOVED) == [("allocate", 0, 4), ("deallocate", 0, -2)]
    assert shop.state(key).grand_total == 2499


def test_a_preview_answers_the_same_and_stores_nothing(shop):
    key = shop.order([Spec("A", 2)])
    batch = preview(
        shop.database, lambda reader: plan_allocate(reader, [key], SCENE, Policy(), AllocateOptions(explain=True))
    )
    assert shown(batch.results) == [("preview", "FO-0000001", "EAST")]
    assert batch.results[0].fields["Explanation"]["Locations"][0]["Kept"] is True
    assert shop.rows("SELECT * FROM fulfillment_orders") == []


def test_a_reservation_that_somebody_else_was_faster_for_fails_loudly(shop):
    location, product = shop.location("EAST"), shop.product("A")
    with pytest.raises(sqlite3.IntegrityError), shop.database.write() as writer:
        writer.run(SQL_RESERVE, [(6, 6, location, product)])
    assert shop.rows(LEVELS)[0] == ("EAST", "A", 5, 0)


def test_events_tell_of_every_new_fulfillment_order(shop):
    allocate(shop, shop.order([Spec("A", 7)]))
    events = [row[0] for row in shop.rows("SELECT type FROM events WHERE order_key = 1 ORDER BY id")]
    assert events[-3:] == ["FOStatusChangedEvent", "FOStatusChangedEvent", "OrderSumStatusChangedEvent"]
