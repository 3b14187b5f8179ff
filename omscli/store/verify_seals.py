"""Statements of `oms verify` about seals: what is sealed, read again in ranges of order keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from omscli.store.db import Reader
from omscli.store.keys import WIDTH
from omscli.store.seals import CHAINED, RECORDS, columns_of, loose_chain, record_name, sealed_columns

SQL_SEALED_ORDERS = "SELECT DISTINCT order_key FROM seals WHERE order_key > 0 ORDER BY order_key"
SQL_ORDERS = "SELECT DISTINCT order_key FROM orders WHERE order_key > 0 ORDER BY order_key"
SQL_SEALS = """
SELECT order_key, n, last_id, digest FROM seals WHERE order_key > ? AND order_key <= ? ORDER BY order_key, n
"""
SQL_CHAINED = {
    table: f"SELECT {', '.join(sealed_columns(table))} FROM {table} "  # noqa: S608 - names of the declaration
    "WHERE order_key > ? AND order_key <= ? ORDER BY order_key, id"
    for table in CHAINED
}
"""Table → what is sealed of its records, of some orders."""
SQL_LOOSE = {
    table: f"SELECT {', '.join(sealed_columns(table))} FROM {table} "  # noqa: S608 - names of the declaration
    "WHERE order_key = 0 AND id > ? AND id <= ? ORDER BY id"
    for table in CHAINED
}
"""Table → what is sealed of its records that no order caused, by key."""
SQL_LOOSE_ENDS = {
    table: f"SELECT id / {WIDTH}, MIN(id), MAX(id) FROM {table} WHERE order_key = 0 GROUP BY id / {WIDTH}"  # noqa: S608
    for table in CHAINED
}
"""Table → the lowest and highest keys of its records that no order caused, by block of a lane."""
SQL_ROOTS = """
SELECT o.order_key, o.last_n, s.last_n FROM orders o LEFT JOIN order_summaries s ON s.order_key = o.order_key
WHERE o.related_order_id IS NULL AND o.order_key > ? AND o.order_key <= ? ORDER BY o.order_key
"""
SQL_SEALED_RECORDS = {
    table: f"SELECT {', '.join(sealed_columns(table))} FROM {table} "  # noqa: S608 - names of the declaration
    f"ORDER BY {', '.join(columns_of(table)[:size])}"
    for table, size in RECORDS.items()
}
"""Table → what is sealed of each of its records."""
SQL_RECORD_SEALS = "SELECT record, digest FROM record_seals WHERE kind = ? AND record IN :list"
SQL_NAMES_OF_SEALS = "SELECT record FROM record_seals WHERE kind = ? AND digest <> ? ORDER BY record"
SQL_COUNTS_OF_SEALS = "SELECT kind, COUNT(*) FROM record_seals WHERE digest <> ? GROUP BY kind ORDER BY kind"

ORDERS_AT_ONCE = 200
"""Orders whose records are in memory together: some 15,000 records of whole lives."""
FIRST, LAST = -(1 << 63), (1 << 63) - 1

Rows = list[Any]


def ranges(reader: Reader, sql: str = SQL_SEALED_ORDERS) -> list[tuple[int, int]]:
    """Ranges of order keys (above, up to) that together hold every order there can be, a few orders of `sql` each.

    Order key 0, which is no order, is in none; keys below it, which no record has, are the first range.
    """
    marks = [key for place, (key,) in enumerate(reader.stream(sql), 1) if place % ORDERS_AT_ONCE == 0]
    edges = [0, *marks, LAST]
    return [(FIRST, -1), *pairwise(edges)]


def seals_of(reader: Reader, low: int, high: int) -> dict[int, Rows]:
    """The links of the chains of the orders in a range, as (n, last id, digest), in the order they were made."""
    found: dict[int, Rows] = defaultdict(list)
    for order_key, *link in reader.rows(SQL_SEALS, low, high):
        found[order_key].append(link)
    return found


def records_of(reader: Reader, low: int, high: int) -> dict[int, list[tuple[str, Rows]]]:
    """What is sealed of the orders in a range: order key → its tables by name, each with its records by key."""
    found: dict[int, list[tuple[str, Rows]]] = defaultdict(list)
    for table in CHAINED:
        last = None
        for row in reader.rows(SQL_CHAINED[table], low, high):
            if row[0] != last:
                last = row[0]
                found[last].append((table, []))
            found[row[0]][-1][1].append(row)
    return found


def loose_records(reader: Reader, tables: Sequence[str], chain: int, above: int, up_to: int) -> Rows:
    """What is sealed of order key 0 in one of its chains, between two keys; `tables`: those that have any such."""
    found = [row for table in tables for row in reader.rows(SQL_LOOSE[table], above, up_to)]
    return [row for row in found if loose_chain(row[1]) == chain]


def loose_ends(reader: Reader) -> dict[str, Rows]:
    """Table → the lowest and highest keys of order key 0, as (chain, lowest, highest), by block of a lane."""
    blocks = {table: reader.rows(SQL_LOOSE_ENDS[table]) for table in CHAINED}
    return {
        table: [(loose_chain(highest), lowest, highest) for _, lowest, highest in some]
        for table, some in blocks.items()
        if some
    }


def sealed_records(reader: Reader, table: str) -> Iterator[tuple[str | None, str, Any]]:
    """Each record of a table that belongs to no order: its seal, how seals call it, and what is sealed of it."""
    rows = iter(reader.stream(SQL_SEALED_RECORDS[table]))
    while some := list(islice(rows, 1000)):
        names = [record_name(row[: RECORDS[table]]) for row in some]
        seals = dict(reader.rows(SQL_RECORD_SEALS, table, names))
        for name, row in zip(names, some, strict=True):
            yield seals.get(name), name, row
