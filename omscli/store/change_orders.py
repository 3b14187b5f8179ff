"""What a change order is written from: the original order, its groups, earlier change orders, and the order's money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field

from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_ORIGINALS = """
SELECT order_key, id, order_number, order_reference_number, account_id, bill_to_contact_id, sales_channel_id,
       pricebook_id, currency_iso_code, tax_locale_type, ordered_date, business_model, order_life_cycle_type,
       source_process
FROM orders WHERE order_key IN :list AND related_order_id IS NULL
"""
SQL_EARLIER = """
SELECT order_key, id, order_number, order_reference_number, content_hash FROM orders
WHERE order_key IN :list AND related_order_id IS NOT NULL ORDER BY order_key, id
"""
SQL_DELIVERY_GROUPS = """
SELECT id, original_order_delivery_group_id FROM order_delivery_group_summaries WHERE order_key IN :list
"""
SQL_PROMOTIONS = """
SELECT id, original_order_adj_group_id FROM order_adjustment_group_summaries WHERE order_key IN :list
"""
SQL_PAID = """
SELECT order_key, CAST(SUM(captured_amount - refunded_amount) AS BIGINT) FROM order_payment_summaries
WHERE order_key IN :list GROUP BY order_key
"""
SQL_NOT_CREDITED = """
SELECT o.order_key, -o.grand_total_amount FROM orders o
WHERE o.order_key IN :list AND o.related_order_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM order_item_summary_changes c
              WHERE c.order_key = o.order_key AND c.change_order_id = o.id AND c.is_pre_fulfillment = 0)
  AND NOT EXISTS (SELECT 1 FROM credit_memo_change_orders m WHERE m.order_key = o.order_key AND m.id = o.id)
"""
SQL_CREDITED = "SELECT order_key, balance FROM credit_memos WHERE order_key IN :list AND balance > 0"
SQL_HOLDERS = """
SELECT l.item_summary_id, f.fulfillment_order_number, l.quantity - l.shipped_quantity
FROM fulfillment_order_items l
JOIN fulfillment_orders f ON f.order_key = l.order_key AND f.id = l.fulfillment_order_id
WHERE l.order_key = ? AND f.status_category NOT IN ('CLOSED', 'CANCELLED', 'REJECTED')
  AND l.quantity > l.shipped_quantity AND f.is_reship = 0
ORDER BY f.id, l.id
"""


@dataclass(frozen=True, slots=True)
class Original:
    """The head of an order as it was placed, as far as its change orders repeat it."""

    order_key: int
    id: int
    order_number: str
    reference: str | None
    account_id: int
    contact_id: int | None
    sales_channel_id: int
    pricebook_id: int
    currency: str
    tax_locale: str
    ordered_date: int
    business_model: str
    life_cycle: str
    source_process: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A change order that an order has already."""

    id: int
    order_number: str
    reference: str | None
    content_hash: str | None


@dataclass(slots=True)
class Background:
    """All of it for a chunk of orders; by order key, and groups by the id of their summary."""

    originals: dict[int, Original]
    delivery_groups: dict[int, int]
    promotions: dict[int, int | None]
    earlier: dict[int, list[Earlier]] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)


def load_background(reader: Reader, order_keys: Sequence[int]) -> Background:
    """What the change orders of these orders are written from, in seven queries."""
    keys = list(order_keys)
    background = Background(
        {row[0]: Original(*row) for row in reader.rows(SQL_ORIGINALS, keys)},
        dict(reader.rows(SQL_DELIVERY_GROUPS, keys)),
        dict(reader.rows(SQL_PROMOTIONS, keys)),
    )
    earlier: dict[int, list[Earlier]] = defaultdict(list)
    for key, *values in reader.rows(SQL_EARLIER, keys):
        earlier[key].append(Earlier(*values))
    owed: dict[int, int] = defaultdict(int)
    for sql in (SQL_NOT_CREDITED, SQL_CREDITED):
        for key, amount in reader.rows(sql, keys):
            owed[key] += amount
    background.earlier, background.owed = earlier, owed
    background.paid = dict(reader.rows(SQL_PAID, keys))
    return background


def load_holders(reader: Reader, order_key: int) -> dict[int, list[tuple[str, int]]]:
    """The fulfillment orders that hold units which were not sent yet, by item summary."""
    holders: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for item_id, number, units in reader.rows(SQL_HOLDERS, order_key):
        holders[item_id].append((number, units))
    return holders
