"""Calls to gateways (D34), what they answered, and the promises that they let go (spec §1.8)."""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    any_link,
    at_least_zero,
    count,
    flag,
    instant,
    json_text,
    key,
    link,
    money,
    order_key,
    ref,
    rule,
    text,
)


class PaymentAuthAdjustment(SQLModel, table=True):
    """A part of an authorization that its gateway let go, because the order does not need it (spec §1.8)."""

    __tablename__ = "payment_auth_adjustments"
    __table_args__ = (*at_least_zero("amount"), PARTITION)
    order_key: int = order_key()
    id: int = key("PaymentAuthAdjustment")
    payment_authorization_id: int = link("payment_authorizations", "PaymentAuthorization")
    order_payment_summary_id: int = link("order_payment_summaries", "OrderPaymentSummary")
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    type: str = text(doc="Reversal")
    currency_iso_code: str = text()
    amount: int = money()
    status: str = text()
    gateway_ref_number: str | None = text(null=True)
    effective_date: int = instant()


class GatewayIntent(SQLModel, table=True):
    """A call to a gateway, written down before it is made, with one key for life (D34).

    State: planned → sending → succeeded | failed | unknown. Money under way stands in the pending buckets meanwhile.
    """

    __tablename__ = "gateway_intents"
    __table_args__ = (
        rule("intent_state", "state IN ('planned','sending','succeeded','failed','unknown')"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("GatewayIntent")
    interaction_type: str = text(doc="Authorization, Capture, ReferencedRefund, AuthorizationReversal")
    idempotency_key: str = text()
    state: str = text()
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    order_payment_summary_id: int = link("order_payment_summaries", "OrderPaymentSummary")
    payment_authorization_id: int | None = link("payment_authorizations", "PaymentAuthorization", null=True)
    payment_id: int | None = link("payments", "Payment", null=True, doc="what a refund takes from")
    invoice_id: int | None = link("invoices", "Invoice", null=True)
    credit_memo_id: int | None = link("credit_memos", "CreditMemo", null=True)
    currency_iso_code: str = text()
    amount: int = money()
    attempts: int = count(default=0)
    created_date: int = instant()
    answered_date: int | None = instant(null=True)


class PaymentGatewayLog(SQLModel, table=True):
    """What a gateway was asked and what it answered."""

    __tablename__ = "payment_gateway_logs"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("PaymentGatewayLog")
    payment_gateway_id: int = ref("payment_gateways", "PaymentGateway")
    order_payment_summary_id: int | None = link("order_payment_summaries", "OrderPaymentSummary", null=True)
    referenced_entity_kind: str = text(api="")
    referenced_entity_id: int = any_link("referenced_entity_kind")
    interaction_type: str = text()
    interaction_status: str = text()
    amount: int = money()
    gateway_ref_number: str | None = text(null=True)
    gateway_auth_code: str | None = text(null=True)
    gateway_result_code: str | None = text(null=True)
    gateway_message: str | None = text(null=True)
    sf_result_code: str = text()
    is_notification: int = flag()
    request: str | None = json_text()
    response: str | None = json_text()
    created_date: int = instant()
