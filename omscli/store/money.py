"""An order's payments, invoices and credit memos: read for a whole chunk of orders at once, and how they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from omscli.domain.payment_summaries import AuthorizationState, Buckets, PaymentState
from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_PAYMENT_SUMMARIES = """
SELECT s.order_key, s.id, s.method, s.payment_method_kind, s.payment_method_id, s.currency_iso_code,
       m.credit_account_id, s.pending_authorization_amount, s.authorization_amount, s.pending_reverse_auth_amount,
       s.authorization_reversal_amount, s.pending_capture_amount, s.captured_amount, s.pending_refund_amount,
       s.refunded_amount, s.balance_amount
FROM order_payment_summaries s
LEFT JOIN payment_methods m ON m.order_key = s.order_key AND m.id = s.payment_method_id
WHERE s.order_key IN :list ORDER BY s.order_key, s.id
"""
SQL_PAYMENTS = """
SELECT order_key, id, order_payment_summary_id, amount, balance, applied_amount, refunded_amount, payment_gateway_id
FROM payments
WHERE order_key IN :list AND order_payment_summary_id IS NOT NULL AND status = 'Processed' ORDER BY order_key, id
"""
SQL_AUTHORIZATIONS = """
SELECT order_key, id, order_payment_summary_id, amount, captured_amount, reversed_amount, expiration_date,
       payment_gateway_id, payment_group_id
FROM payment_authorizations
WHERE order_key IN :list AND order_payment_summary_id IS NOT NULL AND status = 'Processed' ORDER BY order_key, id
"""
SQL_OPEN_INTENTS = """
SELECT order_key, id, interaction_type, state, order_payment_summary_id, payment_id, invoice_id, credit_memo_id, amount,
       created_date
FROM gateway_intents WHERE order_key IN :list AND state IN ('planned','sending','unknown') ORDER BY order_key, id
"""
SQL_INVOICES = """
SELECT order_key, id, invoice_number, status, currency_iso_code, total_amount_with_tax, balance, net_payments_applied
FROM invoices WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_CREDIT_MEMOS = """
SELECT order_key, id, credit_memo_number, status, currency_iso_code, total_amount_with_tax, balance,
       total_credit_amount_applied
FROM credit_memos WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_ACTIVE_EXCEPTIONS = """
SELECT order_key, id, process_exception_number, attached_to_id FROM process_exceptions
WHERE order_key IN :list AND category = 'Payment' AND status_category = 'ACTIVE' ORDER BY order_key, id
"""

SQL_SET_BUCKETS = """
UPDATE order_payment_summaries SET pending_authorization_amount = ?, authorization_amount = ?,
  pending_reverse_auth_amount = ?, authorization_reversal_amount = ?, pending_capture_amount = ?, captured_amount = ?,
  pending_refund_amount = ?, refunded_amount = ?, balance_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_SET_BUCKETS_AND_LAST_LOG = """
UPDATE order_payment_summaries SET pending_authorization_amount = ?, authorization_amount = ?,
  pending_reverse_auth_amount = ?, authorization_reversal_amount = ?, pending_capture_amount = ?, captured_amount = ?,
  pending_refund_amount = ?, refunded_amount = ?, balance_amount = ?,
  last_payment_gateway_log_id = ?, last_payment_gateway_message = ?
WHERE order_key = ? AND id = ?
"""
SQL_SET_LAST_LOG = """
UPDATE order_payment_summaries SET last_payment_gateway_log_id = ?, last_payment_gateway_message = ?
WHERE order_key = ? AND id = ?
"""
SQL_SET_PAYMENT = """
UPDATE payments SET applied_amount = ?, refunded_amount = ?, balance = ? WHERE order_key = ? AND id = ?
"""
SQL_SET_AUTHORIZATION = """
UPDATE payment_authorizations SET captured_amount = ?, reversed_amount = ? WHERE order_key = ? AND id = ?
"""
SQL_SET_INVOICE = "UPDATE invoices SET balance = ?, net_payments_applied = ? WHERE order_key = ? AND id = ?"
SQL_CREDIT_INVOICE = """
UPDATE invoices SET net_credits_applied = net_credits_applied + ? WHERE order_key = ? AND id = ?
"""
SQL_UNPAID_FEES = """
SELECT order_key, id FROM invoices
WHERE order_key IN :list AND change_order_id IS NOT NULL AND balance > 0 AND status = 'Posted' ORDER BY order_key, id
"""
SQL_SET_CREDIT_MEMO = """
UPDATE credit_memos SET balance = ?, total_credit_amount_applied = ? WHERE order_key = ? AND id = ?
"""
SQL_READY_TO_FUND = """
SELECT id FROM invoices WHERE balance > 0 AND status = 'Posted' ORDER BY created_date, id
"""
SQL_MAY_HAVE_EXCESS = """
SELECT s.order_key FROM order_summaries s
JOIN (SELECT order_key, SUM(captured_amount - refunded_amount - pending_refund_amount) AS paid
      FROM order_payment_summaries GROUP BY order_key) p ON p.order_key = s.order_key
WHERE p.paid > s.grand_total_amount ORDER BY s.order_key
"""
SQL_MAY_HAVE_SPARE = """
SELECT s.order_key FROM order_summaries s
JOIN (SELECT order_key,
             SUM(authorization_amount - captured_amount - pending_capture_amount - authorization_reversal_amount)
               AS promised,
             SUM(captured_amount + pending_capture_amount - refunded_amount) AS paid
      FROM order_payment_summaries GROUP BY order_key) p ON p.order_key = s.order_key
WHERE p.promised > 0 AND p.promised + p.paid > s.grand_total_amount ORDER BY s.order_key
"""
SQL_MAY_HAVE_SPARE_OF = """
SELECT s.order_key FROM order_summaries s
JOIN (SELECT order_key,
             SUM(authorization_amount - captured_amount - pending_capture_amount - authorization_reversal_amount)
               AS promised,
             SUM(captured_amount + pending_capture_amount - refunded_amount) AS paid
      FROM order_payment_summaries WHERE order_key IN :list GROUP BY order_key) p ON p.order_key = s.order_key
WHERE p.promised > 0 AND p.promised + p.paid > s.grand_total_amount ORDER BY s.order_key
"""
SQL_READY_TO_REFUND = """
SELECT id FROM credit_memos WHERE balance > 0 AND status = 'Posted' ORDER BY created_date, id
"""


@dataclass(slots=True)
class PaymentSummaryRow:
    """A payment summary: what it is called, and its buckets now."""

    order_key: int
    id: int
    method: str
    method_kind: str
    method_id: int
    currency: str
    credit_id: int | None
    """The gift card or store credit of this store that it is, if it is one."""
    buckets: Buckets


@dataclass(slots=True)
class PaymentRow:
    """A payment and where it can be refunded."""

    order_key: int
    state: PaymentState
    gateway_id: int


@dataclass(slots=True)
class AuthorizationRow:
    """An authorization and where it can be captured."""

    order_key: int
    state: AuthorizationState
    gateway_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A call to a gateway whose outcome is not known here."""

    order_key: int
    id: int
    interaction: str
    state: str
    summary_id: int
    payment_id: int | None
    invoice_id: int | None
    credit_memo_id: int | None
    amount: int
    created: int


@dataclass(slots=True)
class BalanceRow:
    """An invoice or a credit memo: what it was, what is open, what was put towards it."""

    order_key: int
    id: int
    number: str
    status: str
    currency: str
    total: int
    balance: int
    applied: int


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """An active payment exception and what it is attached to."""

    order_key: int
    id: int
    number: str
    attached_to: int


def load_payment_summaries(reader: Reader, keys: Sequence[int]) -> list[PaymentSummaryRow]:
    """The payment summaries of the orders, oldest first."""
    return [
        PaymentSummaryRow(key, id_, method, kind, method_id, currency, credit, Buckets(*amounts))
        for key, id_, method, kind, method_id, currency, credit, *amounts in reader.rows(SQL_PAYMENT_SUMMARIES, keys)
    ]


def load_open_intents(reader: Reader, keys: Sequence[int]) -> list[OpenIntent]:
    """The orders' calls to a gateway without a known outcome."""
    return [OpenIntent(*row) for row in reader.rows(SQL_OPEN_INTENTS, keys)]


def load_payments(reader: Reader, keys: Sequence[int], intents: Sequence[OpenIntent]) -> list[PaymentRow]:
    """The orders' payments, with what refunds under way will take from them."""
    pending: dict[int, int] = defaultdict(int)
    excess: dict[int, int] = defaultdict(int)
    for intent in intents:
        if intent.payment_id is not None:
            pending[intent.payment_id] += intent.amount
            excess[intent.payment_id] += intent.amount if intent.credit_memo_id is None else 0
    return [
        PaymentRow(
            key, PaymentState(id_, summary, amount, balance, applied, refunded, pending[id_], excess[id_]), gateway
        )
        for key, id_, summary, amount, balance, applied, refunded, gateway in reader.rows(SQL_PAYMENTS, keys)
    ]


def load_authorizations(reader: Reader, keys: Sequence[int]) -> list[AuthorizationRow]:
    """The orders' authorizations."""
    return [
        AuthorizationRow(row[0], AuthorizationState(*row[1:7]), row[7], row[8])
        for row in reader.rows(SQL_AUTHORIZATIONS, keys)
    ]


def load_invoices(reader: Reader, keys: Sequence[int], ids: Sequence[int]) -> list[BalanceRow]:
    """The invoices with these ids, of these orders; read by order, because two lists would be searched crosswise."""
    wanted = set(ids)
    return [BalanceRow(*row) for row in reader.rows(SQL_INVOICES, keys) if row[1] in wanted]


def load_credit_memos(reader: Reader, keys: Sequence[int]) -> list[BalanceRow]:
    """All credit memos of the orders."""
    return [BalanceRow(*row) for row in reader.rows(SQL_CREDIT_MEMOS, keys)]


def load_payment_exceptions(reader: Reader, keys: Sequence[int]) -> list[ExceptionRow]:
    """The orders' active payment exceptions."""
    return [ExceptionRow(*row) for row in reader.rows(SQL_ACTIVE_EXCEPTIONS, keys)]
