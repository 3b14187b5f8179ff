"""Payments, invoices, credit memos and refunds (spec §1.7, §1.8)."""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    any_link,
    at_least_zero,
    count,
    day,
    exact_rate,
    flag,
    instant,
    json_text,
    key,
    link,
    money,
    order_key,
    pointer,
    ref,
    rule,
    text,
    units,
)


class PaymentGroup(SQLModel, table=True):
    """The payments of one order."""

    __tablename__ = "payment_groups"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("PaymentGroup")
    source_object_id: int = link("orders", "Order")


class PaymentMethod(SQLModel, table=True):
    """A card, a wallet or an alternative method (gift card, invoice, …). Only token, brand, last four, expiry (D35)."""

    __tablename__ = "payment_methods"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("any:kind")
    kind: str = text(api="PaymentMethodType", doc="CardPaymentMethod, DigitalWallet or AlternativePaymentMethod")
    type: str = text(doc="Visa, PayPal, GiftCard …")
    card_last_four: str | None = text(null=True)
    card_holder_name: str | None = text(null=True)
    card_category: str | None = text(null=True)
    expiry_month: int | None = count(null=True)
    expiry_year: int | None = count(null=True)
    gateway_token: str | None = text(null=True)
    nick_name: str | None = text(null=True)
    status: str = text()
    processing_mode: str = text()
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    credit_account_id: int | None = ref("credit_accounts", "CreditAccount", null=True)


class OrderPaymentSummary(SQLModel, table=True):
    """One payment method's money on an order, in buckets (spec §6.1)."""

    __tablename__ = "order_payment_summaries"
    __table_args__ = (
        *at_least_zero(
            "pending_authorization_amount",
            "authorization_amount",
            "pending_reverse_auth_amount",
            "authorization_reversal_amount",
            "pending_capture_amount",
            "captured_amount",
            "pending_refund_amount",
            "refunded_amount",
            "balance_amount",
        ),
        rule("refunded_within_captured", "refunded_amount + pending_refund_amount <= captured_amount"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("OrderPaymentSummary")
    payment_method_kind: str = text(api="")
    payment_method_id: int = any_link("payment_method_kind")
    method: str = text(doc="as people name it: Visa - 4242")
    type: str = text()
    full_name: str | None = text(null=True)
    currency_iso_code: str = text()
    pending_authorization_amount: int = money()
    authorization_amount: int = money()
    pending_reverse_auth_amount: int = money()
    authorization_reversal_amount: int = money()
    pending_capture_amount: int = money()
    captured_amount: int = money()
    pending_refund_amount: int = money()
    refunded_amount: int = money()
    balance_amount: int = money(doc="captured and not yet applied to an invoice or refunded")
    last_payment_gateway_log_id: int | None = pointer("PaymentGatewayLog", null=True)
    last_payment_gateway_message: str | None = text(null=True)


class PaymentAuthorization(SQLModel, table=True):
    """Money that a gateway promised; captured in parts, never past its amount or its expiry (D30)."""

    __tablename__ = "payment_authorizations"
    __table_args__ = (
        *at_least_zero("amount", "captured_amount", "reversed_amount"),
        rule("captured_within_authorized", "captured_amount + reversed_amount <= amount"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("PaymentAuthorization")
    payment_group_id: int = link("payment_groups", "PaymentGroup")
    payment_method_kind: str = text(api="")
    payment_method_id: int = any_link("payment_method_kind")
    order_payment_summary_id: int | None = link("order_payment_summaries", "OrderPaymentSummary", null=True)
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    currency_iso_code: str = text()
    amount: int = money()
    captured_amount: int = money(api="TotalPaymentCaptureAmount", doc="captures done or under way")
    reversed_amount: int = money(api="TotalAuthReversalAmount", doc="reversals done or under way")
    status: str = text()
    processing_mode: str = text()
    gateway_ref_number: str | None = text(null=True)
    gateway_auth_code: str | None = text(null=True)
    expiration_date: int | None = instant(null=True)
    effective_date: int = instant()
    comments: str | None = text(null=True)
    custom_fields: str | None = json_text(api="")


class Payment(SQLModel, table=True):
    """Captured money: balance = amount − applied to invoices − refunded from the balance."""

    __tablename__ = "payments"
    __table_args__ = (
        *at_least_zero("amount", "applied_amount", "refunded_amount", "balance"),
        rule("refunded_within_amount", "refunded_amount <= amount"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("Payment")
    payment_group_id: int = link("payment_groups", "PaymentGroup")
    payment_authorization_id: int | None = link("payment_authorizations", "PaymentAuthorization", null=True)
    payment_method_kind: str = text(api="")
    payment_method_id: int = any_link("payment_method_kind")
    order_payment_summary_id: int | None = link("order_payment_summaries", "OrderPaymentSummary", null=True)
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    type: str = text(doc="Capture or Sale")
    currency_iso_code: str = text()
    amount: int = money()
    applied_amount: int = money(api="TotalApplied")
    refunded_amount: int = money(api="TotalRefundApplied")
    balance: int = money()
    status: str = text()
    processing_mode: str = text()
    gateway_ref_number: str | None = text(null=True)
    effective_date: int = instant()
    comments: str | None = text(null=True)
    custom_fields: str | None = json_text(api="")


class PaymentLineInvoice(SQLModel, table=True):
    """Money of a payment put towards an invoice."""

    __tablename__ = "payment_line_invoices"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("PaymentLineInvoice")
    payment_id: int = link("payments", "Payment")
    invoice_id: int = link("invoices", "Invoice")
    amount: int = money()
    type: str = text()
    applied_date: int = instant()


class Refund(SQLModel, table=True):
    """Money given back through a payment method, for a credit memo or as excess funds."""

    __tablename__ = "refunds"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("Refund")
    payment_method_kind: str = text(api="")
    payment_method_id: int = any_link("payment_method_kind")
    order_payment_summary_id: int = link("order_payment_summaries", "OrderPaymentSummary")
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    credit_memo_id: int | None = link("credit_memos", "CreditMemo", null=True, doc="null: excess funds")
    type: str = text()
    currency_iso_code: str = text()
    amount: int = money()
    status: str = text()
    gateway_ref_number: str | None = text(null=True)
    effective_date: int = instant()


class RefundLinePayment(SQLModel, table=True):
    """The payment that a refund came from."""

    __tablename__ = "refund_line_payments"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("RefundLinePayment")
    refund_id: int = link("refunds", "Refund")
    payment_id: int = link("payments", "Payment")
    amount: int = money()
    type: str = text()


class Invoice(SQLModel, table=True):
    """What a fulfillment order, or a change order that adds to the order, is charged."""

    __tablename__ = "invoices"
    __table_args__ = (rule("invoice_balance", "balance >= 0 AND balance <= total_amount_with_tax"), PARTITION)
    order_key: int = order_key()
    id: int = key("Invoice")
    invoice_number: str = text()
    document_number: str = text()
    fulfillment_order_id: int | None = link("fulfillment_orders", "FulfillmentOrder", null=True)
    change_order_id: int | None = link("orders", "Order", null=True)
    billing_account_id: int = ref("accounts", "Account")
    bill_to_contact_id: int | None = ref("contacts", "Contact", null=True)
    status: str = text()
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    invoice_date: str = day()
    due_date: str = day()
    total_charge_amount: int = money()
    total_charge_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    total_amount: int = money()
    total_tax_amount: int = money()
    total_amount_with_tax: int = money()
    balance: int = money()
    net_payments_applied: int = money()
    net_credits_applied: int = money()
    created_date: int = instant()


class InvoiceLine(SQLModel, table=True):
    """A charge, an adjustment or a tax of an invoice."""

    __tablename__ = "invoice_lines"
    __table_args__ = (rule("invoice_line_type", "type IN ('Charge','Adjustment','Tax')"), PARTITION)
    order_key: int = order_key()
    id: int = key("InvoiceLine")
    invoice_id: int = link("invoices", "Invoice")
    type: str = text()
    related_line_id: int | None = link("invoice_lines", "InvoiceLine", null=True)
    reference_kind: str = text(api="")
    reference_entity_item_id: int = any_link("reference_kind", api="ReferenceEntityItemId")
    item_type: str = text(api="ReferenceEntityItemType", doc="OrderProduct, DeliveryCharge or Fee")
    product_id: int = ref("products", "Product2", api="Product2Id")
    quantity: int | None = units(null=True)
    unit_price: int | None = money(null=True)
    charge_amount: int = money()
    adjustment_amount: int = money()
    tax_amount: int = money()
    line_amount: int = money()
    tax_rate: str | None = exact_rate()
    tax_name: str | None = text(null=True)
    is_implied: int = flag(api="")


class CreditMemo(SQLModel, table=True):
    """What is owed back for post-fulfillment change orders."""

    __tablename__ = "credit_memos"
    __table_args__ = (rule("credit_memo_balance", "balance >= 0 AND balance <= total_amount_with_tax"), PARTITION)
    order_key: int = order_key()
    id: int = key("CreditMemo")
    credit_memo_number: str = text()
    document_number: str = text()
    billing_account_id: int = ref("accounts", "Account")
    bill_to_contact_id: int | None = ref("contacts", "Contact", null=True)
    status: str = text()
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    credit_date: str = day()
    total_charge_amount: int = money()
    total_charge_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    total_amount: int = money()
    total_tax_amount: int = money()
    total_amount_with_tax: int = money()
    balance: int = money(doc="not refunded yet")
    total_credit_amount_applied: int = money()
    created_date: int = instant()


class CreditMemoLine(SQLModel, table=True):
    """A charge, an adjustment or a tax of a credit memo, positive."""

    __tablename__ = "credit_memo_lines"
    __table_args__ = (rule("credit_memo_line_type", "type IN ('Charge','Adjustment','Tax')"), PARTITION)
    order_key: int = order_key()
    id: int = key("CreditMemoLine")
    credit_memo_id: int = link("credit_memos", "CreditMemo")
    type: str = text()
    related_line_id: int | None = link("credit_memo_lines", "CreditMemoLine", null=True)
    reference_kind: str = text(api="")
    reference_entity_item_id: int = any_link("reference_kind", api="ReferenceEntityItemId")
    item_type: str = text(api="ReferenceEntityItemType")
    product_id: int = ref("products", "Product2", api="Product2Id")
    charge_amount: int = money()
    adjustment_amount: int = money()
    tax_amount: int = money()
    line_amount: int = money()
    tax_rate: str | None = exact_rate()
    tax_name: str | None = text(null=True)
    is_implied: int = flag(api="")


class CreditMemoChangeOrder(SQLModel, table=True):
    """The change order that a credit memo credits; each is credited once."""

    __tablename__ = "credit_memo_change_orders"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("Order")
    credit_memo_id: int = link("credit_memos", "CreditMemo")


class CreditMemoApplication(SQLModel, table=True):
    """Money of a credit memo put towards an invoice: a fee that reduces the refund (spec §2.10)."""

    __tablename__ = "credit_memo_applications"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("CreditMemoInvApplication")
    credit_memo_id: int = link("credit_memos", "CreditMemo")
    invoice_id: int = link("invoices", "Invoice")
    amount: int = money()
    type: str = text()
    applied_date: int = instant()
