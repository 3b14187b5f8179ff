"""What of some orders waits for the next step of fulfillment and money; test orders are taken along with it."""

from __future__ import annotations

from collections.abc import Iterable

from omscli.store.db import Reader
from omscli.store.labels import load_labels

SQL_OPEN_FULFILLMENT_ORDERS = """
SELECT id FROM fulfillment_orders WHERE order_key IN :list AND status_category NOT IN ('CLOSED', 'CANCELLED')
ORDER BY order_key, id
"""
SQL_NOT_INVOICED = """
SELECT id FROM fulfillment_orders
WHERE order_key IN :list AND invoice_id IS NULL AND is_reship = 0 AND status_category <> 'CANCELLED'
ORDER BY order_key, id
"""
SQL_UNPAID_INVOICES = "SELECT id FROM invoices WHERE order_key IN :list AND balance > 0 ORDER BY order_key, id"
SQL_UNPAID_CREDIT_MEMOS = "SELECT id FROM credit_memos WHERE order_key IN :list AND balance > 0 ORDER BY order_key, id"
SQL_UNCREDITED_RETURNS = """
SELECT o.id FROM orders o
WHERE o.order_key IN :list AND o.related_order_type = 'ChangeOrder'
  AND NOT EXISTS (SELECT 1 FROM credit_memo_change_orders l WHERE l.order_key = o.order_key AND l.id = o.id)
  AND EXISTS (SELECT 1 FROM order_item_summary_changes c WHERE c.order_key = o.order_key AND c.change_order_id = o.id
              AND c.is_pre_fulfillment = 0)
ORDER BY o.order_key, o.id
"""
SQL_STATUSES = """
SELECT o.order_key, COALESCE(s.status, o.status), s.is_suspended + s.active_process_exception_count
FROM orders o LEFT JOIN order_summaries s ON s.order_key = o.order_key
WHERE o.order_key IN :list AND o.related_order_id IS NULL
"""


def waiting(reader: Reader, sql: str, order_keys: Iterable[int]) -> list[int]:
    """The ids that one of this module's queries finds for these orders."""
    return [row[0] for row in reader.rows(sql, sorted(set(order_keys)))]


def statuses(reader: Reader, order_keys: Iterable[int]) -> dict[int, str]:
    """The status of each order's summary, as this store calls it, or of the order while it has none."""
    labels = load_labels(reader)
    found = reader.rows(SQL_STATUSES, sorted(set(order_keys)))
    return {key: labels.get(status, status) for key, status, _ in found}


def held(reader: Reader, order_keys: Iterable[int]) -> set[int]:
    """The orders that are on hold."""
    return {row[0] for row in reader.rows(SQL_STATUSES, sorted(set(order_keys))) if row[2]}
