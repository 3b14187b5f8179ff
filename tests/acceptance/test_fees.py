"""Fees on cancels and returns (`order-management.md` §2.4, §2.8, §2.10, §6.3; examples 06 and 07), from outside."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.acceptance.shop import MANUAL, Shop, dec, pick, product, visa
from tests.world import REPOSITORY, make_world

UNKNOWN = ("--reason", "Unknown")
FEE = {"amount": "10", "amountType": "AmountWithoutTax", "description": "Restocking Fee", "reason": "Unknown"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("sample"))
    world.ok("init", "--sample")
    return world


@pytest.fixture
def shop(oms, sample):
    oms.take_over(sample)
    return Shop(oms)


def money(shop):
    """Captured, refunded, and the order's grand total."""
    tree = shop.show()
    (summary,) = tree["OrderPaymentSummaries"]
    return (*pick(summary, "CapturedAmount", "RefundedAmount"), tree["GrandTotalAmount"])


def sent(shop, *items, payments=()):
    shop.place(list(items), payments=payments or [visa(500, "1111", "Authorization")])
    shop.oms.ok("advance", "--all", "--simulate")


@pytest.mark.parametrize(
    ("fee", "net", "tax"),
    [
        (("5",), "5.00", "0.50"),
        (("5", "--fee-type", "AmountWithoutTax"), "5.00", "0.50"),
        (("5.50", "--fee-type", "AmountWithTax"), "5.00", "0.50"),
        (("10%",), "5.00", "0.50"),
        (("10%", "--fee-type", "PercentageGross"), "5.00", "0.50"),
        (("0.75", "--fee-type", "AmountTaxOnly"), "0.00", "0.75"),
        (("5", "--fee-type", "ProductOnly"), "5.00", "0.00"),
    ],
)
def test_a_return_is_refunded_less_its_fee_for_every_amount_type(shop, fee, net, tax):
    sent(shop, product("MUG-BLUE", 2, 50, 10.00), payments=[visa(110, "1111", "Authorization")])
    change, invoice, memo, refund = shop.results("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", *fee)
    charged = Decimal(net) + Decimal(tax)
    assert pick(change["changeBalances"], "totalFeeAmount", "totalFeeTaxAmount") == [-Decimal(net), -Decimal(tax)]
    assert pick(change["Fees"][0], "TotalPrice", "TotalTaxAmount") == dec(net, tax)
    assert (invoice["ChangeOrderNumber"], invoice["TotalAmountWithTax"]) == (change["FeeChangeOrderNumber"], charged)
    assert memo["TotalAmountWithTax"] == Decimal("55.00")
    assert pick(refund, "OwedAmount", "AppliedAmount", "RefundedAmount", "Balance") == [
        *dec("55.00"),
        charged,
        55 - charged,
        *dec("0.00"),
    ]
    assert money(shop) == (Decimal("110.00"), 55 - charged, 55 + charged)
    assert [one["Balance"] for one in shop.show()["Invoices"]] == dec("0.00", "0.00")
    shop.oms.ok("verify")


def test_a_cancel_refunds_the_excess_less_the_fee(shop):
    shop.place([product("MUG-BLUE", 2, 50, 10.00)], payments=[visa(110, "1111")])
    shop.oms.ok("advance", "--all", "--until", "approved")
    results = shop.results("cancel", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5", "--fee-type", "AmountWithTax")
    change, invoice, funds, refund = results
    assert change["changeBalances"]["totalExcessFundsAmount"] == Decimal("50.00")
    assert pick(funds, "AppliedAmount", "CapturedAmount", "Balance") == dec("5.00", "0.00", "0.00")
    assert (invoice["TotalAmountWithTax"], refund["RefundedAmount"]) == (Decimal("5.00"), Decimal("50.00"))
    assert money(shop) == (Decimal("110.00"), Decimal("50.00"), Decimal("60.00"))
    shop.oms.ok("verify")


def test_a_cancel_of_what_was_only_authorized_captures_the_fee(shop):
    shop.place([product("MUG-BLUE", 2, 50)], payments=[visa(100, "1111", "Authorization")])
    shop.oms.ok("advance", "--all", "--until", "approved")
    shop.oms.ok("cancel", "A-1", "--all-items", *UNKNOWN, "--fee", "10%")
    assert money(shop) == (Decimal("10.00"), Decimal("0.00"), Decimal("10.00"))
    assert shop.show()["Status"] == "Canceled"
    shop.oms.ok("verify")


def test_a_preview_has_no_ids_and_the_same_balances(shop):
    sent(shop, product("MUG-BLUE", 2, 50))
    words = ("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    shown = shop.results(*words, "--preview")[0]
    ids = ("changeOrderId", "ChangeOrderNumber", "feeChangeOrderId", "FeeChangeOrderNumber")
    assert [shown[name] for name in ids] == [None] * 4
    stored = shop.results(*words)[0]
    assert all(stored[name] for name in ids)
    assert stored["changeBalances"] == shown["changeBalances"]


def test_the_fee_is_an_item_of_type_fee_on_its_own_change_order(shop):
    sent(shop, product("MUG-BLUE", 2, 50))
    shop.oms.ok("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5", "--fee-text", "Restocking Fee")
    tree = shop.show()
    fee = tree["OrderItemSummaries"][-1]
    assert pick(fee, "Type", "TypeCode", "Description", "QuantityOrdered", "TotalPrice") == [
        "Fee",
        "Charge",
        "Restocking Fee",
        1,
        *dec("5.00"),
    ]
    assert fee["Changes"][0]["ChangeType"] == "Add"
    assert [order["GrandTotalAmount"] for order in tree["ChangeOrders"]] == dec("-50.00", "5.00")
    assert tree["TotalFeeAmount"] == Decimal("5.00")


def test_the_bodies_of_the_reference_are_taken_as_they_are(shop):
    """Examples 06 and 07."""
    sent(shop, product("MUG-BLUE", 2, 50), product("NOTEBOOK-A5", 1, 20))
    mug, book = (item["Id"] for item in shop.show()["OrderItemSummaries"])
    examples = REPOSITORY / "tests" / "acceptance" / "files"
    body = json.loads((examples / "06-change-input-cancel-or-return.json").read_text())
    first = body["changeItems"][0]
    first |= {"orderItemSummaryId": mug, "reason": "Unknown"}
    first["changeItemFees"] = [json.loads((examples / "07-change-item-fee.json").read_text())]
    product_id = shop.oms.ok("list", "products", "--where", "StockKeepingUnit=GIFT-WRAP", "--json").json
    first["changeItemFees"][0] |= {"product2Id": product_id["results"][0]["Id"] if product_id["results"] else "FEE"}
    first["changeItemFees"][0] |= {"reason": "Unknown"}
    body["changeItems"].append(
        {"orderItemSummaryId": book, "quantity": 1.0, "reason": "Unknown", "shippingReductionFlag": False}
    )
    shop.oms.write("body.json", json.dumps(body))
    results = shop.results("return", "--file", "body.json")
    assert [one["FeeChangeOrderNumber"] is not None for one in results[:2]] == [True, False]
    assert results[0]["Fees"][0]["Description"] == "Restocking Fee"
    assert shop.results("return", "--file", "body.json")[0]["status"] == "exists"
    shop.oms.ok("verify")


@pytest.fixture
def by_hand(shop):
    """A return with a fee whose credit memo and invoice nobody made."""
    shop.oms.write("manual.toml", MANUAL)
    shop.oms.ok("setup", "apply", "manual.toml")
    shop.place([product("MUG-BLUE", 2, 50)], payments=[visa(100, "1111", "Authorization")])
    shop.oms.ok("advance", "--all", "--simulate")
    shop.oms.ok("invoice", "--all")
    shop.oms.ok("ensure-funds", "--all")
    shop.oms.ok("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    return shop


def test_by_hand_the_fee_is_invoiced_and_paid_of_the_credit_memo(by_hand):
    assert by_hand.oms.ok("next", "A-1", "--json").json["next"] == ["oms invoice CO-0000001-2"]
    (invoice,) = by_hand.results("invoice", "--all")
    assert invoice["ChangeOrderNumber"] == "CO-0000001-2"
    assert by_hand.oms("invoice", "CO-0000001-2").code == 6
    assert by_hand.oms("invoice", "CO-0000001").code == 6
    by_hand.oms.ok("ensure-refunds", "--all")
    assert money(by_hand) == (Decimal("100.00"), Decimal("45.00"), Decimal("55.00"))
    by_hand.oms.ok("verify")


def test_by_hand_everything_is_caught_up_by_one_command(by_hand):
    by_hand.oms.ok("ensure-refunds", "--all")
    assert money(by_hand) == (Decimal("100.00"), Decimal("45.00"), Decimal("55.00"))
    by_hand.oms.ok("ensure-refunds", "--all")
    assert money(by_hand) == (Decimal("100.00"), Decimal("45.00"), Decimal("55.00"))
    by_hand.oms.ok("verify")


def test_a_fee_is_neither_canceled_nor_returned_nor_adjusted_nor_allocated(shop):
    shop.place([product("MUG-BLUE", 3, 50)], payments=[visa(150, "1111", "Authorization")])
    shop.oms.ok("advance", "--all", "--until", "approved")
    shop.oms.ok("cancel", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    assert "a fee for an earlier change" in shop.oms("cancel", "A-1", "FEE", *UNKNOWN).err
    assert "a fee for an earlier change" in shop.oms("adjust", "A-1", "FEE", "--percent", "10", *UNKNOWN).err
    shop.oms.ok("cancel", "A-1", "MUG-BLUE=1", *UNKNOWN)
    shop.oms.ok("advance", "--all", "--simulate")
    fee = shop.show()["OrderItemSummaries"][-1]
    assert pick(fee, "QuantityAllocated", "QuantityCanceled", "TotalPrice") == [0, 0, *dec("5.00")]
    shop.oms.ok("return", "A-1", "--all-items", *UNKNOWN)
    assert pick(shop.show(), "Status", "GrandTotalAmount") == ["Returned", *dec("5.00")]
    assert "nothing can be returned (3 ordered, 2 canceled" in shop.oms("return", "A-1", "--all-items", *UNKNOWN).err
    shop.oms.ok("verify")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--fee", "0"), 4, "is no fee: it must be more than 0"),
        (("--fee", "-1"), 4, "is no fee: it must be more than 0"),
        (("--fee", "x%"), 4, "is no fee: it must be more than 0"),
        (("--fee", "101%"), 4, "more than 100 percent"),
        (("--fee", "1.234"), 4, "USD has 2 decimal digits"),
        (("--fee", "51"), 7, "are more than the 50.00 that goes off"),
        (("--fee", "1", "--fee-product", "[red]NOPE\x1b[0m"), 4, "unknown-sku"),
        (("--fee", "1", "--fee-reason", "Nope"), 4, "unknown-reason"),
        (("--fee", "1%", "--fee-type", "AmountWithTax"), 2, "is a percentage"),
        (("--fee", "1", "--fee-type", "Free"), 2, "it is one of AmountWithTax"),
        (("--fee-product", "FEE"), 2, "go with --fee"),
    ],
)
def test_a_fee_that_makes_no_sense_is_refused_and_nothing_is_written(shop, words, code, message):
    sent(shop, product("MUG-BLUE", 2, 50))
    result = shop.oms("return", "A-1", "MUG-BLUE=1", *UNKNOWN, *words)
    assert (result.code, message in result.err, "\x1b" in result.err) == (code, True, False), result.err
    assert shop.oms.ok("list", "change-orders", "--json").json["results"] == []


def test_a_credit_memo_pays_the_invoices_that_are_named(shop):
    sent(shop, product("MUG-BLUE", 2, 50), payments=[visa(100, "1111", "Authorization")])
    declines = {"OMS_MOCK_SCRIPT": '[{"then": "decline"}]'}
    assert shop.oms("return", "A-1", "MUG-BLUE=1", *UNKNOWN, env=declines).code == 3
    shop.oms.ok("setup", "apply", shop.oms.write("manual.toml", MANUAL))
    shop.oms.ok("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    shop.oms.ok("invoice", "--all")
    refused = shop.oms("ensure-refunds", "--all", "--invoices-to-pay", "INV-0000001-2")
    assert (refused.code, "--all pays the fees of all" in refused.err) == (2, True)
    words = ("ensure-refunds", "CM-0000001", "--invoices-to-pay", "INV-0000001-2")
    assert words[1] in shop.oms.ok("next", "A-1").out
    (refund,) = shop.results(*words)
    assert pick(refund, "OwedAmount", "AppliedAmount", "RefundedAmount") == dec("50.00", "5.00", "45.00")
    (memo,) = shop.show()["CreditMemos"]
    assert [one["Amount"] for one in memo["CreditMemoInvApplications"]] == dec("5.00")
    shop.oms.ok("ensure-refunds", "--all")
    assert money(shop) == (Decimal("100.00"), Decimal("95.00"), Decimal("5.00"))
    shop.oms.ok("verify")


def test_the_books_balance_with_a_fee_that_a_credit_memo_paid(shop):
    sent(shop, product("MUG-BLUE", 2, 50, 10.00), payments=[visa(110, "1111", "Authorization")])
    shop.oms.ok("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    books = shop.oms.ok("export", "--format", "journal", "--to", "-").out
    assert "payment of invoice INV-0000001-2 by credit memo" in books
    sums = {}
    for line in books.splitlines():
        if line.startswith("    "):
            account, amount, _ = line.rsplit(maxsplit=2)
            sums[account.strip()] = sums.get(account.strip(), 0) + Decimal(amount)
    assert (sums["Assets:Receivable"], sums["Liabilities:Customers:Credits"], sum(sums.values())) == (0, 0, 0)
    assert sums["Assets:Clearing:Mock:Visa"] == Decimal("60.50")


@pytest.mark.parametrize("words", [("return",), ("return", "open"), ("adjust", "--percent", "5")])
def test_a_fee_is_not_among_what_a_refusal_says_the_order_has(shop, words):
    sent(shop, product("MUG-BLUE", 2, 50, 10.00))
    shop.oms.ok("return", "A-1", "MUG-BLUE=1", *UNKNOWN, "--fee", "5")
    refused = shop.oms(*words, "A-1", "NO-SUCH-THING", *UNKNOWN)
    assert (refused.code, "help: it has MUG-BLUE\n" in refused.err) == (5, True), refused.err


def test_an_empty_file_is_not_called_an_order_file(shop):
    refused = shop.oms("payments", "notify", "-", stdin="")
    assert (refused.code, "help: a file holds at least one record\n" in refused.err) == (4, True), refused.err
