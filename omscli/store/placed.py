"""Orders as they were placed, read back whole for a chunk of order keys: what a summary is made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.store.db import Reader

SQL_ORDERS = """
SELECT o.order_key, o.id, o.status_code, o.order_number, o.order_reference_number,
       o.order_management_reference_identifier, o.account_id, o.bill_to_contact_id, o.sales_channel_id, o.pricebook_id,
       o.currency_iso_code, o.tax_locale_type, o.ordered_date, o.effective_date, o.po_number, o.po_date, o.description,
       o.order_life_cycle_type, o.business_model, o.billing_street, o.billing_city, o.billing_state,
       o.billing_postal_code, o.billing_country, o.billing_email_address, o.billing_phone_number, o.custom_fields,
       o.last_n, s.order_key, o.source_process, s.status, s.total_amount, s.total_tax_amount, s.grand_total_amount
FROM orders o LEFT JOIN order_summaries s ON s.order_key = o.order_key
WHERE o.order_key IN :list AND o.related_order_id IS NULL ORDER BY o.order_key
"""
SQL_GROUPS = """
SELECT g.order_key, g.id, g.delivery_method_id, g.deliver_to_name, g.deliver_to_street, g.deliver_to_city,
       g.deliver_to_state, g.deliver_to_postal_code, g.deliver_to_country, g.email_address, g.phone_number, g.is_gift,
       g.gift_message, g.delivery_instructions, g.desired_delivery_date, g.promised_delivery_date,
       g.custom_fields
FROM order_delivery_groups g JOIN orders o ON o.order_key = g.order_key AND o.id = g.order_id
WHERE g.order_key IN :list AND o.related_order_id IS NULL ORDER BY g.order_key, g.id
"""
SQL_ITEMS = """
SELECT i.order_key, i.id, i.delivery_group_id, i.product_id, p.stock_keeping_unit, i.description, i.type, i.line_number,
       i.unit_price, i.gross_unit_price, i.list_price, i.pricebook_entry_id, i.quantity, i.total_line_amount,
       i.custom_fields
FROM order_items i JOIN products p ON p.id = i.product_id
JOIN orders o ON o.order_key = i.order_key AND o.id = i.order_id
WHERE i.order_key IN :list AND o.related_order_id IS NULL ORDER BY i.order_key, i.id
"""
SQL_PROMOTIONS = """
SELECT g.order_key, g.id, g.name, g.description, g.type
FROM order_adjustment_groups g JOIN orders o ON o.order_key = g.order_key AND o.id = g.order_id
WHERE g.order_key IN :list AND o.related_order_id IS NULL ORDER BY g.order_key, g.id
"""
SQL_ADJUSTMENTS = """
SELECT a.order_key, a.id, a.order_item_id, a.adjustment_group_id, a.name, a.description, a.amount
FROM order_item_adjustments a WHERE a.order_key IN :list AND a.related_adjustment_id IS NULL ORDER BY a.order_key, a.id
"""
SQL_TAXES = """
SELECT t.order_key, t.id, t.order_item_id, t.adjustment_id, t.name, t.type, t.amount, t.rate, t.tax_effective_date,
       t.is_implied
FROM order_item_taxes t WHERE t.order_key IN :list AND t.related_tax_id IS NULL ORDER BY t.order_key, t.id
"""
SQL_PAYMENT_METHODS = """
SELECT order_key, id, kind, type, card_last_four, card_holder_name, nick_name FROM payment_methods
WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_AUTHORIZATIONS = """
SELECT order_key, payment_method_id, amount FROM payment_authorizations
WHERE order_key IN :list AND order_payment_summary_id IS NULL AND status = 'Processed' ORDER BY order_key, id
"""
SQL_PAYMENTS = """
SELECT order_key, payment_method_id, amount, balance FROM payments
WHERE order_key IN :list AND order_payment_summary_id IS NULL AND status = 'Processed' ORDER BY order_key, id
"""
SQL_LINK_AUTHORIZATIONS = """
UPDATE payment_authorizations SET order_payment_summary_id = ? WHERE order_key = ? AND payment_method_id = ?
"""
SQL_LINK_PAYMENTS = "UPDATE payments SET order_payment_summary_id = ? WHERE order_key = ? AND payment_method_id = ?"
SQL_READY_TO_SUMMARIZE = """
SELECT o.order_key FROM orders o
WHERE o.related_order_id IS NULL AND o.status_code = 'Activated'
  AND NOT EXISTS (SELECT 1 FROM order_summaries s WHERE s.order_key = o.order_key)
ORDER BY o.order_key
"""
SQL_PLACED_LAST_N = "SELECT last_n FROM orders WHERE order_key = ? AND related_order_id IS NULL"
SQL_STORED = {
    "orders": "SELECT * FROM orders WHERE order_key = ? AND related_order_id IS NULL ORDER BY id",
    "order_delivery_groups": "SELECT * FROM order_delivery_groups WHERE order_key = ? AND id <= ? ORDER BY id",
    "order_items": "SELECT * FROM order_items WHERE order_key = ? AND id <= ? ORDER BY id",
    "order_item_adjustments": "SELECT * FROM order_item_adjustments WHERE order_key = ? AND id <= ? ORDER BY id",
    "order_item_taxes": "SELECT * FROM order_item_taxes WHERE order_key = ? AND id <= ? ORDER BY id",
    "payment_methods": "SELECT * FROM payment_methods WHERE order_key = ? AND id <= ? ORDER BY id",
    "payment_authorizations": "SELECT * FROM payment_authorizations WHERE order_key = ? AND id <= ? ORDER BY id",
    "payments": "SELECT * FROM payments WHERE order_key = ? AND id <= ? ORDER BY id",
}
"""Table → the rows that an order file made, in the order of their numbers."""


def by_order(reader: Reader, sql: str, order_keys: Sequence[int]) -> dict[int, list[Any]]:
    """The rows of one of the queries above, by order key (its first column)."""
    found: dict[int, list[Any]] = {}
    for row in reader.rows(sql, list(order_keys)):
        found.setdefault(row[0], []).append(row)
    return found
