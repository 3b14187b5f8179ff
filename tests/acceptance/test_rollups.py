"""Every rollup field of the summary side (spec §1.4) by name, against numbers that were worked out by hand.

One order with all there is: two delivery groups, products, delivery charges and a fee, item-level discounts (one of
them in a SplitLine group) and an order-level promotion (a Header group), each with its tax.

| line           | amount | tax  | item-level  | order-level (Header) |
|----------------|-------:|-----:|------------:|---------------------:|
| 1 TSHIRT-RED   | 3×20.00=60.00 | 6.00 | −6.00, −0.60 | −5.00, −0.50  |
| 2 MUG-BLUE     | 2×10.00=20.00 | 2.00 |              | −2.00, −0.20  |
| 3 Delivery     |   8.00 | 0.80 | −1.00, −0.10 | −0.50, −0.05         |
| 4 Fee          |   4.00 | 0.40 | −0.25, −0.02 | −0.20, −0.02         |
| 5 CAP-GREEN    |  15.00 | 1.50 | −1.50, −0.15 (SplitLine) | −1.00, −0.10 |
| 6 Delivery (B) |   5.00 | 0.50 |              |                      |
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance.shop import Shop, order
from tests.world import make_world

HEADER, SPLIT = "WINTER", "CAP-DEAL"


def line(sku, units, price, tax, *discounts, **fields):
    """An item with its tax; a discount is (name or group, amount, tax)."""
    adjustments = [
        {"Name": name, "Amount": amount, "Taxes": [{"Amount": tax_}]}
        | ({"Group": name} if name in (HEADER, SPLIT) else {})
        for name, amount, tax_ in discounts
    ]
    item = {"Quantity": units, "UnitPrice": price, "Taxes": [{"Amount": tax}], "Adjustments": adjustments, **fields}
    return item | ({"StockKeepingUnit": sku} if sku else {"Type": "Delivery Charge"})


FIRST = [
    line("TSHIRT-RED", 3, 20, 6.00, ("RED10", -6.00, -0.60), (HEADER, -5.00, -0.50)),
    line("MUG-BLUE", 2, 10, 2.00, (HEADER, -2.00, -0.20)),
    line(None, 1, 8, 0.80, ("SHIP1", -1.00, -0.10), (HEADER, -0.50, -0.05)),
    line("GIFT-WRAP", 1, 4, 0.40, ("FEE1", -0.25, -0.02), (HEADER, -0.20, -0.02), Type="Fee"),
]
SECOND = [
    line("CAP-GREEN", 1, 15, 1.50, (SPLIT, -1.50, -0.15), (HEADER, -1.00, -0.10)),
    line(None, 1, 5, 0.50),
]

ORDER_SUMMARY = {
    "TotalProductAmount": "95.00",
    "TotalProductTaxAmount": "9.50",
    "TotalProductAmountWithTax": "104.50",
    "TotalDeliveryAmount": "13.00",
    "TotalDeliveryTaxAmount": "1.30",
    "TotalDeliveryAmountWithTax": "14.30",
    "TotalFeeAmount": "4.00",
    "TotalFeeTaxAmount": "0.40",
    "TotalFeeAmountWithTax": "4.40",
    "TotalAdjustedProductAmount": "87.50",
    "TotalAdjustedProductTaxAmount": "8.75",
    "TotalAdjProductAmtWithTax": "96.25",
    "TotalAdjustedDeliveryAmount": "12.00",
    "TotalAdjustedDeliveryTaxAmount": "1.20",
    "TotalAdjDeliveryAmtWithTax": "13.20",
    "TotalAdjustedFeeAmount": "3.75",
    "TotalAdjustedFeeTaxAmount": "0.38",
    "TotalAdjFeeAmtWithTax": "4.13",
    "TotalProductAdjDistAmount": "-8.00",
    "TotalProductAdjDistTaxAmount": "-0.80",
    "TotalProductAdjDistAmtWithTax": "-8.80",
    "TotalDeliveryAdjDistAmount": "-0.50",
    "TotalDeliveryAdjDistTaxAmount": "-0.05",
    "TotalDeliveryAdjDistAmtWithTax": "-0.55",
    "TotalFeeAdjDistAmount": "-0.20",
    "TotalFeeAdjDistTaxAmount": "-0.02",
    "TotalFeeAdjDistAmtWithTax": "-0.22",
    "TotalAdjDistAmount": "-8.70",
    "TotalAdjDistTaxAmount": "-0.87",
    "TotalAdjDistAmountWithTax": "-9.57",
    "TotalAmount": "94.55",
    "TotalTaxAmount": "9.46",
    "GrandTotalAmount": "104.01",
}

ITEM_FIELDS = (
    "TotalLineAmount TotalLineTaxAmount TotalLineAmountWithTax "
    "TotalLineAdjustmentAmount TotalLineAdjustmentTaxAmount TotalLineAdjustmentAmtWithTax "
    "AdjustedLineAmount AdjustedLineTaxAmount AdjustedLineAmtWithTax "
    "TotalAdjustmentDistAmount TotalAdjustmentDistTaxAmount TotalAdjustmentDistAmtWithTax "
    "TotalAdjustmentAmount TotalAdjustmentTaxAmount TotalAdjustmentAmtWithTax "
    "TotalPrice TotalTaxAmount TotalAmtWithTax"
).split()
ITEMS = {
    "TSHIRT-RED": "60.00 6.00 66.00 -6.00 -0.60 -6.60 54.00 5.40 59.40 "
    "-5.00 -0.50 -5.50 -11.00 -1.10 -12.10 49.00 4.90 53.90",
    "MUG-BLUE": "20.00 2.00 22.00 0.00 0.00 0.00 20.00 2.00 22.00 -2.00 -0.20 -2.20 -2.00 -0.20 -2.20 18.00 1.80 19.80",
    "SHIP-STANDARD": "8.00 0.80 8.80 -1.00 -0.10 -1.10 7.00 0.70 7.70 "
    "-0.50 -0.05 -0.55 -1.50 -0.15 -1.65 6.50 0.65 7.15",
    "GIFT-WRAP": "4.00 0.40 4.40 -0.25 -0.02 -0.27 3.75 0.38 4.13 -0.20 -0.02 -0.22 -0.45 -0.04 -0.49 3.55 0.36 3.91",
    "CAP-GREEN": "15.00 1.50 16.50 -1.50 -0.15 -1.65 13.50 1.35 14.85 "
    "-1.00 -0.10 -1.10 -2.50 -0.25 -2.75 12.50 1.25 13.75",
    "SHIP-STANDARD-2": "5.00 0.50 5.50 0.00 0.00 0.00 5.00 0.50 5.50 0.00 0.00 0.00 0.00 0.00 0.00 5.00 0.50 5.50",
}
"""SKU → line, item-level adjustments, line with those; order-level ones, all adjustments, price: each with its tax."""

GROUP_FIELDS = (
    "TotalLineAmount TotalLineTaxAmount TotalLineAmountWithTax "
    "TotalAdjustmentAmount TotalAdjustmentTaxAmount TotalAdjustmentAmtWithTax "
    "TotalAmount TotalTaxAmount GrandTotalAmount"
).split()
GROUPS = [
    "8.00 0.80 8.80  -1.50 -0.15 -1.65  6.50 0.65 7.15",
    "5.00 0.50 5.50  0.00 0.00 0.00  5.00 0.50 5.50",
]

PROMOTIONS = {HEADER: "-8.70 -0.87 -9.57", SPLIT: "-1.50 -0.15 -1.65"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The order as `oms show --json` has it."""
    oms = make_world(tmp_path_factory.mktemp("rollups"))
    oms.ok("init", "--sample")
    groups = [{"Name": HEADER, "Type": "Header"}, {"Name": SPLIT, "Type": "SplitLine"}]
    placed = order(FIRST, SECOND, OrderAdjustmentGroups=groups)
    oms.ok("place", "--create-missing", oms.write("order.json", placed))
    oms.ok("summarize", "--all")
    oms.ok("verify")
    return Shop(oms).tree()


def exact(text):
    return [Decimal(amount) for amount in text.split()]


def amounts(record):
    """All amounts that a record shows, by name."""
    return {name: value for name, value in record.items() if "Total" in name or name.startswith("AdjustedLine")}


def test_every_total_of_the_order_summary(tree):
    assert amounts(tree["OrderSummary"]) == {name: Decimal(text) for name, text in ORDER_SUMMARY.items()}


def test_every_total_of_every_item(tree):
    items = tree["OrderSummary"]["OrderItemSummaries"]
    shown = {(item["StockKeepingUnit"], item["TotalLineAmount"]): amounts(item) for item in items}
    wanted = [exact(text) for text in ITEMS.values()]
    keys = [(name.removesuffix("-2"), found[0]) for name, found in zip(ITEMS, wanted, strict=True)]
    assert shown == {key: dict(zip(ITEM_FIELDS, found, strict=True)) for key, found in zip(keys, wanted, strict=True)}


def test_every_total_of_every_delivery_group_counts_its_charges_alone(tree):
    shown = [amounts(group) for group in tree["OrderSummary"]["OrderDeliveryGroupSummaries"]]
    assert shown == [dict(zip(GROUP_FIELDS, exact(text), strict=True)) for text in GROUPS]


def test_every_total_of_every_promotion(tree):
    shown = {group["Name"]: amounts(group) for group in tree["OrderSummary"]["OrderAdjustmentGroupSummaries"]}
    names = ("TotalAmount", "TotalTaxAmount", "GrandTotalAmount")
    assert shown == {name: dict(zip(names, exact(text), strict=True)) for name, text in PROMOTIONS.items()}


def test_every_adjustment_has_its_tax_and_its_total(tree):
    shirt = next(
        item for item in tree["OrderSummary"]["OrderItemSummaries"] if item["StockKeepingUnit"] == "TSHIRT-RED"
    )
    names = ("Amount", "TotalTaxAmount", "TotalAmtWithTax")
    shown = {one["Name"]: [one[name] for name in names] for one in shirt["Adjustments"]}
    assert shown == {"RED10": exact("-6.00 -0.60 -6.60"), HEADER: exact("-5.00 -0.50 -5.50")}


def test_the_original_order_has_the_same_totals(tree):
    names = ("TotalAmount", "TotalTaxAmount", "GrandTotalAmount")
    assert [tree["Order"][name] for name in names] == exact("94.55 9.46 104.01")
    sums = [sum(item[name] for item in tree["Order"]["OrderItems"]) for name in ("TotalPrice", "TotalTaxAmount")]
    assert sums == exact("94.55 9.46")
