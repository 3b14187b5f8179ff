"""Notices that were taken in, and what a shipment repeats of its fulfillment order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from omscli.domain.fulfillment_order import FulfillmentOrder, Line
from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_KNOWN_ASNS = """
SELECT asn_number, content_hash, order_key, fulfillment_order_key, shipment_key FROM asns WHERE asn_number IN :list
"""
SQL_SHIPMENT_COUNTS = "SELECT order_key, COUNT(*) FROM shipments WHERE order_key IN :list GROUP BY order_key"
SQL_SHIPMENTS = """
SELECT id, shipment_number, provider, tracking_number, total_items_quantity, fulfillment_order_id, asn_number
FROM shipments WHERE order_key IN :list AND fulfillment_order_id IS NOT NULL ORDER BY order_key, id
"""
SQL_DOCKED = """
SELECT f.order_key, f.id, f.fulfillment_order_number, f.fulfilled_from_location_id, f.status, f.invoice_id,
       f.item_count, f.grand_total_amount, f.fulfilled_to_name, f.fulfilled_to_street, f.fulfilled_to_city,
       f.fulfilled_to_state, f.fulfilled_to_postal_code, f.fulfilled_to_country, m.carrier, f.is_reship
FROM fulfillment_orders f JOIN delivery_methods m ON m.id = f.delivery_method_id WHERE f.order_key IN :list
"""
SQL_DOCKED_LINES = """
SELECT fulfillment_order_id, id, item_summary_id, product_id, stock_keeping_unit, type, quantity, shipped_quantity,
       total_line_amount
FROM fulfillment_order_items WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_CARRIED_TAXES = """
SELECT fulfillment_order_item_id, tax_summary_id, amount, credited_amount
FROM fulfillment_order_item_taxes WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_CARRIED_ADJUSTMENTS = """
SELECT fulfillment_order_item_id, adjustment_summary_id, amount, credited_amount
FROM fulfillment_order_item_adjustments WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_SHIP_LINE = "UPDATE fulfillment_order_items SET shipped_quantity = ? WHERE order_key = ? AND id = ?"
SQL_CLOSE_FULFILLMENT_ORDER = """
UPDATE fulfillment_orders SET status = ?, status_category = ?, closed_date = COALESCE(closed_date, ?)
WHERE order_key = ? AND id = ?
"""


class KnownAsn(NamedTuple):
    """A notice that the store knows."""

    number: str
    content_hash: str
    order_key: int
    fulfillment_order_key: int
    shipment_key: int | None


class ShipmentRow(NamedTuple):
    """A shipment as results show it."""

    id: int
    number: str
    provider: str | None
    tracking_number: str | None
    quantity: int
    fulfillment_order_key: int
    asn_number: str


class Destination(NamedTuple):
    """Where a fulfillment order goes, and the carrier of its delivery method."""

    name: str
    street: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    carrier: str | None


def known_asns(reader: Reader, numbers: Iterable[str]) -> dict[str, KnownAsn]:
    """The notices with these numbers."""
    return {row[0]: KnownAsn(*row) for row in reader.rows(SQL_KNOWN_ASNS, sorted(set(numbers)))}


def shipment_counts(reader: Reader, order_keys: Iterable[int]) -> dict[int, int]:
    """How many shipments each order has; one without any is not in the answer."""
    return dict(reader.rows(SQL_SHIPMENT_COUNTS, sorted(set(order_keys))))


def shipments_of(reader: Reader, order_keys: Iterable[int]) -> dict[int, ShipmentRow]:
    """The shipments of these orders by key."""
    return {row[0]: ShipmentRow(*row) for row in reader.rows(SQL_SHIPMENTS, sorted(set(order_keys)))}


@dataclass(slots=True)
class Docked:
    """A fulfillment order as a notice finds it: its lines without their taxes and discounts, and where it goes."""

    order: FulfillmentOrder
    item_count: int
    grand_total: int
    to: Destination


def load_docked(reader: Reader, order_keys: Iterable[int]) -> dict[int, Docked]:
    """All fulfillment orders of these orders, by key; whoever writes has called `hold` before."""
    keys = sorted(set(order_keys))
    lines: dict[int, list[Line]] = defaultdict(list)
    for parent, *line in reader.rows(SQL_DOCKED_LINES, keys):
        lines[parent].append(Line(*line))
    docked: dict[int, Docked] = {}
    for _, id_, number, location, status, invoice, count, total, *to, reship in reader.rows(SQL_DOCKED, keys):
        own = tuple(lines.get(id_, ()))
        order = FulfillmentOrder(id_, number, location, status, invoice is not None, own, is_reship=reship != 0)
        docked[id_] = Docked(order, count, total, Destination(*to))
    return docked


Carried = dict[int, list[tuple[int, int, int]]]
"""Fulfillment-order line → the summary, the amount and what was credited ahead, of each part that it carries."""


def load_carried(reader: Reader, order_keys: Iterable[int]) -> tuple[Carried, Carried]:
    """The taxes and the discounts that the lines of these orders' fulfillment orders carry."""
    keys = sorted(set(order_keys))
    found: tuple[Carried, Carried] = (defaultdict(list), defaultdict(list))
    for into, sql in zip(found, (SQL_CARRIED_TAXES, SQL_CARRIED_ADJUSTMENTS), strict=True):
        for line, *part in reader.rows(sql, keys):
            into[line].append((part[0], part[1], part[2]))
    return found
