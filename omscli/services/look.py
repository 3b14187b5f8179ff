"""Find what a person wants to look at: an order with everything, any record by id or number, or a list of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from omscli.domain.ids import decode
from omscli.errors import OmsError, refuse
from omscli.store.db import Reader
from omscli.store.fields import FIELDS
from omscli.store.labels import load_labels
from omscli.store.looking import (
    MOVEMENTS,
    ORDER_TABLES,
    StoredRow,
    rows_by_id,
    rows_by_text,
    rows_of_order,
)
from omscli.store.targets import find_target

SETUP_TABLES: dict[str, str] = {
    kind.removeprefix("id:"): table
    for table, fields in FIELDS.items()
    if table not in ORDER_TABLES
    for column, _, kind in fields
    if column == "id" and kind.startswith("id:") and table not in MOVEMENTS
}
"""Object → table, for records that belong to no order."""

TABLES: dict[str, str] = (
    {
        kind.removeprefix("id:"): table
        for table in ORDER_TABLES
        if table not in ("orders", "credit_memo_change_orders")
        for column, _, kind in FIELDS[table]
        if column == "id" and kind.startswith("id:")
    }
    | {"Order": "orders"}
    | dict.fromkeys(("CardPaymentMethod", "DigitalWallet", "AlternativePaymentMethod"), "payment_methods")
)
"""Object → table, for records of an order."""

NUMBERS: dict[str, tuple[str, str]] = {
    "FulfillmentOrder": ("fulfillment_orders", "fulfillment_order_number"),
    "Shipment": ("shipments", "shipment_number"),
    "Invoice": ("invoices", "invoice_number"),
    "CreditMemo": ("credit_memos", "credit_memo_number"),
    "ReturnOrder": ("return_orders", "return_order_number"),
    "ProcessException": ("process_exceptions", "process_exception_number"),
    "Order": ("orders", "order_number"),
}
"""Object → the table and the column of its human number."""

_NATURAL = (
    ("products", "stock_keeping_unit"),
    ("locations", "external_reference"),
    ("accounts", "person_email"),
    ("credit_accounts", "credit_number"),
)
"""What else a person may name: tried when no order is called so."""


class Found(NamedTuple):
    """What a text names: a whole order (`row` None), one record of an order, or a set-up record (no `rows`)."""

    kind: str
    table: str
    row: StoredRow | None
    rows: Mapping[str, list[StoredRow]] = MappingProxyType({})
    names: Mapping[str, Mapping[int, StoredRow]] = MappingProxyType({})
    """Set-up records that the order refers to, by table and key."""
    labels: Mapping[str, str] = MappingProxyType({})
    """What the store calls each order status, where it calls one differently."""


def look(reader: Reader, text: str) -> Found:
    """The record that the text names. Raises `not-found` with the nearest name."""
    decoded = decode(text)
    if decoded is not None and decoded[0] in SETUP_TABLES:
        table = SETUP_TABLES[decoded[0]]
        row = rows_by_id(reader, table, [decoded[1]]).get(decoded[1])
        if row is None:
            raise _unknown(text)
        return Found(decoded[0], table, row)
    try:
        target = find_target(reader, text)
    except OmsError:
        named = _natural(reader, text)
        if named is None:
            raise
        return named
    rows = rows_of_order(reader, target.order_key)
    if "orders" not in rows and "events" not in rows:
        raise _unknown(text)
    names, labels = _names(reader, rows), load_labels(reader)
    if target.kind == "Order" and target.id is None and target.number is None:
        return Found("OrderSummary", "order_summaries", None, rows, names, labels)
    if target.kind == "Order" and target.number is None and target.id == target.order_key << 20:
        return Found("OrderSummary", "order_summaries", None, rows, names, labels)
    table, column = (TABLES.get(target.kind, ""), "id") if target.number is None else NUMBERS[target.kind]
    wanted: Any = target.id if target.number is None else target.number
    for row in rows.get(table, ()):
        if row[column] == wanted:
            return Found(target.kind, table, row, rows, names, labels)
    raise _unknown(text)


def _natural(reader: Reader, text: str) -> Found | None:
    for table, column in _NATURAL:
        for row in rows_by_text(reader, table, column, text):
            kind = next(kind for kind, of in SETUP_TABLES.items() if of == table)
            return Found(kind, table, row)
    return None


def _unknown(text: str) -> OmsError:
    return refuse(
        "not-found", f'nothing is called "{text}"', help="`oms list orders` shows orders", done="nothing was done"
    )


_REFERENCES = (
    ("accounts", "orders", "account_id"),
    ("contacts", "orders", "bill_to_contact_id"),
    ("sales_channels", "orders", "sales_channel_id"),
    ("delivery_methods", "order_delivery_groups", "delivery_method_id"),
    ("locations", "fulfillment_orders", "fulfilled_from_location_id"),
    ("products", "order_items", "product_id"),
)


def _names(reader: Reader, rows: Mapping[str, list[StoredRow]]) -> dict[str, dict[int, StoredRow]]:
    found = {}
    for table, source, column in _REFERENCES:
        keys = [row[column] for row in rows.get(source, ()) if row[column] is not None]
        found[table] = rows_by_id(reader, table, keys)
    return found
