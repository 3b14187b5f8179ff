"""Gift cards and store credit from outside: issued, paid with, refunded to, and never a cent more than there is."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.world import make_world

CODE = "ABCD-EFGH-1234"
CARD = {"Amount": 15, "GiftCardCode": CODE}
VISA = {"Amount": 25, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "4242"}


def order(reference, *payments, currency="USD", amount=20, **more):
    item = {"StockKeepingUnit": "MUG-BLUE", "Quantity": 2, "UnitPrice": amount}
    group = {
        "DeliverToName": "Ada King",
        "DeliverToCountry": "US",
        "OrderDeliveryMethod": "standard",
        "OrderItems": [item],
    }
    return {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": currency,
        "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [group],
        "Payments": list(payments),
        **more,
    }


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A shop with one gift card of 25.00; every test works on its own copy of the store."""
    world = make_world(tmp_path_factory.mktemp("credit"))
    world.ok("init", "--sample")
    world.ok("credit", "issue", "30", "usd", "--code-file", "-", stdin=CODE.lower())
    world.ok("credit", "adjust", "GC-0000001", "--amount", "-5", "--reason", "Sold for 25")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def place(oms, *orders, **options):
    oms.write("orders.json", list(orders))
    return oms("place", "orders.json", "--json", *options.pop("words", ()), **options)


def money(oms, number="GC-0000001"):
    """Balance, reserve, status."""
    (found,) = oms.ok("credit", "show", number, "--json").json["results"]
    return found["Balance"], found["ReservedAmount"], found["Status"]


def error(answer):
    return json.loads(answer.err.splitlines()[-1])


def fulfill(oms, reference):
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    (made,) = oms.ok("list", "fulfillment-orders", "--json").json["results"]
    oms.ok("ship", made["FulfillmentOrderNumber"])


def test_the_commands_answer_tables_and_json(shop, golden):
    golden("credit/issue.txt", shop("credit", "issue", "12.50", "EUR", "--code-file", "-", stdin="WXYZ WXYZ 9999"))
    golden("credit/issue-again.txt", shop("credit", "issue", "12.50", "EUR", "--code-file", "-", stdin="wxyzwxyz9999"))
    golden("credit/issue-preview.txt", shop("credit", "issue", "50", "USD", "--preview"))
    golden("credit/list.txt", shop("credit", "list"))
    golden("credit/show.txt", shop("credit", "show", "gc-0000001"))
    golden("credit/show.json", shop("credit", "show", "GC-0000001", "--json"))
    golden("credit/adjust.txt", shop("credit", "adjust", "GC-0000002", "--amount", "2.50", "--reason", "[red]Goodwill"))
    golden("credit/close-refused.txt", shop("credit", "close", "GC-0000002"))
    golden("credit/close.txt", shop("credit", "close", "GC-0000002", "--reason", "Lost"))
    golden("credit/close-again.txt", shop("credit", "close", "GC-0000002"))
    shop.ok("verify")


def test_a_card_pays_its_part_of_an_order_and_gets_its_part_back(shop):
    assert place(shop, order("G-1", CARD, VISA)).code == 0
    assert money(shop) == (Decimal("25.00"), Decimal("15.00"), "Active")
    fulfill(shop, "G-1")
    assert money(shop) == (Decimal("10.00"), Decimal("0.00"), "Active")
    shop.ok("return", "G-1", "--all-items", "--reason", "Unknown")
    assert money(shop) == (Decimal("25.00"), Decimal("0.00"), "Active")
    (summary,) = shop.ok("show", "G-1", "--json").json["results"]
    tenders = {one["Method"]: one["RefundedAmount"] for one in summary["OrderSummary"]["OrderPaymentSummaries"]}
    assert tenders == {"GiftCard - 1234": Decimal("15.00"), "Visa - 4242": Decimal("25.00")}
    shop.ok("verify")


def test_the_same_file_again_takes_nothing_again_whatever_is_left(shop):
    whole = {"Amount": 25, "GiftCardCode": CODE}
    rest = {**VISA, "Amount": 15}
    assert place(shop, order("G-1", whole, rest)).json["results"][0]["status"] == "created"
    assert place(shop, order("G-1", whole, rest)).json["results"][0]["status"] == "exists"
    assert money(shop) == (Decimal("25.00"), Decimal("25.00"), "Active")


def test_what_a_cancel_does_not_need_any_more_may_pay_another_order(shop):
    assert place(shop, order("G-1", {**CARD, "Amount": 25}, {**VISA, "Amount": 15})).code == 0
    shop.ok("summarize", "--all")
    shop.ok("approve", "--all")
    shop.ok("cancel", "G-1", "MUG-BLUE=1", "--reason", "Unknown")
    half = money(shop)
    assert half[0] == Decimal("25.00")
    assert half[1] <= Decimal("20.00")
    shop.ok("cancel", "G-1", "--all-items", "--reason", "Unknown")
    assert money(shop) == (Decimal("25.00"), Decimal("0.00"), "Active")
    assert place(shop, order("G-2", {**CARD, "Amount": 25}, {**VISA, "Amount": 15})).code == 0
    shop.ok("verify")


def test_a_sale_by_card_is_taken_when_the_order_is_placed(shop):
    sale = {"Type": "Sale", **CARD}
    assert place(shop, order("G-1", sale, VISA)).code == 0
    assert money(shop) == (Decimal("10.00"), Decimal("0.00"), "Active")
    shop.ok("verify")
    fulfill(shop, "G-1")
    shop.ok("verify")


def test_two_orders_of_one_file_share_the_balance_and_the_second_is_refused(shop):
    answer = place(shop, order("G-1", CARD, VISA), order("G-2", CARD, VISA), words=("--on-error", "skip"))
    assert [one["status"] for one in answer.json["results"]] == ["created", "rejected"]
    assert error(answer)["problems"][0]["code"] == "insufficient-credit"
    assert place(shop, order("G-3", {"Amount": 11, "GiftCardCode": CODE}, VISA)).code == 7
    assert place(shop, order("G-3", {"Amount": 10, "GiftCardCode": CODE}, VISA)).code == 0


def test_a_preview_counts_what_its_other_orders_would_take(shop):
    shown = place(shop, order("G-1", CARD, VISA), order("G-2", CARD, VISA), words=("--on-error", "skip", "-n"))
    assert [one["status"] for one in shown.json["results"]] == ["preview", "rejected"]
    assert money(shop)[1] == 0


def test_many_processes_at_once_never_spend_the_same_cent(shop):
    one = {"Amount": 10, "GiftCardCode": CODE}
    for number in range(6):
        shop.write(f"{number}.json", order(f"RACE-{number}", one, {**VISA, "Amount": 30}))
    running = [shop.start("place", f"{number}.json", "-q", stdout=-3, stderr=-3) for number in range(6)]
    codes = sorted(process.wait(120) for process in running)
    assert codes == [0, 0, 7, 7, 7, 7]
    assert money(shop) == (Decimal("25.00"), Decimal("20.00"), "Active")
    shop.ok("verify")


@pytest.mark.parametrize(
    ("payment", "code", "exit_"),
    [
        ({**CARD, "GiftCardCode": "ABCD-EFGH-1235"}, "unknown-credit", 4),
        ({**CARD, "GiftCardCode": 12345678901}, "wrong-type", 4),
        ({**CARD, "GiftCardCode": "SHORT"}, "bad-value", 4),
        ({**CARD, "CardType": "Visa"}, "bad-value", 4),
        ({**CARD, "StoreCredit": "SC-0000001"}, "bad-value", 4),
        ({"Amount": 15, "StoreCredit": "SC-0000009"}, "unknown-credit", 4),
        ({**CARD, "Amount": 25.01}, "insufficient-credit", 7),
    ],
)
def test_what_cannot_be_paid_so_is_refused_and_no_message_tells_a_code(shop, payment, code, exit_):
    answer = place(shop, order("G-1", payment, VISA))
    assert (answer.code, error(answer)["problems"][0]["code"]) == (exit_, code)
    given = str(payment.get("GiftCardCode", "SC-"))
    assert given not in answer.err.replace("ABCD-EFGH-1235", given) or given == "SC-"
    assert money(shop)[1] == 0


def test_another_currency_an_unmanaged_order_and_a_closed_card_are_refused(shop):
    euro = place(shop, order("G-1", CARD, {**VISA}, currency="EUR"))
    assert (euro.code, error(euro)["code"]) == (7, "credit-refused")
    unmanaged = place(shop, order("G-1", CARD, VISA, OrderLifeCycleType="UNMANAGED"))
    assert (unmanaged.code, error(unmanaged)["code"]) == (6, "unmanaged")
    shop.ok("credit", "close", "GC-0000001", "--reason", "Stolen")
    closed = place(shop, order("G-1", CARD, VISA))
    assert (closed.code, error(closed)["code"]) == (7, "credit-refused")


def test_a_card_that_expired_pays_no_more_and_is_closed_with_all_others_that_have(shop):
    shop.ok("credit", "issue", "9", "USD", "--code-file", "-", "--expires", "2026-02-01", stdin="EXPIRES-0001")
    late = {"OMS_NOW": "2026-02-01T00:00:00Z"}
    paid = {"Amount": 5, "GiftCardCode": "EXPIRES-0001"}
    assert place(shop, order("G-1", paid, VISA), env=late).code == 7
    assert shop.ok("credit", "close", "--all", "--json").json["results"] == []
    (closed,) = shop.ok("credit", "close", "--all", "--json", env=late).json["results"]
    assert (closed["CreditNumber"], closed["Status"], closed["Balance"]) == ("GC-0000002", "Closed", Decimal("0.00"))
    shop.ok("verify")


def test_store_credit_belongs_to_its_shopper(shop):
    assert place(shop, order("G-1", CARD, VISA)).code == 0
    shop.ok("credit", "issue", "8", "USD", "--to", "ada@example.com", "--reason", "Goodwill")
    own = {"Amount": 8, "StoreCredit": "SC-0000002"}
    other = order("G-2", own, VISA, Account={"LastName": "Hopper", "PersonEmail": "grace@example.com"})
    assert error(place(shop, other))["code"] == "credit-refused"
    assert place(shop, order("G-2", own, {**VISA, "Amount": 32})).code == 0
    assert money(shop, "SC-0000002") == (Decimal("8.00"), Decimal("8.00"), "Active")
    shop.ok("verify")


def test_a_code_is_nowhere_in_the_store_nor_in_any_answer(shop):
    assert place(shop, order("G-1", CARD, VISA)).code == 0
    shop.ok("summarize", "--all")
    told = [shop.ok("show", "G-1", "--json"), shop.ok("list", "credits", "--json"), shop.ok("runs", "list", "--json")]
    told += [shop.ok("credit", "list", "--json"), shop.ok("timeline", "G-1", "--json")]
    for answer in told:
        assert "EFGH1234" not in answer.out.replace("-", "").upper()
    if not shop.store:
        assert b"EFGH1234" not in (shop.dir / "oms.db").read_bytes().replace(b"-", b"").upper()


def test_a_code_is_not_taken_from_the_command_line_where_it_would_be_written_down(shop):
    typed = place(shop, order("G-1", CARD, VISA), words=("--set", f"Payments[0].GiftCardCode={CODE}"))
    assert (typed.code, error(typed)["code"]) == (2, "usage")
    filled = place(shop, order("G-1", {**CARD, "GiftCardCode": "${CODE}"}, VISA), words=("--set", f"CODE={CODE}"))
    assert (filled.code, error(filled)["code"]) == (4, "bad-value")
    assert money(shop)[1] == 0


def test_a_new_card_shows_its_code_once_and_it_pays(shop):
    (made,) = shop.ok("credit", "issue", "15", "USD", "--json").json["results"]
    paid = {"Amount": 15, "GiftCardCode": made["GiftCardCode"]}
    assert place(shop, order("G-1", paid, VISA)).code == 0
    assert money(shop, "GC-0000002") == (Decimal("15.00"), Decimal("15.00"), "Active")


def test_an_order_in_an_envelope_of_salesforce_pays_by_a_gift_card_too(shop):
    tree = json.loads((shop.samples() / "12-sobject-tree.json").read_text())
    method = tree["records"][2]
    method["attributes"]["type"] = "AlternativePaymentMethod"
    tree["records"][2] = {"attributes": method["attributes"], "GiftCardCode": "EURO-EURO-EURO"}
    shop.ok("credit", "issue", "36.77", "EUR", "--code-file", "-", stdin="EURO-EURO-EURO")
    shop.ok("place", shop.write("tree.json", tree))
    assert money(shop, "GC-0000002") == (Decimal("36.77"), Decimal("36.77"), "Active")
    shop.ok("verify")


@pytest.mark.parametrize(("currency", "amount", "price"), [("JPY", "3000", 1500), ("KWD", "10.125", 5.063)])
def test_yen_and_dinar_are_kept_to_their_digits(shop, currency, amount, price):
    shop.ok("credit", "issue", amount, currency, "--code-file", "-", stdin="OTHER-CURRENCY")
    paid = {"Amount": float(amount), "GiftCardCode": "OTHER-CURRENCY"}
    rest = {**VISA, "Amount": 1}
    placed = place(shop, order("G-1", paid, rest, currency=currency, amount=price), words=("--create-missing",))
    assert placed.code == 0, placed.err
    assert money(shop, "GC-0000002") == (Decimal(amount), Decimal(amount), "Active")
    fulfill(shop, "G-1")
    assert money(shop, "GC-0000002")[:2] == (0, 0)
    shop.ok("return", "G-1", "--all-items", "--reason", "Unknown")
    shop.ok("verify")


REFUSED = [
    (("credit", "issue", "0", "USD"), 4, "bad-amount"),
    (("credit", "issue", "1.234", "USD"), 4, "bad-amount"),
    (("credit", "issue", "1.5", "JPY"), 4, "bad-amount"),
    (("credit", "issue", "5", "XXX"), 4, "unknown-currency"),
    (("credit", "issue", "5", "USD", "--to", "nobody@example.com"), 5, "not-found"),
    (("credit", "issue", "5", "USD", "--code-file", "gone.txt"), 4, "no-such-file"),
    (("credit", "issue", "5", "EUR", "--code-file", "code.txt"), 6, "conflict"),
    (("credit", "issue", "5", "USD", "--code-file", "two.txt"), 4, "bad-value"),
    (("credit", "issue", "5", "USD", "--reason", "\x1b[31mx"), 4, "bad-value"),
    (("credit", "show", "GC-0000009"), 5, "not-found"),
    (("credit", "show", CODE), 5, "not-found"),
    (("credit", "adjust", "GC-0000001", "--amount", "-26", "--reason", "x"), 7, "insufficient-credit"),
    (("credit", "adjust", "GC-0000001", "--amount", "0", "--reason", "x"), 4, "bad-amount"),
    (
        (
            "credit",
            "close",
        ),
        2,
        "usage",
    ),
]


def test_what_makes_no_sense_is_refused_with_its_code(shop):
    shop.write("code.txt", f"{CODE}\n")
    shop.write("two.txt", "ABCDEFGHIJKL\nABCDEFGHIJKM\n")
    answers = {words: shop(*words, "--json") for words, _, _ in REFUSED}
    found = [(words, answer.code, error(answer)["code"]) for words, answer in answers.items()]
    assert found == REFUSED
    assert CODE not in answers[("credit", "show", CODE)].err


def test_the_set_up_neither_shows_nor_asks_for_the_gateway_of_credit(shop):
    assert "oms-credit" not in shop.ok("setup", "export").out
    plain = {name: value for name, value in VISA.items() if name != "PaymentGateway"}
    assert place(shop, order("G-1", {**plain, "Amount": 40})).code == 0
