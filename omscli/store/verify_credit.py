"""Statements of `oms verify` about gift cards and store credit."""

from __future__ import annotations

SQL_BALANCES = """
SELECT 0, c.id, c.balance, c.reserved_amount, COALESCE(m.balance, 0), COALESCE(m.reserved, 0) FROM credit_accounts c
LEFT JOIN (SELECT credit_account_id, CAST(SUM(balance_change) AS BIGINT) AS balance,
                  CAST(SUM(reserved_change) AS BIGINT) AS reserved
           FROM credit_movements GROUP BY credit_account_id) m ON m.credit_account_id = c.id
ORDER BY c.id
"""
SQL_BEYOND = """
SELECT 0, id, balance, reserved_amount FROM credit_accounts
WHERE balance < 0 OR reserved_amount < 0 OR reserved_amount > balance
  OR (status = 'Closed' AND balance <> 0) ORDER BY id
"""
SQL_RESERVED = """
SELECT 0, c.id, c.reserved_amount, COALESCE(a.amount, 0) FROM credit_accounts c
LEFT JOIN (SELECT m.credit_account_id, CAST(SUM(a.amount - a.captured_amount - a.reversed_amount) AS BIGINT) AS amount
           FROM payment_authorizations a
           JOIN payment_methods m ON m.order_key = a.order_key AND m.id = a.payment_method_id
           WHERE m.credit_account_id IS NOT NULL AND a.status = 'Processed' GROUP BY m.credit_account_id) a
  ON a.credit_account_id = c.id
ORDER BY c.id
"""
SQL_ORDERS = """
SELECT x.order_key, x.credit_account_id, CAST(SUM(x.moved) AS BIGINT), CAST(SUM(x.paid) AS BIGINT) FROM
  (SELECT order_key, credit_account_id, -balance_change AS moved, 0 AS paid FROM credit_movements WHERE order_key <> 0
   UNION ALL
   SELECT p.order_key, m.credit_account_id, 0, p.amount FROM payments p
   JOIN payment_methods m ON m.order_key = p.order_key AND m.id = p.payment_method_id
   WHERE m.credit_account_id IS NOT NULL AND p.status = 'Processed'
   UNION ALL
   SELECT r.order_key, m.credit_account_id, 0, -r.amount FROM refunds r
   JOIN payment_methods m ON m.order_key = r.order_key AND m.id = r.payment_method_id
   WHERE m.credit_account_id IS NOT NULL AND r.status = 'Processed') x
GROUP BY x.order_key, x.credit_account_id
HAVING SUM(x.moved) <> SUM(x.paid) ORDER BY x.order_key, x.credit_account_id
"""
SQL_CURRENCIES = """
SELECT m.order_key, m.id, m.currency_iso_code, c.currency_iso_code FROM credit_movements m
JOIN credit_accounts c ON c.id = m.credit_account_id WHERE m.currency_iso_code <> c.currency_iso_code
ORDER BY m.order_key, m.id
"""
SQL_CAUSES = """
SELECT m.order_key, m.id, m.cause FROM credit_movements m
WHERE NOT EXISTS (SELECT 1 FROM credit_accounts c
                  WHERE m.cause_kind = 'CreditAccount' AND m.order_key = 0 AND c.id = m.cause_id)
  AND NOT EXISTS (SELECT 1 FROM payments p
                  WHERE m.cause_kind = 'Payment' AND p.order_key = m.order_key AND p.id = m.cause_id)
  AND NOT EXISTS (SELECT 1 FROM refunds r
                  WHERE m.cause_kind = 'Refund' AND r.order_key = m.order_key AND r.id = m.cause_id)
  AND NOT EXISTS (SELECT 1 FROM payment_auth_adjustments j
                  WHERE m.cause_kind = 'PaymentAuthAdjustment' AND j.order_key = m.order_key AND j.id = m.cause_id)
  AND NOT EXISTS (SELECT 1 FROM payment_authorizations a
                  WHERE m.cause_kind = 'PaymentAuthorization' AND a.order_key = m.order_key AND a.id = m.cause_id)
ORDER BY m.order_key, m.id
"""
SQL_TWICE = """
SELECT m.order_key, MIN(m.id), m.cause, COUNT(*) FROM credit_movements m
WHERE m.cause_kind IN ('Payment', 'Refund') GROUP BY m.order_key, m.cause, m.cause_kind, m.cause_id HAVING COUNT(*) > 1
ORDER BY m.order_key, 2
"""
