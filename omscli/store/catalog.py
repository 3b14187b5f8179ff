"""Set-up records by what people call them, for a whole chunk at once; what is not known is simply not in the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from omscli.store.db import Reader

SQL_PRODUCTS = """
SELECT stock_keeping_unit, id, name, product_code, description, product_class, is_active
FROM products WHERE stock_keeping_unit IN :list
"""
SQL_PRODUCTS_BY_ID = """
SELECT stock_keeping_unit, id, name, product_code, description, product_class, is_active
FROM products WHERE id IN :list
"""
SQL_CHANNELS = "SELECT sales_channel_name, id FROM sales_channels WHERE sales_channel_name IN :list"
SQL_CHANNELS_BY_ID = "SELECT id, sales_channel_name FROM sales_channels WHERE id IN :list"
SQL_METHODS = """
SELECT reference_number, id, name, product_id, is_active FROM delivery_methods WHERE reference_number IN :list
"""
SQL_METHODS_BY_ID = "SELECT reference_number, id, name, product_id, is_active FROM delivery_methods WHERE id IN :list"
SQL_PRICE_BOOKS = "SELECT name, id, is_standard, is_active FROM pricebooks WHERE name IN :list"
SQL_PRICE_BOOKS_BY_ID = "SELECT name, id, is_standard, is_active FROM pricebooks WHERE id IN :list"
SQL_STANDARD_PRICE_BOOK = "SELECT name, id, is_standard, is_active FROM pricebooks WHERE is_standard = 1 ORDER BY id"
SQL_ENTRIES = """
SELECT pricebook_id, product_id, currency_iso_code, id, unit_price, is_active
FROM pricebook_entries WHERE product_id IN :list
"""
SQL_LOCATIONS = """
SELECT external_reference, id, name, location_type, is_inventory_location, is_active, latitude, longitude, country
FROM locations WHERE external_reference IN :list
"""
SQL_GATEWAYS = """
SELECT g.payment_gateway_name, g.external_reference, g.id, p.adapter, g.merchant_credential, g.status, g.options
FROM payment_gateways g JOIN payment_gateway_providers p ON p.id = g.payment_gateway_provider_id
WHERE p.adapter <> 'credit' ORDER BY g.id
"""
SQL_FOR_SALE = """
SELECT p.stock_keeping_unit, p.name, e.currency_iso_code, e.unit_price
FROM pricebook_entries e JOIN products p ON p.id = e.product_id JOIN pricebooks b ON b.id = e.pricebook_id
WHERE b.is_standard = 1 AND e.is_active = 1 AND e.unit_price > 0 AND p.is_active = 1
  AND NOT EXISTS (SELECT 1 FROM delivery_methods m WHERE m.product_id = p.id)
ORDER BY p.stock_keeping_unit, e.currency_iso_code
"""
SQL_CHARGES = """
SELECT m.reference_number, p.stock_keeping_unit, e.currency_iso_code, e.unit_price
FROM delivery_methods m LEFT JOIN products p ON p.id = m.product_id
  LEFT JOIN pricebook_entries e ON e.product_id = p.id AND e.is_active = 1
    AND e.pricebook_id IN (SELECT id FROM pricebooks WHERE is_standard = 1)
WHERE m.is_active = 1
ORDER BY m.reference_number, e.currency_iso_code
"""
SQL_SKUS = "SELECT stock_keeping_unit FROM products ORDER BY stock_keeping_unit"
SQL_CHANNEL_NAMES = "SELECT sales_channel_name FROM sales_channels ORDER BY sales_channel_name"
SQL_METHOD_REFERENCES = "SELECT reference_number FROM delivery_methods ORDER BY reference_number"
SQL_PRICE_BOOK_NAMES = "SELECT name FROM pricebooks ORDER BY name"
SQL_LOCATION_REFERENCES = "SELECT external_reference FROM locations ORDER BY external_reference"
SQL_GROUP_REFERENCES = "SELECT external_reference FROM location_groups ORDER BY external_reference"
SQL_GATEWAY_NAMES = """
SELECT g.payment_gateway_name
FROM payment_gateways g JOIN payment_gateway_providers p ON p.id = g.payment_gateway_provider_id
WHERE p.adapter <> 'credit' ORDER BY g.payment_gateway_name
"""

_NAMES = {
    "products": SQL_SKUS,
    "channels": SQL_CHANNEL_NAMES,
    "delivery-methods": SQL_METHOD_REFERENCES,
    "price-books": SQL_PRICE_BOOK_NAMES,
    "locations": SQL_LOCATION_REFERENCES,
    "location-groups": SQL_GROUP_REFERENCES,
    "gateways": SQL_GATEWAY_NAMES,
}


class ProductRow(NamedTuple):
    """A product."""

    sku: str
    id: int
    name: str
    product_code: str | None
    description: str | None
    product_class: str
    is_active: int


class MethodRow(NamedTuple):
    """A delivery method and the product that its charge is booked on."""

    reference: str
    id: int
    name: str
    product_id: int | None
    is_active: int


class PriceBookRow(NamedTuple):
    """A price book."""

    name: str
    id: int
    is_standard: int
    is_active: int


class EntryRow(NamedTuple):
    """A list price, in minor units of its currency."""

    id: int
    unit_price: int
    is_active: int


class LocationRow(NamedTuple):
    """A location; coordinates in millionths of a degree."""

    reference: str
    id: int
    name: str
    location_type: str
    is_inventory_location: int
    is_active: int
    latitude: int | None
    longitude: int | None
    country: str | None


class GatewayRow(NamedTuple):
    """A payment gateway; `adapter` is a name of `gateways/providers.py`, `credential` a reference, never a secret."""

    name: str
    external_reference: str | None
    id: int
    adapter: str
    credential: str | None
    status: str
    options: str | None


EntryKey = tuple[int, int, str]
"""Price book, product, currency."""


def names_of(reader: Reader, kind: str) -> list[str]:
    """Every natural key of a kind (`products`, `channels`, `delivery-methods`, `price-books`, `locations`,
    `location-groups`, `gateways`), for the «did you mean» of a refusal.
    """
    return [row[0] for row in reader.rows(_NAMES[kind])]


def products_by_sku(reader: Reader, skus: Iterable[str]) -> dict[str, ProductRow]:
    """The products that have these SKUs."""
    return {row[0]: ProductRow(*row) for row in reader.rows(SQL_PRODUCTS, sorted(set(skus)))}


def products_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, ProductRow]:
    """The products that have these keys."""
    return {row[1]: ProductRow(*row) for row in reader.rows(SQL_PRODUCTS_BY_ID, sorted(set(ids)))}


def channels_by_name(reader: Reader, names: Iterable[str]) -> dict[str, int]:
    """The keys of the sales channels that are called so."""
    return {row[0]: row[1] for row in reader.rows(SQL_CHANNELS, sorted(set(names)))}


def channels_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, str]:
    """The names of these sales channels."""
    return {row[0]: row[1] for row in reader.rows(SQL_CHANNELS_BY_ID, sorted(set(ids)))}


def delivery_methods_by_reference(reader: Reader, references: Iterable[str]) -> dict[str, MethodRow]:
    """The delivery methods that have these reference numbers."""
    return {row[0]: MethodRow(*row) for row in reader.rows(SQL_METHODS, sorted(set(references)))}


def delivery_methods_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, MethodRow]:
    """The delivery methods that have these keys."""
    return {row[1]: MethodRow(*row) for row in reader.rows(SQL_METHODS_BY_ID, sorted(set(ids)))}


def price_books_by_name(reader: Reader, names: Iterable[str]) -> dict[str, PriceBookRow]:
    """The price books that are called so."""
    return {row[0]: PriceBookRow(*row) for row in reader.rows(SQL_PRICE_BOOKS, sorted(set(names)))}


def price_books_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, PriceBookRow]:
    """The price books that have these keys."""
    return {row[1]: PriceBookRow(*row) for row in reader.rows(SQL_PRICE_BOOKS_BY_ID, sorted(set(ids)))}


def standard_price_book(reader: Reader) -> PriceBookRow | None:
    """The standard price book, when the store has one."""
    row = reader.row(SQL_STANDARD_PRICE_BOOK)
    return PriceBookRow(*row) if row else None


def entries_by_product(reader: Reader, product_ids: Iterable[int]) -> dict[EntryKey, EntryRow]:
    """Every price-book entry of these products, by price book, product and currency."""
    rows = reader.rows(SQL_ENTRIES, sorted(set(product_ids)))
    return {(row[0], row[1], row[2]): EntryRow(row[3], row[4], row[5]) for row in rows}


def locations_by_reference(reader: Reader, references: Iterable[str]) -> dict[str, LocationRow]:
    """The locations that have these external references."""
    return {row[0]: LocationRow(*row) for row in reader.rows(SQL_LOCATIONS, sorted(set(references)))}


def gateways(reader: Reader) -> list[GatewayRow]:
    """Every payment gateway; a store has a handful."""
    return [GatewayRow(*row) for row in reader.rows(SQL_GATEWAYS)]


def for_sale(reader: Reader) -> list[tuple[str, str, str, int]]:
    """What a shop sells: SKU, name, currency, price of every active product with a price in the standard book."""
    return [tuple(row) for row in reader.rows(SQL_FOR_SALE)]


def charges(reader: Reader) -> list[tuple[str, str | None, str | None, int | None]]:
    """Delivery methods and their charges: reference, SKU, currency, price; None where the set-up books no charge."""
    return [tuple(row) for row in reader.rows(SQL_CHARGES)]
