"""From approved sample orders to fulfilled ones, as a person types it; whole outputs are golden files."""

from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.world import REPOSITORY, make_world


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """The sample shop with its sample orders approved, and the same allocated: made once, copied for each test."""
    world = make_world(tmp_path_factory.mktemp("stages"))
    world.samples()
    for step in (("init", "--sample"), ("place", "sample_orders"), ("summarize", "--all"), ("approve", "--all")):
        world.ok(*step)
    allocated = make_world(tmp_path_factory.mktemp("allocated"))
    allocated.take_over(world)
    allocated.ok("allocate", "--all")
    return {"approved": world, "allocated": allocated}


@pytest.fixture
def approved(oms, stages):
    """The sample orders, approved."""
    oms.take_over(stages["approved"])
    return oms


@pytest.fixture
def allocated(oms, stages):
    """The sample orders, allocated."""
    oms.take_over(stages["allocated"])
    return oms


def rows_of(result):
    return list(csv.DictReader(result.out.splitlines()))


def test_allocation_says_where_every_order_goes(approved, golden):
    golden("fulfillment/allocate.txt", approved("allocate", "--all"))


def test_table_csv_and_json_of_an_allocation_agree(approved):
    in_json = approved("allocate", "--all", "-n", "--json").json["results"]
    in_csv = rows_of(approved("allocate", "--all", "-n", "--format", "csv"))
    assert [row["FulfillmentOrderNumber"] for row in in_csv] == [row["FulfillmentOrderNumber"] for row in in_json]
    assert [row["GrandTotalAmount"] for row in in_csv] == [str(row["GrandTotalAmount"]) for row in in_json]


def test_a_preview_is_what_then_happens(approved):
    shown = approved("allocate", "--all", "-n", "--json").json["results"]
    done = approved("allocate", "--all", "--json").json["results"]
    assert [{**row, "status": "created"} for row in shown] == done


def test_an_explanation_names_every_location_and_the_rule(approved, golden):
    golden("fulfillment/allocate-explain.txt", approved("allocate", "WEB-1001", "--explain"))


def test_an_order_that_nothing_serves_is_exit_7_and_says_what_is_missing(approved, golden):
    order = json.loads((REPOSITORY / "sample_orders" / "01-plain-single.json").read_text())
    order["OrderReferenceNumber"] = "WEB-9999"
    order["OrderDeliveryGroups"][0]["OrderItems"][0] |= {"Quantity": 99_999, "UnitPrice": 0.01}
    approved.ok("place", approved.write("big.json", order))
    approved.ok("summarize", "WEB-9999")
    approved.ok("approve", "WEB-9999")
    result = approved("allocate", "WEB-9999", "--location", "WH-LEEDS")
    assert result.code == 7
    golden("fulfillment/allocate-no-stock.txt", result)


def test_the_sample_notices_ship_the_sample_orders(allocated, golden):
    result = allocated("ingest", "asn", "sample_orders/asn")
    assert result.code == 3
    golden("fulfillment/ingest-asn.txt", result)
    assert allocated("ingest", "asn", "sample_orders/asn").code == 0
    golden("fulfillment/ingest-asn-again.txt", allocated("ingest", "asn", "sample_orders/asn"))
    allocated.ok("verify")


def test_the_rest_of_a_short_notice_is_sent_by_the_next(allocated):
    allocated("ingest", "asn", "sample_orders/asn")
    (row,) = allocated.ok("ship", "FO-0000006", "--json").json["results"]
    assert (row["QuantityShipped"], row["Status"], row["ShipmentNumber"]) == (1, "Fulfilled", "SH-0000006-2")


def test_a_file_with_a_refused_notice_changes_nothing_and_skip_takes_the_others(allocated, golden):
    good = {"AsnNumber": "G", "FulfillmentOrderNumber": "FO-0000001"}
    good["Lines"] = [{"StockKeepingUnit": "TSHIRT-RED", "Quantity": 2}]
    bad = good | {"AsnNumber": "B", "Lines": [{"StockKeepingUnit": "TSHIRT-RDE", "Quantity": 1}]}
    file = allocated.write("two.json", [bad, good])
    refused = allocated("ingest", "asn", file.name)
    assert refused.code == 4
    golden("fulfillment/ingest-asn-refused.txt", refused)
    assert allocated("list", "shipments", "--json").json["results"] == []
    taken = allocated("ingest", "asn", file.name, "--on-error", "skip")
    assert taken.code == 3
    assert len(allocated("list", "shipments", "--json").json["results"]) == 1


def test_a_short_line_may_be_given_up_by_the_run(allocated):
    notice = {"AsnNumber": "S", "FulfillmentOrderNumber": "FO-0000001"}
    notice["Lines"] = [{"StockKeepingUnit": "TSHIRT-RED", "Quantity": 1}]
    result = allocated("ingest", "asn", "-", "--short", "cancel", "--json", stdin=json.dumps(notice))
    (row,) = result.json["results"]
    assert (result.code, row["Status"], row["QuantityShort"]) == (3, "Fulfilled", 1)
    (again,) = allocated.ok("allocate", "WEB-1001", "--json").json["results"]
    assert (again["FulfillmentOrderNumber"], again["ItemCount"]) == ("FO-0000001-2", 1)
    allocated.ok("verify")


def test_a_fulfilled_order_is_invoiced_and_paid_by_itself(allocated):
    allocated.ok("ship", "FO-0000001")
    tree = allocated.ok("show", "WEB-1001", "--json").json["results"][0]["OrderSummary"]
    assert tree["Status"] == "Fulfilled"
    (invoice,) = tree["Invoices"]
    assert (invoice["TotalAmountWithTax"], invoice["Balance"]) == (tree["GrandTotalAmount"], 0)


def test_shipping_everything_leaves_nothing_to_ship_and_a_sound_store(allocated):
    results = allocated("ship", "--all", "--json").json["results"]
    assert {row["Status"] for row in results if "AsnNumber" in row} == {"Fulfilled"}
    assert allocated.ok("ship", "--all", "--json").json["results"] == []
    allocated.ok("verify")


def test_units_of_a_single_fulfillment_order_may_be_shipped_alone(allocated):
    (row,) = allocated.ok("ship", "FO-0000002", "MUG-BLUE=2", "--carrier", "UPS", "--tracking", "1Z", "--json").json[
        "results"
    ]
    assert (row["QuantityShipped"], row["Status"]) == (2, "Allocated")
    assert allocated("ship", "FO-0000002", "FO-0000006", "MUG-BLUE=1").code == 2
    assert allocated("ship", "FO-0000002", "MUG-BLUE=9").code == 7
    assert allocated("ship", "FO-0000002", "MUG-BLUE=x").code == 4


def test_units_come_off_and_may_be_canceled_then(allocated, golden):
    golden("fulfillment/deallocate.txt", allocated("deallocate", "FO-0000002:MUG-BLUE=1", "FO-0000001"))
    assert allocated("deallocate", "FO-0000001").code == 0
    assert allocated("cancel", "WEB-1001", "--all-items", "--reason", "Unknown").code == 0
    allocated.ok("verify")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("FO-0000002:MUG-BLUE=99", 7),
        ("FO-0000002:MUG-BLEU", 4),
        ("FO-0000002:MUG-BLUE=0", 4),
        ("FO-9999999", 5),
        ("nothing", 5),
    ],
)
def test_what_cannot_come_off_is_refused_by_its_code(allocated, target, code):
    result = allocated("deallocate", target)
    assert (result.code, "Traceback" in result.err) == (code, False)


def test_an_invoiced_or_fulfilled_one_keeps_its_units(allocated):
    allocated.ok("invoice", "FO-0000002")
    allocated.ok("ship", "FO-0000001")
    assert allocated("deallocate", "FO-0000002").code == 6
    assert allocated("deallocate", "FO-0000001").code == 6


def test_a_hand_over_is_written_once_and_can_be_repeated(allocated, golden):
    golden("fulfillment/export.txt", allocated("export", "--all", "--to", "out"))
    for name in ("EX-0000001.json", "EX-0000001.csv"):
        golden(f"fulfillment/{name}", (allocated.dir / "out" / name).read_text())
    assert allocated.ok("export", "--all", "--to", "out", "--json").json["results"] == []
    allocated.ok("export", "--again", "EX-0000001", "--to", "copy")
    assert (allocated.dir / "copy/EX-0000001.csv").read_bytes() == (allocated.dir / "out/EX-0000001.csv").read_bytes()
    allocated.ok("verify")


def test_one_location_may_be_handed_over_alone_in_one_format(allocated):
    rows = allocated.ok("export", "--all", "--to", "out", "--as", "csv", "--location", "WH-LEEDS", "--json").json[
        "results"
    ]
    assert {row["Location"] for row in rows} == {"WH-LEEDS"}
    assert [path.name for path in (allocated.dir / "out").iterdir()] == ["EX-0000001.csv"]
    assert allocated("export", "--all", "--to", "out", "--location", "WH-LEDS").code == 4
    assert allocated("export", "--all").code == 2
    assert allocated("export", "--all", "--to", "out", "--as", "xml").code == 2


def test_eight_at_once_never_promise_the_last_unit_twice(approved):
    approved.ok("ingest", "stock", "-", stdin="location,sku,on_hand\nWH-LEEDS,TSHIRT-RED,2\n")
    order = json.loads((REPOSITORY / "sample_orders" / "01-plain-single.json").read_text())
    names = [f"RACE-{number}" for number in range(8)]
    approved.ok("place", approved.write("race.json", [order | {"OrderReferenceNumber": name} for name in names]))
    approved.ok("summarize", *names)
    approved.ok("approve", *names)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda name: approved("allocate", name, "--location", "WH-LEEDS").code, names))
    assert sorted(codes) == [0] + [7] * 7
    approved.ok("verify")
