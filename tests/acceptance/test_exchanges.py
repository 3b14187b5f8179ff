"""The acceptance case of exchanges (`order-management.md` §8: A13) with the numbers of examples 18 and 19."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance.shop import Shop, delivery, order, product, visa
from tests.world import REPOSITORY, make_world

EXAMPLES = REPOSITORY.parent / "shared" / "examples"
OFF_BY_A_CENT = ("totalTaxAmount", "grandTotalAmount", "totalExcessFundsAmount", "totalRefundableAmount")
"""There totals were summed from unrounded parts (−4.48 + 0.95 = −3.52); ours are the sum of their parts (D20, D21)."""

NUMBERS = {
    "grandTotalAmount": "-47.49",
    "totalAdjDeliveryAmtWithTax": "12.94",
    "totalAdjDistAmountWithTax": "0",
    "totalAdjProductAmtWithTax": "-60.44",
    "totalAdjustedDeliveryAmount": "11.99",
    "totalAdjustedDeliveryTaxAmount": "0.95",
    "totalAdjustedProductAmount": "-55.96",
    "totalAdjustedProductTaxAmount": "-4.48",
    "totalAdjustmentDistributedAmount": "0",
    "totalAdjustmentDistributedTaxAmount": "0",
    "totalAmount": "-43.97",
    "totalExcessFundsAmount": "47.49",
    "totalFeeAmount": "0",
    "totalFeeTaxAmount": "0",
    "totalRefundableAmount": "47.49",
    "totalRequiredFundsAmount": "0",
    "totalTaxAmount": "-3.52",
}
"""Example 18."""


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


def test_a13_the_preview_has_the_numbers_of_example_18_and_the_submit_the_same(shop):
    shop.place([product("MUG-BLUE", 1, 75.95, 6.08)], payments=[visa(82.03, "4242")], until="ship")
    new = order([product("PEN-GEL", 1, 19.99, 1.60), delivery(11.99, 0.95)], reference="A-2")
    path = shop.oms.write("new.json", new)
    words = ("exchange", "A-1", "--return", "MUG-BLUE", "--order", str(path), "--reason", "Unknown")
    (preview,) = shop.results(*words, "--preview")
    balances = preview["changeBalances"]
    assert set(balances) == set(NUMBERS)
    cent = Decimal("0.01")
    for name, number in NUMBERS.items():
        off = balances[name] - Decimal(number)
        assert abs(off) == (cent if name in OFF_BY_A_CENT else 0), (name, balances[name])
    assert balances["totalTaxAmount"] == Decimal("-3.53")
    assert balances["grandTotalAmount"] == Decimal("-47.50")
    assert preview["exchangeOrderSummaryId"] is None
    stored, refund = shop.results(*words)
    assert stored["changeBalances"] == balances
    assert stored["exchangeOrderSummaryId"]
    assert refund["RefundedAmount"] == balances["totalRefundableAmount"]
    shop.oms.ok("verify")


def test_the_numbers_are_those_of_the_example():
    example = Path(EXAMPLES / "18-preview-cart-to-exchange-order-response.json")
    if example.exists():
        found = json.loads(example.read_text(), parse_float=Decimal)["changeBalances"]
        assert {name: Decimal(value) for name, value in found.items()} == {
            name: Decimal(value) for name, value in NUMBERS.items()
        }
    assert len(NUMBERS) == 17
