"""Statements of `oms verify` about what changes and left a trace: the record or event that says the same once more."""

from __future__ import annotations

from omscli.store.keys import MOVEMENTS, WIDTH
from omscli.store.seals import GATEWAY, ROUTING

SQL_KEYS = "SELECT kind, next_key FROM key_blocks ORDER BY kind"
SQL_HIGHEST = {
    "orders": (
        "SELECT MAX(order_key), COUNT(*) FROM orders WHERE related_order_id IS NULL GROUP BY order_key / 100000000"
    ),
    MOVEMENTS: (
        "SELECT MAX(id), 0 FROM (SELECT id FROM stock_movements WHERE order_key = 0"
        " UNION ALL SELECT id FROM credit_movements WHERE order_key = 0) m GROUP BY id / 100000000"
    ),
}
"""What numbers its keys in another way than by its own `id`: the highest key of each block of a lane, and how many;
a block has `keys.WIDTH` keys.
"""
SQL_REMOVED = "SELECT record FROM record_seals WHERE kind = ? AND digest = ?"
SQL_CURRENCIES = "SELECT code, parts FROM currencies"
SQL_RECORD_KINDS = "SELECT name, key_prefix FROM record_kinds"
SQL_APPROVALS = """
SELECT s.order_key, s.id FROM order_summaries s
WHERE s.approved_date IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM events e WHERE e.order_key = s.order_key AND e.created_date = s.approved_date
                  AND e.type = 'OrderSumStatusChangedEvent')
ORDER BY s.order_key
"""
SQL_INVOICED = """
SELECT f.order_key, f.id, f.invoice_id, i.id FROM fulfillment_orders f
LEFT JOIN invoices i ON i.order_key = f.order_key AND i.fulfillment_order_id = f.id
WHERE f.invoice_id IS NOT NULL OR i.id IS NOT NULL ORDER BY f.order_key, f.id
"""
SQL_EXPORTED = """
SELECT export_id, order_key, id, fulfillment_order_number FROM fulfillment_orders
WHERE export_id IS NOT NULL ORDER BY export_id, order_key, id
"""
SQL_LAST_LOGS = """
SELECT s.order_key, s.id, s.last_payment_gateway_log_id, s.last_payment_gateway_message, l.id, l.gateway_message
FROM order_payment_summaries s
LEFT JOIN (SELECT order_key, order_payment_summary_id, MAX(id) AS id FROM payment_gateway_logs
           GROUP BY order_key, order_payment_summary_id) m
  ON m.order_key = s.order_key AND m.order_payment_summary_id = s.id
LEFT JOIN payment_gateway_logs l ON l.order_key = m.order_key AND l.id = m.id
ORDER BY s.order_key, s.id
"""
SQL_RESHIPPED = """
SELECT i.order_key, i.id, i.quantity_reshipped, COALESCE(f.units, 0) FROM order_item_summaries i
LEFT JOIN (SELECT l.order_key, l.item_summary_id, CAST(SUM(l.quantity) AS BIGINT) AS units
           FROM fulfillment_order_items l
           JOIN fulfillment_orders fo ON fo.order_key = l.order_key AND fo.id = l.fulfillment_order_id
           WHERE fo.is_reship = 1 GROUP BY l.order_key, l.item_summary_id) f
  ON f.order_key = i.order_key AND f.item_summary_id = i.id
WHERE i.quantity_reshipped <> 0 OR f.units IS NOT NULL ORDER BY i.order_key, i.id
"""
SQL_ANSWERS = """
SELECT i.order_key, i.id, i.state, i.answered_date FROM gateway_intents i
WHERE (i.state IN ('succeeded', 'failed', 'unknown')
       AND NOT EXISTS (SELECT 1 FROM payment_gateway_logs l WHERE l.order_key = i.order_key
                       AND l.created_date = i.answered_date AND l.interaction_type = i.interaction_type
                       AND l.order_payment_summary_id = i.order_payment_summary_id AND l.amount = i.amount
                       AND (l.request = '{"IdempotencyKey":"' || i.idempotency_key || '"}' OR l.request IS NULL)
                       AND (i.interaction_type = 'Authorization'
                            OR l.referenced_entity_id = COALESCE(i.payment_authorization_id, i.payment_id))
                       AND l.interaction_status = CASE i.state WHEN 'succeeded' THEN 'Success'
                                                  WHEN 'failed' THEN 'Failed' ELSE 'Timeout' END))
   OR i.state NOT IN ('planned', 'sending', 'succeeded', 'failed', 'unknown')
   OR (i.state IN ('planned', 'sending') AND i.answered_date IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM payment_gateway_logs l WHERE l.order_key = i.order_key
                       AND l.created_date = i.answered_date AND l.interaction_status = 'Timeout'))
ORDER BY i.order_key, i.id
"""
SQL_EXCEPTIONS = """
SELECT order_key, id, process_exception_number, status, status_category, resolved_date
FROM process_exceptions ORDER BY order_key, id
"""
SQL_RESOLUTIONS = """
SELECT order_key, created_date, payload FROM events WHERE type = 'ProcessExceptionResolvedEvent' ORDER BY order_key, id
"""
SQL_CLOSED_AT_NO_TIME = """
SELECT f.order_key, f.id FROM fulfillment_orders f
WHERE f.closed_date IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM events e WHERE e.order_key = f.order_key AND e.created_date = f.closed_date)
ORDER BY f.order_key, f.id
"""
SQL_ATTEMPTS = {
    ROUTING: "SELECT order_key, routing_attempts FROM order_summaries WHERE routing_attempts <> 0",
    GATEWAY: "SELECT id, attempts FROM gateway_intents WHERE attempts <> 1",
}
"""What has a seal of its own once it has counted → where it stands."""
SQL_COUNTER_SEALS = "SELECT record, digest FROM record_seals WHERE kind = ? ORDER BY record"


def highest(table: str) -> str:
    """The statement for the highest key of each block of a lane of a table that is keyed by its own `id`."""
    return f"SELECT MAX(id), 0 FROM {table} GROUP BY id / {WIDTH}"  # noqa: S608 - a name of the declaration
