"""What a store is as a whole: its engine, its size, and how much it holds. A store of an older version may be asked."""

from __future__ import annotations

from collections.abc import Iterator

from omscli.store.db import Reader
from omscli.store.fields import FIELDS

SQL_COUNT_ORDERS = "SELECT COUNT(*) FROM orders WHERE related_order_id IS NULL"
SQL_SINCE = "SELECT applied_date FROM schema_history ORDER BY version DESC LIMIT 1"


def engine_facts(reader: Reader) -> Iterator[tuple[str, str | int]]:
    """What only the engine knows."""
    yield "Engine", f"SQLite {reader.value('SELECT sqlite_version()')}"
    yield "JournalMode", str(reader.value("PRAGMA journal_mode"))
    yield "Isolation", "serializable"
    yield "Bytes", (reader.value("PRAGMA page_count") or 0) * (reader.value("PRAGMA page_size") or 0)


def row_counts(reader: Reader) -> dict[str, int]:
    """Rows by table, of the tables that are there."""
    there = {row[0] for row in reader.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    sql = "SELECT COUNT(*) FROM {}"
    return {table: reader.value(sql.format(table)) or 0 for table in sorted(FIELDS) if table in there}


def order_count(reader: Reader) -> int:
    """How many orders there are; change orders are none."""
    return reader.value(SQL_COUNT_ORDERS) or 0


def since(reader: Reader) -> int | None:
    """When the store got the schema that it has; None for one of version 1, which did not know."""
    return reader.value(SQL_SINCE)
