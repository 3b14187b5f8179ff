"""The acceptance cases of price adjustments (`order-management.md` §8: A7, A8, A10, A11, A19), through `oms adjust`."""

from __future__ import annotations

import pytest

from tests.acceptance.shop import Shop, dec, pick, product
from tests.world import make_world

UNKNOWN = ("--reason", "Unknown")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """An untouched store with the built-in shop."""
    world = make_world(tmp_path_factory.mktemp("sample"))
    world.ok("init", "--sample")
    return world


@pytest.fixture
def shop(oms, sample):
    """The built-in shop."""
    oms.take_over(sample)
    return Shop(oms)


def test_a07_ten_percent_off_an_item_of_100_with_tax_10_leaves_90_and_9(shop):
    shop.place([product("MUG-BLUE", 1, 100, 10.00)])
    shop.oms.ok("adjust", "A-1", "MUG-BLUE", "--percent", "10", *UNKNOWN)
    tree = shop.oms.ok("show", "A-1", "--json").json["results"][0]
    (item,) = tree["OrderSummary"]["OrderItemSummaries"]
    assert pick(item, "TotalPrice", "TotalTaxAmount", "TotalAmtWithTax") == dec("90.00", "9.00", "99.00")
    assert pick(item, "TotalAdjustmentAmount", "TotalAdjustmentTaxAmount") == dec("-10.00", "-1.00")
    (adjustment,) = item["Adjustments"]
    assert pick(adjustment, "Amount", "TotalTaxAmount", "TotalAmtWithTax") == dec("-10.00", "-1.00", "-11.00")
    (original,) = tree["Order"]["OrderItems"]
    assert original["TotalPrice"] == dec("100.00")[0]
    assert [tax["Amount"] for tax in original["Taxes"]] == dec("10.00")


def test_a08_taxes_of_1_and_a_half_with_ten_percent_off_make_one_change_tax_line(shop):
    item = product("MUG-BLUE", 1, 15)
    item["Taxes"] = [{"Name": "State", "Amount": 1.00}, {"Name": "City", "Amount": 0.50}]
    shop.place([item])
    shop.oms.ok("adjust", "A-1", "MUG-BLUE", "--percent", "10", *UNKNOWN)
    (summary,) = shop.show()["OrderItemSummaries"]
    (adjustment,) = summary["Adjustments"]
    assert [tax["Amount"] for tax in adjustment["Taxes"]] == dec("-0.15")


def test_a10_two_off_previews_plus_two_and_no_change_order(shop):
    shop.place([product("MUG-BLUE", 1, 100)])
    (result,) = shop.results("adjust", "A-1", "MUG-BLUE", "--amount=-2", *UNKNOWN, "--preview")
    assert result["changeBalances"]["totalAdjustedProductAmount"] == dec("2.00")[0]
    ids = ("preFulfillmentChangeOrderId", "inFulfillmentChangeOrderId", "postFulfillmentChangeOrderId")
    assert [result[name] for name in ids] == [None, None, None]


def test_a11_one_off_is_the_items_line_adjustment(shop):
    shop.place([product("MUG-BLUE", 1, 100)])
    shop.oms.ok("adjust", "A-1", "MUG-BLUE", "--amount=-1", *UNKNOWN)
    (item,) = shop.show()["OrderItemSummaries"]
    assert item["TotalLineAdjustmentAmount"] == dec("-1.00")[0]


def test_a19_units_that_are_all_in_fulfillment_take_no_discount(shop):
    shop.place([product("MUG-BLUE", 1, 100)], until="allocate")
    result = shop.oms("adjust", "A-1", "MUG-BLUE", "--percent", "10", *UNKNOWN)
    assert result.code == 6
    assert "in fulfillment" in result.err
