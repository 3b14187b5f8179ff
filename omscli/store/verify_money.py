"""Statements of `oms verify` about invoices, credit memos and payments."""

from __future__ import annotations

SQL_INVOICE_TOTALS = """
SELECT i.order_key, i.id, i.total_charge_amount, i.total_charge_tax_amount, i.total_adjustment_amount,
       i.total_adjustment_tax_amount, i.total_amount, i.total_tax_amount, i.total_amount_with_tax,
       COALESCE(l.charge, 0), COALESCE(l.charge_tax, 0), COALESCE(l.adjustment, 0), COALESCE(l.adjustment_tax, 0),
       COALESCE(l.charge, 0) + COALESCE(l.adjustment, 0), COALESCE(l.tax, 0),
       COALESCE(l.charge, 0) + COALESCE(l.adjustment, 0) + COALESCE(l.tax, 0)
FROM invoices i
LEFT JOIN (SELECT x.order_key, x.invoice_id,
             CAST(SUM(CASE WHEN x.type = 'Charge' THEN x.line_amount ELSE 0 END) AS BIGINT) AS charge,
             CAST(SUM(CASE WHEN x.type = 'Adjustment' THEN x.line_amount ELSE 0 END) AS BIGINT) AS adjustment,
             CAST(SUM(CASE WHEN x.type = 'Tax' THEN x.line_amount ELSE 0 END) AS BIGINT) AS tax,
             CAST(SUM(CASE WHEN x.type = 'Tax' AND y.type = 'Charge' THEN x.line_amount ELSE 0 END) AS BIGINT)
               AS charge_tax,
             CAST(SUM(CASE WHEN x.type = 'Tax' AND y.type = 'Adjustment' THEN x.line_amount ELSE 0 END) AS BIGINT)
               AS adjustment_tax
           FROM invoice_lines x
           LEFT JOIN invoice_lines y ON y.order_key = x.order_key AND y.id = x.related_line_id
           GROUP BY x.order_key, x.invoice_id) l ON l.order_key = i.order_key AND l.invoice_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_INVOICE_BALANCES = """
SELECT i.order_key, i.id, i.net_payments_applied, i.net_credits_applied, i.balance,
       COALESCE(p.amount, 0), COALESCE(c.amount, 0),
       i.total_amount_with_tax - COALESCE(p.amount, 0) - COALESCE(c.amount, 0)
FROM invoices i
LEFT JOIN (SELECT order_key, invoice_id, CAST(SUM(CASE WHEN type = 'Unapplied' THEN -amount ELSE amount END) AS BIGINT)
             AS amount
           FROM credit_memo_applications GROUP BY order_key, invoice_id) c
  ON c.order_key = i.order_key AND c.invoice_id = i.id
LEFT JOIN (SELECT order_key, invoice_id, CAST(SUM(CASE WHEN type = 'Unapplied' THEN -amount ELSE amount END) AS BIGINT)
             AS amount
           FROM payment_line_invoices GROUP BY order_key, invoice_id) p
  ON p.order_key = i.order_key AND p.invoice_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_INVOICED_ORDERS = """
SELECT i.order_key, i.id, i.total_amount_with_tax, i.fulfillment_order_id, f.grand_total_amount, f.id
FROM invoices i JOIN fulfillment_orders f ON f.order_key = i.order_key AND f.invoice_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_INVOICED_CHANGES = """
SELECT i.order_key, i.id, i.total_amount_with_tax, i.id, o.grand_total_amount, f.id
FROM invoices i JOIN orders o ON o.order_key = i.order_key AND o.id = i.change_order_id
LEFT JOIN (SELECT order_key, change_order_id, MIN(id) AS id FROM invoices GROUP BY order_key, change_order_id) f
  ON f.order_key = i.order_key AND f.change_order_id = i.change_order_id
ORDER BY i.order_key, i.id
"""
SQL_INVOICES_OF_NOTHING = """
SELECT order_key, id, invoice_number FROM invoices
WHERE (fulfillment_order_id IS NULL) = (change_order_id IS NULL) ORDER BY order_key, id
"""
SQL_CREDIT_MEMO_TOTALS = """
SELECT i.order_key, i.id, i.total_charge_amount, i.total_charge_tax_amount, i.total_adjustment_amount,
       i.total_adjustment_tax_amount, i.total_amount, i.total_tax_amount, i.total_amount_with_tax,
       COALESCE(l.charge, 0), COALESCE(l.charge_tax, 0), COALESCE(l.adjustment, 0), COALESCE(l.adjustment_tax, 0),
       COALESCE(l.charge, 0) + COALESCE(l.adjustment, 0), COALESCE(l.tax, 0),
       COALESCE(l.charge, 0) + COALESCE(l.adjustment, 0) + COALESCE(l.tax, 0)
FROM credit_memos i
LEFT JOIN (SELECT x.order_key, x.credit_memo_id,
             CAST(SUM(CASE WHEN x.type = 'Charge' THEN x.line_amount ELSE 0 END) AS BIGINT) AS charge,
             CAST(SUM(CASE WHEN x.type = 'Adjustment' THEN x.line_amount ELSE 0 END) AS BIGINT) AS adjustment,
             CAST(SUM(CASE WHEN x.type = 'Tax' THEN x.line_amount ELSE 0 END) AS BIGINT) AS tax,
             CAST(SUM(CASE WHEN x.type = 'Tax' AND y.type = 'Charge' THEN x.line_amount ELSE 0 END) AS BIGINT)
               AS charge_tax,
             CAST(SUM(CASE WHEN x.type = 'Tax' AND y.type = 'Adjustment' THEN x.line_amount ELSE 0 END) AS BIGINT)
               AS adjustment_tax
           FROM credit_memo_lines x
           LEFT JOIN credit_memo_lines y ON y.order_key = x.order_key AND y.id = x.related_line_id
           GROUP BY x.order_key, x.credit_memo_id) l ON l.order_key = i.order_key AND l.credit_memo_id = i.id
ORDER BY i.order_key, i.id
"""
SQL_CREDIT_MEMO_BALANCES = """
SELECT m.order_key, m.id, m.total_amount_with_tax, m.total_credit_amount_applied, m.balance,
       COALESCE(o.amount, 0), COALESCE(r.amount, 0) + COALESCE(a.amount, 0),
       m.total_amount_with_tax - COALESCE(r.amount, 0) - COALESCE(a.amount, 0)
FROM credit_memos m
LEFT JOIN (SELECT order_key, credit_memo_id,
             CAST(SUM(CASE WHEN type = 'Unapplied' THEN -amount ELSE amount END) AS BIGINT) AS amount
           FROM credit_memo_applications GROUP BY order_key, credit_memo_id) a
  ON a.order_key = m.order_key AND a.credit_memo_id = m.id
LEFT JOIN (SELECT c.order_key, c.credit_memo_id, CAST(-SUM(o.grand_total_amount) AS BIGINT) AS amount
           FROM credit_memo_change_orders c JOIN orders o ON o.order_key = c.order_key AND o.id = c.id
           GROUP BY c.order_key, c.credit_memo_id) o ON o.order_key = m.order_key AND o.credit_memo_id = m.id
LEFT JOIN (SELECT order_key, credit_memo_id, CAST(SUM(amount) AS BIGINT) AS amount FROM refunds
           WHERE status = 'Processed' GROUP BY order_key, credit_memo_id) r
  ON r.order_key = m.order_key AND r.credit_memo_id = m.id
ORDER BY m.order_key, m.id
"""
SQL_PAYMENT_SUMMARIES = """
SELECT s.order_key, s.id, s.authorization_amount, s.authorization_reversal_amount, s.captured_amount,
       s.balance_amount, s.refunded_amount, s.pending_capture_amount, s.pending_refund_amount,
       s.pending_authorization_amount, s.pending_reverse_auth_amount,
       COALESCE(a.amount, 0), COALESCE(v.amount, 0), COALESCE(p.amount, 0), COALESCE(p.balance, 0),
       COALESCE(r.amount, 0), COALESCE(i.capture, 0), COALESCE(i.refund, 0),
       COALESCE(i.promise, 0), COALESCE(i.reversal, 0)
FROM order_payment_summaries s
LEFT JOIN (SELECT order_key, order_payment_summary_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM payment_authorizations WHERE status = 'Processed' GROUP BY order_key, order_payment_summary_id) a
  ON a.order_key = s.order_key AND a.order_payment_summary_id = s.id
LEFT JOIN (SELECT order_key, order_payment_summary_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM payment_auth_adjustments WHERE status = 'Processed' GROUP BY order_key, order_payment_summary_id) v
  ON v.order_key = s.order_key AND v.order_payment_summary_id = s.id
LEFT JOIN (SELECT order_key, order_payment_summary_id, CAST(SUM(amount) AS BIGINT) AS amount,
                  CAST(SUM(balance) AS BIGINT) AS balance
           FROM payments WHERE status = 'Processed' GROUP BY order_key, order_payment_summary_id) p
  ON p.order_key = s.order_key AND p.order_payment_summary_id = s.id
LEFT JOIN (SELECT order_key, order_payment_summary_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM refunds WHERE status = 'Processed' GROUP BY order_key, order_payment_summary_id) r
  ON r.order_key = s.order_key AND r.order_payment_summary_id = s.id
LEFT JOIN (SELECT order_key, order_payment_summary_id,
             CAST(SUM(CASE WHEN interaction_type = 'Capture' THEN amount ELSE 0 END) AS BIGINT) AS capture,
             CAST(SUM(CASE WHEN interaction_type = 'ReferencedRefund' THEN amount ELSE 0 END) AS BIGINT) AS refund,
             CAST(SUM(CASE WHEN interaction_type = 'Authorization' THEN amount ELSE 0 END) AS BIGINT) AS promise,
             CAST(SUM(CASE WHEN interaction_type = 'AuthorizationReversal' THEN amount ELSE 0 END) AS BIGINT)
               AS reversal
           FROM gateway_intents WHERE state IN ('planned', 'sending', 'unknown')
           GROUP BY order_key, order_payment_summary_id) i
  ON i.order_key = s.order_key AND i.order_payment_summary_id = s.id
ORDER BY s.order_key, s.id
"""
SQL_AUTHORIZATIONS = """
SELECT a.order_key, a.id, a.captured_amount, a.reversed_amount, COALESCE(p.amount, 0) + COALESCE(i.capture, 0),
       COALESCE(v.amount, 0) + COALESCE(i.reversal, 0)
FROM payment_authorizations a
LEFT JOIN (SELECT order_key, payment_authorization_id, CAST(SUM(amount) AS BIGINT) AS amount FROM payments
           WHERE type = 'Capture' GROUP BY order_key, payment_authorization_id) p
  ON p.order_key = a.order_key AND p.payment_authorization_id = a.id
LEFT JOIN (SELECT order_key, payment_authorization_id, CAST(SUM(amount) AS BIGINT) AS amount
           FROM payment_auth_adjustments GROUP BY order_key, payment_authorization_id) v
  ON v.order_key = a.order_key AND v.payment_authorization_id = a.id
LEFT JOIN (SELECT order_key, payment_authorization_id,
             CAST(SUM(CASE WHEN interaction_type = 'Capture' THEN amount ELSE 0 END) AS BIGINT) AS capture,
             CAST(SUM(CASE WHEN interaction_type = 'AuthorizationReversal' THEN amount ELSE 0 END) AS BIGINT)
               AS reversal
           FROM gateway_intents WHERE state IN ('planned', 'sending', 'unknown')
           GROUP BY order_key, payment_authorization_id) i
  ON i.order_key = a.order_key AND i.payment_authorization_id = a.id
ORDER BY a.order_key, a.id
"""
SQL_PAYMENTS = """
SELECT p.order_key, p.id, p.applied_amount, p.refunded_amount, COALESCE(l.amount, 0), COALESCE(r.amount, 0)
FROM payments p
LEFT JOIN (SELECT order_key, payment_id, CAST(SUM(CASE WHEN type = 'Unapplied' THEN -amount ELSE amount END) AS BIGINT)
             AS amount
           FROM payment_line_invoices GROUP BY order_key, payment_id) l
  ON l.order_key = p.order_key AND l.payment_id = p.id
LEFT JOIN (SELECT order_key, payment_id, CAST(SUM(amount) AS BIGINT) AS amount FROM refund_line_payments
           GROUP BY order_key, payment_id) r ON r.order_key = p.order_key AND r.payment_id = p.id
ORDER BY p.order_key, p.id
"""
SQL_REFUNDS = """
SELECT f.order_key, f.id, f.amount, COALESCE(l.amount, 0) FROM refunds f
LEFT JOIN (SELECT order_key, refund_id, CAST(SUM(amount) AS BIGINT) AS amount FROM refund_line_payments
           GROUP BY order_key, refund_id) l ON l.order_key = f.order_key AND l.refund_id = f.id
WHERE f.status = 'Processed' ORDER BY f.order_key, f.id
"""
SQL_BEYOND_AUTHORIZED = """
SELECT order_key, id, amount, captured_amount, reversed_amount FROM payment_authorizations
WHERE captured_amount + reversed_amount > amount OR captured_amount < 0 OR reversed_amount < 0 ORDER BY order_key, id
"""
SQL_BEYOND_CAPTURED = """
SELECT order_key, id, amount, applied_amount, refunded_amount, balance FROM payments
WHERE refunded_amount > amount OR balance < 0 OR balance > amount - refunded_amount
   OR balance < amount - applied_amount - refunded_amount OR balance > amount - applied_amount
ORDER BY order_key, id
"""
SQL_CURRENCIES = """
SELECT x.order_key, x.id, x.currency, s.currency_iso_code FROM
  (SELECT order_key, id, currency_iso_code AS currency FROM order_payment_summaries
   UNION ALL SELECT order_key, order_payment_summary_id, currency_iso_code FROM payments
   UNION ALL SELECT order_key, order_payment_summary_id, currency_iso_code FROM payment_authorizations
   UNION ALL SELECT order_key, order_payment_summary_id, currency_iso_code FROM refunds) x
JOIN order_summaries s ON s.order_key = x.order_key
WHERE x.id IS NOT NULL AND x.currency <> s.currency_iso_code ORDER BY x.order_key, x.id
"""
SQL_UNSETTLED = """
SELECT order_key, id, interaction_type, state FROM gateway_intents WHERE state IN ('planned', 'sending', 'unknown')
ORDER BY order_key, id
"""
