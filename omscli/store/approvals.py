"""What the approval of orders reads."""

from __future__ import annotations

SQL_READY_TO_APPROVE = """
SELECT order_key FROM order_summaries
WHERE approved_date IS NULL AND active_process_exception_count = 0 AND is_suspended = 0
  AND order_life_cycle_type = 'MANAGED' AND status = 'Created'
ORDER BY order_key
"""
SQL_FRAUD_FACTS = """
SELECT s.order_key, COALESCE(s.billing_email_address, a.person_email, c.email), g.email_address, s.billing_country,
       s.billing_postal_code, g.deliver_to_country, g.deliver_to_postal_code
FROM order_summaries s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN contacts c ON c.id = s.bill_to_contact_id
LEFT JOIN order_delivery_group_summaries g ON g.order_key = s.order_key
WHERE s.order_key IN :list ORDER BY s.order_key, g.id
"""
SQL_JUDGED = """
SELECT DISTINCT order_key FROM process_exceptions
WHERE order_key IN :list AND category = 'Order Approval' AND status_category <> 'ACTIVE'
"""
