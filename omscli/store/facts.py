"""How much a store holds, and since when it is what it is. A store of an older version may be asked too."""

from __future__ import annotations

from omscli.store.db import Reader
from omscli.store.fields import FIELDS

SQL_COUNT_ORDERS = "SELECT COUNT(*) FROM orders WHERE related_order_id IS NULL"
SQL_SINCE = "SELECT applied_date FROM schema_history ORDER BY version DESC LIMIT 1"


def row_counts(reader: Reader) -> dict[str, int]:
    """Rows by table, of the tables that are there."""
    count = "SELECT COUNT(*) FROM {}"
    there = reader.tables()
    return {table: reader.value(count.format(table)) or 0 for table in sorted(FIELDS) if table in there}


def order_count(reader: Reader) -> int:
    """How many orders there are; change orders are none."""
    return reader.value(SQL_COUNT_ORDERS) or 0


def since(reader: Reader) -> int | None:
    """When the store got the schema that it has; None for one of version 1, which did not know."""
    return reader.value(SQL_SINCE)
