from __future__ import annotations

import json

import pytest

from omscli.documents.asn.reading import read_asns
from omscli.domain.policy import Policy
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.deallocate import find_units, plan_deallocate
from omscli.services.ingest_asn import ingest_asns
from omscli.services.ship import ShipOptions, ready_to_ship, ship
from omscli.services.unit import preview, submit
from tests.builders import SCENE, Shop, Spec, charge

LEVELS = "SELECT on_hand, reserved FROM stock ORDER BY location_id, product_id"
COUNTERS = "SELECT quantity_allocated, quantity_shipped, quantity_fulfilled FROM order_item_summaries ORDER BY id"


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path / "oms.db")
    shop.stock("EAST", "A", 10)
    key = shop.order([Spec("A", 3, 1000, (33,)), charge()])
    with shop.database.write() as writer:
        writer.run("INSERT INTO settings (name, value) VALUES (?, ?)", [("on_fulfilled", '"manual"')])
    shop.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions())
    return shop


def notice(number="ASN-1", order="FO-0000001", **lines):
    entries = [{"StockKeepingUnit": sku, "Quantity": units} for sku, units in (lines or {"A": 3}).items()]
    return {
        "AsnNumber": number,
        "FulfillmentOrderNumber": order,
        "Carrier": "UPS",
        "TrackingNumber": "1Z",
        "Lines": entries,
    }


def ingest(shop, *notices, runner=submit, **options):
    data = "\n".join(json.dumps(one) for one in notices).encode()
    return list(ingest_asns(shop.database, runner, read_asns(["-"], data), SCENE, **options))


def codes(results):
    return [problem.code for result in results for problem in result.problems]


def test_a_notice_makes_a_shipment_with_its_tracking_page_and_moves_the_stock(shop):
    (result,) = ingest(shop, notice())
    assert (result.status, result.fields["ShipmentNumber"], result.fields["Status"]) == (
        "created",
        "SH-0000001",
        "Fulfilled",
    )
    assert shop.rows("SELECT tracking_url, total_items_quantity, ship_to_city FROM shipments") == [
        ("https://www.ups.com/track?tracknum=1Z", 3, "Albany")
    ]
    assert shop.rows(LEVELS) == [(7, 0)]
    assert shop.rows(COUNTERS) == [(3, 3, 3), (1, 1, 1)]
    assert shop.state(1).status == "Fulfilled"
    assert shop.rows("SELECT status, status_category, closed_date FROM fulfillment_orders") == [
        ("Fulfilled", "CLOSED", SCENE.now)
    ]


def test_the_same_notice_twice_ships_once_and_another_content_is_a_conflict(shop):
    first = ingest(shop, notice(A=2))
    again = ingest(shop, notice(A=2))
    other = ingest(shop, notice(A=1))
    assert [results[0].status for results in (first, again, other)] == ["created", "exists", "rejected"]
    assert codes(other) == ["conflict"]
    assert shop.rows("SELECT COUNT(*) FROM shipments") == [(1,)]


def test_a_notice_twice_in_one_file_ships_once(shop):
    results = ingest(shop, notice(A=1), notice(A=1), notice("ASN-2", A=2))
    assert [result.status for result in results] == ["created", "exists", "created"]
    assert shop.rows(LEVELS) == [(7, 0)]


def test_a_short_notice_is_taken_in_and_said(shop):
    (result,) = ingest(shop, notice(A=2))
    assert (result.status, result.fields["QuantityShort"], codes([result])) == ("created", 1, ["partly-done"])
    assert result.problems[0].message == "1 unit of FO-0000001 was not sent: left open"
    assert shop.rows(LEVELS) == [(8, 1)]


def test_a_short_notice_of_a_run_that_cancels_frees_the_stock(shop):
    (result,) = ingest(shop, notice(A=2), short="cancel")
    assert (result.fields["Status"], result.fields["QuantityDeallocated"]) == ("Fulfilled", 1)
    assert shop.rows(LEVELS) == [(8, 0)]
    assert shop.rows(
        "SELECT cause, on_hand_change, reserved_change FROM stock_movements WHERE order_key = 1 ORDER BY id"
    ) == [
        ("allocate", 0, 3),
        ("ship", -2, -2),
        ("short", 0, -1),
    ]
    assert shop.state(1).status == "Partially Fulfilled"


def test_nothing_sent_cancels_the_fulfillment_order_without_a_shipment(shop):
    (result,) = ingest(shop, notice(A=0))
    assert (result.fields["Status"], result.fields["ShipmentNumber"]) == ("Cancelled", None)
    assert shop.rows("SELECT COUNT(*) FROM shipments") == [(0,)]
    assert shop.rows("SELECT asn_number, shipment_key FROM asns") == [("ASN-1", None)]
    assert shop.rows(COUNTERS) == [(0, 0, 0), (0, 0, 0)]
    assert ingest(shop, notice(A=0))[0].status == "exists"


def test_under_stop_a_file_with_a_refused_notice_changes_nothing(shop):
    results = ingest(shop, notice(A=1), notice("ASN-2", B=1), notice("ASN-3", "FO-0000009"))
    assert [result.status for result in results] == ["skipped", "rejected", "rejected"]
    assert codes([result for result in results if result.status == "rejected"]) == [
        "unknown-sku",
        "unknown-fulfillment-order",
    ]
    assert shop.rows("SELECT COUNT(*) FROM asns") == [(0,)]


def test_under_skip_the_good_ones_of_a_file_are_taken_in(shop):
    results = ingest(shop, notice(A=1), notice("ASN-2", A=5), stop=False)
    assert [result.status for result in results] == ["created", "rejected"]
    assert shop.rows("SELECT asn_number FROM asns") == [("ASN-1",)]


def test_a_refused_notice_says_where_it_stands(shop):
    (result,) = ingest(shop, notice(A=5))
    place = result.problems[0].place
    assert (place.file, place.line, place.path) == ("-", 1, "line 1, StockKeepingUnit")


def test_an_unknown_fulfillment_order_is_refused_with_the_nearest(shop):
    (result,) = ingest(shop, notice(order="FO-000001"))
    assert result.problems[0].help == "did you mean FO-0000001?"


def test_a_preview_of_notices_stores_nothing(shop):
    (result,) = ingest(shop, notice(), runner=preview)
    assert (result.status, result.fields["Status"]) == ("preview", "Fulfilled")
    assert shop.rows("SELECT COUNT(*) FROM asns") == [(0,)]


def test_ship_makes_the_notices_itself_each_under_a_number_of_its_own(shop):
    with shop.database.read() as reader:
        (key,) = ready_to_ship(reader)
    parts = [ShipOptions(units={"A": 1}), ShipOptions(units={"A": 1}), ShipOptions()]
    results = [result for options in parts for result in ship(shop.database, submit, [key], SCENE, options)]
    assert [result.fields["AsnNumber"] for result in results] == [
        "ASN-FO-0000001",
        "ASN-FO-0000001.2",
        "ASN-FO-0000001.3",
    ]
    assert [result.fields["ShipmentNumber"] for result in results] == ["SH-0000001", "SH-0000001-2", "SH-0000001-3"]
    assert [result.fields["Status"] for result in results] == ["Allocated", "Allocated", "Fulfilled"]
    (again,) = ship(shop.database, submit, [key], SCENE, ShipOptions())
    assert (again.status, again.fields["AsnNumber"]) == ("exists", "ASN-FO-0000001.3")


def test_shipped_units_do_not_come_off_and_the_rest_closes_the_fulfillment_order(shop):
    ingest(shop, notice(A=2))
    with shop.database.read() as reader:
        two, all_ = find_units(reader, "FO-0000001:A=2"), find_units(reader, "fo-0000001")
    assert codes(shop.run(plan_deallocate, [two], SCENE).results) == ["over-allocation"]
    (result,) = shop.run(plan_deallocate, [all_], SCENE).results
    assert (result.fields["QuantityDeallocated"], result.fields["Status"]) == (1, "Fulfilled")
    assert shop.rows(COUNTERS) == [(2, 2, 2), (1, 1, 1)]
    assert shop.rows(LEVELS) == [(8, 0)]


def test_quantity_and_status_events_tell_the_story(shop):
    ingest(shop, notice(A=2), short="cancel")
    events = [
        (row[0], json.loads(row[1])) for row in shop.rows("SELECT type, payload FROM events ORDER BY order_key, id")
    ]
    changes = [payload for type_, payload in events if type_ == "FulfillOrdItemQtyChgEvent"]
    assert [(payload["OldQuantity"], payload["NewQuantity"]) for payload in changes] == [(3, 2)]
    statuses = [payload for type_, payload in events if type_ == "FOStatusChangedEvent"]
    assert [payload["NewStatus"] for payload in statuses] == ["Allocated", "Fulfilled"]


@pytest.mark.parametrize("table", ["order_item_summaries", "order_item_tax_summaries", "fulfillment_orders"])
def test_units_sent_by_one_notice_or_by_two_of_one_file_leave_the_same_order(shop, table):
    """The first order is shipped without being read whole, the second one through the book of whole orders."""
    second = shop.order([Spec("A", 3, 1000, (33,)), charge()])
    shop.run(plan_allocate, [second], SCENE, Policy(), AllocateOptions())
    ingest(shop, notice(A=3), notice("ASN-2", "FO-0000002", A=1), notice("ASN-3", "FO-0000002", A=2))
    kept = [
        name
        for (name,) in shop.rows(f"SELECT name FROM pragma_table_info('{table}')")
        if not name.endswith(("id", "key"))
    ]
    columns = ", ".join(name for name in kept if name != "fulfillment_order_number")
    first, other = (shop.rows(f"SELECT {columns} FROM {table} WHERE order_key = {key} ORDER BY id") for key in (1, 2))
    assert first == other
    assert shop.state(1).status == shop.state(2).status == "Fulfilled"
