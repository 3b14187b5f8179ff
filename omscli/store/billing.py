"""What invoices and credit memos are made from: fulfillment orders, change orders and their lines, a chunk at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from omscli.domain.invoicing import BilledAdjustment, BilledItem, BilledTax
from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_FULFILLMENT_ORDERS = """
SELECT f.order_key, f.id, f.fulfillment_order_number, f.status, f.status_category, i.invoice_number, f.invoice_id,
       i.total_amount_with_tax, i.balance, f.is_reship
FROM fulfillment_orders f LEFT JOIN invoices i ON i.order_key = f.order_key AND i.id = f.invoice_id
WHERE f.order_key IN :list ORDER BY f.order_key, f.id
"""
SQL_FULFILLMENT_ITEMS = """
SELECT fulfillment_order_id, id, order_item_id, type, product_id, quantity, unit_price, total_line_amount
FROM fulfillment_order_items
WHERE order_key IN :list AND fulfillment_order_id IN :list ORDER BY order_key, id
"""
SQL_FULFILLMENT_ADJUSTMENTS = """
SELECT f.id, f.fulfillment_order_item_id, f.amount, f.adjustment_summary_id, s.original_adjustment_id
FROM fulfillment_order_item_adjustments f
JOIN order_item_adjustment_summaries s ON s.order_key = f.order_key AND s.id = f.adjustment_summary_id
WHERE f.order_key IN :list ORDER BY f.order_key, f.id
"""
SQL_FULFILLMENT_TAXES = """
SELECT fulfillment_order_item_id, fulfillment_order_item_adjustment_id, amount, name, rate, is_implied
FROM fulfillment_order_item_taxes WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_SET_INVOICE = "UPDATE fulfillment_orders SET invoice_id = ? WHERE order_key = ? AND id = ?"
SQL_INVOICE_COUNTS = "SELECT order_key, COUNT(*) FROM invoices WHERE order_key IN :list GROUP BY order_key"
SQL_READY_TO_INVOICE = """
SELECT f.id FROM fulfillment_orders f JOIN order_summaries s ON s.order_key = f.order_key
WHERE f.invoice_id IS NULL AND f.status_category = 'CLOSED' AND f.is_reship = 0 AND s.order_life_cycle_type = 'MANAGED'
ORDER BY f.created_date, f.id
"""
SQL_READY_TO_INVOICE_CHANGES = """
SELECT o.id FROM orders o JOIN order_summaries s ON s.order_key = o.order_key
WHERE o.related_order_type = 'ChangeOrder' AND o.grand_total_amount > 0 AND s.order_life_cycle_type = 'MANAGED'
  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_key = o.order_key AND i.order_id = o.id AND i.type = 'Fee'
              AND i.related_order_item_id IS NULL)
  AND NOT EXISTS (SELECT 1 FROM invoices n WHERE n.order_key = o.order_key AND n.change_order_id = o.id)
ORDER BY o.created_date, o.id
"""
SQL_CHANGES_TO_INVOICE = """
SELECT o.id FROM orders o
WHERE o.order_key IN :list AND o.related_order_type = 'ChangeOrder' AND o.grand_total_amount > 0
  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_key = o.order_key AND i.order_id = o.id AND i.type = 'Fee'
              AND i.related_order_item_id IS NULL)
  AND NOT EXISTS (SELECT 1 FROM invoices n WHERE n.order_key = o.order_key AND n.change_order_id = o.id)
ORDER BY o.order_key, o.id
"""
SQL_BILLED_CHANGES = """
SELECT o.order_key, o.id, o.order_number, o.grand_total_amount,
       (SELECT COUNT(*) FROM order_items i WHERE i.order_key = o.order_key AND i.order_id = o.id AND i.type = 'Fee'
        AND i.related_order_item_id IS NULL),
       n.invoice_number, n.id, n.total_amount_with_tax, n.balance
FROM orders o LEFT JOIN invoices n ON n.order_key = o.order_key AND n.change_order_id = o.id
WHERE o.order_key IN :list AND o.related_order_type = 'ChangeOrder' ORDER BY o.order_key, o.id
"""
SQL_READY_TO_CREDIT = """
SELECT o.id FROM orders o
WHERE o.related_order_type = 'ChangeOrder' AND o.grand_total_amount < 0
  AND NOT EXISTS (SELECT 1 FROM credit_memo_change_orders l WHERE l.order_key = o.order_key AND l.id = o.id)
  AND EXISTS (SELECT 1 FROM order_item_summary_changes c WHERE c.order_key = o.order_key AND c.change_order_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM order_item_summary_changes c WHERE c.order_key = o.order_key
                  AND c.change_order_id = o.id AND c.is_pre_fulfillment = 1)
ORDER BY o.order_key, o.id
"""
SQL_CHANGE_ORDERS = """
SELECT o.order_key, o.id, o.order_number, o.grand_total_amount, m.id, m.credit_memo_number,
       (SELECT MAX(c.is_pre_fulfillment) FROM order_item_summary_changes c
        WHERE c.order_key = o.order_key AND c.change_order_id = o.id)
FROM orders o
LEFT JOIN credit_memo_change_orders l ON l.order_key = o.order_key AND l.id = o.id
LEFT JOIN credit_memos m ON m.order_key = l.order_key AND m.id = l.credit_memo_id
WHERE o.order_key IN :list AND o.related_order_type = 'ChangeOrder' ORDER BY o.order_key, o.id
"""
SQL_CHANGE_ITEMS = """
SELECT order_id, id, id, type, product_id, NULL, NULL, total_line_amount
FROM order_items WHERE order_key IN :list AND order_id IN :list ORDER BY order_key, id
"""
SQL_ADDED_ITEMS = """
SELECT order_id, id, id, type, product_id, quantity, unit_price, total_line_amount
FROM order_items WHERE order_key IN :list AND order_id IN :list ORDER BY order_key, id
"""
SQL_CHANGE_ADJUSTMENTS = """
SELECT a.id, a.order_item_id, a.amount, a.id, a.id
FROM order_item_adjustments a JOIN order_items i ON i.order_key = a.order_key AND i.id = a.order_item_id
WHERE a.order_key IN :list AND i.order_id IN :list ORDER BY a.order_key, a.id
"""
SQL_CHANGE_TAXES = """
SELECT t.order_item_id, t.adjustment_id, t.amount, t.name, t.rate, t.is_implied
FROM order_item_taxes t JOIN order_items i ON i.order_key = t.order_key AND i.id = t.order_item_id
WHERE t.order_key IN :list AND i.order_id IN :list ORDER BY t.order_key, t.id
"""
SQL_CREDIT_MEMO_COUNTS = "SELECT order_key, COUNT(*) FROM credit_memos WHERE order_key IN :list GROUP BY order_key"


@dataclass(frozen=True, slots=True)
class BilledFulfillmentOrder:
    """A fulfillment order to invoice, and the invoice that it has."""

    order_key: int
    id: int
    number: str
    status: str
    category: str
    invoice_number: str | None
    invoice_id: int | None
    invoice_total: int | None
    invoice_balance: int | None
    is_reship: int


@dataclass(frozen=True, slots=True)
class BilledChangeOrder:
    """A change order to invoice, how many fees it adds, and the invoice that it has."""

    order_key: int
    id: int
    number: str
    grand_total: int
    fees: int
    invoice_number: str | None
    invoice_id: int | None
    invoice_total: int | None
    invoice_balance: int | None

    @property
    def is_reship(self) -> int:
        """A change order sends nothing."""
        return 0


@dataclass(frozen=True, slots=True)
class CreditedChangeOrder:
    """A change order, what it changed in all (negative: off the order), and the credit memo that it has."""

    order_key: int
    id: int
    number: str
    grand_total: int
    memo_id: int | None
    memo_number: str | None
    is_pre_fulfillment: int | None


def load_fulfillment_orders(
    reader: Reader, keys: Sequence[int], ids: Sequence[int]
) -> dict[int, BilledFulfillmentOrder]:
    """The fulfillment orders with these ids, of these orders."""
    found = {row[1]: BilledFulfillmentOrder(*row) for row in reader.rows(SQL_FULFILLMENT_ORDERS, keys)}
    return {id_: found[id_] for id_ in ids if id_ in found}


def load_fulfilled_items(reader: Reader, keys: Sequence[int], ids: Sequence[int]) -> dict[int, list[BilledItem]]:
    """The lines of the fulfillment orders with their discounts and taxes; lines without units are left out."""
    adjustments = reader.rows(SQL_FULFILLMENT_ADJUSTMENTS, keys)
    taxes = reader.rows(SQL_FULFILLMENT_TAXES, keys)
    lines = [row for row in reader.rows(SQL_FULFILLMENT_ITEMS, keys, ids) if row[5]]
    return _items(lines, adjustments, taxes)


def load_change_orders(reader: Reader, keys: Sequence[int]) -> list[CreditedChangeOrder]:
    """All change orders of the orders."""
    return [CreditedChangeOrder(*row) for row in reader.rows(SQL_CHANGE_ORDERS, keys)]


def load_billed_changes(reader: Reader, keys: Sequence[int], ids: Sequence[int]) -> dict[int, BilledChangeOrder]:
    """The change orders with these ids, of these orders."""
    found = {row[1]: BilledChangeOrder(*row) for row in reader.rows(SQL_BILLED_CHANGES, keys)}
    return {id_: found[id_] for id_ in ids if id_ in found}


def load_changed_items(reader: Reader, keys: Sequence[int], ids: Sequence[int]) -> dict[int, list[BilledItem]]:
    """The lines of the change orders with their discounts and taxes, by change order."""
    return _change_items(reader, SQL_CHANGE_ITEMS, keys, ids)


def load_added_items(reader: Reader, keys: Sequence[int], ids: Sequence[int]) -> dict[int, list[BilledItem]]:
    """The same with quantities and prices, for what change orders add."""
    return _change_items(reader, SQL_ADDED_ITEMS, keys, ids)


def _change_items(reader: Reader, sql: str, keys: Sequence[int], ids: Sequence[int]) -> dict[int, list[BilledItem]]:
    adjustments = reader.rows(SQL_CHANGE_ADJUSTMENTS, keys, ids)
    taxes = reader.rows(SQL_CHANGE_TAXES, keys, ids)
    return _items(reader.rows(sql, keys, ids), adjustments, taxes)


def load_counts(reader: Reader, sql: str, keys: Sequence[int]) -> dict[int, int]:
    """How many invoices (or credit memos) each order has."""
    return dict(reader.rows(sql, keys))


def _items(lines: list[Any], adjustments: list[Any], taxes: list[Any]) -> dict[int, list[BilledItem]]:
    taxes_of: dict[tuple[int, int | None], list[BilledTax]] = defaultdict(list)
    for item_id, adjustment_id, amount, name, rate, implied in taxes:
        taxes_of[item_id, adjustment_id].append(BilledTax(amount, name, rate, bool(implied)))
    adjustments_of: dict[int, list[BilledAdjustment]] = defaultdict(list)
    for id_, item_id, amount, summary_id, original_id in adjustments:
        kind = "OrderItemAdjustmentLineSummary" if original_id is None else "OrderItemAdjustmentLineItem"
        reference = (kind, summary_id if original_id is None else original_id)
        own = tuple(taxes_of.get((item_id, id_), ()))
        adjustments_of[item_id].append(BilledAdjustment(reference, amount, own))
    found: dict[int, list[BilledItem]] = defaultdict(list)
    for owner, id_, item_id, type_, product, quantity, price, amount in lines:
        own = tuple(taxes_of.get((id_, None), ()))
        parts = tuple(adjustments_of.get(id_, ()))
        reference = ("OrderItem", item_id)
        found[owner].append(BilledItem(reference, type_, product, quantity, price, amount, own, parts))
    return dict(found)
