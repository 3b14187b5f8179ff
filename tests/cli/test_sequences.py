"""Several tenders on one order from outside: sequences, parts, plans before they run, and the reference's bodies."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.world import make_world

CODE = "ABCD-EFGH-1234"
DECLINE = {"OMS_MOCK_SCRIPT": '[{"when": {"interaction": "ReferencedRefund"}, "then": "decline"}]'}


def card(type_, amount, last_four):
    return {"Type": type_, "Amount": amount, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": last_four}


ORDER = {
    "OrderReferenceNumber": "T-1",
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "DeliverToCountry": "US",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20}],
        }
    ],
    "Payments": [
        {"Amount": 15, "GiftCardCode": CODE},
        card("Authorization", 45, "4242"),
        card("Authorization", 25, "1111"),
        {"Type": "Sale", "Amount": 15, "PaymentGateway": "mock", "PaymentMethod": "PayPal"},
    ],
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An invoice of 100.00 on an order with a gift card, two cards, and a wallet that paid at checkout."""
    world = make_world(tmp_path_factory.mktemp("sequences"))
    world.ok("init", "--sample")
    world.ok("credit", "issue", "30", "USD", "--code-file", "-", stdin=CODE)
    world.ok("place", world.write("order.json", ORDER))
    for step in ("summarize", "approve", "allocate"):
        world.ok(step, "--all")
    world.ok("invoice", "FO-0000001")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


@pytest.fixture
def owed(shop):
    """60.00 are owed for a return, and no gateway has given any of it back."""
    shop.ok("ensure-funds", "--all")
    shop.ok("ship", "FO-0000001")
    assert shop("return", "T-1", "MUG-BLUE=3", "--reason", "Unknown", env=DECLINE).code in (3, 7)
    return shop


def result(answer):
    (found,) = answer.json["results"]
    return found


def error(answer):
    return json.loads(answer.err.splitlines()[-1])


def steps(answer):
    return [(step["Method"], step["Amount"]) for step in result(answer)["Steps"]]


def amounts(oms, field):
    rows = oms.ok("list", "payment-summaries", "--json").json["results"]
    return {row["Method"]: row[field] for row in rows}


def test_a_preview_tells_which_tender_gives_how_much_and_why(shop, golden):
    golden("sequences/funds-preview.txt", shop("ensure-funds", "INV-0000001", "--preview"))
    words = ("ensure-funds", "INV-0000001", "--sequence", "GiftCard=5", "--sequence", "visa - 1111")
    golden("sequences/funds-sequence.txt", shop(*words, "--preview", "--explain"))
    shown, done = result(shop.ok(*words, "-n", "--json")), result(shop.ok(*words, "--json"))
    assert shown == {**done, "status": "preview"}
    shop.ok("verify")


def test_all_tenders_of_an_order_pay_together(shop):
    assert result(shop.ok("ensure-funds", "--all", "--json"))["Balance"] == 0
    assert amounts(shop, "CapturedAmount") == {
        "GiftCard - 1234": Decimal("15.00"),
        "Visa - 4242": Decimal("45.00"),
        "Visa - 1111": Decimal("25.00"),
        "PayPal": Decimal("15.00"),
    }
    assert result(shop.ok("ensure-funds", "INV-0000001", "--json"))["status"] == "exists"


def test_a_part_is_captured_and_the_rest_later(shop):
    first = shop.ok("ensure-funds", "INV-0000001", "--sequence", "4242=20.50", "--allow-partial", "--json")
    assert steps(first) == [("Visa - 4242", Decimal("20.50"))]
    assert (result(first)["status"], result(first)["Balance"]) == ("updated", Decimal("79.50"))
    assert amounts(shop, "AvailableToCaptureAmount")["Visa - 4242"] == Decimal("24.50")
    shop.ok("verify")
    assert result(shop.ok("ensure-funds", "--all", "--json"))["Balance"] == 0
    shop.ok("verify")


def test_a_sequence_that_has_nothing_left_pays_no_part(shop):
    words = ("ensure-funds", "INV-0000001", "--sequence", "PayPal", "--allow-partial", "--json")
    assert result(shop.ok(*words))["Balance"] == Decimal("85.00")
    again = shop(*words)
    assert (again.code, error(again)["code"]) == (7, "insufficient-funds")


def test_the_bodies_of_the_reference_are_taken_as_files(shop):
    summary = shop.ok("list", "summaries", "--format", "ids").out.strip()
    invoice = shop.ok("list", "invoices", "--format", "ids").out.strip()
    wallet = shop.ok("list", "payment-summaries", "--format", "ids").out.split()[3]
    body = {"invoiceId": invoice, "isAllowPartial": True}
    body["sequences"] = [{"orderPaymentSummaryId": wallet, "amount": "10.00"}]
    part = shop.ok("ensure-funds", "--file", shop.write("10.json", body), "--json")
    assert steps(part) == [("PayPal", Decimal("10.00"))]
    many = {"asyncInputs": [{"orderSummaryId": summary, "invoiceId": invoice}]}
    rest = shop.ok("ensure-funds", "--file", "-", "--json", stdin=json.dumps(many))
    assert result(rest)["Balance"] == 0


def test_a_refund_plan_is_shown_before_it_runs_and_is_what_runs(owed, golden):
    golden("sequences/refund-preview.txt", owed("ensure-refunds", "CM-0000001", "--preview"))
    words = ("ensure-refunds", "CM-0000001", "--sequence", "GiftCard=10", "--sequence", "PayPal")
    golden("sequences/refund-sequence.txt", owed(*words, "--preview", "--explain"))
    shown, done = result(owed.ok(*words, "-n", "--json")), result(owed.ok(*words, "--json"))
    assert shown == {**done, "status": "preview"}
    assert amounts(owed, "RefundedAmount") == {
        "GiftCard - 1234": Decimal("10.00"),
        "Visa - 4242": Decimal("35.00"),
        "Visa - 1111": Decimal("0.00"),
        "PayPal": Decimal("15.00"),
    }
    owed.ok("verify")


def test_a_part_of_a_credit_memo_is_refunded_and_the_rest_stays_owed(owed):
    part = owed.ok("ensure-refunds", "CM-0000001", "--sequence", "GiftCard", "--allow-partial", "--json")
    assert (result(part)["RefundedAmount"], result(part)["Balance"]) == (Decimal("15.00"), Decimal("45.00"))
    again = owed("ensure-refunds", "CM-0000001", "--sequence", "GiftCard", "--allow-partial", "--json")
    assert (again.code, error(again)["code"]) == (7, "over-refund")
    assert result(owed.ok("ensure-refunds", "CM-0000001", "--json"))["Balance"] == 0
    owed.ok("verify")


def test_a_body_of_ensure_refunds_names_the_credit_memo_or_the_excess(owed):
    body = {"creditMemoId": "CM-0000001", "sequences": [{"orderPaymentSummaryId": "Visa - 1111", "amount": 25}]}
    done = owed.ok("ensure-refunds", "--file", owed.write("12.json", body), "--json")
    assert dict(steps(done)) == {"Visa - 1111": Decimal("25.00"), "Visa - 4242": Decimal("35.00")}
    excess = {"orderSummaryId": "T-1", "excessFundsAmount": 5}
    assert result(owed.ok("ensure-refunds", "--file", "-", "--json", stdin=json.dumps(excess)))["status"] == "skipped"


REFUSED = [
    (("ensure-funds", "INV-0000001", "--allow-partial"), 2, "usage"),
    (("ensure-funds", "INV-0000001", "--file", "x.json"), 2, "usage"),
    (("ensure-funds", "INV-0000001", "--sequence", "Visa"), 5, "ambiguous"),
    (("ensure-funds", "INV-0000001", "--sequence", "[red]Amex"), 5, "not-found"),
    (("ensure-funds", "INV-0000001", "--sequence", "PayPal=0"), 4, "bad-amount"),
    (("ensure-funds", "INV-0000001", "--sequence", "PayPal=1.234"), 4, "bad-amount"),
    (("ensure-refunds", "--excess", "T-1", "--sequence", "Visa"), 5, "ambiguous"),
    (("ensure-refunds", "--all", "--file", "x.json"), 2, "usage"),
]


def test_what_makes_no_sense_is_refused_with_its_code(shop):
    answers = {words: shop(*words, "--json") for words, _, _ in REFUSED}
    found = [(words, answer.code, error(answer)["code"]) for words, answer in answers.items()]
    assert found == REFUSED


def test_the_mistakes_of_a_file_are_told_with_their_places_and_nothing_is_done(shop, golden):
    bodies = [
        {"invoiceId": "INV-0000009"},
        {"invoiceID": "INV-0000001", "sequences": {}},
        {"invoiceId": "INV-0000001", "isAllowPartial": True},
        {"invoiceId": "INV-0000001", "sequences": [{"orderPaymentSummaryId": "PayPal", "amount": -1}]},
        {"invoiceId": "INV-0000001", "isConsiderReservedBalanceAmount": True},
        [],
    ]
    golden("sequences/bad-bodies.txt", shop("ensure-funds", "--file", shop.write("bad.json", bodies)))
    twice = [{"invoiceId": "INV-0000001"}, {"invoiceId": "INV-0000001"}]
    golden("sequences/twice.txt", shop("ensure-funds", "--file", shop.write("twice.json", twice)))
    nothing = [{"excessFundsAmount": 5}, {"isAllowPartial": False}, 7]
    golden("sequences/bad-refunds.txt", shop("ensure-refunds", "--file", shop.write("nothing.json", nothing)))
    assert shop("ensure-funds", "--file", "gone.json").code == 4
    assert shop("ensure-funds", "--file", shop.write("empty.json", "[]")).code == 0
    many = {"asyncInputs": [{"invoiceId": "INV-0000001", "isAllowPartial": "no"}]}
    deep = shop("ensure-funds", "--file", shop.write("deep.json", json.dumps(many)))
    assert (deep.code, "deep.json:1:65  asyncInputs[0].isAllowPartial" in deep.err) == (4, True), deep.err
    paid = {"creditMemoId": "CM-0000001", "invoicesToPay": [{"invoiceId": "INV-0000001", "amuont": 3}]}
    typo = shop("ensure-refunds", "--file", shop.write("typo.json", json.dumps(paid)))
    assert (typo.code, "  invoicesToPay[0].amuont" in typo.err) == (4, True), typo.err
    assert amounts(shop, "CapturedAmount")["Visa - 4242"] == 0
