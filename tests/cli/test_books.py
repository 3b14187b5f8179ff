"""The books: `oms export` as journal and beancount. Others' programs accept them, and they come to what `oms` says."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from omscli.services.seeding.states import STATES
from tests.ledgers import HLEDGER, beancount, differences, hledger, listed, totals
from tests.world import REPOSITORY, make_world

UNKNOWN = ("--reason", "Unknown")
NAMED = REPOSITORY / "sample_orders" / "01-plain-single.json"


def decline(*entries):
    return {"OMS_MOCK_SCRIPT": json.dumps([{"then": then} for then in entries])}


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """A shop where everything has happened: every state, every currency, cancels, returns, discounts, a decline."""
    oms = make_world(tmp_path_factory.mktemp("rich"))
    oms.samples()
    oms.ok("init", "--sample")
    oms.ok("place", "sample_orders")
    card = "ABCD-EFGH-1234"
    oms.ok("credit", "issue", "30", "USD", "--code-file", "-", stdin=card)
    oms.ok("credit", "adjust", "GC-0000001", "--amount", "-1.50", "--reason", "Sold for less; (1) | []")
    paid = json.loads(NAMED.read_text()) | {"OrderReferenceNumber": "GIFT-1"}
    paid["Payments"] = [{**paid["Payments"][0], "Amount": 33.02}, {"Amount": 10, "GiftCardCode": card}]
    oms.ok("place", oms.write("gift.json", paid))
    for reference in ("SWAP-1", "BACK-1"):
        oms.ok("place", oms.write("swap.json", json.loads(NAMED.read_text()) | {"OrderReferenceNumber": reference}))
    oms("advance", "--all", "--simulate", env=decline("approve", "decline", "timeout"))
    oms("advance", "--all", "--simulate")
    swapped = json.loads(NAMED.read_text()) | {"OrderReferenceNumber": "SWAP-2", "Payments": []}
    (item, *_) = swapped["OrderDeliveryGroups"][0]["OrderItems"]
    swapped["OrderDeliveryGroups"][0]["OrderItems"] = [item | {"Quantity": 1, "Adjustments": [], "Taxes": []}]
    swap = oms.write("swap.json", swapped)
    oms.ok("exchange", "SWAP-1", "--return", "TSHIRT-RED=2", "--order", swap, *UNKNOWN)
    oms.ok("return", "open", "BACK-1", "TSHIRT-RED=2", *UNKNOWN, "--fee", "2.50")
    oms.ok("return", "receive", "BACK-1", "TSHIRT-RED=1")
    oms("advance", "--all", "--simulate")
    oms.ok("return", "GIFT-1", "--all-items", *UNKNOWN, "--refund-shipping")
    oms.ok("adjust", "WEB-1001", "TSHIRT-RED", "--amount", "1.37", *UNKNOWN)
    oms.ok("return", "WEB-1001", "TSHIRT-RED=1", *UNKNOWN, "--refund-shipping")
    for seed, state in enumerate(STATES, 1):
        oms("seed", "6", "--state", state, "--random-seed", str(seed))
    oms("ensure-refunds", "--all", env=decline("approve", "decline"))
    return oms


@pytest.fixture
def shop(oms, rich):
    oms.take_over(rich)
    return oms


def test_beancount_accepts_the_books_and_they_come_to_the_totals_of_the_store(shop):
    errors, balances = beancount(shop.ok("export", "--as", "beancount").out)
    assert errors == []
    wanted = totals(shop)
    assert len({currency for _, currency in wanted}) >= 5
    assert wanted["Liabilities:Store-Credit", "USD"]
    assert {name for name, _ in wanted} >= {"Assets:Receivable", "Liabilities:Customers:Deposits", "Income:Returns"}
    assert differences(balances, wanted) == {}
    by_currency = {currency: 0 for _, currency in balances}
    for (_, currency), amount in balances.items():
        by_currency[currency] += amount
    assert set(by_currency.values()) == {0}


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed")
def test_hledger_accepts_the_journal_and_says_the_same_as_beancount(shop):
    shop.ok("export", "--format", "journal", "--to", "books.journal")
    errors, balances = hledger(shop.dir / "books.journal")
    assert errors == []
    assert differences(balances, totals(shop)) == {}
    _, others = beancount(shop.ok("export", "--as", "beancount").out)
    assert {key: amount for key, amount in balances.items() if amount} == {k: v for k, v in others.items() if v}


def test_every_document_and_every_movement_is_booked_once(shop):
    text = shop.ok("export", "--as", "journal").out
    for kind, name in (("invoices", "InvoiceNumber"), ("credit-memos", "CreditMemoNumber")):
        said = ", invoice\n" if kind == "invoices" else ", credit memo\n"
        booked = [line for line in text.splitlines(keepends=True) if line.endswith(said)]
        assert sorted(line.split("(")[1].split(")")[0] for line in booked) == sorted(
            record[name] for record in listed(shop, kind)
        )
    payments, refunds = listed(shop, "payments"), listed(shop, "refunds")
    kinds = [payment["Type"] for payment in payments if payment["OrderPaymentSummaryId"]]
    assert set(kinds) == {"Capture", "Sale", "Exchange"}
    for kind in set(kinds):
        assert text.count(f", {kind.lower()} ") == kinds.count(kind)
    assert text.count(", refund of ") == len(refunds)
    assert refunds


def test_the_same_store_gives_the_same_bytes_and_is_not_changed(shop):
    before = shop.ok("store", "info", "--hash", "--json").json
    first = shop.ok("export", "--as", "journal").out
    assert shop.ok("export", "--format=journal", "--to", "-").out == first
    shop.ok("export", "--format", "journal", "--to", "a.journal", "--json")
    shop.ok("--json", "export", "--to", "a.journal", "--format", "journal")
    assert (shop.dir / "a.journal").read_text() == first
    shop.ok("export", "--as", "journal", "-o", "b.journal")
    assert (shop.dir / "b.journal").read_text() == first
    assert shop.ok("store", "info", "--hash", "--json").json == before


def test_the_answer_beside_a_file_is_the_balance_of_every_account(shop):
    answer = shop.ok("export", "--as", "beancount", "--to", "books.beancount", "--json").json
    assert answer["schema"] == "oms.books/1"
    _, balances = beancount((shop.dir / "books.beancount").read_text())
    shown = {(row["Account"], row["CurrencyIsoCode"]): row["Balance"] for row in answer["results"]}
    assert shown == {key: Decimal(amount) for key, amount in balances.items()}


def test_the_books_of_chosen_orders_are_theirs_alone(shop):
    text = shop.ok("export", "WEB-1001", "--as", "beancount").out
    number = shop.ok("show", "WEB-1001", "--json").json["results"][0]["OrderSummary"]["OrderNumber"]
    said = [line for line in text.splitlines() if " * " in line]
    assert said
    assert all(f'"order {number}, ' in line for line in said)
    assert beancount(text)[0] == []


def test_a_preview_writes_no_file(shop):
    answer = shop.ok("export", "--as", "journal", "--to", "books.journal", "-n")
    assert "Assets:Receivable" in answer.out
    assert "nothing was written" in answer.err
    assert not (shop.dir / "books.journal").exists()


def test_the_books_as_they_stand_after_a_sale_and_a_return(oms, golden):
    oms.ok("init", "--sample")
    oms.ok("place", NAMED)
    oms.ok("advance", "--all", "--simulate")
    oms.ok("return", "WEB-1001", "TSHIRT-RED=1", *UNKNOWN)
    golden("books/journal.txt", oms("export", "--format", "journal"))
    golden("books/beancount.txt", oms("export", "--as", "beancount"))
    golden("books/balances.txt", oms("export", "--as", "journal", "--to", "books.journal"))
    golden("books/balances.csv", oms("export", "--as", "journal", "--to", "books.journal", "--format", "csv"))


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (("43.02 USD", "43.03 USD"), "does not balance"),
        (("-4.99 USD", "-4.98 USD"), "does not balance"),
        (("Income:Sales:Delivery   ", "Income:Postage   "), "unknown account"),
        (("2026-01-05 * ", "2026-02-30 * "), ""),
    ],
)
def test_a_broken_entry_is_found(oms, broken, found):
    oms.ok("init", "--sample")
    oms.ok("place", NAMED)
    oms.ok("advance", "--all", "--simulate")
    text = oms.ok("export", "--as", "beancount").out
    assert beancount(text)[0] == []
    at = text.index(broken[0], text.index(" * "))
    errors, _ = beancount(text[:at] + broken[1] + text[at + len(broken[0]) :])
    assert errors
    assert found in " ".join(errors)


def test_books_that_balance_and_are_wrong_are_found(shop):
    text, wanted = shop.ok("export", "--as", "beancount").out, totals(shop)
    last = text.rindex("\n\n")
    for wrong in (
        text[:last] + "\n",
        text + text[last:],
        text.replace("Assets:Receivable  ", "Liabilities:Customers:Deposits  "),
    ):
        assert differences(beancount(wrong)[1], wanted) != {}


def test_names_of_people_and_tenders_cannot_break_the_books(oms):
    order = json.loads(NAMED.read_text())
    order["OrderReferenceNumber"] = "EVIL-1"
    order["Account"] |= {
        "FirstName": '"; [red]|  (1)',
        "LastName": 'X\\" "y\\',
        "PersonEmail": "e@example.com",
    }
    order["Payments"][0] |= {"CardType": 'Vi:sa  ;|\u00e9"'}
    oms.ok("init", "--sample")
    oms.ok("place", oms.write("evil.json", order))
    oms.ok("advance", "--all", "--simulate")
    text = oms.ok("export", "--as", "beancount").out
    assert "[red]" in text
    errors, balances = beancount(text)
    assert errors == []
    assert differences(balances, totals(oms)) == {}
    if HLEDGER:
        oms.ok("export", "--as", "journal", "--to", "evil.journal")
        errors, balances = hledger(oms.dir / "evil.journal")
        assert errors == []
        assert differences(balances, totals(oms)) == {}


def test_an_empty_store_has_empty_books(oms):
    oms.ok("init", "--sample")
    errors, balances = beancount(oms.ok("export", "--as", "beancount").out)
    assert (errors, balances) == ([], {})
    answer = oms.ok("export", "--as", "journal", "--to", "x.journal", "--json")
    assert answer.json["results"] == []


def test_the_money_of_an_unmanaged_order_is_anothers(oms):
    order = json.loads(NAMED.read_text()) | {"OrderLifeCycleType": "UNMANAGED"}
    order["Payments"][0] |= {"Type": "Sale"}
    oms.ok("init", "--sample")
    oms.ok("place", oms.write("unmanaged.json", order))
    oms.ok("summarize", "--all")
    assert beancount(oms.ok("export", "--as", "beancount").out) == ([], {})


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("export", "--as", "jurnal"), 2, "where to?"),
        (("export", "--as", "jurnal", "--to", "x"), 2, "did you mean journal?"),
        (("export", "--format", "jurnal"), 2, "--format cannot be"),
        (("list", "orders", "--format", "journal"), 2, '--format cannot be "journal"'),
        (("export", "--as", "journal", "--again", "EX-0000001"), 2, "books are of orders"),
        (("export", "--as", "journal", "NO-SUCH"), 5, "NO-SUCH"),
        (("export", "--as", "journal", "--to", "no/such/folder/x.journal"), 14, "no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_said(oms, words, code, said):
    oms.ok("init", "--sample")
    answer = oms(*words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
