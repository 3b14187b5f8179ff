"""Return orders: read for a chunk of orders at once, and how they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from omscli.domain.change_values import FEE_SKU, Fee, FeeType
from omscli.domain.return_orders import ReturnLine, ReturnOrder
from omscli.store.db import Reader

SQL_RETURN_ORDERS = """
SELECT order_key, id, return_order_number, life_cycle_type, status, destination_location_id, reference
FROM return_orders WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_RETURN_LINES = """
SELECT order_key, return_order_id, id, item_summary_id, order_item_id, product_id, stock_keeping_unit, type,
       quantity_expected, reason_for_return, can_reduce_shipping, is_processed, quantity_received, quantity_rejected,
       quantity_returned, quantity_canceled, fee_type, fee_value, fee_reason, description, fee_for_id
FROM return_order_items WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_SET_RETURN_STATUS = """
UPDATE return_orders SET status = ?, status_category = ?, closed_date = ? WHERE order_key = ? AND id = ?
"""
SQL_ADD_RETURN_TOTALS = """
UPDATE return_orders SET total_product_amount = total_product_amount + ?,
  total_product_tax_amount = total_product_tax_amount + ?, total_adjustment_amount = total_adjustment_amount + ?,
  total_adjustment_tax_amount = total_adjustment_tax_amount + ?, total_delivery_amount = total_delivery_amount + ?,
  total_delivery_tax_amount = total_delivery_tax_amount + ?, total_fee_amount = total_fee_amount + ?,
  total_fee_tax_amount = total_fee_tax_amount + ?, total_amount = total_amount + ?,
  total_tax_amount = total_tax_amount + ?, grand_total_amount = grand_total_amount + ?
WHERE order_key = ? AND id = ?
"""
SQL_PROCESS_LINE = """
UPDATE return_order_items SET change_order_item_id = ?, quantity_received = ?, quantity_rejected = ?,
  quantity_returned = ?, quantity_canceled = ?, reason_for_rejection = ?, processing_plan = ?, is_processed = 1,
  total_line_amount = ?, total_line_tax_amount = ?, total_adjustment_amount = ?, total_adjustment_tax_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_READY_TO_CLOSE = """
SELECT r.id FROM return_orders r
WHERE r.status_category = 'Activated'
  AND EXISTS (SELECT 1 FROM return_order_items i WHERE i.order_key = r.order_key AND i.return_order_id = r.id
              AND i.type = 'Order Product')
  AND NOT EXISTS (SELECT 1 FROM return_order_items i WHERE i.order_key = r.order_key AND i.return_order_id = r.id
                  AND i.type = 'Order Product' AND i.is_processed = 0)
ORDER BY r.created_date, r.id
"""
SQL_CHANGE_ORDERS_OF_RETURN = """
SELECT DISTINCT i.order_key, o.order_id FROM return_order_items i
JOIN order_items o ON o.order_key = i.order_key AND o.id = i.change_order_item_id
WHERE i.order_key IN :list AND i.return_order_id IN :list AND i.type <> 'Fee' ORDER BY i.order_key, o.order_id
"""
SQL_SHIPPED_FROM = """
SELECT l.item_summary_id, MIN(f.fulfilled_from_location_id) FROM fulfillment_order_items l
JOIN fulfillment_orders f ON f.order_key = l.order_key AND f.id = l.fulfillment_order_id
JOIN locations p ON p.id = f.fulfilled_from_location_id AND p.is_inventory_location = 1
WHERE l.order_key IN :list AND f.status_category = 'CLOSED' GROUP BY l.item_summary_id
"""
SQL_STOCKED = "SELECT location_id, product_id FROM stock WHERE location_id IN :list AND product_id IN :list"


def load_return_orders(reader: Reader, order_keys: Sequence[int]) -> dict[int, list[ReturnOrder]]:
    """The return orders of the orders, oldest first."""
    keys = list(order_keys)
    lines: dict[int, list[ReturnLine]] = defaultdict(list)
    for _, owner, *values in reader.rows(SQL_RETURN_LINES, keys):
        lines[owner].append(_line(values))
    found: dict[int, list[ReturnOrder]] = defaultdict(list)
    for key, id_, number, cycle, status, destination, _ in reader.rows(SQL_RETURN_ORDERS, keys):
        order = ReturnOrder(id_, number, cycle == "MANAGED", status, destination, tuple(lines.get(id_, ())))
        found[key].append(order)
    return dict(found)


def references(reader: Reader, order_keys: Sequence[int]) -> dict[tuple[int, str], tuple[int, str, str]]:
    """What requests of files made: (order, reference) → the return order's id, number and status."""
    rows = reader.rows(SQL_RETURN_ORDERS, list(order_keys))
    return {(key, reference): (id_, number, status) for key, id_, number, _, status, _, reference in rows if reference}


def _line(values: Sequence[Any]) -> ReturnLine:
    id_, item, original, product, sku, type_, expected, reason, reduces, processed, *rest = values
    received, rejected, returned, canceled, kind, value, fee_reason, description, fee_for = rest
    fee = None if kind is None else _fee(kind, value, sku, fee_reason, description)
    return ReturnLine(
        id_, item, original, product, sku, type_, expected, reason, reduces != 0, processed != 0,
        received, rejected, returned, canceled, fee, fee_for,
    )  # fmt: skip


def _fee(kind: FeeType, value: str, sku: str, reason: str | None, description: str | None) -> Fee:
    return Fee(kind, Decimal(value), sku or FEE_SKU, reason, description or "Fee")
