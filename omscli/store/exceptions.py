"""Process exceptions as rows."""

from __future__ import annotations

SQL_COUNTS = "SELECT order_key, count(*) FROM process_exceptions WHERE order_key IN :list GROUP BY order_key"
SQL_ACTIVE_OF = """
SELECT order_key, id, attached_to_kind, attached_to_id, category, process_exception_number FROM process_exceptions
WHERE order_key IN :list AND status_category = 'ACTIVE' ORDER BY order_key, id
"""
SQL_SETTLE_EXCEPTION = """
UPDATE process_exceptions SET status = ?, status_category = ?, resolved_date = ?
WHERE order_key = ? AND id = ? AND status_category = 'ACTIVE'
"""
SQL_EXCEPTION_BY_NUMBER = """
SELECT id, status_category, process_exception_number FROM process_exceptions
WHERE order_key = ? AND (process_exception_number = ? OR id = ?)
"""
