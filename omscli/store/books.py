"""What the books are made from: documents and movements of money of managed orders, a chunk of orders at once."""

from __future__ import annotations

from typing import NamedTuple

from omscli.store.db import Reader

SQL_BOOKED_ORDERS = "SELECT order_key FROM order_summaries WHERE order_life_cycle_type = 'MANAGED' ORDER BY order_key"
SQL_BOOKED_CURRENCIES = """
SELECT DISTINCT currency_iso_code FROM order_summaries WHERE order_life_cycle_type = 'MANAGED'
ORDER BY currency_iso_code
"""
SQL_TENDERS = """
SELECT DISTINCT g.payment_gateway_name, s.type
FROM payments p
JOIN order_payment_summaries s ON s.order_key = p.order_key AND s.id = p.order_payment_summary_id
JOIN payment_gateways g ON g.id = p.payment_gateway_id
JOIN payment_methods m ON m.order_key = p.order_key AND m.id = p.payment_method_id
WHERE m.credit_account_id IS NULL
UNION SELECT DISTINCT g.payment_gateway_name, s.type
FROM refunds r
JOIN order_payment_summaries s ON s.order_key = r.order_key AND s.id = r.order_payment_summary_id
JOIN payment_gateways g ON g.id = r.payment_gateway_id
JOIN payment_methods m ON m.order_key = r.order_key AND m.id = r.payment_method_id
WHERE m.credit_account_id IS NULL
ORDER BY 1, 2
"""
SQL_BOOKED_CREDITS = """
SELECT m.id, a.kind, a.credit_number, m.cause, m.balance_change, m.created_date, m.currency_iso_code, m.reason
FROM credit_movements m JOIN credit_accounts a ON a.id = m.credit_account_id
WHERE m.order_key = 0 AND m.balance_change <> 0 ORDER BY m.id
"""
SQL_CREDIT_KINDS = "SELECT DISTINCT kind, currency_iso_code FROM credit_accounts ORDER BY kind, currency_iso_code"
SQL_BOOK_HEADS = """
SELECT s.order_key, s.order_number, a.name FROM order_summaries s JOIN accounts a ON a.id = s.account_id
WHERE s.order_key IN :list AND s.order_life_cycle_type = 'MANAGED' ORDER BY s.order_key
"""
SQL_BOOKED_INVOICES = """
SELECT order_key, id, invoice_number, invoice_date, currency_iso_code, total_amount_with_tax FROM invoices
WHERE order_key IN :list AND status = 'Posted' ORDER BY order_key, id
"""
SQL_BOOKED_INVOICE_LINES = """
SELECT invoice_id, type, item_type, CAST(SUM(line_amount) AS BIGINT) FROM invoice_lines WHERE order_key IN :list
GROUP BY order_key, invoice_id, type, item_type ORDER BY order_key, invoice_id, type, item_type
"""
SQL_BOOKED_CREDIT_MEMOS = """
SELECT order_key, id, credit_memo_number, credit_date, currency_iso_code, total_amount_with_tax FROM credit_memos
WHERE order_key IN :list AND status = 'Posted' ORDER BY order_key, id
"""
SQL_BOOKED_CREDIT_MEMO_LINES = """
SELECT credit_memo_id, type, item_type, CAST(SUM(line_amount) AS BIGINT) FROM credit_memo_lines WHERE order_key IN :list
GROUP BY order_key, credit_memo_id, type, item_type ORDER BY order_key, credit_memo_id, type, item_type
"""
SQL_BOOKED_PAYMENTS = """
SELECT p.order_key, p.id, p.order_payment_summary_id, p.amount, p.type, p.effective_date, p.currency_iso_code,
       g.payment_gateway_name, s.type, s.method, c.kind
FROM payments p
JOIN order_payment_summaries s ON s.order_key = p.order_key AND s.id = p.order_payment_summary_id
JOIN payment_gateways g ON g.id = p.payment_gateway_id
JOIN payment_methods m ON m.order_key = p.order_key AND m.id = p.payment_method_id
LEFT JOIN credit_accounts c ON c.id = m.credit_account_id
WHERE p.order_key IN :list AND p.status = 'Processed' ORDER BY p.order_key, p.id
"""
SQL_BOOKED_APPLICATIONS = """
SELECT l.order_key, l.id, l.payment_id, CASE WHEN l.type = 'Unapplied' THEN -l.amount ELSE l.amount END, l.applied_date,
       i.invoice_number
FROM payment_line_invoices l JOIN invoices i ON i.order_key = l.order_key AND i.id = l.invoice_id
WHERE l.order_key IN :list ORDER BY l.order_key, l.id
"""
SQL_BOOKED_OFFSETS = """
SELECT a.order_key, a.id, CASE WHEN a.type = 'Unapplied' THEN -a.amount ELSE a.amount END, a.applied_date,
       m.credit_memo_number, i.invoice_number, m.currency_iso_code
FROM credit_memo_applications a
JOIN credit_memos m ON m.order_key = a.order_key AND m.id = a.credit_memo_id
JOIN invoices i ON i.order_key = a.order_key AND i.id = a.invoice_id
WHERE a.order_key IN :list ORDER BY a.order_key, a.id
"""
SQL_BOOKED_REFUNDS = """
SELECT l.order_key, l.id, l.payment_id, l.amount, r.effective_date, m.credit_memo_number, g.payment_gateway_name,
       s.type, CASE WHEN c.id IS NULL THEN s.method ELSE c.credit_number END, c.kind
FROM refund_line_payments l
JOIN refunds r ON r.order_key = l.order_key AND r.id = l.refund_id AND r.status = 'Processed'
JOIN order_payment_summaries s ON s.order_key = r.order_key AND s.id = r.order_payment_summary_id
JOIN payment_gateways g ON g.id = r.payment_gateway_id
JOIN payment_methods d ON d.order_key = r.order_key AND d.id = r.payment_method_id
LEFT JOIN credit_accounts c ON c.id = d.credit_account_id
LEFT JOIN credit_memos m ON m.order_key = r.order_key AND m.id = r.credit_memo_id
WHERE l.order_key IN :list ORDER BY l.order_key, l.id
"""


class BookedCredit(NamedTuple):
    """A change of a gift card or of store credit that no order caused."""

    id: int
    kind: str
    number: str
    cause: str
    amount: int
    date: int
    currency: str
    reason: str | None


class BookHead(NamedTuple):
    """An order whose money is booked."""

    order_key: int
    number: str
    payee: str


class BookedDocument(NamedTuple):
    """A posted invoice or credit memo."""

    order_key: int
    id: int
    number: str
    day: str
    currency: str
    total: int


class BookedPayment(NamedTuple):
    """Money that was captured."""

    order_key: int
    id: int
    summary_id: int
    amount: int
    type: str
    date: int
    currency: str
    gateway: str
    tender: str
    method: str
    credit: str | None


class BookedApplication(NamedTuple):
    """Money of a payment put towards an invoice; negative where it was taken off it again."""

    order_key: int
    id: int
    payment_id: int
    amount: int
    date: int
    invoice: str


class BookedOffset(NamedTuple):
    """Money of a credit memo put towards an invoice."""

    order_key: int
    id: int
    amount: int
    date: int
    memo: str
    invoice: str
    currency: str


class BookedRefund(NamedTuple):
    """Money of a payment that went back; without a credit memo it was excess funds."""

    order_key: int
    id: int
    payment_id: int
    amount: int
    date: int
    memo: str | None
    gateway: str
    tender: str
    method: str
    credit: str | None


def booked_orders(reader: Reader) -> list[int]:
    """Every order whose money is in the books: an unmanaged one is a copy, and its money is another system's."""
    return [row[0] for row in reader.rows(SQL_BOOKED_ORDERS)]


def line_sums(reader: Reader, sql: str, keys: list[int]) -> dict[int, dict[tuple[str, str], int]]:
    """Document → (type of line, item type) → Σ of its lines."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    for id_, type_, item_type, amount in reader.rows(sql, keys):
        found.setdefault(id_, {})[type_, item_type] = amount
    return found
