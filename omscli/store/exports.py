"""Hand-overs to the fulfillment provider: what a file of them says, and the files that were made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from omscli.store.db import Reader

SQL_READY_TO_EXPORT = """
SELECT f.order_key, f.id, f.fulfilled_from_location_id FROM fulfillment_orders f
JOIN order_summaries s ON s.order_key = f.order_key
WHERE f.status = 'Allocated' AND f.export_id IS NULL AND f.is_suspended = 0
  AND s.is_suspended = 0 AND s.active_process_exception_count = 0
  AND NOT EXISTS (SELECT 1 FROM gateway_intents g WHERE g.order_key = s.order_key AND g.state = 'unknown')
ORDER BY f.created_date, f.order_key, f.id
"""
SQL_HEADS = """
SELECT f.id, f.status, f.export_id, f.item_count, f.grand_total_amount,
       f.fulfillment_order_number, s.order_number, s.order_reference_number, l.external_reference, l.name, f.type,
       m.reference_number, m.carrier, m.class_of_service, f.fulfilled_to_name, f.fulfilled_to_street,
       f.fulfilled_to_city, f.fulfilled_to_state, f.fulfilled_to_postal_code, f.fulfilled_to_country,
       f.fulfilled_to_email_address, f.fulfilled_to_phone, g.is_gift, g.gift_message, g.delivery_instructions,
       g.desired_delivery_date, g.promised_delivery_date
FROM fulfillment_orders f
JOIN order_summaries s ON s.order_key = f.order_key
JOIN locations l ON l.id = f.fulfilled_from_location_id
JOIN delivery_methods m ON m.id = f.delivery_method_id
JOIN order_delivery_group_summaries g ON g.order_key = f.order_key AND g.id = f.delivery_group_summary_id
WHERE f.order_key IN :list
"""
SQL_EXPORT_LINES = """
SELECT fulfillment_order_id, stock_keeping_unit, description, quantity - shipped_quantity
FROM fulfillment_order_items
WHERE order_key IN :list AND type = 'Order Product' AND quantity > shipped_quantity ORDER BY order_key, id
"""
SQL_FILES = "SELECT id, file_name, content, item_count FROM exports WHERE file_name IN :list ORDER BY id"
SQL_FILE_NAMES = "SELECT id, file_name FROM exports WHERE id IN :list"
SQL_NOT_WRITTEN = """
SELECT id, file_name, content, item_count FROM exports WHERE written_date IS NULL ORDER BY id
"""
SQL_SET_WRITTEN = "UPDATE exports SET written_date = COALESCE(written_date, ?) WHERE id = ?"
SQL_SOME_FILES = "SELECT file_name FROM exports ORDER BY id DESC LIMIT 1000"


class Head(NamedTuple):
    """A fulfillment order that is to be handed over, without its lines; `sent` is what a warehouse gets to know of it,
    as the last 22 columns of `SQL_HEADS`.
    """

    id: int
    status: str
    export_id: int | None
    item_count: int
    grand_total: int
    number: str
    location: str
    sent: tuple[Any, ...]


class FileRow(NamedTuple):
    """A file that was made; its content is kept, so that it can be written again byte for byte."""

    id: int
    name: str
    content: str
    item_count: int


def ready_to_export(reader: Reader, location_id: int | None = None) -> list[int]:
    """Fulfillment orders `Allocated` and never exported, of orders that are not on hold; of one location or of all."""
    rows = reader.rows(SQL_READY_TO_EXPORT)
    return [row[1] for row in rows if location_id is None or row[2] == location_id]


def heads(reader: Reader, order_keys: Iterable[int]) -> dict[int, Head]:
    """The heads of these orders' fulfillment orders by key."""
    rows = reader.rows(SQL_HEADS, sorted(set(order_keys)))
    return {row[0]: Head._make((*row[:6], row[8], row[5:])) for row in rows}


def lines(reader: Reader, order_keys: Iterable[int]) -> dict[int, list[tuple[str, str | None, int]]]:
    """What is to be sent: fulfillment order → (SKU, description, units)."""
    found: dict[int, list[tuple[str, str | None, int]]] = {}
    for key, sku, description, units in reader.rows(SQL_EXPORT_LINES, sorted(set(order_keys))):
        found.setdefault(key, []).append((sku, description, units))
    return found


def files_named(reader: Reader, names: Iterable[str]) -> list[FileRow]:
    """The files with these names."""
    return [FileRow(*row) for row in reader.rows(SQL_FILES, list(names))]


def not_written(reader: Reader) -> list[FileRow]:
    """Files that were stamped and never written: the process was killed in between."""
    return [FileRow(*row) for row in reader.rows(SQL_NOT_WRITTEN)]


def file_names(reader: Reader, keys: Iterable[int]) -> dict[int, str]:
    """The names of files by their keys."""
    rows: list[Any] = reader.rows(SQL_FILE_NAMES, sorted(set(keys)))
    return {row[0]: row[1] for row in rows}


def some_file_names(reader: Reader) -> list[str]:
    """Recent file names, for the «did you mean» of a refusal."""
    return [row[0] for row in reader.rows(SQL_SOME_FILES)]
