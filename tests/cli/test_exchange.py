"""`oms exchange` from outside: a return pays a new order; no cent is in both, none is lost, and it happens once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ledgers import beancount, differences, totals
from tests.world import make_world

UNKNOWN = ("--reason", "Unknown")


def order(reference, items, payments=(), email="ada@example.com", currency="USD", **fields):
    return {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": currency,
        "Account": {"LastName": "King", "PersonEmail": email},
        "OrderDeliveryGroups": [{"DeliverToName": "Ada", "OrderDeliveryMethod": "standard", "OrderItems": items}],
        "Payments": list(payments),
        **fields,
    }


def pens(units, tax=None):
    line = {"StockKeepingUnit": "PEN-GEL", "Quantity": units, "UnitPrice": 10}
    return [line if tax is None else {**line, "Taxes": [{"Amount": tax}]}]


def card(amount, last_four, kind="Sale"):
    return {"Type": kind, "Amount": amount, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": last_four}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An order of five mugs of 20 with tax, fulfilled and paid with two cards, 60 and 48."""
    world = make_world(tmp_path_factory.mktemp("exchange"))
    world.ok("init", "--sample")
    mugs = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20, "Taxes": [{"Amount": 8}]}]
    paid = order("MAIN", mugs, [card(60, "4242"), card(48, "1111")])
    world.ok("place", world.write("main.json", paid))
    world.ok("advance", "--all", "--simulate", "--to", "out")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def shown(shop, reference):
    return shop.ok("show", reference, "--json").json["results"][0]["OrderSummary"]


def money(shop, *references):
    """Captured less refunded, and what the order comes to, of each order; the two are equal when nothing is open."""
    found = []
    for reference in references:
        summary = shown(shop, reference)
        paid = sum(one["CapturedAmount"] - one["RefundedAmount"] for one in summary["OrderPaymentSummaries"])
        found.append((paid, summary["GrandTotalAmount"]))
    return found


def words(shop, new, *returned):
    path = shop.write(f"{new['OrderReferenceNumber']}.json", new)
    named = [word for sku in returned for word in ("--return", sku)]
    return ("exchange", "MAIN", *named, "--order", path, *UNKNOWN)


def exchange(shop, new, *returned):
    results = shop.ok(*words(shop, new, *returned), "--json").json["results"]
    shop.ok("verify")
    return results


def test_an_even_exchange_moves_the_money_and_asks_no_gateway(shop, golden):
    new = order("NEW", pens(2, 1.60))
    typed = words(shop, new, "MUG-BLUE=1")
    before = shown(shop, "MAIN")
    golden("exchange/preview.txt", shop(*typed, "--preview"))
    assert shown(shop, "MAIN") == before
    assert shop("show", "NEW").code == 5
    golden("exchange/even.json", shop(*typed, "--json"))
    assert money(shop, "MAIN", "NEW") == [(Decimal("86.40"), Decimal("86.40")), (Decimal("21.60"), Decimal("21.60"))]
    summary = shown(shop, "NEW")
    assert (summary["SourceProcess"], summary["SourceOrderSummaryId"]) == ("Exchange", before["Id"])
    (payment,) = summary["OrderPaymentSummaries"]
    assert payment["ReservedBalanceTotalAmount"] == payment["BalanceAmount"] == Decimal("21.60")
    assert [one["Type"] for one in payment["Payments"]] == ["Exchange"]
    assert shop.ok("list", "intents", "--json").json["results"] == []
    golden("exchange/timeline.txt", shop("timeline", "MAIN"))
    shop.ok("advance", "--all", "--simulate", "--to", "out")
    shop.ok("verify")
    assert shown(shop, "NEW")["OrderPaymentSummaries"][0]["ReservedBalanceTotalAmount"] == 0
    assert shown(shop, "NEW")["Invoices"][0]["Balance"] == 0


def test_down_refunds_what_the_new_order_does_not_need(shop):
    stored, refund = exchange(shop, order("NEW", pens(1)), "MUG-BLUE=2")
    assert (stored["ReturnedAmount"], stored["ReservedAmount"]) == (Decimal("43.20"), Decimal("10.00"))
    assert refund["RefundedAmount"] == Decimal("33.20")
    assert money(shop, "MAIN", "NEW") == [(Decimal("64.80"), Decimal("64.80")), (Decimal("10.00"), Decimal("10.00"))]


def test_up_captures_the_difference_from_what_the_new_order_brings(shop):
    new = order("NEW", pens(5), [card(28.40, "7777", "Authorization")])
    (stored,) = exchange(shop, new, "MUG-BLUE=1")
    assert (stored["RequiredFundsAmount"], stored["changeBalances"]["totalRequiredFundsAmount"]) == (
        Decimal("28.40"),
        Decimal("28.40"),
    )
    shop.ok("advance", "--all", "--simulate", "--to", "out")
    shop.ok("verify")
    assert money(shop, "MAIN", "NEW") == [(Decimal("86.40"), Decimal("86.40")), (Decimal("50.00"), Decimal("50.00"))]


def test_money_of_several_cards_moves_as_it_would_be_refunded(shop):
    exchange(shop, order("NEW", pens(10)), "MUG-BLUE=5")
    assert money(shop, "MAIN", "NEW") == [(Decimal(0), Decimal(0)), (Decimal("100.00"), Decimal("100.00"))]
    methods = {one["Method"]: one["CapturedAmount"] for one in shown(shop, "NEW")["OrderPaymentSummaries"]}
    assert methods == {"Visa - 4242": Decimal("60.00"), "Visa - 1111": Decimal("40.00")}


def test_what_was_exchanged_can_come_back_to_the_card_that_paid(shop):
    exchange(shop, order("NEW", pens(2, 1.60)), "MUG-BLUE=1")
    shop.ok("advance", "--all", "--simulate", "--to", "out")
    *_, back = shop.ok("return", "NEW", "--all-items", *UNKNOWN, "--json").json["results"]
    assert back["RefundedAmount"] == Decimal("21.60")
    assert money(shop, "MAIN", "NEW") == [(Decimal("86.40"), Decimal("86.40")), (0, 0)]
    shop.ok("verify")


def test_an_exchanged_order_may_be_exchanged_again(shop):
    exchange(shop, order("NEW", pens(2, 1.60)), "MUG-BLUE=1")
    shop.ok("advance", "--all", "--simulate", "--to", "out")
    path = shop.write("third.json", order("THIRD", pens(1)))
    shop.ok("exchange", "NEW", "--return", "PEN-GEL=2", "--order", path, *UNKNOWN)
    assert money(shop, "NEW", "THIRD") == [(0, 0), (10, 10)]
    shop.ok("verify")


def test_typed_twice_it_is_one_exchange(shop):
    new = order("NEW", pens(1))
    exchange(shop, new, "MUG-BLUE=2")
    before = shown(shop, "MAIN"), shown(shop, "NEW")
    assert [one["status"] for one in exchange(shop, new, "MUG-BLUE=2")] == ["exists"]
    assert (shown(shop, "MAIN"), shown(shop, "NEW")) == before


def test_canceled_before_it_is_sent_the_money_goes_back_to_the_buyer(shop):
    exchange(shop, order("NEW", pens(2, 1.60)), "MUG-BLUE=1")
    *_, back = shop.ok("cancel", "NEW", "--all-items", *UNKNOWN, "--json").json["results"]
    assert back["RefundedAmount"] == Decimal("21.60")
    assert money(shop, "NEW") == [(0, 0)]
    shop.ok("verify")


@pytest.mark.parametrize(
    ("new", "returned", "code", "says"),
    [
        (order("NEW", pens(1), email="bob@example.com"), "MUG-BLUE", 6, "another shopper's"),
        (order("NEW", pens(1), currency="EUR"), "MUG-BLUE", 6, "the new order is in EUR"),
        (order("NEW", pens(20)), "MUG-BLUE", 7, "92.00 USD more than comes back, and brings payments of 0.00"),
        (order("NEW", pens(1)), "MUG-BLUE=6", 7, "6 of MUG-BLUE cannot be returned"),
        (order("NEW", pens(1)), "MUG-BLEU", 5, 'did you mean "MUG-BLUE"?'),
        (order("NEW", pens(1), Status="Draft"), "MUG-BLUE", 6, "the new order is a draft"),
        (order("MAIN", pens(1)), "MUG-BLUE", 6, "is there already with other content"),
        (order("NEW", [{"StockKeepingUnit": "[red]X", "Quantity": 1, "UnitPrice": 1}]), "MUG-BLUE", 4, "no product"),
    ],
)
def test_what_cannot_be_exchanged_is_refused_and_nothing_of_it_is_stored(shop, new, returned, code, says):
    before = shown(shop, "MAIN")
    refused = shop(*words(shop, new, returned))
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert shop(*words(shop, new, returned), "--preview").code == code
    assert shown(shop, "MAIN") == before
    assert len(shop.ok("list", "orders", "--json").json["results"]) == 1


def test_an_order_that_is_there_by_itself_is_no_exchange(shop):
    new = order("NEW", pens(1), SourceProcess="Exchange")
    shop.ok("place", shop.write("new.json", new))
    refused = shop(*words(shop, new, "MUG-BLUE=1"))
    assert (refused.code, "not by an exchange of this one" in refused.err) == (6, True)


def test_money_that_was_never_captured_cannot_pay(oms):
    oms.ok("init", "--sample")
    oms.write("flow.toml", '[flow]\non_fulfilled = "manual"\n')
    oms.ok("setup", "apply", "flow.toml")
    mugs = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 20}]
    oms.ok("place", oms.write("main.json", order("MAIN", mugs, [card(20, "4242", "Authorization")])))
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")
    oms.ok("allocate", "--all")
    oms.ok("ship", "--all")
    refused = oms(*words(oms, order("NEW", pens(1)), "MUG-BLUE"))
    assert (refused.code, "captured and not refunded are 0.00" in refused.err) == (7, True), refused.err
    assert len(oms.ok("list", "orders", "--json").json["results"]) == 1


@pytest.mark.parametrize(
    ("content", "typed", "code", "says"),
    [
        ([order("N1", pens(1)), order("N2", pens(1))], UNKNOWN, 4, "holds 2 orders"),
        ("{", UNKNOWN, 4, "bad-json"),
        (order("NEW", pens(1)), (), 2, "--reason is missing"),
        (order("NEW", pens(1)), ("--reason", "Unknwn"), 4, 'did you mean "Unknown"?'),
    ],
)
def test_a_wrong_file_or_reason_is_refused(shop, content, typed, code, says):
    path = shop.write("new.json", content)
    refused = shop("exchange", "MAIN", "--return", "MUG-BLUE", "--order", path, *typed)
    assert (refused.code, says in refused.err) == (code, True), refused.err


def test_exchanges_are_listed(shop):
    exchange(shop, order("NEW", pens(1)), "MUG-BLUE=1")
    sides = shop.ok("list", "exchanges", "--json").json["results"]
    assert [(one["Role"], one["ReservedAmount"]) for one in sides] == [("Return", 10), ("Order", 10)]
    assert sides[0]["OtherOrderSummaryId"] == sides[1]["OrderSummaryId"]


def test_money_of_a_gift_card_stays_of_that_gift_card(oms):
    oms.ok("init", "--sample")
    oms.ok("credit", "issue", "30", "usd", "--code-file", "-", stdin="ABCD-EFGH-1234")
    mugs = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 20}]
    paid = order("MAIN", mugs, [{"Amount": 20, "GiftCardCode": "ABCD-EFGH-1234"}])
    oms.ok("place", oms.write("main.json", paid))
    oms.ok("advance", "--all", "--simulate", "--to", "out")
    oms.ok(*words(oms, order("NEW", pens(1)), "MUG-BLUE"))
    oms.ok("verify")
    (card_,) = oms.ok("credit", "show", "GC-0000001", "--json").json["results"]
    assert card_["Balance"] == Decimal("20.00")
    oms.ok("advance", "--all", "--simulate", "--to", "out")
    oms.ok("return", "NEW", "--all-items", *UNKNOWN)
    (card_,) = oms.ok("credit", "show", "GC-0000001", "--json").json["results"]
    assert card_["Balance"] == Decimal("30.00")
    oms.ok("verify")


def from_return_order(shop, *more):
    path = shop.write("new.json", order("NEW", pens(2, 1.60)))
    return ("exchange", "MAIN", "--return", "RO-0000001", "--order", path, *more)


def test_what_a_return_order_expects_pays_the_new_order_and_it_is_closed(shop):
    shop.ok("return", "open", "MAIN", "MUG-BLUE=2", "--reason", "Damaged")
    before = shown(shop, "MAIN")
    (preview,) = shop.ok(*from_return_order(shop, "--preview", "--json")).json["results"]
    assert shown(shop, "MAIN") == before
    stored, refund = shop.ok(*from_return_order(shop, "--json")).json["results"]
    shop.ok("verify")
    assert stored["changeBalances"] == preview["changeBalances"]
    assert (stored["ReturnedAmount"], stored["ReservedAmount"]) == (Decimal("43.20"), Decimal("21.60"))
    assert refund["RefundedAmount"] == Decimal("21.60")
    (done,) = shown(shop, "MAIN")["ReturnOrders"]
    assert (done["Status"], shown(shop, "MAIN")["Exchanges"][0]["Reason"]) == ("Closed", "Damaged")
    assert money(shop, "MAIN", "NEW") == [(Decimal("64.80"), Decimal("64.80")), (Decimal("21.60"), Decimal("21.60"))]
    assert [one["status"] for one in shop.ok(*from_return_order(shop, "--json")).json["results"]] == ["exists"]
    shop.ok("verify")


def test_a_return_order_that_expects_nothing_or_has_fees_is_not_exchanged(shop):
    shop.ok("return", "open", "MAIN", "MUG-BLUE=1", "--reason", "Damaged", "--fee", "3")
    refused = shop(*from_return_order(shop))
    assert (refused.code, "RO-0000001 has fees: it cannot be exchanged" in refused.err) == (6, True), refused.err
    shop.ok("return", "cancel", "RO-0000001")
    refused = shop(*from_return_order(shop))
    assert (refused.code, "RO-0000001 expects nothing any more" in refused.err) == (6, True), refused.err
    assert shop(*from_return_order(shop, *UNKNOWN)).code == 2
    assert len(shop.ok("list", "orders", "--json").json["results"]) == 1


def test_what_cost_nothing_is_exchanged_for_what_costs_nothing(oms):
    oms.ok("init", "--sample")
    free = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 0}]
    oms.ok("place", oms.write("main.json", order("MAIN", free)))
    oms.ok("advance", "--all", "--simulate", "--to", "out")
    new = order("NEW", [{"StockKeepingUnit": "PEN-GEL", "Quantity": 1, "UnitPrice": 0}])
    typed = words(oms, new, "MUG-BLUE")
    oms.ok(*typed)
    oms.ok("verify")
    assert [one["status"] for one in oms.ok(*typed, "--json").json["results"]] == ["exists"]
    assert [one["ReservedAmount"] for one in oms.ok("list", "exchanges", "--json").json["results"]] == [0, 0]


def test_the_books_come_to_what_the_store_says_and_the_money_is_in_one_order_only(shop):
    exchange(shop, order("NEW", pens(1)), "MUG-BLUE=2")
    shop.ok("advance", "--all", "--simulate", "--to", "out")
    errors, balances = beancount(shop.ok("export", "--as", "beancount").out)
    assert errors == []
    assert differences(balances, totals(shop)) == {}
    clearing = sum(amount for (name, _), amount in balances.items() if name.startswith("Assets:Clearing"))
    assert clearing == 108 - Decimal("33.20")


def test_a_draft_that_is_there_is_no_new_order(shop):
    new = order("NEW", pens(1), SourceProcess="Exchange")
    shop.ok("place", shop.write("draft.json", new | {"Status": "Draft"}))
    refused = shop(*words(shop, new, "MUG-BLUE=1"))
    assert (refused.code, "is there already as a draft" in refused.err) == (6, True), refused.err
    shop.ok("verify")
