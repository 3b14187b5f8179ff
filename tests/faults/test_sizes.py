"""The ends of the scale: a thousand items, none at all, a currency without decimals and one with three."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.faults.batch import order

SKUS = ("MUG-BLUE", "MUG-WHITE", "PEN-GEL", "TSHIRT-RED", "POSTCARD-SET")


def life(oms, reference):
    """From the file to a full return."""
    oms.ok("place", "order.json")
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    oms.ok("export", "--all", "--to", "out")
    oms.ok("ship", "--all")
    oms.ok("return", reference, "--all-items", "--reason", "Unknown", "--refund-shipping")
    oms.ok("verify")
    return oms.ok("show", reference, "--json").json["results"][0]["OrderSummary"]


def test_an_order_with_a_thousand_items_lives_its_whole_life(oms):
    made = order(1)
    items = [{"StockKeepingUnit": SKUS[n % 5], "Quantity": 1, "UnitPrice": 1.01} for n in range(1000)]
    made["OrderDeliveryGroups"][0]["OrderItems"] = items
    made["Payments"][0]["Amount"] = 1010
    oms.ok("init", "--sample")
    oms.write("order.json", made)
    oms.ok("place", "order.json")
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    oms.ok("export", "--all", "--to", "out")
    oms.ok("ship", "--all")
    first = oms.ok("return", "KILL-1", "MUG-BLUE", "--reason", "Unknown", "--json").json["results"][0]
    assert first["Units"] == 200
    summary = oms.ok("show", "KILL-1", "--json").json["results"][0]["OrderSummary"]
    assert (summary["Status"], summary["GrandTotalAmount"]) == ("Fulfilled", Decimal("808.00"))
    oms.ok("verify")


@pytest.mark.parametrize(("currency", "price", "total"), [("JPY", 333, 1000), ("KWD", 3.333, 10.001)])
def test_yen_and_dinars_end_at_nothing(oms, currency, price, total):
    made = order(1)
    discount = {"Amount": -1 if currency == "JPY" else -0.001, "Name": "ONE"}
    item = {"StockKeepingUnit": "MUG-BLUE", "Quantity": 3, "UnitPrice": price, "Adjustments": [discount]}
    charge = {"Type": "Delivery Charge", "UnitPrice": 2 if currency == "JPY" else 0.003}
    made["OrderDeliveryGroups"][0]["OrderItems"] = [item, charge]
    made["CurrencyIsoCode"], made["Payments"][0]["Amount"] = currency, total
    oms.ok("init", "--sample")
    oms.write("order.json", made)
    summary = life(oms, "KILL-1")
    assert (summary["Status"], summary["GrandTotalAmount"]) == ("Returned", 0)
    sums = oms.ok("list", "refunds", "--json").json["results"]
    assert sum(row["Amount"] for row in sums) == Decimal(str(total))


def test_nothing_to_do_is_done_for_every_command(oms):
    oms.ok("init", "--sample")
    for step in ("summarize", "approve", "allocate", "invoice", "ensure-funds", "ensure-refunds", "advance"):
        assert oms.ok(step, "--all", "--json").json["results"] == []
    assert oms.ok("export", "--all", "--to", "out", "--json").json["results"] == []
    assert oms.ok("list", "orders", "--json").json["results"] == []
    for step in ("summarize", "approve", "allocate"):
        nothing = oms(step, "-", stdin="\n")
        assert (nothing.code, "Traceback" in nothing.err) == (0, False), nothing
