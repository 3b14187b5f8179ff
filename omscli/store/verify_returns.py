"""Statements of `oms verify` about return orders: what is stored beside what lines, change orders and events make."""

from __future__ import annotations

SQL_INITIATED = """
SELECT i.order_key, i.id, i.quantity_return_initiated, i.quantity_returned + COALESCE(r.units, 0)
FROM order_item_summaries i
LEFT JOIN (SELECT l.order_key, l.item_summary_id, CAST(SUM(l.quantity_expected) AS BIGINT) AS units
           FROM return_order_items l
           JOIN return_orders o ON o.order_key = l.order_key AND o.id = l.return_order_id
           WHERE l.type = 'Order Product' AND l.is_processed = 0 AND o.life_cycle_type = 'MANAGED'
             AND o.status_category IN ('Draft', 'Activated')
           GROUP BY l.order_key, l.item_summary_id) r
  ON r.order_key = i.order_key AND r.item_summary_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_LINES = """
SELECT l.order_key, l.id,
       l.total_line_amount, l.total_line_tax_amount, l.total_adjustment_amount, l.total_adjustment_tax_amount,
       CASE WHEN l.type = 'Delivery Charge' OR o.life_cycle_type = 'UNMANAGED' THEN 0 ELSE l.quantity_returned END,
       COALESCE(-i.total_line_amount, 0), COALESCE(-t.line, 0), COALESCE(-a.amount, 0), COALESCE(-t.adjustment, 0),
       CASE WHEN l.type = 'Delivery Charge' OR o.life_cycle_type = 'UNMANAGED' THEN 0
            WHEN l.type = 'Fee' THEN COALESCE(i.quantity, 0) ELSE COALESCE(-i.quantity, 0) END
FROM return_order_items l
JOIN return_orders o ON o.order_key = l.order_key AND o.id = l.return_order_id
LEFT JOIN order_items i ON i.order_key = l.order_key AND i.id = l.change_order_item_id
LEFT JOIN (SELECT order_key, order_item_id, CAST(SUM(amount) AS BIGINT) AS amount FROM order_item_adjustments
           GROUP BY order_key, order_item_id) a ON a.order_key = i.order_key AND a.order_item_id = i.id
LEFT JOIN (SELECT order_key, order_item_id,
                  CAST(SUM(CASE WHEN adjustment_id IS NULL THEN amount ELSE 0 END) AS BIGINT) AS line,
                  CAST(SUM(CASE WHEN adjustment_id IS NULL THEN 0 ELSE amount END) AS BIGINT) AS adjustment
           FROM order_item_taxes GROUP BY order_key, order_item_id) t
  ON t.order_key = i.order_key AND t.order_item_id = i.id
ORDER BY l.order_key, l.id
"""
SQL_PARTS = """
SELECT l.order_key, l.id, l.total_line_tax_amount, l.total_adjustment_amount, l.total_adjustment_tax_amount,
       COALESCE(t.line, 0), COALESCE(a.amount, 0), COALESCE(t.adjustment, 0)
FROM return_order_items l
LEFT JOIN (SELECT order_key, return_order_item_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM return_order_item_adjustments GROUP BY order_key, return_order_item_id) a
  ON a.order_key = l.order_key AND a.return_order_item_id = l.id
LEFT JOIN (SELECT order_key, return_order_item_id,
             CAST(SUM(CASE WHEN return_order_item_adjustment_id IS NULL THEN amount ELSE 0 END) AS BIGINT) AS line,
             CAST(SUM(CASE WHEN return_order_item_adjustment_id IS NULL THEN 0 ELSE amount END) AS BIGINT) AS adjustment
           FROM return_order_item_taxes GROUP BY order_key, return_order_item_id) t
  ON t.order_key = l.order_key AND t.return_order_item_id = l.id
WHERE l.type <> 'Fee' ORDER BY l.order_key, l.id
"""
SQL_TOTALS = """
SELECT o.order_key, o.id, o.total_product_amount, o.total_product_tax_amount, o.total_adjustment_amount,
       o.total_adjustment_tax_amount, o.total_delivery_amount, o.total_delivery_tax_amount, o.total_fee_amount,
       o.total_fee_tax_amount, o.total_amount, o.total_tax_amount, o.grand_total_amount,
       COALESCE(l.a, 0), COALESCE(l.b, 0), COALESCE(l.c, 0), COALESCE(l.d, 0), COALESCE(l.e, 0), COALESCE(l.f, 0),
       COALESCE(l.g, 0), COALESCE(l.h, 0), COALESCE(l.total, 0), COALESCE(l.tax, 0),
       COALESCE(l.total, 0) + COALESCE(l.tax, 0)
FROM return_orders o
LEFT JOIN (SELECT order_key, return_order_id,
    CAST(SUM(CASE type WHEN 'Order Product' THEN total_line_amount ELSE 0 END) AS BIGINT) AS a,
    CAST(SUM(CASE type WHEN 'Order Product' THEN total_line_tax_amount ELSE 0 END) AS BIGINT) AS b,
    CAST(SUM(CASE type WHEN 'Order Product' THEN total_adjustment_amount ELSE 0 END) AS BIGINT) AS c,
    CAST(SUM(CASE type WHEN 'Order Product' THEN total_adjustment_tax_amount ELSE 0 END) AS BIGINT) AS d,
    CAST(SUM(CASE type WHEN 'Delivery Charge' THEN total_line_amount + total_adjustment_amount ELSE 0 END) AS BIGINT)
      AS e,
    CAST(SUM(CASE type WHEN 'Delivery Charge' THEN total_line_tax_amount + total_adjustment_tax_amount ELSE 0 END)
      AS BIGINT) AS f,
    CAST(SUM(CASE type WHEN 'Fee' THEN total_line_amount ELSE 0 END) AS BIGINT) AS g,
    CAST(SUM(CASE type WHEN 'Fee' THEN total_line_tax_amount ELSE 0 END) AS BIGINT) AS h,
    CAST(SUM(total_line_amount + total_adjustment_amount) AS BIGINT) AS total,
    CAST(SUM(total_line_tax_amount + total_adjustment_tax_amount) AS BIGINT) AS tax
  FROM return_order_items GROUP BY order_key, return_order_id) l
  ON l.order_key = o.order_key AND l.return_order_id = o.id
ORDER BY o.order_key, o.id
"""
SQL_WRONG_CHANGES = """
SELECT l.order_key, l.id, l.type FROM return_order_items l
JOIN return_orders o ON o.order_key = l.order_key AND o.id = l.return_order_id
WHERE (l.type = 'Fee' AND (l.is_processed <> l.quantity_returned + l.quantity_canceled OR l.quantity_received <> 0
                           OR l.quantity_rejected <> 0 OR l.processing_plan IS NOT NULL
                           OR l.reason_for_rejection IS NOT NULL))
   OR (l.type = 'Delivery Charge' AND (l.is_processed <> 1 OR l.quantity_received + l.quantity_rejected
                                       + l.quantity_returned + l.quantity_canceled <> 0 OR l.processing_plan IS NOT NULL
                                       OR l.reason_for_rejection IS NOT NULL))
   OR (o.life_cycle_type = 'MANAGED' AND l.type <> 'Delivery Charge'
       AND (l.quantity_returned > 0) <> (l.change_order_item_id IS NOT NULL))
   OR (l.change_order_item_id IS NOT NULL AND NOT EXISTS
       (SELECT 1 FROM order_item_summary_changes c
        JOIN order_items i ON i.order_key = c.order_key AND i.id = c.change_order_item_id
        WHERE c.order_key = l.order_key AND c.change_order_item_id = l.change_order_item_id
          AND i.product_id = l.product_id AND i.type = l.type
          AND (l.type = 'Fee' OR c.item_summary_id = l.item_summary_id)))
   OR EXISTS (SELECT 1 FROM return_order_items x WHERE x.order_key = l.order_key AND x.id <> l.id
              AND x.change_order_item_id = l.change_order_item_id)
ORDER BY l.order_key, l.id
"""
SQL_RESTOCKED = """
SELECT l.order_key, l.id, l.quantity_returned, m.units, l.processing_plan FROM return_order_items l
JOIN (SELECT order_key, cause_id, CAST(SUM(on_hand_change) AS BIGINT) AS units FROM stock_movements
      WHERE cause_kind = 'ReturnOrderLineItem' GROUP BY order_key, cause_id) m
  ON m.order_key = l.order_key AND m.cause_id = l.id
WHERE m.units <> l.quantity_returned OR l.processing_plan IS NULL OR l.processing_plan <> 'Restock'
ORDER BY l.order_key, l.id
"""
SQL_RETURN_ORDERS = """
SELECT order_key, id, return_order_number, status, status_category, closed_date FROM return_orders
ORDER BY order_key, id
"""
SQL_GOODS = """
SELECT order_key, id, is_processed, quantity_received, quantity_rejected, quantity_returned, quantity_canceled,
       reason_for_rejection, processing_plan
FROM return_order_items WHERE type = 'Order Product' ORDER BY order_key, id
"""
SQL_RETURN_EVENTS = """
SELECT order_key, id, type, created_date, payload FROM events
WHERE type IN ('ReturnOrderStatusChangedEvent', 'ReturnOrderItemsReturnedEvent') ORDER BY order_key, id
"""
