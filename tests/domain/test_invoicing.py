"""Invoices and credit memos: lines, totals and limits (spec §5.6, §1.7)."""

from __future__ import annotations

from omscli.domain.invoicing import (
    CREDIT_MEMO_LINES,
    INVOICE_LINES,
    BilledAdjustment,
    BilledItem,
    BilledTax,
    bill,
    credited,
    invoice_refusal,
    length_refusal,
)


def tax(amount, implied=False):
    return BilledTax(amount, "Tax", "0.05", implied)


def shirt(amount=10000, taxes=(500,), discounts=((-1000, (-50,)),), kind="Order Product"):
    parts = tuple(
        BilledAdjustment(("OrderItemAdjustmentLineItem", 7 + n), value, tuple(map(tax, own)))
        for n, (value, own) in enumerate(discounts)
    )
    return BilledItem(("OrderItem", 1), kind, 9, 2, amount // 2, amount, tuple(map(tax, taxes)), parts)


def test_a_line_is_a_charge_each_discount_an_adjustment_and_taxes_belong_to_what_they_tax():
    document = bill([shirt(), shirt(500, (25,), (), "Delivery Charge")])
    assert [(line.type, line.related, line.amount) for line in document.lines] == [
        ("Charge", None, 10000),
        ("Tax", 0, 500),
        ("Adjustment", 0, -1000),
        ("Tax", 2, -50),
        ("Charge", None, 500),
        ("Tax", 4, 25),
    ]
    assert [line.item_type for line in document.lines] == ["OrderProduct"] * 4 + ["DeliveryCharge"] * 2
    assert document.lines[2].reference == ("OrderItemAdjustmentLineItem", 7)
    assert document.lines[3].reference == ("OrderItemAdjustmentLineItem", 7)


def test_totals_are_charges_adjustments_and_tax_and_the_balance_starts_with_all_of_it():
    document = bill([shirt(), shirt(500, (25,), (), "Delivery Charge")])
    assert (document.charge, document.adjustment, document.total) == (10500, -1000, 9500)
    assert (document.charge_tax, document.adjustment_tax, document.total_tax) == (525, -50, 475)
    assert document.total_with_tax == 9975 == sum(line.amount for line in document.lines)


def test_implied_taxes_of_gross_prices_count_but_are_marked_and_are_no_lines():
    item = BilledItem(("OrderItem", 1), "Order Product", 9, 1, 10000, 10000, (tax(1900, implied=True),))
    document = bill([item])
    assert (document.total, document.total_tax, document.total_with_tax) == (10000, 1900, 11900)
    assert [line.implied for line in document.lines] == [False, True]
    assert length_refusal(bill([item] * INVOICE_LINES), INVOICE_LINES, "it") is None


def test_an_invoice_of_more_than_2000_lines_is_refused_with_the_number():
    long = bill([shirt()] * 501)
    problem = length_refusal(long, INVOICE_LINES, "the invoice of FO-0000001")
    assert problem.code == "invoice-too-long"
    assert "2,004 lines; 2,000 is the limit" in problem.message
    assert length_refusal(bill([shirt()] * 500), INVOICE_LINES, "it") is None


def test_a_credit_memo_takes_500_lines():
    assert length_refusal(bill([shirt()] * 125), CREDIT_MEMO_LINES, "it") is None
    assert length_refusal(bill([shirt()] * 126), CREDIT_MEMO_LINES, "it").code == "invoice-too-long"


def test_a_credit_memo_turns_the_negative_deltas_of_a_change_order():
    delta = BilledItem(
        ("OrderItem", 5), "Order Product", 9, None, None, -10000, (tax(-500),),
        (BilledAdjustment(("OrderItemAdjustmentLineItem", 8), 1000, (tax(50),)),),
    )  # fmt: skip
    document = bill([credited(delta)])
    assert [(line.type, line.amount) for line in document.lines] == [
        ("Charge", 10000),
        ("Tax", 500),
        ("Adjustment", -1000),
        ("Tax", -50),
    ]
    assert document.total_with_tax == 9450


def test_a_fulfillment_order_is_invoiced_once_and_need_not_be_fulfilled():
    assert invoice_refusal("FO-1", "Allocated", "ACTIVATED", 2, None, True) is None
    assert invoice_refusal("FO-1", "Fulfilled", "CLOSED", 2, None, True) is None
    assert invoice_refusal("FO-1", "Fulfilled", "CLOSED", 2, "INV-1", True).code == "already-invoiced"


def test_a_canceled_an_empty_or_an_unmanaged_one_is_not_invoiced():
    assert invoice_refusal("FO-1", "Cancelled", "CANCELLED", 2, None, True).code == "wrong-state"
    assert invoice_refusal("FO-1", "Rejected", "REJECTED", 2, None, True).code == "wrong-state"
    assert invoice_refusal("FO-1", "Allocated", "ACTIVATED", 0, None, True).code == "wrong-state"
    assert invoice_refusal("FO-1", "Allocated", "ACTIVATED", 2, None, False).code == "unmanaged"
