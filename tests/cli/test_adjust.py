"""`oms adjust` from outside: previewed and done alike, and what is owed goes back by itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.world import make_world

REASON = ("--reason", "Unknown", "--json")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An approved order that is authorized, and one of five mugs that was paid; every test has its own copy."""
    world = make_world(tmp_path_factory.mktemp("adjust"))
    world.ok("init", "--sample")
    mugs = {"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20, "Taxes": [{"Amount": 8}]}
    group = {
        "DeliverToName": "Ada King",
        "DeliverToCountry": "US",
        "OrderDeliveryMethod": "standard",
        "OrderItems": [mugs],
    }
    order = {
        "OrderReferenceNumber": "PAID-1",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [group],
        "Payments": [
            {"Type": "Sale", "Amount": 108, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "4242"}
        ],
    }
    world.write("paid.json", order)
    world.ok("place", "paid.json", world.samples() / "01-plain-single.json")
    world.ok("summarize", "--all")
    world.ok("approve", "--all")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def adjust(shop, *words):
    results = shop.ok("adjust", *words, *REASON).json["results"]
    shop.ok("verify")
    return results


def shown(shop, order):
    return shop.ok("show", order, "--json").json["results"][0]["OrderSummary"]


def test_a_preview_answers_what_the_adjust_answers_without_change_orders(shop):
    """A10."""
    words = ("adjust", "WEB-1001", "TSHIRT-RED", "--amount=-2", *REASON)
    before = shown(shop, "WEB-1001")
    (preview,) = shop.ok(*words, "--preview").json["results"]
    assert shown(shop, "WEB-1001") == before
    (stored,) = shop.ok(*words).json["results"]
    gone = dict.fromkeys(name for name in stored if name.endswith("FulfillmentChangeOrderId"))
    assert preview == stored | gone | {"status": "preview", "ChangeOrderNumber": None}
    assert preview["changeBalances"]["totalAdjustedProductAmount"] == 2
    assert stored["preFulfillmentChangeOrderId"]
    assert not stored["postFulfillmentChangeOrderId"]


@pytest.mark.parametrize("amount", [("--amount", "1"), ("--amount=-1",), ("--amount", "-1")])
def test_an_amount_is_off_whatever_its_sign(shop, amount):
    """A11."""
    before = next(one for one in shown(shop, "WEB-1001")["OrderItemSummaries"] if one["Type"] == "Order Product")
    (result,) = adjust(shop, "WEB-1001", "TSHIRT-RED", *amount)
    after = next(one for one in shown(shop, "WEB-1001")["OrderItemSummaries"] if one["Type"] == "Order Product")
    assert after["TotalLineAdjustmentAmount"] == before["TotalLineAdjustmentAmount"] - 1
    assert result["changeBalances"]["totalExcessFundsAmount"] == 0


def test_the_original_order_is_never_touched(shop):
    """A7."""
    before = shop.ok("show", "PAID-1", "--json").json["results"][0]["Order"]
    adjust(shop, "PAID-1", "MUG-BLUE", "--percent", "10")
    order = shown(shop, "PAID-1")
    assert shop.ok("show", "PAID-1", "--json").json["results"][0]["Order"] == before
    assert (order["TotalAmount"], order["TotalTaxAmount"]) == (Decimal("90.00"), Decimal("7.20"))


def test_captured_and_unfulfilled_money_is_refunded_as_excess_funds(shop):
    change, refund = adjust(shop, "PAID-1", "MUG-BLUE", "--percent", "10")
    assert change["changeBalances"]["totalExcessFundsAmount"] == Decimal("10.80")
    assert (refund["status"], refund["RefundedAmount"]) == ("updated", Decimal("10.80"))


def test_fulfilled_units_get_a_credit_memo_and_a_refund_and_come_back_for_less(shop):
    shop.ok("allocate", "PAID-1")
    shop.ok("ship", "--all")
    change, memo, refund = adjust(shop, "PAID-1", "MUG-BLUE", "--amount", "10.80", "--with-tax")
    assert change["postFulfillmentChangeOrderId"]
    assert not change["preFulfillmentChangeOrderId"]
    assert (memo["status"], memo["TotalAmountWithTax"]) == ("created", Decimal("10.80"))
    assert refund["RefundedAmount"] == Decimal("10.80")
    *_, back = shop.ok("return", "PAID-1", "--all-items", *REASON).json["results"]
    assert back["RefundedAmount"] == Decimal("97.20")
    assert shown(shop, "PAID-1")["GrandTotalAmount"] == 0
    shop.ok("verify")


def test_units_before_and_after_fulfillment_get_both(shop):
    shop.ok("allocate", "PAID-1")
    shop.ok("deallocate", "FO-0000001:MUG-BLUE=2")
    shop.ok("ship", "FO-0000001")
    change, *money = adjust(shop, "PAID-1", "MUG-BLUE", "--percent", "10")
    assert change["preFulfillmentChangeOrderId"]
    assert change["postFulfillmentChangeOrderId"]
    refunds = [one["RefundedAmount"] for one in money if one.get("RefundedAmount")]
    assert refunds == [Decimal("6.48"), Decimal("4.32")]
    shop.ok("allocate", "PAID-1")
    shop.ok("ship", "--all")
    *_, back = shop.ok("return", "PAID-1", "--all-items", *REASON).json["results"]
    assert back["RefundedAmount"] == Decimal("97.20")
    shop.ok("verify")


def test_units_in_fulfillment_are_refused_included_and_credited_once_invoiced(shop):
    """A19."""
    shop.ok("allocate", "PAID-1")
    refused = shop("adjust", "PAID-1", "MUG-BLUE", "--percent", "10", "--reason", "Unknown")
    assert refused.code == 6
    assert "all 5 units are in fulfillment" in refused.err
    included = ("PAID-1", "MUG-BLUE", "--amount", "5", "--allocated-items", "in-fulfillment")
    change, refund = adjust(shop, *included)
    assert change["inFulfillmentChangeOrderId"]
    assert refund["RefundedAmount"] == Decimal("5.40")
    (invoice,) = shop.ok("invoice", "--json", "FO-0000001").json["results"]
    assert invoice["TotalAmountWithTax"] == Decimal("102.60")
    shop.ok("ensure-funds", "--all")
    change, memo, refund = adjust(shop, *included)
    assert change["postFulfillmentChangeOrderId"]
    assert not change["inFulfillmentChangeOrderId"]
    assert (memo["TotalAmountWithTax"], refund["RefundedAmount"]) == (Decimal("5.40"), Decimal("5.40"))
    shop.ok("ship", "--all")
    *_, back = shop.ok("return", "PAID-1", "--all-items", *REASON).json["results"]
    assert back["RefundedAmount"] == Decimal("97.20")
    shop.ok("verify")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("WEB-1001", "TSHIRT-RED", "--amount", "1000", "--reason", "Unknown"), 7),
        (("WEB-1001", "TSHIRT-RDE", "--amount", "1", "--reason", "Unknown"), 5),
        (("WEB-404", "TSHIRT-RED", "--amount", "1", "--reason", "Unknown"), 5),
        (("WEB-1001", "TSHIRT-RED", "--amount", "1", "--reason", "Because"), 4),
        (("WEB-1001", "TSHIRT-RED", "--amount", "0.001", "--reason", "Unknown"), 4),
        (("WEB-1001", "TSHIRT-RED", "--percent", "101", "--reason", "Unknown"), 4),
        (("WEB-1001", "TSHIRT-RED", "--amount", "0", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", "--amount", "1e3", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", "--percent", "5", "--with-tax", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", "--percent", "5", "--amount", "5", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", "--percent", "5"), 2),
        (("WEB-1001", "--percent", "5", "--reason", "Unknown"), 2),
    ],
)
def test_what_cannot_be_adjusted_ends_with_the_exit_code_of_its_refusal(shop, words, code):
    assert shop("adjust", *words).code == code
