"""What the approval of orders reads and writes: the head of each order, and not its items."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_READY_TO_APPROVE = """
SELECT order_key FROM order_summaries
WHERE approved_date IS NULL AND active_process_exception_count = 0 AND is_suspended = 0
  AND order_life_cycle_type = 'MANAGED' AND status = 'Created'
ORDER BY order_key
"""
SQL_TO_APPROVE = """
SELECT order_key, order_number, order_reference_number, currency_iso_code, order_life_cycle_type, status,
       approved_date IS NOT NULL, is_suspended, active_process_exception_count, grand_total_amount, last_n
FROM order_summaries WHERE order_key IN :list
"""
SQL_APPROVE = "UPDATE order_summaries SET status = ?, approved_date = ?, last_n = ? WHERE order_key = ?"
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


@dataclass(frozen=True, slots=True)
class ToApprove:
    """What an approval needs to know of an order; amounts in minor units."""

    order_key: int
    order_number: str
    reference: str | None
    currency: str
    life_cycle: str
    status: str
    approved: int
    suspended: int
    active_exceptions: int
    grand_total: int
    last_n: int


def load_to_approve(reader: Reader, order_keys: Sequence[int]) -> dict[int, ToApprove]:
    """The orders that have a summary, by order key; a writer has them to itself from here."""
    reader.hold(order_keys)
    return {row[0]: ToApprove(*row) for row in reader.rows(SQL_TO_APPROVE, list(order_keys))}
