"""Notices that were taken in, and what a shipment repeats of its fulfillment order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from omscli.store.db import Reader

SQL_KNOWN_ASNS = """
SELECT asn_number, content_hash, order_key, fulfillment_order_key, shipment_key FROM asns WHERE asn_number IN :list
"""
SQL_SHIPMENT_COUNTS = "SELECT order_key, COUNT(*) FROM shipments WHERE order_key IN :list GROUP BY order_key"
SQL_SHIPMENTS = """
SELECT id, shipment_number, provider, tracking_number, total_items_quantity, fulfillment_order_id, asn_number
FROM shipments WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_DESTINATIONS = """
SELECT f.id, f.fulfilled_to_name, f.fulfilled_to_street, f.fulfilled_to_city, f.fulfilled_to_state,
       f.fulfilled_to_postal_code, f.fulfilled_to_country, m.carrier
FROM fulfillment_orders f JOIN delivery_methods m ON m.id = f.delivery_method_id WHERE f.order_key IN :list
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


def destinations(reader: Reader, order_keys: Iterable[int]) -> dict[int, Destination]:
    """Where the fulfillment orders of these orders go, by key."""
    rows = reader.rows(SQL_DESTINATIONS, sorted(set(order_keys)))
    return {row[0]: Destination(*row[1:]) for row in rows}
