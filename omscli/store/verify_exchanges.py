"""Statements of `oms verify` about exchanges: both sides say the same, and so does the money that moved."""

from __future__ import annotations

SQL_UNEQUAL_SIDES = """
SELECT order_key, id, role, reserved, other, moved FROM (
SELECT x.order_key, x.id, x.role, x.reserved_amount AS reserved, COALESCE(o.reserved_amount, 0) AS other,
       CASE x.role WHEN 'Return' THEN COALESCE(r.amount, 0) ELSE COALESCE(p.amount, 0) END AS moved
FROM exchanges x
LEFT JOIN exchanges o ON o.order_key * 1048576 = x.other_summary_id AND o.role <> x.role
  AND o.other_summary_id = x.order_key * 1048576 AND o.change_order_id = x.change_order_id
LEFT JOIN (SELECT c.order_key, c.id, CAST(SUM(f.amount) AS BIGINT) AS amount
           FROM credit_memo_change_orders c
           JOIN refunds f ON f.order_key = c.order_key AND f.credit_memo_id = c.credit_memo_id AND f.type = 'Exchange'
           GROUP BY c.order_key, c.id) r ON r.order_key = x.order_key AND r.id = x.change_order_id
LEFT JOIN (SELECT order_key, CAST(SUM(amount) AS BIGINT) AS amount FROM payments WHERE type = 'Exchange'
           GROUP BY order_key) p ON p.order_key = x.order_key
) s WHERE reserved <> other OR reserved <> moved ORDER BY order_key, id
"""
SQL_MOVED_FOR_NOTHING = """
SELECT r.order_key, r.id, r.amount FROM refunds r
WHERE r.type = 'Exchange' AND NOT EXISTS
  (SELECT 1 FROM credit_memo_change_orders c JOIN exchanges x
     ON x.order_key = c.order_key AND x.change_order_id = c.id AND x.role = 'Return'
   WHERE c.order_key = r.order_key AND c.credit_memo_id = r.credit_memo_id)
ORDER BY r.order_key, r.id
"""
SQL_PAID_BY_NOTHING = """
SELECT p.order_key, p.id, p.amount FROM payments p
WHERE p.type = 'Exchange' AND NOT EXISTS
  (SELECT 1 FROM exchanges x WHERE x.order_key = p.order_key AND x.role = 'Order')
ORDER BY p.order_key, p.id
"""
SQL_EXCHANGED_WITH_OTHERS = """
SELECT x.order_key, x.id FROM exchanges x
JOIN order_summaries s ON s.order_key = x.order_key
LEFT JOIN order_summaries m ON m.order_key * 1048576 = x.other_summary_id
WHERE x.role = 'Order' AND (m.id IS NULL OR s.account_id <> m.account_id
  OR s.currency_iso_code <> m.currency_iso_code OR s.source_process <> 'Exchange')
ORDER BY x.order_key, x.id
"""
