"""Set-up records by their natural key: how each kind is read as a whole, added and changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from omscli.store import rows
from omscli.store.db import Reader, Value
from omscli.store.rows import Row

SQL_ALL_CHANNELS = "SELECT id, sales_channel_name, external_channel_number, description FROM sales_channels"
SQL_UPDATE_CHANNEL = "UPDATE sales_channels SET external_channel_number = ?, description = ? WHERE id = ?"
SQL_ALL_PRODUCTS = """
SELECT id, stock_keeping_unit, name, product_code, description, product_class, family, is_active FROM products
"""
SQL_UPDATE_PRODUCT = """
UPDATE products SET name = ?, product_code = ?, description = ?, product_class = ?, family = ?, is_active = ?
WHERE id = ?
"""
SQL_ALL_PRICE_BOOKS = "SELECT id, name, is_standard, is_active FROM pricebooks"
SQL_UPDATE_PRICE_BOOK = "UPDATE pricebooks SET is_standard = ?, is_active = ? WHERE id = ?"
SQL_ALL_METHODS = """
SELECT id, reference_number, name, description, carrier, class_of_service, product_id, is_active FROM delivery_methods
"""
SQL_UPDATE_METHOD = """
UPDATE delivery_methods
SET name = ?, description = ?, carrier = ?, class_of_service = ?, product_id = ?, is_active = ? WHERE id = ?
"""
SQL_ALL_LOCATIONS = """
SELECT id, external_reference, name, location_type, is_inventory_location, is_active, street, city, state, postal_code,
       country, latitude, longitude, time_zone
FROM locations
"""
SQL_UPDATE_LOCATION = """
UPDATE locations
SET name = ?, location_type = ?, is_inventory_location = ?, is_active = ?, street = ?, city = ?, state = ?,
    postal_code = ?, country = ?, latitude = ?, longitude = ?, time_zone = ?
WHERE id = ?
"""
SQL_ALL_GROUPS = "SELECT id, external_reference, location_group_name, is_enabled FROM location_groups"
SQL_UPDATE_GROUP = "UPDATE location_groups SET location_group_name = ?, is_enabled = ? WHERE id = ?"
SQL_ALL_PROVIDERS = """
SELECT id, developer_name, master_label, adapter, idempotency_supported FROM payment_gateway_providers
"""
SQL_UPDATE_PROVIDER = """
UPDATE payment_gateway_providers SET master_label = ?, adapter = ?, idempotency_supported = ? WHERE id = ?
"""
SQL_ALL_GATEWAYS = """
SELECT id, payment_gateway_name, external_reference, payment_gateway_provider_id, merchant_credential, status, options
FROM payment_gateways
"""
SQL_UPDATE_GATEWAY = """
UPDATE payment_gateways
SET external_reference = ?, payment_gateway_provider_id = ?, merchant_credential = ?, status = ?, options = ?
WHERE id = ?
"""
SQL_ALL_ENTRIES = """
SELECT pricebook_id, product_id, currency_iso_code, id, unit_price FROM pricebook_entries
"""
SQL_UPDATE_ENTRY = "UPDATE pricebook_entries SET unit_price = ?, is_active = 1 WHERE id = ?"
SQL_ALL_MEMBERS = "SELECT location_group_id, location_id, id FROM location_group_assignments ORDER BY id"
SQL_REMOVE_MEMBER = "DELETE FROM location_group_assignments WHERE id = ?"
SQL_REMOVE_REASON = "DELETE FROM reason_codes WHERE kind = ? AND value = ?"


class Kind(NamedTuple):
    """A kind of set-up record; `columns` begin with the natural key, then come in the order of the update."""

    object: str
    table: str
    read: str
    update: str
    columns: tuple[str, ...]

    def row(self, key: int, name: str, values: tuple[Value, ...]) -> Row:
        """The row of a new record."""
        make: Any = getattr(rows, self.table)
        made: Row = make(id=key, **dict(zip(self.columns, (name, *values), strict=True)))
        return made


def _kind(object_: str, table: str, read: str, update: str) -> Kind:
    columns = read.split("FROM", 1)[0].replace("SELECT", "").replace("\n", " ").split(",")
    return Kind(object_, table, read, update, tuple(column.strip() for column in columns[1:]))


CHANNEL = _kind("SalesChannel", "sales_channels", SQL_ALL_CHANNELS, SQL_UPDATE_CHANNEL)
PRODUCT = _kind("Product2", "products", SQL_ALL_PRODUCTS, SQL_UPDATE_PRODUCT)
PRICE_BOOK = _kind("Pricebook2", "pricebooks", SQL_ALL_PRICE_BOOKS, SQL_UPDATE_PRICE_BOOK)
METHOD = _kind("OrderDeliveryMethod", "delivery_methods", SQL_ALL_METHODS, SQL_UPDATE_METHOD)
LOCATION = _kind("Location", "locations", SQL_ALL_LOCATIONS, SQL_UPDATE_LOCATION)
GROUP = _kind("LocationGroup", "location_groups", SQL_ALL_GROUPS, SQL_UPDATE_GROUP)
PROVIDER = _kind("PaymentGatewayProvider", "payment_gateway_providers", SQL_ALL_PROVIDERS, SQL_UPDATE_PROVIDER)
GATEWAY = _kind("PaymentGateway", "payment_gateways", SQL_ALL_GATEWAYS, SQL_UPDATE_GATEWAY)

Stored = dict[str, tuple[int, tuple[Any, ...]]]
"""Natural key → key and the other columns."""


def records_of(reader: Reader, kind: Kind) -> Stored:
    """Every record of a kind."""
    return {row[1]: (row[0], tuple(row[2:])) for row in reader.rows(kind.read)}


def all_entries(reader: Reader) -> dict[tuple[int, int, str], tuple[int, int]]:
    """Every price-book entry: (price book, product, currency) → key and price."""
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in reader.rows(SQL_ALL_ENTRIES)}


def members_of(reader: Reader) -> dict[int, dict[int, int]]:
    """Location group → location → key of the assignment."""
    members: dict[int, dict[int, int]] = {}
    for group, location, key in reader.rows(SQL_ALL_MEMBERS):
        members.setdefault(group, {})[location] = key
    return members
