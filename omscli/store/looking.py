"""Rows for looking at: all of one order, by table; set-up records by key; a kind of record by a filter.

The statements are made from the generated field catalogue, so that a new column is shown without a line here. Nothing
of a user's text is ever part of a statement: names come from the catalogue, values are bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from omscli.store.db import Reader, Value
from omscli.store.fields import FIELDS

StoredRow = dict[str, Any]

COLUMNS: dict[str, tuple[str, ...]] = {table: tuple(field[0] for field in fields) for table, fields in FIELDS.items()}
MOVEMENTS = ("stock_movements", "credit_movements")
"""Tables of which some records belong to an order and others to none."""
ORDER_TABLES: tuple[str, ...] = tuple(
    table for table, columns in COLUMNS.items() if columns[:2] == ("order_key", "id") and table not in MOVEMENTS
)
"""The tables that hold an order's records."""


def _select(table: str, rest: str) -> str:
    return f"SELECT {', '.join(COLUMNS[table])} FROM {table} {rest}"  # noqa: S608 - names of the catalogue only


STATEMENTS_OF_ORDER: dict[str, str] = {
    table: _select(table, "WHERE order_key = ? ORDER BY order_key, id") for table in ORDER_TABLES
}
"""Table → all rows of one order, in the order in which they came."""


def rows_of_order(reader: Reader, order_key: int, tables: Iterable[str] = ORDER_TABLES) -> dict[str, list[StoredRow]]:
    """All rows of an order by table; a table without any is left out."""
    found: dict[str, list[StoredRow]] = {}
    for table in tables:
        rows = reader.rows(STATEMENTS_OF_ORDER[table], order_key)
        if rows:
            columns = COLUMNS[table]
            found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def rows_by_id(reader: Reader, table: str, ids: Iterable[int]) -> dict[int, StoredRow]:
    """Set-up records by key."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = reader.rows(_select(table, "WHERE id IN :list ORDER BY id"), wanted)
    return {row[COLUMNS[table].index("id")]: dict(zip(COLUMNS[table], row, strict=True)) for row in rows}


def rows_by_text(reader: Reader, table: str, column: str, text: str) -> list[StoredRow]:
    """Set-up records by a natural key such as a SKU."""
    if column not in COLUMNS[table]:
        raise ValueError(f"{table} has no column {column}")
    rows = reader.rows(_select(table, f"WHERE {column} = ? LIMIT 3"), text)
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in rows]


class Condition(NamedTuple):
    """One condition of a filter: SQL with `?` over the names of the catalogue, and the values."""

    sql: str
    values: tuple[Value, ...] = ()


class Listing(NamedTuple):
    """A list's rows, how many there are in all, and of each row its currency and what it is named by (`EXTRAS`)."""

    rows: list[StoredRow]
    total: int
    currencies: list[str | None]
    extras: list[StoredRow]


_SKU = "(SELECT p.stock_keeping_unit FROM products p WHERE p.id = {table}.product_id)"
_LOCATION = "(SELECT l.external_reference FROM locations l WHERE l.id = {table}.location_id)"
_ORDER = "(SELECT s.order_number FROM order_summaries s WHERE s.order_key = {table}.order_key)"

EXTRAS: dict[str, dict[str, str]] = {
    "orders": {
        "SummaryStatus": "(SELECT s.status FROM order_summaries s WHERE s.order_key = {table}.order_key)",
    },
    "order_summaries": {"OrderReferenceNumber": "order_reference_number"},
    "stock": {"LocationReference": _LOCATION, "StockKeepingUnit": _SKU},
    "stock_movements": {"LocationReference": _LOCATION, "StockKeepingUnit": _SKU},
    "fulfillment_orders": {
        "OrderNumber": _ORDER,
        "LocationReference": "(SELECT l.external_reference FROM locations l"
        " WHERE l.id = {table}.fulfilled_from_location_id)",
    },
    **{
        table: {"OrderNumber": _ORDER}
        for table in (
            "order_item_summaries",
            "order_payment_summaries",
            "shipments",
            "invoices",
            "credit_memos",
            "return_orders",
            "payments",
            "refunds",
            "process_exceptions",
            "exchanges",
            "events",
        )
    },
}
"""Table → what its records are named by in a list, and filtered by, beside their own fields: API name → SQL."""


def extra(table: str, name: str) -> str:
    """The SQL of an extra field."""
    return EXTRAS[table][name].format(table=table)


_CURRENCY = (
    "(SELECT o.currency_iso_code FROM orders o"
    " WHERE o.order_key = {table}.order_key AND o.id = {table}.order_key * 1048576)"
)


def list_rows(reader: Reader, table: str, conditions: Sequence[Condition], order: str, limit: int | None) -> Listing:
    """The first rows of a table under all conditions, in a stable order, and how many there are without the limit."""
    where = " AND ".join(f"({condition.sql})" for condition in conditions) or "1 = 1"
    values = [value for condition in conditions for value in condition.values]
    total = reader.value(f"SELECT count(*) FROM {table} WHERE {where}", *values)  # noqa: S608 - see the module
    columns = COLUMNS[table]
    currency = currency_of(table)
    cut = "" if limit is None else f" LIMIT {int(limit)}"
    names = list(EXTRAS.get(table, ()))
    chosen = ", ".join([*columns, *(extra(table, name) for name in names), currency])
    sql = f"SELECT {chosen} FROM {table} WHERE {where} ORDER BY {order}{cut}"  # noqa: S608
    found = reader.rows(sql, *values)
    count = len(columns)
    return Listing(
        [dict(zip(columns, row[:count], strict=True)) for row in found],
        int(total or 0),
        [row[-1] for row in found],
        [dict(zip(names, row[count:-1], strict=True)) for row in found],
    )


def currency_of(table: str) -> str:
    """The SQL of a row's currency: its own, its order's, or none."""
    if "currency_iso_code" in COLUMNS[table]:
        return "currency_iso_code"
    return _CURRENCY.format(table=table) if "order_key" in COLUMNS[table] else "NULL"
