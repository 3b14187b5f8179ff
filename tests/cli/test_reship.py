"""`oms reship` from outside: fulfilled units are sent once more, at no charge, from stock that is there."""

from __future__ import annotations

import pytest

from tests.world import make_world

REASON = ("--reason", "damaged")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A sample order, fulfilled and paid; every test has its own copy."""
    world = make_world(tmp_path_factory.mktemp("reship"))
    world.ok("init", "--sample")
    samples = world.samples()
    world.ok("place", samples / "01-plain-single.json")
    world.ok("advance", "--all", "--simulate", "--to", "out")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def shown(shop, order="WEB-1001"):
    return shop.ok("show", order, "--json").json["results"][0]["OrderSummary"]


def item(shop):
    return shown(shop)["OrderItemSummaries"][0]


def money(order):
    return {name: value for name, value in order.items() if name.endswith(("Amount", "WithTax"))}


def levels(shop):
    return shop.ok("list", "stock", "--where", "StockKeepingUnit=TSHIRT-RED", "--json").json["results"]


def reshipped(shop, *words):
    results = shop.ok("reship", "WEB-1001", *words, *REASON, "--json").json["results"]
    shop.ok("verify")
    return results


def test_a_reship_is_a_fulfillment_order_at_no_charge_that_takes_stock(shop, golden):
    before, stock = shown(shop), levels(shop)
    golden("reship/preview.txt", shop("reship", "WEB-1001", "TSHIRT-RED=1", *REASON, "--preview"))
    assert (shown(shop), levels(shop)) == (before, stock)
    golden("reship/reship.json", shop("reship", "WEB-1001", "TSHIRT-RED=1", *REASON, "--json"))
    after = shown(shop)
    assert money(after) == money(before)
    order = after["FulfillmentOrders"][1]
    (line,) = order["FulfillmentOrderLineItems"]
    assert (order["IsReship"], line["IsReship"], line["ReshipReason"]) == (True, True, "Damaged")
    assert {amount for record in (order, line) for amount in money(record).values()} == {0}
    assert (line["UnitPrice"], line["Taxes"], line["Adjustments"]) == (0, [], [])
    assert sum(one["Reserved"] for one in levels(shop)) == sum(one["Reserved"] for one in stock) + 1
    assert item(shop)["QuantityReshipped"] == 1
    golden("reship/next.txt", shop("next", "WEB-1001"))
    shop.ok("verify")


def test_all_reshipped_and_sent_is_reshipped_and_nothing_is_invoiced(shop):
    """A18."""
    invoices = shown(shop)["Invoices"]
    (result,) = reshipped(shop, "TSHIRT-RED")
    shop.ok("export", "--all", "--to", "out")
    notice = {
        "AsnNumber": "ASN-AGAIN",
        "FulfillmentOrderNumber": result["FulfillmentOrderNumber"],
        "Lines": [{"StockKeepingUnit": "TSHIRT-RED", "Quantity": 2}],
    }
    shop.ok("ingest", "asn", shop.write("again.json", notice))
    shop.ok("invoice", "--all")
    after = item(shop)
    assert (after["Status"], after["QuantityShipped"], after["QuantityFulfilled"]) == ("RESHIPPED", 2, 2)
    assert (shown(shop)["Invoices"], shown(shop)["Status"]) == (invoices, "Fulfilled")
    shop.ok("verify")
    back = shop.ok("return", "WEB-1001", "--all-items", "--reason", "Unknown", "--json").json["results"]
    assert back[-1]["RefundedAmount"] == invoices[0]["TotalAmountWithTax"] - shown(shop)["GrandTotalAmount"]
    shop.ok("verify")


def test_a_reship_is_never_invoiced(shop):
    (result,) = reshipped(shop, "TSHIRT-RED=1")
    refused = shop("invoice", result["FulfillmentOrderNumber"])
    assert refused.code == 6
    assert "is a reship: its units were invoiced when they were sent first" in refused.err
    shop.ok("ship", result["FulfillmentOrderNumber"])
    assert "no fulfillment orders to invoice" in shop.ok("invoice", "--all").err


def test_what_comes_off_it_can_be_reshipped_again_and_goes_back_on_the_shelf(shop):
    stock = levels(shop)
    (result,) = reshipped(shop, "TSHIRT-RED")
    assert shop("reship", "WEB-1001", "TSHIRT-RED", *REASON).code == 7
    shop.ok("deallocate", f"{result['FulfillmentOrderNumber']}:TSHIRT-RED=1")
    shop.ok("verify")
    assert item(shop)["QuantityAvailableToReship"] == 1
    reshipped(shop, "TSHIRT-RED=1")
    shop.ok("deallocate", "FO-0000001-2", "FO-0000001-3")
    shop.ok("verify")
    assert levels(shop) == stock
    assert (item(shop)["QuantityReshipped"], item(shop)["Status"]) == (0, "FULFILLED")


def test_a_notice_that_sends_less_takes_the_rest_off(shop):
    (result,) = reshipped(shop, "TSHIRT-RED")
    line = {"StockKeepingUnit": "TSHIRT-RED", "Quantity": 1, "Short": "cancel"}
    notice = {"AsnNumber": "S-1", "FulfillmentOrderNumber": result["FulfillmentOrderNumber"], "Lines": [line]}
    assert shop("ingest", "asn", shop.write("short.json", notice)).code == 3
    assert (item(shop)["QuantityReshipped"], item(shop)["QuantityAvailableToReship"]) == (1, 1)
    shop.ok("verify")


def test_a_discount_while_a_reship_is_under_way_is_one_after_fulfillment(shop):
    reshipped(shop, "TSHIRT-RED")
    words = ("WEB-1001", "TSHIRT-RED", "--percent", "10", "--reason", "Unknown", "--json")
    change = shop.ok("adjust", *words, "--allocated-items", "in-fulfillment").json["results"][0]
    assert change["postFulfillmentChangeOrderId"]
    assert change["inFulfillmentChangeOrderId"] is None
    shop.ok("verify")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("TSHIRT-RED=3", *REASON), 7, "3 of TSHIRT-RED cannot be reshipped, 2 can"),
        (("SHIP-STANDARD", *REASON), 7, "SHIP-STANDARD is a delivery charge"),
        (("TSHIRT-RDE", *REASON), 5, 'did you mean "TSHIRT-RED"?'),
        (("TSHIRT-RED=0", *REASON), 4, "is not a whole number from 1"),
        (("TSHIRT-RED", "--reason", "damagd"), 4, 'did you mean "Damaged"?'),
        (("TSHIRT-RED",), 2, "--reason is missing"),
        (("TSHIRT-RED", *REASON, "--location", "WH-LEDS"), 4, 'did you mean "WH-LEEDS"?'),
        (("\x1b[31m[red]TSHIRT", *REASON), 5, "has no item"),
    ],
)
def test_what_cannot_be_reshipped_is_refused_and_nothing_is_written(shop, words, code, says):
    before = shown(shop)
    refused = shop("reship", "WEB-1001", *words)
    assert (refused.code, "\x1b" in refused.err) == (code, False)
    assert says in refused.err
    assert shown(shop) == before


def test_no_stock_is_said_and_nothing_of_the_order_is_sent(shop):
    refused = shop("reship", "WEB-1001", "TSHIRT-RED", *REASON, "--location", "STORE-BERLIN")
    shop.write("none.csv", "location,sku,on_hand\nWH-LEEDS,TSHIRT-RED,0\n")
    shop.ok("ingest", "stock", "none.csv")
    refused = shop("reship", "WEB-1001", "TSHIRT-RED", *REASON, "--location", "WH-LEEDS")
    assert refused.code == 7
    assert "nothing serves order 00000001, to Ada King from WH-LEEDS: TSHIRT-RED: 0 of 2" in refused.err
    assert item(shop)["QuantityReshipped"] == 0
