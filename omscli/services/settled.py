"""What an answered call leaves behind: payments, refunds, promises, reversals, the gateway's log (§6.1, §6.4).

Each function settles what a gateway approved, in minor units, of one call; the rest of it was released before.
"""

from __future__ import annotations

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import format_minor
from omscli.gateways.port import AUTHORIZATION, Answer, Approved, Declined, NotSent
from omscli.services.money_book import Book
from omscli.services.promise_moves import authorization_done, reversal_done
from omscli.services.refund_rows import Refund, insert_refund
from omscli.store import rows
from omscli.store.intents import Intent, asked_for
from omscli.store.money import BalanceRow, PaymentSummaryRow

KEY_IS_GONE = "key-forgotten"
"""The result code of a log that says that a gateway knows a call's key no more: only a person can settle the call."""


def captured(book: Book, intent: Intent, authorization_id: int, answer: Approved, invoice: BalanceRow, got: int) -> int:
    """A payment of type Capture, applied to its invoice; answers its key."""
    ledger = book.ledger(intent.order_key)
    payment_id = ledger.new_id()
    applied = min(got, invoice.balance)
    summary = book.summaries[intent.summary_id]
    book.batch.insert(
        "payments",
        rows.payments(
            order_key=intent.order_key,
            id=payment_id,
            payment_group_id=book.authorizations[authorization_id].group_id,
            payment_authorization_id=authorization_id,
            payment_method_kind=summary.method_kind,
            payment_method_id=summary.method_id,
            order_payment_summary_id=summary.id,
            payment_gateway_id=intent.gateway_id,
            type="Capture",
            currency_iso_code=intent.currency,
            amount=got,
            applied_amount=applied,
            balance=got - applied,
            status="Processed",
            processing_mode="External",
            gateway_ref_number=answer.reference,
            effective_date=book.scene.now,
        ),
    )
    book.capture_done(summary.id, got)
    if applied:
        book.apply_new(payment_id, summary.id, invoice, applied)
    if invoice.balance == 0:
        book.resolve_exceptions(intent.order_key, invoice.id)
    ledger.event(
        "PaymentCapturedEvent",
        PaymentId=encode(PREFIXES["Payment"], payment_id),
        InvoiceNumber=invoice.number,
        Amount=format_minor(got, intent.currency),
        GatewayRefNumber=answer.reference,
    )
    return payment_id


def refunded(book: Book, intent: Intent, payment_id: int, answer: Approved, memo: BalanceRow | None, got: int) -> int:
    """A refund and the payment that it came from; answers its key."""
    summary = book.summaries[intent.summary_id]
    method = (summary.method_kind, summary.method_id)
    back = Refund("Referenced", method, intent.gateway_id, answer.reference, got)
    return give_back(book, summary, payment_id, memo, back)


def give_back(book: Book, summary: PaymentSummaryRow, payment_id: int, memo: BalanceRow | None, back: Refund) -> int:
    """Money of a payment went back, for a credit memo or as excess funds, and what follows; answers its key."""
    key = summary.order_key
    refund_id = insert_refund(book, (key, summary.id, payment_id), memo, summary.currency, back)
    book.refund_done(payment_id, back.amount, excess=memo is None)
    if memo is not None:
        book.credit(memo, back.amount)
    if memo is None or memo.balance == 0:
        book.resolve_exceptions(key, memo.id if memo else child_key(key, 0))
    book.ledger(key).event(
        "PaymentRefundedEvent",
        RefundId=encode(PREFIXES["Refund"], refund_id),
        CreditMemoNumber=memo.number if memo else None,
        Amount=format_minor(back.amount, summary.currency),
        GatewayRefNumber=back.reference,
    )
    return refund_id


def authorized(book: Book, intent: Intent, answer: Approved, got: int) -> int:
    """An authorization in a payment group of its own, as each of those that came with the order; answers its key."""
    ledger = book.ledger(intent.order_key)
    group_id, id_ = ledger.new_id(), ledger.new_id()
    summary = book.summaries[intent.summary_id]
    placed = child_key(intent.order_key, 0)
    group = rows.payment_groups(order_key=intent.order_key, id=group_id, source_object_id=placed)
    book.batch.insert("payment_groups", group)
    book.batch.insert(
        "payment_authorizations",
        rows.payment_authorizations(
            order_key=intent.order_key,
            id=id_,
            payment_group_id=group_id,
            payment_method_kind=summary.method_kind,
            payment_method_id=summary.method_id,
            order_payment_summary_id=summary.id,
            payment_gateway_id=intent.gateway_id,
            currency_iso_code=intent.currency,
            amount=got,
            status="Processed",
            processing_mode="External",
            gateway_ref_number=answer.reference,
            gateway_auth_code=answer.auth_code,
            expiration_date=answer.expires,
            effective_date=book.scene.now,
        ),
    )
    authorization_done(book, summary.id, got)
    book.resolve_exceptions(intent.order_key, intent.summary_id)
    ledger.event(
        "PaymentAuthorizedEvent",
        PaymentAuthorizationId=encode(PREFIXES["PaymentAuthorization"], id_),
        Method=summary.method,
        Amount=format_minor(got, intent.currency),
        GatewayRefNumber=answer.reference,
    )
    return id_


def reversed_(book: Book, intent: Intent, authorization_id: int, answer: Approved, got: int) -> int:
    """The part of an authorization that is let go (spec §1.8: PaymentAuthAdjustment); answers its key."""
    ledger = book.ledger(intent.order_key)
    id_ = ledger.new_id()
    book.batch.insert(
        "payment_auth_adjustments",
        rows.payment_auth_adjustments(
            order_key=intent.order_key,
            id=id_,
            payment_authorization_id=authorization_id,
            order_payment_summary_id=intent.summary_id,
            payment_gateway_id=intent.gateway_id,
            type="Reversal",
            currency_iso_code=intent.currency,
            amount=got,
            status="Processed",
            gateway_ref_number=answer.reference,
            effective_date=book.scene.now,
        ),
    )
    reversal_done(book, authorization_id, got)
    ledger.event(
        "AuthorizationReversedEvent",
        PaymentAuthAdjustmentId=encode(PREFIXES["PaymentAuthAdjustment"], id_),
        PaymentAuthorizationId=encode(PREFIXES["PaymentAuthorization"], authorization_id),
        Amount=format_minor(got, intent.currency),
        GatewayRefNumber=answer.reference,
    )
    return id_


def log(book: Book, intent: Intent, answer: Answer, made: int | None, *, notified: bool) -> None:
    """What the gateway said (spec §1.8: PaymentGatewayLog); `made` is the authorization that came of it."""
    id_ = book.ledger(intent.order_key).new_id()
    kind = "PaymentAuthorization" if intent.authorization_id or made else "Payment"
    if intent.interaction == AUTHORIZATION and made is None:
        kind = "OrderPaymentSummary"
    code, reference, auth_code = None, None, None
    if isinstance(answer, Approved):
        status, sf_code, code = "Success", "Success", answer.code
        reference, auth_code = answer.reference, answer.auth_code
    elif isinstance(answer, Declined):
        status, sf_code, code = "Failed", answer.sf_code, answer.code
    elif isinstance(answer, NotSent):
        status, sf_code = "Failed", "SystemError"
    else:
        status, sf_code, code = "Timeout", "Indeterminate", KEY_IS_GONE if answer.forgotten else None
    book.batch.insert(
        "payment_gateway_logs",
        rows.payment_gateway_logs(
            order_key=intent.order_key,
            id=id_,
            payment_gateway_id=intent.gateway_id,
            order_payment_summary_id=intent.summary_id,
            referenced_entity_kind=kind,
            referenced_entity_id=intent.authorization_id or intent.payment_id or made or intent.summary_id,
            interaction_type=intent.interaction,
            interaction_status=status,
            amount=intent.amount,
            gateway_ref_number=reference,
            gateway_auth_code=auth_code,
            gateway_result_code=code,
            gateway_message=answer.message,
            sf_result_code=sf_code,
            is_notification=int(notified),
            request=asked_for(intent.key),
            created_date=book.scene.now,
        ),
    )
    book.logged(intent.summary_id, id_, answer.message)
