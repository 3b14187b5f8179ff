"""`oms return` from outside: fulfilled units come back, are credited and refunded, and nothing comes back twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.world import make_world


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Three orders that were sent, invoiced and paid; every test works on its own copy of the store."""
    world = make_world(tmp_path_factory.mktemp("return"))
    world.ok("init", "--sample")
    samples = world.samples()
    world.ok("place", samples / "01-plain-single.json", samples / "02-plain-list.json")
    for step in ("summarize", "approve", "allocate", "ship"):
        world.ok(step, "--all")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def test_returning_all_of_an_order_makes_it_returned_credits_and_refunds_it(shop):
    """A15."""
    words = ("return", "WEB-1002", "--all-items", "--reason", "Unknown", "--refund-shipping", "--json")
    change, memo, refund = shop.ok(*words).json["results"]
    assert change["Status"] == "Returned"
    assert change["changeBalances"]["totalRefundableAmount"] == Decimal("54.07")
    assert (memo["status"], memo["TotalAmountWithTax"]) == ("created", Decimal("54.07"))
    assert (refund["status"], refund["RefundedAmount"]) == ("updated", Decimal("54.07"))
    order = shop.ok("show", "WEB-1002", "--json").json["results"][0]["OrderSummary"]
    assert {line["Status"] for line in order["OrderItemSummaries"][:2]} == {"RETURNED"}
    assert order["GrandTotalAmount"] == 0
    shop.ok("verify")


def test_a_preview_of_a_return_answers_its_values_and_writes_nothing(shop):
    words = ("return", "WEB-1002", "MUG-BLUE=1", "--reason", "Unknown", "--refund-shipping", "--json")
    (shown,) = shop.ok(*words, "-n").json["results"]
    assert shop.ok("list", "change-orders", "--json").json["results"] == []
    stored = shop.ok(*words).json["results"][0]
    assert shown == stored | {"status": "preview", "changeOrderId": None, "ChangeOrderNumber": None}


def test_returning_unit_by_unit_refunds_exactly_what_was_paid(shop):
    refunded = Decimal(0)
    for sku in ("MUG-BLUE", "NOTEBOOK-A5", "MUG-BLUE", "MUG-BLUE"):
        words = ("return", "WEB-1002", f"{sku}=1", "--reason", "Unknown", "--refund-shipping", "--json")
        refunded += shop.ok(*words).json["results"][-1]["RefundedAmount"]
    assert refunded == Decimal("54.07")
    shop.ok("verify")


def test_nothing_comes_back_twice(shop):
    shop.ok("return", "WEB-1002", "MUG-BLUE=2", "--reason", "Unknown")
    result = shop("return", "WEB-1002", "MUG-BLUE=2", "--reason", "Unknown")
    assert result.code == 7
    assert "2 of MUG-BLUE cannot be returned, 1 can" in result.err


def test_the_same_file_of_returns_twice_changes_nothing_the_second_time(shop):
    item = '{"StockKeepingUnit":"MUG-BLUE","Quantity":1}'
    shop.write("returns.ndjson", f'{{"OrderReferenceNumber":"WEB-1002","Reason":"Unknown","Items":[{item}]}}\n')
    shop.ok("return", "--file", "returns.ndjson")
    before = shop.ok("show", "WEB-1002", "--json").out
    assert shop.ok("return", "--file", "returns.ndjson", "--json").json["summary"] == {"total": 1, "exists": 1}
    assert shop.ok("show", "WEB-1002", "--json").out == before
