"""The postings of every document and movement of money."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from omscli.documents.exports.bookstext import account_name, plain
from omscli.domain import bookkeeping
from omscli.domain.bookkeeping import CREDITS, DEPOSITS, DIFFERENCES, RECEIVABLE, Posting, clearing
from omscli.domain.payment_summaries import PaymentState

VISA = clearing("mock", "Visa")


def as_dict(postings):
    found = {posting.account[-1]: posting.amount for posting in postings}
    assert len(found) == len(postings)
    assert sum(found.values()) == 0
    return found


def test_an_invoice_is_what_the_customer_owes_against_sales_by_kind_and_tax():
    lines = {
        ("Charge", "OrderProduct"): 4000, ("Charge", "DeliveryCharge"): 500, ("Charge", "Fee"): 100,
        ("Adjustment", "OrderProduct"): -400, ("Adjustment", "DeliveryCharge"): -50,
        ("Tax", "OrderProduct"): 360, ("Tax", "DeliveryCharge"): 45,
    }  # fmt: skip
    assert as_dict(bookkeeping.invoiced(4555, lines)) == {
        "Receivable": 4555, "Products": -4000, "Delivery": -500, "Fees": -100, "Discounts": 450, "Tax": -405,
    }  # fmt: skip


def test_a_credit_memo_turns_a_sale_round():
    lines = {("Charge", "OrderProduct"): 2000, ("Adjustment", "OrderProduct"): -200, ("Tax", "OrderProduct"): 180}
    assert as_dict(bookkeeping.credited(1980, lines)) == {
        "Products": 2000, "Discounts": -200, "Tax": 180, "Credits": -1980,
    }  # fmt: skip


def test_a_document_of_nothing_is_an_entry_of_nothing():
    assert bookkeeping.invoiced(0, {}) == (Posting(RECEIVABLE, 0), Posting(RECEIVABLE, 0))
    sides = bookkeeping.credited(0, {("Charge", "OrderProduct"): 0})
    assert [posting.amount for posting in sides] == [0, 0]


def test_a_gift_card_is_what_the_shop_owes_until_it_paid():
    card = clearing("own", "GiftCard", "GiftCard")
    assert card == ("Liabilities", "Store Credit", "GiftCard")
    moves = [
        bookkeeping.issued("GiftCard", 3000),
        bookkeeping.issued("GiftCard", -500),
        bookkeeping.captured(card, 1000),
    ]
    assert [sum(posting.amount for posting in postings) for postings in moves] == [0, 0, 0]
    assert sum(posting.amount for postings in moves for posting in postings if posting.account == card) == -1500


def test_a_refund_takes_from_what_it_is_for_first():
    payment = PaymentState(1, 1, 100, 30, 70)
    assert as_dict(bookkeeping.refunded(VISA, payment, 50, excess=False)) == {"Credits": 50, "Visa": -50}
    assert as_dict(bookkeeping.refunded(VISA, payment, 20, excess=True)) == {"Deposits": 20, "Visa": -20}


def test_what_a_refund_takes_from_the_other_part_stands_in_its_own_account():
    payment = PaymentState(1, 1, 100, 30, 70)
    assert as_dict(bookkeeping.refunded(VISA, payment, 80, excess=False)) == {
        "Credits": 80, "Deposits": 10, "Refund Differences": -10, "Visa": -80,
    }  # fmt: skip
    assert as_dict(bookkeeping.refunded(VISA, payment, 45, excess=True)) == {
        "Deposits": 30, "Refund Differences": 15, "Visa": -45,
    }  # fmt: skip


@given(st.integers(1, 100), st.data())
def test_deposits_are_the_balance_of_the_payment_after_any_history(amount, data):
    payment, sums = PaymentState(1, 1, amount, amount), dict.fromkeys((DEPOSITS, CREDITS, RECEIVABLE, VISA), 0)
    sums[DIFFERENCES] = refunds = 0
    moves = [bookkeeping.captured(VISA, amount)]
    while data.draw(st.booleans()):
        kind = data.draw(st.sampled_from(("apply", "memo", "excess")))
        most = payment.usable if kind == "apply" else payment.available_to_refund
        part = data.draw(st.integers(0, most))
        if kind == "apply":
            moves.append(bookkeeping.applied(part))
            payment = payment.apply(part)
            continue
        excess = kind == "excess"
        moves.append(bookkeeping.refunded(VISA, payment, part, excess=excess))
        payment = payment.refund_started(part, excess=excess).refund_done(part, excess=excess)
        refunds += 0 if excess else part
    for postings in moves:
        assert sum(posting.amount for posting in postings) == 0
        for posting in postings:
            sums[posting.account] += posting.amount
    assert sums[DEPOSITS] == -payment.balance
    assert sums[VISA] == payment.amount - payment.refunded
    assert sums[RECEIVABLE] == -payment.applied
    assert sums[CREDITS] == refunds


@given(st.text(), st.text())
def test_any_names_make_an_account_that_both_ledgers_take(gateway, method):
    for part in account_name(clearing(gateway, method)).split(":"):
        assert part.isascii()
        assert part.replace("-", "").isalnum()
        assert part[0].isdigit() or part[0].isupper()


@given(st.text())
def test_any_text_is_one_line_without_double_spaces(text):
    line = plain(text)
    assert line
    assert line.isprintable()
    assert "  " not in line
