"""Statements of `oms verify` about orders and their summaries: what is stored beside what its parts make."""

from __future__ import annotations

SQL_BAD_QUANTITIES = """
SELECT order_key, id, quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped, quantity_fulfilled,
       quantity_return_initiated, quantity_returned
FROM order_item_summaries
WHERE quantity_ordered < 0 OR quantity_canceled < 0 OR quantity_allocated < 0 OR quantity_shipped < 0
   OR quantity_fulfilled < 0 OR quantity_return_initiated < 0 OR quantity_returned < 0 OR quantity_reshipped < 0
   OR quantity_canceled + quantity_allocated > quantity_ordered
ORDER BY order_key, id
"""
SQL_SHIPPED_BEYOND = """
SELECT order_key, id, quantity_allocated, quantity_shipped, quantity_fulfilled, quantity_return_initiated,
       quantity_returned, quantity_reshipped
FROM order_item_summaries
WHERE quantity_shipped > quantity_allocated OR quantity_fulfilled > quantity_shipped
   OR quantity_return_initiated > quantity_fulfilled OR quantity_returned > quantity_return_initiated
   OR quantity_reshipped > quantity_fulfilled
ORDER BY order_key, id
"""
SQL_ITEM_COUNTERS = """
SELECT i.order_key, i.id,
       i.quantity_ordered, i.quantity_canceled, i.quantity_returned, i.quantity_allocated, i.quantity_shipped,
       i.quantity_fulfilled,
       o.quantity + COALESCE(c.added, 0), COALESCE(c.canceled, 0), COALESCE(c.returned, 0), COALESCE(f.allocated, 0),
       COALESCE(f.shipped, 0), COALESCE(f.fulfilled, 0)
FROM order_item_summaries i
LEFT JOIN order_items o ON o.order_key = i.order_key AND o.id = i.original_order_item_id
LEFT JOIN (SELECT x.order_key, x.item_summary_id,
                  CAST(SUM(CASE WHEN x.change_type = 'Cancel' THEN x.quantity ELSE 0 END) AS BIGINT) AS canceled,
                  CAST(SUM(CASE WHEN x.change_type = 'Return' THEN x.quantity ELSE 0 END) AS BIGINT) AS returned,
                  CAST(SUM(CASE WHEN x.change_type = 'Add' AND x.change_order_item_id <> s.original_order_item_id
                                THEN x.quantity ELSE 0 END) AS BIGINT) AS added
           FROM order_item_summary_changes x
           JOIN order_item_summaries s ON s.order_key = x.order_key AND s.id = x.item_summary_id
           GROUP BY x.order_key, x.item_summary_id) c
  ON c.order_key = i.order_key AND c.item_summary_id = i.id
LEFT JOIN (SELECT l.order_key, l.item_summary_id,
                  CAST(SUM(l.quantity) AS BIGINT) AS allocated, CAST(SUM(l.shipped_quantity) AS BIGINT) AS shipped,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN l.quantity ELSE 0 END) AS BIGINT) AS fulfilled
           FROM fulfillment_order_items l
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE fo.is_reship = 0 GROUP BY l.order_key, l.item_summary_id) f
  ON f.order_key = i.order_key AND f.item_summary_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_ITEM_STATUSES = """
SELECT order_key, id, type, status, quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped,
       quantity_fulfilled, quantity_return_initiated, quantity_returned, quantity_reshipped
FROM order_item_summaries ORDER BY order_key, id
"""
SQL_HEADERS = """
SELECT order_key, id, status, approved_date IS NOT NULL, is_suspended, active_process_exception_count
FROM order_summaries ORDER BY order_key
"""
SQL_HEADER_TOTALS = """
SELECT s.order_key, s.id,
       s.order_product_line_count,
       s.total_product_amount, s.total_product_tax_amount, s.total_adjusted_product_amount,
       s.total_adjusted_product_tax_amount, s.total_product_adj_dist_amount, s.total_product_adj_dist_tax_amount,
       s.total_delivery_amount, s.total_delivery_tax_amount, s.total_adjusted_delivery_amount,
       s.total_adjusted_delivery_tax_amount, s.total_delivery_adj_dist_amount, s.total_delivery_adj_dist_tax_amount,
       s.total_fee_amount, s.total_fee_tax_amount, s.total_adjusted_fee_amount, s.total_adjusted_fee_tax_amount,
       s.total_fee_adj_dist_amount, s.total_fee_adj_dist_tax_amount,
       s.total_amount, s.total_tax_amount, s.grand_total_amount,
       COALESCE(p.n, 0), COALESCE(p.a, 0), COALESCE(p.b, 0), COALESCE(p.c, 0), COALESCE(p.d, 0), COALESCE(p.e, 0),
       COALESCE(p.f, 0),
       COALESCE(d.a, 0), COALESCE(d.b, 0), COALESCE(d.c, 0), COALESCE(d.d, 0), COALESCE(d.e, 0), COALESCE(d.f, 0),
       COALESCE(x.a, 0), COALESCE(x.b, 0), COALESCE(x.c, 0), COALESCE(x.d, 0), COALESCE(x.e, 0), COALESCE(x.f, 0),
       COALESCE(p.c, 0) + COALESCE(p.e, 0) + COALESCE(d.c, 0) + COALESCE(d.e, 0) + COALESCE(x.c, 0) + COALESCE(x.e, 0),
       COALESCE(p.d, 0) + COALESCE(p.f, 0) + COALESCE(d.d, 0) + COALESCE(d.f, 0) + COALESCE(x.d, 0) + COALESCE(x.f, 0),
       s.total_amount + s.total_tax_amount
FROM order_summaries s
LEFT JOIN (SELECT order_key, count(*) AS n, CAST(SUM(total_line_amount) AS BIGINT) AS a,
                  CAST(SUM(total_line_tax_amount) AS BIGINT) AS b,
                  CAST(SUM(total_line_amount + total_line_adjustment_amount) AS BIGINT) AS c,
                  CAST(SUM(total_line_tax_amount + total_line_adjustment_tax_amount) AS BIGINT) AS d,
                  CAST(SUM(total_adjustment_dist_amount) AS BIGINT) AS e,
                  CAST(SUM(total_adjustment_dist_tax_amount) AS BIGINT) AS f
           FROM order_item_summaries WHERE type = 'Order Product' GROUP BY order_key) p ON p.order_key = s.order_key
LEFT JOIN (SELECT order_key, CAST(SUM(total_line_amount) AS BIGINT) AS a,
                  CAST(SUM(total_line_tax_amount) AS BIGINT) AS b,
                  CAST(SUM(total_line_amount + total_line_adjustment_amount) AS BIGINT) AS c,
                  CAST(SUM(total_line_tax_amount + total_line_adjustment_tax_amount) AS BIGINT) AS d,
                  CAST(SUM(total_adjustment_dist_amount) AS BIGINT) AS e,
                  CAST(SUM(total_adjustment_dist_tax_amount) AS BIGINT) AS f
           FROM order_item_summaries WHERE type = 'Delivery Charge' GROUP BY order_key) d ON d.order_key = s.order_key
LEFT JOIN (SELECT order_key, CAST(SUM(total_line_amount) AS BIGINT) AS a,
                  CAST(SUM(total_line_tax_amount) AS BIGINT) AS b,
                  CAST(SUM(total_line_amount + total_line_adjustment_amount) AS BIGINT) AS c,
                  CAST(SUM(total_line_tax_amount + total_line_adjustment_tax_amount) AS BIGINT) AS d,
                  CAST(SUM(total_adjustment_dist_amount) AS BIGINT) AS e,
                  CAST(SUM(total_adjustment_dist_tax_amount) AS BIGINT) AS f
           FROM order_item_summaries WHERE type = 'Fee' GROUP BY order_key) x ON x.order_key = s.order_key
ORDER BY s.order_key
"""
SQL_ITEM_TOTALS = """
SELECT i.order_key, i.id,
       i.total_line_tax_amount, i.total_line_adjustment_amount, i.total_line_adjustment_tax_amount,
       i.total_adjustment_dist_amount, i.total_adjustment_dist_tax_amount,
       COALESCE(t.own, 0), COALESCE(a.line, 0), COALESCE(t.line, 0), COALESCE(a.header, 0), COALESCE(t.header, 0)
FROM order_item_summaries i
LEFT JOIN (SELECT order_key, item_summary_id,
                  CAST(SUM(CASE WHEN is_header = 0 THEN amount ELSE 0 END) AS BIGINT) AS line,
                  CAST(SUM(CASE WHEN is_header = 1 THEN amount ELSE 0 END) AS BIGINT) AS header
           FROM order_item_adjustment_summaries GROUP BY order_key, item_summary_id) a
  ON a.order_key = i.order_key AND a.item_summary_id = i.id
LEFT JOIN (SELECT x.order_key, x.item_summary_id,
                  CAST(SUM(CASE WHEN x.adjustment_summary_id IS NULL THEN x.amount ELSE 0 END) AS BIGINT) AS own,
                  CAST(SUM(CASE WHEN y.is_header = 0 THEN x.amount ELSE 0 END) AS BIGINT) AS line,
                  CAST(SUM(CASE WHEN y.is_header = 1 THEN x.amount ELSE 0 END) AS BIGINT) AS header
           FROM order_item_tax_summaries x
           LEFT JOIN order_item_adjustment_summaries y ON y.order_key = x.order_key AND y.id = x.adjustment_summary_id
           GROUP BY x.order_key, x.item_summary_id) t
  ON t.order_key = i.order_key AND t.item_summary_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_GROUP_TOTALS = """
SELECT g.order_key, g.id, g.total_line_amount, g.total_line_tax_amount, g.total_adjustment_amount,
       g.total_adjustment_tax_amount, COALESCE(i.a, 0), COALESCE(i.b, 0), COALESCE(i.c, 0), COALESCE(i.d, 0)
FROM order_delivery_group_summaries g
LEFT JOIN (SELECT order_key, delivery_group_summary_id, CAST(SUM(total_line_amount) AS BIGINT) AS a,
                  CAST(SUM(total_line_tax_amount) AS BIGINT) AS b,
                  CAST(SUM(total_line_adjustment_amount + total_adjustment_dist_amount) AS BIGINT) AS c,
                  CAST(SUM(total_line_adjustment_tax_amount + total_adjustment_dist_tax_amount) AS BIGINT) AS d
           FROM order_item_summaries WHERE type = 'Delivery Charge'
           GROUP BY order_key, delivery_group_summary_id) i
  ON i.order_key = g.order_key AND i.delivery_group_summary_id = g.id
ORDER BY g.order_key, g.id
"""
SQL_PROMOTION_TOTALS = """
SELECT g.order_key, g.id, g.total_amount, g.total_tax_amount, COALESCE(a.amount, 0), COALESCE(t.amount, 0)
FROM order_adjustment_group_summaries g
LEFT JOIN (SELECT order_key, adjustment_group_summary_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM order_item_adjustment_summaries GROUP BY order_key, adjustment_group_summary_id) a
  ON a.order_key = g.order_key AND a.adjustment_group_summary_id = g.id
LEFT JOIN (SELECT y.order_key, y.adjustment_group_summary_id, CAST(SUM(x.amount) AS BIGINT) AS amount
           FROM order_item_tax_summaries x
           JOIN order_item_adjustment_summaries y ON y.order_key = x.order_key AND y.id = x.adjustment_summary_id
           GROUP BY y.order_key, y.adjustment_group_summary_id) t
  ON t.order_key = g.order_key AND t.adjustment_group_summary_id = g.id
ORDER BY g.order_key, g.id
"""
SQL_LINE_BUCKETS = """
SELECT i.order_key, i.id, i.total_line_amount, i.allocated_line_amount, i.fulfilled_line_amount,
       i.returned_line_amount,
       o.total_line_amount + COALESCE(c.amount, 0), COALESCE(f.allocated, 0), COALESCE(f.fulfilled, 0),
       COALESCE(c.returned, 0)
FROM order_item_summaries i
LEFT JOIN order_items o ON o.order_key = i.order_key AND o.id = i.original_order_item_id
LEFT JOIN (SELECT l.order_key, l.item_summary_id, CAST(SUM(l.total_line_amount) AS BIGINT) AS allocated,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN l.total_line_amount ELSE 0 END) AS BIGINT)
                    AS fulfilled
           FROM fulfillment_order_items l
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE fo.is_reship = 0 GROUP BY l.order_key, l.item_summary_id) f
  ON f.order_key = i.order_key AND f.item_summary_id = i.id
LEFT JOIN (SELECT x.order_key, x.item_summary_id, CAST(SUM(y.total_line_amount) AS BIGINT) AS amount,
                  CAST(SUM(CASE WHEN x.is_pre_fulfillment = 0 THEN -y.total_line_amount ELSE 0 END) AS BIGINT)
                    AS returned
           FROM order_item_summary_changes x
           JOIN order_items y ON y.order_key = x.order_key AND y.id = x.change_order_item_id
           JOIN order_item_summaries s ON s.order_key = x.order_key AND s.id = x.item_summary_id
           WHERE y.id <> s.original_order_item_id
           GROUP BY x.order_key, x.item_summary_id) c
  ON c.order_key = i.order_key AND c.item_summary_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_ADJUSTMENT_BUCKETS = """
SELECT i.order_key, i.id, i.amount, i.allocated_amount, i.fulfilled_amount, i.returned_amount, i.ahead_amount,
       i.is_later,
       o.amount + COALESCE(c.amount, 0), COALESCE(f.allocated, 0), COALESCE(f.fulfilled, 0),
       COALESCE(c.returned, 0) + CASE WHEN x.is_pre_fulfillment = 0 THEN -o.amount ELSE 0 END, COALESCE(f.ahead, 0),
       CASE WHEN x.id IS NULL THEN 0 ELSE 1 END
FROM order_item_adjustment_summaries i
JOIN order_item_adjustments o ON o.order_key = i.order_key AND o.id = i.original_adjustment_id
LEFT JOIN order_item_summary_changes x ON x.order_key = o.order_key AND x.change_order_item_id = o.order_item_id
  AND x.change_type <> 'Add'
LEFT JOIN (SELECT l.order_key, a.adjustment_summary_id, CAST(SUM(a.amount) AS BIGINT) AS allocated,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN a.amount ELSE 0 END) AS BIGINT) AS fulfilled,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN 0 ELSE -a.credited_amount END) AS BIGINT)
                    AS ahead
           FROM fulfillment_order_item_adjustments a
           JOIN fulfillment_order_items l ON l.order_key = a.order_key AND l.id = a.fulfillment_order_item_id
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE fo.is_reship = 0 GROUP BY l.order_key, a.adjustment_summary_id) f
  ON f.order_key = i.order_key AND f.adjustment_summary_id = i.id
LEFT JOIN (SELECT a.order_key, a.related_adjustment_id, CAST(SUM(a.amount) AS BIGINT) AS amount,
                  CAST(SUM(CASE WHEN x.is_pre_fulfillment = 0 THEN -a.amount ELSE 0 END) AS BIGINT) AS returned
           FROM order_item_summary_changes x
           JOIN order_item_adjustments a ON a.order_key = x.order_key AND a.order_item_id = x.change_order_item_id
           GROUP BY a.order_key, a.related_adjustment_id) c
  ON c.order_key = i.order_key AND c.related_adjustment_id = i.original_adjustment_id
ORDER BY i.order_key, i.id
"""
SQL_TAX_BUCKETS = """
SELECT i.order_key, i.id, i.amount, i.allocated_amount, i.fulfilled_amount, i.returned_amount, i.ahead_amount,
       o.amount + COALESCE(c.amount, 0), COALESCE(f.allocated, 0), COALESCE(f.fulfilled, 0),
       COALESCE(c.returned, 0) + CASE WHEN x.is_pre_fulfillment = 0 THEN -o.amount ELSE 0 END, COALESCE(f.ahead, 0)
FROM order_item_tax_summaries i
JOIN order_item_taxes o ON o.order_key = i.order_key AND o.id = i.original_tax_id
LEFT JOIN order_item_summary_changes x ON x.order_key = o.order_key AND x.change_order_item_id = o.order_item_id
  AND x.change_type <> 'Add'
LEFT JOIN (SELECT l.order_key, a.tax_summary_id, CAST(SUM(a.amount) AS BIGINT) AS allocated,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN a.amount ELSE 0 END) AS BIGINT) AS fulfilled,
                  CAST(SUM(CASE WHEN fo.status_category = 'CLOSED' THEN 0 ELSE -a.credited_amount END) AS BIGINT)
                    AS ahead
           FROM fulfillment_order_item_taxes a
           JOIN fulfillment_order_items l ON l.order_key = a.order_key AND l.id = a.fulfillment_order_item_id
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE fo.is_reship = 0 GROUP BY l.order_key, a.tax_summary_id) f
  ON f.order_key = i.order_key AND f.tax_summary_id = i.id
LEFT JOIN (SELECT a.order_key, a.related_tax_id, CAST(SUM(a.amount) AS BIGINT) AS amount,
                  CAST(SUM(CASE WHEN x.is_pre_fulfillment = 0 THEN -a.amount ELSE 0 END) AS BIGINT) AS returned
           FROM order_item_summary_changes x
           JOIN order_item_taxes a ON a.order_key = x.order_key AND a.order_item_id = x.change_order_item_id
           LEFT JOIN order_item_adjustments n ON n.order_key = a.order_key AND n.id = a.adjustment_id
           WHERE n.id IS NULL OR n.related_adjustment_id IS NOT NULL
           GROUP BY a.order_key, a.related_tax_id) c
  ON c.order_key = i.order_key AND c.related_tax_id = i.original_tax_id
ORDER BY i.order_key, i.id
"""
SQL_HISTORY_TOTALS = """
SELECT s.order_key, s.id, s.total_amount, s.total_tax_amount, s.grand_total_amount,
       COALESCE(o.a, 0), COALESCE(o.b, 0), COALESCE(o.c, 0)
FROM order_summaries s
LEFT JOIN (SELECT order_key, CAST(SUM(total_amount) AS BIGINT) AS a, CAST(SUM(total_tax_amount) AS BIGINT) AS b,
                  CAST(SUM(grand_total_amount) AS BIGINT) AS c FROM orders GROUP BY order_key) o
  ON o.order_key = s.order_key
ORDER BY s.order_key
"""
SQL_DELIVERY_GROUPS = """
SELECT s.order_key, s.id,
       s.delivery_method_id, s.deliver_to_name, s.deliver_to_street, s.deliver_to_city, s.deliver_to_state,
       s.deliver_to_postal_code, s.deliver_to_country, s.email_address, s.phone_number, s.is_gift,
       s.gift_message, s.delivery_instructions, s.desired_delivery_date, s.promised_delivery_date,
       g.delivery_method_id, g.deliver_to_name, g.deliver_to_street, g.deliver_to_city, g.deliver_to_state,
       g.deliver_to_postal_code, g.deliver_to_country, g.email_address, g.phone_number, g.is_gift,
       g.gift_message, g.delivery_instructions, g.desired_delivery_date, g.promised_delivery_date
FROM order_delivery_group_summaries s
LEFT JOIN (SELECT order_key, COALESCE(related_delivery_group_id, id) AS original, MAX(id) AS id
           FROM order_delivery_groups GROUP BY order_key, COALESCE(related_delivery_group_id, id)) l
  ON l.order_key = s.order_key AND l.original = s.original_order_delivery_group_id
LEFT JOIN order_delivery_groups g ON g.order_key = l.order_key AND g.id = l.id
ORDER BY s.order_key, s.id
"""
SQL_NEGATIVE_TOTALS = """
SELECT order_key, id, total_amount, total_tax_amount, grand_total_amount FROM order_summaries
WHERE grand_total_amount < 0 OR total_amount < 0 OR total_tax_amount < 0 ORDER BY order_key
"""
SQL_NEGATIVE_QUANTITIES = """
SELECT i.order_key, i.id, i.quantity FROM order_items i
JOIN orders o ON o.order_key = i.order_key AND o.id = i.order_id
WHERE o.related_order_id IS NULL AND i.quantity <= 0 ORDER BY i.order_key, i.id
"""
SQL_LOST_IDENTITIES = """
SELECT o.order_key, o.id, o.order_reference_number FROM orders o
WHERE o.related_order_id IS NULL AND o.order_reference_number IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM order_identities n WHERE n.kind = 'ref' AND n.value = o.order_reference_number
                  AND n.scope = o.sales_channel_id AND n.order_key = o.order_key)
ORDER BY o.order_key
"""
SQL_LOST_NUMBERS = """
SELECT o.order_key, o.id, o.order_management_reference_identifier, o.order_number,
       EXISTS (SELECT 1 FROM order_identities n WHERE n.kind = 'ext'
               AND n.value = o.order_management_reference_identifier AND n.scope = 0 AND n.order_key = o.order_key),
       EXISTS (SELECT 1 FROM order_identities n WHERE n.kind = 'num' AND n.value = o.order_number
               AND n.scope = o.order_key AND n.order_key = o.order_key)
FROM orders o WHERE o.related_order_id IS NULL ORDER BY o.order_key
"""
SQL_IDENTITIES_OF_NOTHING = """
SELECT n.order_key, n.order_key * 1048576, n.kind, n.value FROM order_identities n
WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.order_key = n.order_key AND o.id = n.order_key * 1048576
  AND ((n.kind = 'ref' AND n.value = o.order_reference_number AND n.scope = o.sales_channel_id)
    OR (n.kind = 'ext' AND n.value = o.order_management_reference_identifier AND n.scope = 0)
    OR (n.kind = 'num' AND n.value = o.order_number AND n.scope = o.order_key)))
ORDER BY n.order_key
"""
SQL_SHARED_IDENTITIES = """
SELECT order_key, id, external_reference_identifier FROM order_summaries WHERE external_reference_identifier IN
  (SELECT external_reference_identifier FROM order_summaries GROUP BY external_reference_identifier
   HAVING count(*) > 1)
ORDER BY order_key
"""
SQL_EXCEPTION_COUNTS = """
SELECT s.order_key, s.id, s.active_process_exception_count, COALESCE(e.n, 0) FROM order_summaries s
LEFT JOIN (SELECT order_key, count(*) AS n FROM process_exceptions WHERE status_category = 'ACTIVE'
           GROUP BY order_key) e ON e.order_key = s.order_key
ORDER BY s.order_key
"""
SQL_HELD = """
SELECT order_key, id, order_number, active_process_exception_count FROM order_summaries
WHERE status = 'On Hold' ORDER BY order_key
"""
SQL_STATES = """
SELECT order_key, id, status, approved_date IS NOT NULL,
       EXISTS (SELECT 1 FROM fulfillment_orders f WHERE f.order_key = s.order_key)
FROM order_summaries s ORDER BY order_key
"""
SQL_STATUS_EVENTS = """
SELECT order_key, id, type, payload FROM events
WHERE type IN ('OrderSumStatusChangedEvent', 'FOStatusChangedEvent') ORDER BY order_key, id
"""
SQL_ORDER_STATUSES = "SELECT order_key, status FROM order_summaries ORDER BY order_key"
SQL_FO_STATUSES = "SELECT order_key, id, status, status_category FROM fulfillment_orders ORDER BY order_key, id"
SQL_EVENTS_BACKWARDS = """
SELECT order_key, id, created_date, before FROM
  (SELECT order_key, id, created_date, LAG(created_date) OVER (PARTITION BY order_key ORDER BY id) AS before
   FROM events WHERE order_key > 0) e
WHERE created_date < before ORDER BY order_key, id
"""
