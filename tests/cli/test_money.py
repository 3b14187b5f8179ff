"""The money commands from outside: invoice, ensure-funds, ensure-refunds, payments."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.world import REPOSITORY

ORDER = REPOSITORY / "sample_orders" / "01-plain-single.json"  # WEB-1001: 43.02 USD authorized on a Visa card


def mock(*entries):
    return {"OMS_MOCK_SCRIPT": json.dumps(entries)}


DECLINE, TIMEOUT = mock({"then": "decline"}), mock({"then": "timeout"})


@pytest.fixture
def shop(oms):
    """A shop with one order that is allocated."""
    oms.ok("init", "--sample")
    oms.ok("place", ORDER)
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    return oms


@pytest.fixture
def invoiced(shop):
    shop.ok("invoice", "FO-0000001")
    return shop


def result(answer):
    (found,) = answer.json["results"]
    return found


def error(answer):
    return json.loads(answer.err.splitlines()[-1])


def order_summary(oms):
    return result(oms.ok("show", "WEB-1001", "--json"))["OrderSummary"]


def test_a_fulfillment_order_is_invoiced_once(shop):
    first = result(shop.ok("invoice", "FO-0000001", "--json"))
    assert (first["status"], first["InvoiceNumber"], first["Balance"]) == ("created", "INV-0000001", Decimal("43.02"))
    again = shop("invoice", "FO-0000001")
    assert again.code == 6
    assert "error[already-invoiced]: FO-0000001 has its invoice: INV-0000001" in again.err


def test_all_invoices_what_is_fulfilled_and_nothing_else(shop):
    answer = shop.ok("invoice", "--all")
    assert answer.out == ""
    assert "no fulfillment orders to invoice" in answer.err


def test_an_invoice_is_paid_and_then_exists(invoiced):
    paid = result(invoiced.ok("ensure-funds", "--all", "--json"))
    assert (paid["status"], paid["CapturedAmount"], paid["Balance"]) == ("updated", Decimal("43.02"), Decimal("0.00"))
    assert [step["Action"] for step in paid["Steps"]] == ["Capture"]
    assert result(invoiced.ok("ensure-funds", "INV-0000001", "--json"))["status"] == "exists"
    assert result(invoiced.ok("ensure-funds", "WEB-1001", "--json"))["status"] == "exists"
    (summary,) = order_summary(invoiced)["OrderPaymentSummaries"]
    assert (summary["CapturedAmount"], summary["BalanceAmount"]) == (Decimal("43.02"), Decimal("0.00"))
    invoiced.ok("verify")


def test_a_preview_says_the_same_and_calls_nothing(invoiced):
    answer = result(invoiced.ok("ensure-funds", "INV-0000001", "--dry-run", "--json", env=TIMEOUT))
    assert (answer["status"], answer["CapturedAmount"], answer["Balance"]) == (
        "preview",
        Decimal("43.02"),
        Decimal("0.00"),
    )
    assert invoiced.ok("payments", "list").out == ""
    assert order_summary(invoiced)["OrderPaymentSummaries"][0]["PendingCaptureAmount"] == Decimal("0.00")


def test_a_decline_holds_the_order_and_a_later_success_lets_it_go(invoiced):
    declined = invoiced("ensure-funds", "--all", env=DECLINE)
    assert declined.code == 7
    assert 'error[declined]: gateway "mock" declined to capture 43.02 USD for order WEB-1001' in declined.err
    assert order_summary(invoiced)["Status"] == "On Hold"
    invoiced.ok("ensure-funds", "--all")
    assert order_summary(invoiced)["Status"] == "Awaiting Fulfillment"
    invoiced.ok("verify")


def test_no_answer_is_reconciled_and_never_repeated(invoiced):
    lost = invoiced("ensure-funds", "--all", "--json", env=TIMEOUT)
    assert lost.code == 8
    assert (result(lost)["status"], result(lost)["PendingAmount"]) == ("unknown", Decimal("43.02"))
    again = invoiced("ensure-funds", "--all", "--json")
    assert (again.code, error(again)["code"]) == (8, "outcome-unknown")
    call = result(invoiced.ok("payments", "list", "--json"))
    assert (call["State"], call["Lost"], call["Attempts"]) == ("unknown", True, 1)
    settled = result(invoiced.ok("payments", "reconcile", call["GatewayIntentId"], "--json"))
    assert (settled["status"], settled["State"]) == ("updated", "succeeded")
    assert invoiced.ok("payments", "list").out == ""
    assert result(invoiced.ok("ensure-funds", "INV-0000001", "--json"))["status"] == "exists"
    invoiced.ok("verify")


def test_a_gateway_that_is_not_reached_sends_nothing(invoiced):
    answer = invoiced("ensure-funds", "--all", env=mock({"then": "unreachable"}))
    assert answer.code == 15
    assert "nothing was sent; run it again" in answer.err
    invoiced.ok("ensure-funds", "--all")


def test_a_script_that_makes_no_sense_is_a_usage_error(invoiced):
    answer = invoiced("ensure-funds", "--all", env={"OMS_MOCK_SCRIPT": "decline"})
    assert answer.code == 2
    assert "OMS_MOCK_SCRIPT is no JSON" in answer.err


def test_shipping_invoices_and_pays_and_a_return_credits_and_refunds(shop):
    shop.ok("ship", "FO-0000001")
    assert order_summary(shop)["Invoices"][0]["Balance"] == Decimal("0.00")
    shop.ok("return", "WEB-1001", "TSHIRT-RED=1", "--reason", "Unknown")
    memo = order_summary(shop)["CreditMemos"][0]
    assert (memo["CreditMemoNumber"], memo["Balance"]) == ("CM-0000001", Decimal("0.00"))
    assert result(shop.ok("ensure-refunds", "CM-0000001", "--json"))["status"] == "exists"
    assert result(shop.ok("ensure-refunds", "--excess", "WEB-1001", "--json"))["status"] == "skipped"
    over = shop("ensure-refunds", "--excess", "WEB-1001", "--amount", "50", "--json")
    assert (over.code, error(over)["code"]) == (7, "over-refund")
    shop.ok("verify")


def test_a_lost_refund_of_a_return_is_found_again(shop):
    shop.ok("ship", "FO-0000001")
    refund = mock({"when": {"interaction": "ReferencedRefund"}, "then": "timeout", "behind": "decline"})
    assert shop("return", "WEB-1001", "TSHIRT-RED=1", "--reason", "Unknown", env=refund).code == 8
    declined = shop("payments", "reconcile", "--json", env=refund)
    assert (declined.code, result(declined)["State"]) == (7, "failed")
    paid = result(shop.ok("ensure-refunds", "--all", "--json"))
    assert (paid["status"], paid["Balance"]) == ("updated", Decimal("0.00"))
    shop.ok("verify")


REFUSED = [
    (("invoice",), 2, "usage"),
    (("invoice", "FO-0000009"), 5, "not-found"),
    (("ensure-funds", "INV-0000009"), 5, "not-found"),
    (("ensure-funds", "WEB-1001"), 5, "not-found"),
    (("ensure-refunds", "CM-0000009"), 5, "not-found"),
    (("ensure-refunds", "--amount", "5"), 2, "usage"),
    (("ensure-refunds", "CM-0000001", "--excess", "WEB-1001"), 2, "usage"),
    (("ensure-refunds", "--excess", "WEB-1001", "--amount", "1.234"), 4, "bad-amount"),
    (("ensure-refunds", "--excess", "WEB-1001", "--amount", "-1"), 4, "bad-amount"),
    (("ensure-refunds", "--excess", "WEB-1001", "--amount", "x"), 4, "bad-amount"),
    (("payments", "reconcile", "oGI000000000001AAA"), 5, "not-found"),
]


def test_what_makes_no_sense_is_refused_with_its_code(shop):
    answers = {words: shop(*words, "--json") for words, _, _ in REFUSED}
    found = [(words, answer.code, error(answer)["code"]) for words, answer in answers.items()]
    assert found == REFUSED
