"""Statements of `oms verify` about stock and fulfillment."""

from __future__ import annotations

SQL_STOCK_COUNTERS = """
SELECT s.location_id, s.product_id, s.on_hand, s.reserved, COALESCE(m.on_hand, 0), COALESCE(m.reserved, 0)
FROM stock s
LEFT JOIN (SELECT location_id, product_id, CAST(SUM(on_hand_change) AS BIGINT) AS on_hand,
                  CAST(SUM(reserved_change) AS BIGINT) AS reserved
           FROM stock_movements GROUP BY location_id, product_id) m
  ON m.location_id = s.location_id AND m.product_id = s.product_id
WHERE s.on_hand <> COALESCE(m.on_hand, 0) OR s.reserved <> COALESCE(m.reserved, 0)
ORDER BY s.location_id, s.product_id
"""
SQL_MOVED_NOWHERE = """
SELECT m.location_id, m.product_id, CAST(SUM(m.on_hand_change) AS BIGINT), CAST(SUM(m.reserved_change) AS BIGINT)
FROM stock_movements m
WHERE NOT EXISTS (SELECT 1 FROM stock s WHERE s.location_id = m.location_id AND s.product_id = m.product_id)
GROUP BY m.location_id, m.product_id
HAVING SUM(m.on_hand_change) <> 0 OR SUM(m.reserved_change) <> 0
ORDER BY m.location_id, m.product_id
"""
SQL_OVERSOLD = """
SELECT location_id, product_id, on_hand, reserved FROM stock
WHERE reserved < 0 OR on_hand < reserved OR safety_stock < 0 ORDER BY location_id, product_id
"""
SQL_RESERVATIONS = """
SELECT s.location_id, s.product_id, s.reserved, COALESCE(f.units, 0)
FROM stock s
LEFT JOIN (SELECT fo.fulfilled_from_location_id AS location_id, l.product_id,
                  CAST(SUM(l.quantity - l.shipped_quantity) AS BIGINT) AS units
           FROM fulfillment_order_items l
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE l.type = 'Order Product' AND fo.status_category IN ('DRAFT', 'ACTIVATED', 'FULFILLING')
           GROUP BY fo.fulfilled_from_location_id, l.product_id) f
  ON f.location_id = s.location_id AND f.product_id = s.product_id
WHERE s.reserved <> COALESCE(f.units, 0)
  AND EXISTS (SELECT 1 FROM locations p WHERE p.id = s.location_id AND p.is_inventory_location = 1)
ORDER BY s.location_id, s.product_id
"""
SQL_SHIPPED_LINES = """
SELECT l.order_key, l.id, l.shipped_quantity, COALESCE(s.units, 0)
FROM fulfillment_order_items l
LEFT JOIN (SELECT order_key, fulfillment_order_item_id, CAST(SUM(quantity) AS BIGINT) AS units
           FROM shipment_items GROUP BY order_key, fulfillment_order_item_id) s
  ON s.order_key = l.order_key AND s.fulfillment_order_item_id = l.id
WHERE l.type = 'Order Product' AND l.shipped_quantity <> COALESCE(s.units, 0)
ORDER BY l.order_key, l.id
"""
SQL_BAD_LINES = """
SELECT order_key, id, original_quantity, quantity, shipped_quantity FROM fulfillment_order_items
WHERE quantity < 0 OR quantity > original_quantity OR shipped_quantity < 0 OR shipped_quantity > quantity
ORDER BY order_key, id
"""
SQL_CAUSELESS = """
SELECT m.order_key, m.id, m.cause FROM stock_movements m
WHERE m.order_key > 0 AND (m.cause_id IS NULL
  OR (m.cause_kind = 'FulfillmentOrderLineItem' AND NOT EXISTS
      (SELECT 1 FROM fulfillment_order_items l WHERE l.order_key = m.order_key AND l.id = m.cause_id
       AND l.product_id = m.product_id))
  OR (m.cause_kind = 'ShipmentItem' AND NOT EXISTS
      (SELECT 1 FROM shipment_items s WHERE s.order_key = m.order_key AND s.id = m.cause_id
       AND s.product_id = m.product_id))
  OR (m.cause_kind = 'ReturnOrderLineItem' AND NOT EXISTS
      (SELECT 1 FROM return_order_items s WHERE s.order_key = m.order_key AND s.id = m.cause_id
       AND s.product_id = m.product_id)))
ORDER BY m.order_key, m.id
"""
SQL_SHIPPED_TWICE = """
SELECT s.order_key, s.id, s.quantity, CAST(-COALESCE(SUM(m.on_hand_change), 0) AS BIGINT)
FROM shipment_items s
JOIN shipments p ON p.order_key = s.order_key AND p.id = s.shipment_id
JOIN locations o ON o.id = p.source_location_id AND o.is_inventory_location = 1
JOIN fulfillment_order_items l ON l.order_key = s.order_key AND l.id = s.fulfillment_order_item_id
LEFT JOIN stock_movements m ON m.order_key = s.order_key AND m.cause_id = s.id AND m.cause = 'ship'
WHERE l.type = 'Order Product'
GROUP BY s.order_key, s.id, s.quantity
HAVING s.quantity <> -COALESCE(SUM(m.on_hand_change), 0)
ORDER BY s.order_key, s.id
"""
SQL_SHIPMENTS_WITHOUT_NOTICE = """
SELECT s.order_key, s.id, s.asn_number, count(a.asn_number) FROM shipments s
LEFT JOIN asns a ON a.shipment_key = s.id AND a.asn_number = s.asn_number
WHERE s.return_order_id IS NULL
GROUP BY s.order_key, s.id, s.asn_number HAVING count(a.asn_number) <> 1 ORDER BY s.order_key, s.id
"""
SQL_NOTICES_WITHOUT_SHIPMENT = """
SELECT a.order_key, a.fulfillment_order_key, a.asn_number FROM asns a
WHERE a.shipment_key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_key = a.order_key AND s.id = a.shipment_key)
ORDER BY a.asn_number
"""
SQL_SHIPMENT_TOTALS = """
SELECT s.order_key, s.id, s.total_items_quantity, COALESCE(i.units, r.units, 0) FROM shipments s
LEFT JOIN (SELECT order_key, return_order_id, CAST(SUM(quantity_expected) AS BIGINT) AS units FROM return_order_items
           WHERE type = 'Order Product' AND split_from_id IS NULL GROUP BY order_key, return_order_id) r
  ON r.order_key = s.order_key AND r.return_order_id = s.return_order_id
LEFT JOIN (SELECT order_key, shipment_id, CAST(SUM(quantity) AS BIGINT) AS units FROM shipment_items
           GROUP BY order_key, shipment_id) i ON i.order_key = s.order_key AND i.shipment_id = s.id
ORDER BY s.order_key, s.id
"""
SQL_FO_TOTALS = """
SELECT f.order_key, f.id, f.item_count,
       f.total_product_amount, f.total_product_tax_amount, f.total_adjustment_amount, f.total_adjustment_tax_amount,
       f.total_delivery_amount, f.total_delivery_tax_amount, f.total_delivery_adjust_amount,
       f.total_delivery_adjust_tax_amount,
       f.total_fee_amount, f.total_fee_tax_amount, f.total_fee_adjust_amount, f.total_fee_adjust_tax_amount,
       f.total_amount, f.total_tax_amount, f.grand_total_amount,
       COALESCE(l.n, 0), COALESCE(l.a1, 0), COALESCE(l.b1, 0), COALESCE(l.c1, 0), COALESCE(l.d1, 0),
       COALESCE(l.a2, 0), COALESCE(l.b2, 0), COALESCE(l.c2, 0), COALESCE(l.d2, 0),
       COALESCE(l.a3, 0), COALESCE(l.b3, 0), COALESCE(l.c3, 0), COALESCE(l.d3, 0),
       COALESCE(l.total, 0), COALESCE(l.tax, 0), COALESCE(l.total, 0) + COALESCE(l.tax, 0)
FROM fulfillment_orders f
LEFT JOIN (SELECT order_key, fulfillment_order_id, CAST(SUM(quantity) AS BIGINT) AS n,
  CAST(SUM(CASE WHEN type = 'Order Product' THEN total_line_amount ELSE 0 END) AS BIGINT) AS a1,
  CAST(SUM(CASE WHEN type = 'Order Product' THEN total_line_tax_amount ELSE 0 END) AS BIGINT) AS b1,
  CAST(SUM(CASE WHEN type = 'Order Product' THEN total_adjustment_amount ELSE 0 END) AS BIGINT) AS c1,
  CAST(SUM(CASE WHEN type = 'Order Product' THEN total_adjustment_tax_amount ELSE 0 END) AS BIGINT) AS d1,
  CAST(SUM(CASE WHEN type = 'Delivery Charge' THEN total_line_amount ELSE 0 END) AS BIGINT) AS a2,
  CAST(SUM(CASE WHEN type = 'Delivery Charge' THEN total_line_tax_amount ELSE 0 END) AS BIGINT) AS b2,
  CAST(SUM(CASE WHEN type = 'Delivery Charge' THEN total_adjustment_amount ELSE 0 END) AS BIGINT) AS c2,
  CAST(SUM(CASE WHEN type = 'Delivery Charge' THEN total_adjustment_tax_amount ELSE 0 END) AS BIGINT) AS d2,
  CAST(SUM(CASE WHEN type = 'Fee' THEN total_line_amount ELSE 0 END) AS BIGINT) AS a3,
  CAST(SUM(CASE WHEN type = 'Fee' THEN total_line_tax_amount ELSE 0 END) AS BIGINT) AS b3,
  CAST(SUM(CASE WHEN type = 'Fee' THEN total_adjustment_amount ELSE 0 END) AS BIGINT) AS c3,
  CAST(SUM(CASE WHEN type = 'Fee' THEN total_adjustment_tax_amount ELSE 0 END) AS BIGINT) AS d3,
  CAST(SUM(total_line_amount + total_adjustment_amount) AS BIGINT) AS total,
  CAST(SUM(total_line_tax_amount + total_adjustment_tax_amount) AS BIGINT) AS tax
  FROM fulfillment_order_items GROUP BY order_key, fulfillment_order_id) l
  ON l.order_key = f.order_key AND l.fulfillment_order_id = f.id
ORDER BY f.order_key, f.id
"""
SQL_FO_LINE_TOTALS = """
SELECT l.order_key, l.id, l.total_line_tax_amount, l.total_adjustment_amount, l.total_adjustment_tax_amount,
       COALESCE(t.own, 0), COALESCE(a.amount, 0), COALESCE(t.other, 0)
FROM fulfillment_order_items l
LEFT JOIN (SELECT order_key, fulfillment_order_item_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM fulfillment_order_item_adjustments GROUP BY order_key, fulfillment_order_item_id) a
  ON a.order_key = l.order_key AND a.fulfillment_order_item_id = l.id
LEFT JOIN (SELECT order_key, fulfillment_order_item_id,
             CAST(SUM(CASE WHEN fulfillment_order_item_adjustment_id IS NULL THEN amount ELSE 0 END) AS BIGINT) AS own,
             CAST(SUM(CASE WHEN fulfillment_order_item_adjustment_id IS NULL THEN 0 ELSE amount END) AS BIGINT)
               AS other
           FROM fulfillment_order_item_taxes GROUP BY order_key, fulfillment_order_item_id) t
  ON t.order_key = l.order_key AND t.fulfillment_order_item_id = l.id
ORDER BY l.order_key, l.id
"""
SQL_CHARGED_RESHIPS = """
SELECT l.order_key, l.id, f.is_reship, l.is_reship, l.reship_reason,
       l.unit_price + l.total_line_amount + l.total_line_tax_amount + l.total_adjustment_amount
         + l.total_adjustment_tax_amount
FROM fulfillment_order_items l
JOIN fulfillment_orders f ON f.order_key = l.order_key AND f.id = l.fulfillment_order_id
WHERE l.is_reship <> f.is_reship OR (l.is_reship = 0 AND l.reship_reason IS NOT NULL)
   OR (l.is_reship = 1 AND (l.reship_reason IS NULL OR l.type <> 'Order Product' OR l.unit_price <> 0
       OR l.total_line_amount <> 0 OR l.total_line_tax_amount <> 0 OR l.total_adjustment_amount <> 0
       OR l.total_adjustment_tax_amount <> 0
       OR EXISTS (SELECT 1 FROM fulfillment_order_item_taxes t WHERE t.order_key = l.order_key
                  AND t.fulfillment_order_item_id = l.id)
       OR EXISTS (SELECT 1 FROM fulfillment_order_item_adjustments a WHERE a.order_key = l.order_key
                  AND a.fulfillment_order_item_id = l.id)))
ORDER BY l.order_key, l.id
"""
SQL_INVOICED_RESHIPS = """
SELECT order_key, id, invoice_id FROM fulfillment_orders WHERE is_reship = 1 AND invoice_id IS NOT NULL
ORDER BY order_key, id
"""
SQL_OPEN_BUT_CLOSED = """
SELECT f.order_key, f.id, f.status, f.closed_date IS NOT NULL,
       COALESCE((SELECT SUM(l.quantity - l.shipped_quantity) FROM fulfillment_order_items l
                 WHERE l.order_key = f.order_key AND l.fulfillment_order_id = f.id), 0)
FROM fulfillment_orders f ORDER BY f.order_key, f.id
"""
SQL_EXPORTS = "SELECT 0, id, content, content_sha256, item_count, file_name FROM exports ORDER BY id"
SQL_LOST_EXPORTS = """
SELECT f.order_key, f.id, f.export_id FROM fulfillment_orders f
WHERE f.export_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM exports e WHERE e.id = f.export_id)
ORDER BY f.order_key, f.id
"""
SQL_NAMES_OF_PLACES = "SELECT id, external_reference FROM locations"
SQL_NAMES_OF_PRODUCTS = "SELECT id, stock_keeping_unit FROM products"
