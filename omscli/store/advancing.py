"""What `oms advance` cannot do itself: orders that wait for somebody outside."""

from __future__ import annotations

SQL_WAITING_FOR_NOTICE = """
SELECT f.order_key, s.order_number, f.fulfillment_order_number, f.status
FROM fulfillment_orders f JOIN order_summaries s ON s.order_key = f.order_key
WHERE f.status_category IN ('ACTIVATED', 'FULFILLING') ORDER BY f.order_key, f.id
"""
SQL_WAITING_FOR_GATEWAY = """
SELECT s.order_key, s.order_number, s.status, COUNT(*) FROM gateway_intents g
JOIN order_summaries s ON s.order_key = g.order_key
WHERE g.state = 'unknown' GROUP BY s.order_key, s.order_number, s.status ORDER BY s.order_key
"""
SQL_WAITING_FOR_PEOPLE = """
SELECT s.order_key, s.order_number, s.status, e.process_exception_number
FROM order_summaries s JOIN process_exceptions e ON e.order_key = s.order_key AND e.status_category = 'ACTIVE'
ORDER BY s.order_key, e.id
"""
