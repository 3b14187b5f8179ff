"""Unit 2 of a call to a gateway: its answer as payments, refunds, buckets, logs, exceptions and events (D34, §6.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.values import dataclass
from omscli.errors import Problem
from omscli.gateways.port import CAPTURE, Answer, Approved, Declined, NotSent, Unknown
from omscli.services.money_book import Book
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store import money, rows
from omscli.store.db import Reader
from omscli.store.intents import SQL_SETTLE_INTENT, Intent, load_intents
from omscli.store.money import BalanceRow

COLUMNS = ("GatewayIntentId", "OrderNumber", "InteractionType", "Amount", "CurrencyIsoCode", "State", "GatewayMessage")

STATES = {Approved: "succeeded", Declined: "failed", NotSent: "failed", Unknown: "unknown"}
"""What an answer makes of its intent."""


@dataclass(slots=True)
class _Open:
    """The records that the money of a chunk of calls is for."""

    invoices: dict[int, BalanceRow]
    memos: dict[int, BalanceRow]

    def of(self, intent: Intent) -> BalanceRow | None:
        """The invoice or credit memo of a call; none for excess funds."""
        if intent.invoice_id is not None:
            return self.invoices[intent.invoice_id]
        return self.memos[intent.credit_memo_id] if intent.credit_memo_id is not None else None


def plan_settlement(
    reader: Reader,
    intents: Sequence[Intent],
    answers: Mapping[int, Answer],
    names: Mapping[int, str],
    scene: Scene,
    *,
    whole: bool,
) -> Batch:
    """Store the answers, by intent id, to calls as they were asked; a call that was settled meanwhile is skipped.

    `names` are the gateways'. One result an intent: `updated` (done), `rejected` (`declined`, `gateway-unreachable`),
    `unknown` (`outcome-unknown`), with the balance that its invoice or credit memo now has; `whole`: and with all that
    is shown of a call.
    """
    batch = Batch()
    keys = sorted({intent.order_key for intent in intents})
    reader.hold(keys)
    declined = {intent.order_key for intent in intents if isinstance(answers[intent.id], Declined)}
    book = Book(reader, batch, scene, keys, declined)
    open_ = {one.id for calls in book.intents.values() for one in calls if one.state != "planned"}
    settled = [intent.id for intent in intents if intent.id not in open_]
    states = {one.id: one.state for one in load_intents(reader, settled)} if settled else {}
    bills = sorted({intent.invoice_id for intent in intents if intent.invoice_id is not None})
    invoices = {row.id: row for row in money.load_invoices(reader, keys, bills)} if bills else {}
    for_memos = any(intent.credit_memo_id is not None for intent in intents)
    memos = {row.id: row for row in money.load_credit_memos(reader, keys)} if for_memos else {}
    targets = _Open(invoices, memos)
    tell = _fields if whole else _balance
    for intent in intents:
        answer, record = answers[intent.id], targets.of(intent)
        if intent.id not in open_:
            fields = tell(intent, states[intent.id], "settled meanwhile", record)
            batch.results.append(Result("skipped", fields, key=intent.id))
            continue
        _settle(book, intent, answer, record)
        problem = _problem(intent, answer, names[intent.gateway_id])
        if isinstance(answer, Declined):
            _hold(book, intent, problem)
        _log(book, intent, answer)
        state = STATES[type(answer)]
        batch.run(SQL_SETTLE_INTENT, state, scene.now, intent.order_key, intent.id)
        fields = tell(intent, state, answer.message, record)
        batch.results.append(Result(_STATUSES[state], fields, (problem,) if problem else (), key=intent.id))
    book.finish()
    return batch


_STATUSES = {"succeeded": "updated", "failed": "rejected", "unknown": "unknown"}


def _fields(intent: Intent, state: str, message: str, record: BalanceRow | None) -> dict[str, Any]:
    return {
        "GatewayIntentId": encode(PREFIXES["GatewayIntent"], intent.id),
        "OrderNumber": intent.order,
        "InteractionType": intent.interaction,
        "Amount": to_decimal(intent.amount, intent.currency),
        "CurrencyIsoCode": intent.currency,
        "State": state,
        "GatewayMessage": message,
        **_balance(intent, state, message, record),
    }


def _balance(intent: Intent, state: str, message: str, record: BalanceRow | None) -> dict[str, Any]:
    return {"Balance": to_decimal(record.balance, intent.currency) if record else None}


def _settle(book: Book, intent: Intent, answer: Answer, record: BalanceRow | None) -> None:
    if isinstance(answer, Unknown):
        return
    excess = intent.credit_memo_id is None
    if intent.interaction == CAPTURE and intent.authorization_id is not None:
        if isinstance(answer, Approved) and record is not None:
            captured(book, intent, intent.authorization_id, answer, record)
        else:
            book.capture_failed(intent.authorization_id, intent.amount)
    elif intent.payment_id is not None:
        if isinstance(answer, Approved):
            refunded(book, intent, intent.payment_id, answer, record)
        else:
            book.refund_failed(intent.payment_id, intent.amount, excess=excess)


def captured(book: Book, intent: Intent, authorization_id: int, answer: Approved, invoice: BalanceRow) -> int:
    """A payment of type Capture, applied to its invoice; answers its key."""
    ledger = book.ledger(intent.order_key)
    payment_id = ledger.new_id()
    applied = min(intent.amount, invoice.balance)
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
            amount=intent.amount,
            applied_amount=applied,
            balance=intent.amount - applied,
            status="Processed",
            processing_mode="External",
            gateway_ref_number=answer.reference,
            effective_date=book.scene.now,
        ),
    )
    book.capture_done(summary.id, intent.amount)
    if applied:
        book.apply_new(payment_id, summary.id, invoice, applied)
    if invoice.balance == 0:
        book.resolve_exceptions(intent.order_key, invoice.id)
    ledger.event(
        "PaymentCapturedEvent",
        PaymentId=encode(PREFIXES["Payment"], payment_id),
        InvoiceNumber=invoice.number,
        Amount=format_minor(intent.amount, intent.currency),
        GatewayRefNumber=answer.reference,
    )
    return payment_id


def refunded(book: Book, intent: Intent, payment_id: int, answer: Approved, memo: BalanceRow | None) -> int:
    """A refund and the payment that it came from; answers its key."""
    ledger = book.ledger(intent.order_key)
    refund_id = ledger.new_id()
    summary = book.summaries[intent.summary_id]
    book.batch.insert(
        "refunds",
        rows.refunds(
            order_key=intent.order_key,
            id=refund_id,
            payment_method_kind=summary.method_kind,
            payment_method_id=summary.method_id,
            order_payment_summary_id=summary.id,
            payment_gateway_id=intent.gateway_id,
            credit_memo_id=intent.credit_memo_id,
            type="Referenced",
            currency_iso_code=intent.currency,
            amount=intent.amount,
            status="Processed",
            gateway_ref_number=answer.reference,
            effective_date=book.scene.now,
        ),
    )
    book.batch.insert(
        "refund_line_payments",
        rows.refund_line_payments(
            order_key=intent.order_key,
            id=ledger.new_id(),
            refund_id=refund_id,
            payment_id=payment_id,
            amount=intent.amount,
            type="Applied",
        ),
    )
    book.refund_done(payment_id, intent.amount, excess=memo is None)
    if memo is not None:
        book.credit(memo, intent.amount)
    if memo is None or memo.balance == 0:
        book.resolve_exceptions(intent.order_key, intent.target)
    ledger.event(
        "PaymentRefundedEvent",
        RefundId=encode(PREFIXES["Refund"], refund_id),
        CreditMemoNumber=memo.number if memo else None,
        Amount=format_minor(intent.amount, intent.currency),
        GatewayRefNumber=answer.reference,
    )
    return refund_id


def _problem(intent: Intent, answer: Answer, gateway: str) -> Problem | None:
    if isinstance(answer, Approved):
        return None
    amount = f"{format_minor(intent.amount, intent.currency)} {intent.currency}"
    verb = "capture" if intent.interaction == CAPTURE else "refund"
    what = f"{verb} {amount} for order {intent.order}: {answer.message}"
    if isinstance(answer, Declined):
        help_ = "try again later, or another way: a later success resolves the process exception"
        now = f"order {intent.order} is held by a process exception, and no money moved"
        return Problem("declined", f'gateway "{gateway}" declined to {what} ({answer.code})', None, help_, now)
    if isinstance(answer, NotSent):
        message = f'gateway "{gateway}" was not reached to {what}'
        return Problem("gateway-unreachable", message, None, "nothing was sent; run it again")
    help_ = "the money may have moved: ask with `oms payments reconcile`, do not repeat the call"
    return Problem("outcome-unknown", f'gateway "{gateway}" did not say whether it did {what}', None, help_)


def _hold(book: Book, intent: Intent, problem: Problem | None) -> None:
    message = "OM Capture Failed" if intent.interaction == CAPTURE else "OM Refund Failed"
    kind = "Invoice" if intent.invoice_id else "CreditMemo" if intent.credit_memo_id else "OrderSummary"
    book.raise_exception(intent.order_key, kind, intent.target, message, problem.message if problem else message)


def _log(book: Book, intent: Intent, answer: Answer) -> None:
    id_ = book.ledger(intent.order_key).new_id()
    kind = "PaymentAuthorization" if intent.authorization_id else "Payment"
    code, reference, auth_code = None, None, None
    if isinstance(answer, Approved):
        status, sf_code, code, reference, auth_code = (
            "Success", "Success", answer.code, answer.reference, answer.auth_code,
        )  # fmt: skip
    elif isinstance(answer, Declined):
        status, sf_code, code = "Failed", answer.sf_code, answer.code
    elif isinstance(answer, NotSent):
        status, sf_code = "Failed", "SystemError"
    else:
        status, sf_code = "Timeout", "Indeterminate"
    book.batch.insert(
        "payment_gateway_logs",
        rows.payment_gateway_logs(
            order_key=intent.order_key,
            id=id_,
            payment_gateway_id=intent.gateway_id,
            order_payment_summary_id=intent.summary_id,
            referenced_entity_kind=kind,
            referenced_entity_id=intent.authorization_id or intent.payment_id or 0,
            interaction_type=intent.interaction,
            interaction_status=status,
            amount=intent.amount,
            gateway_ref_number=reference,
            gateway_auth_code=auth_code,
            gateway_result_code=code,
            gateway_message=answer.message,
            sf_result_code=sf_code,
            created_date=book.scene.now,
        ),
    )
    book.logged(intent.summary_id, id_, answer.message)
