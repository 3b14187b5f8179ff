"""Reading and writing rows of a PostgreSQL store: one snapshot, or one unit of work among others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from omscli.store.db import APPLICATION_ID, LANES, SCHEMA_VERSION, Reader, Value, Writer
from omscli.store.dialects import postgresql
from omscli.store.postgres_connection import Connection, cursor_of
from omscli.store.rows import INSERTS, Row

COPY_FROM_ROWS = 50
"""Rows from which a COPY is faster than single inserts in one pipeline."""
UPDATE_AT_ONCE_ROWS = 20
"""Rows from which one UPDATE from arrays is faster than single ones in a pipeline."""
FETCH_ROWS = 2000
"""Rows of a stream that are fetched at once."""

SQL_HOLD = """
SELECT order_key FROM orders WHERE order_key IN :list AND related_order_id IS NULL
ORDER BY order_key FOR NO KEY UPDATE
"""
SQL_CLAIM = f"{SQL_HOLD} SKIP LOCKED"
SQL_HOLD_STOCK = """
SELECT location_id FROM stock WHERE location_id IN :list AND product_id IN :list
ORDER BY location_id, product_id FOR NO KEY UPDATE
"""
SQL_HOLD_CREDITS = "SELECT id FROM credit_accounts WHERE id IN :list ORDER BY id FOR NO KEY UPDATE"
SQL_TRY_LANE = """
SELECT lane FROM generate_series(0, %s - 1) AS lane
WHERE pg_try_advisory_xact_lock(hashtext('oms lanes of ' || current_schema()), lane) LIMIT 1
"""
SQL_WAIT_FOR_LANE = "SELECT pg_advisory_xact_lock(hashtext('oms lanes of ' || current_schema()), %s)"
SQL_IDENTITY = "SELECT application_id, schema_version FROM oms_store"
SQL_BYTES = """
SELECT SUM(pg_total_relation_size(oid)) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
"""
SQL_PARTITIONS = "SELECT partitions FROM oms_store"
SQL_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
"""
SQL_INVALID = """
SELECT c.conrelid::regclass::text, c.conname || ' was never checked' FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE NOT c.convalidated AND t.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT i.indexrelid::regclass::text, 'the index is not valid' FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE NOT (i.indisvalid AND i.indisready) AND t.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT datname, 'the server counted ' || checksum_failures || ' damaged pages' FROM pg_stat_database
WHERE datname = current_database() AND checksum_failures > 0
"""
SQL_REFERENCES = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
       array_to_string(ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k(n, i)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i), ','),
       array_to_string(ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k(n, i)
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i), ',')
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.conparentid = 0 AND t.relnamespace = current_schema()::regnamespace
ORDER BY 1, 3
"""


class PostgresReader(Reader):
    """A snapshot of a database."""

    __slots__ = ("_connection", "_cursor")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor = cursor_of(connection)

    def rows(self, sql: str, *values: Value) -> list[Any]:
        """See `Reader.rows`."""
        found: list[Any] = self._cursor.execute(_rewritten(sql), values).fetchall()
        return found

    def row(self, sql: str, *values: Value) -> Any | None:
        """See `Reader.row`."""
        return self._cursor.execute(_rewritten(sql), values).fetchone()

    def stream(self, sql: str, *values: Value) -> Iterator[Any]:
        """See `Reader.stream`: some rows at a time through a cursor on the server."""
        cursor = cursor_of(self._connection, server_side=True)
        cursor.itersize = FETCH_ROWS
        with cursor:
            cursor.execute(_rewritten(sql), values)
            yield from cursor

    def damages(self) -> Iterator[tuple[str, str]]:
        """The server reads every row of every table, so it meets every damaged page; then what it noted itself."""
        from omscli.store.schema import TABLES

        for table in TABLES:
            self._cursor.execute(f'SELECT count(t::text) FROM "{table}" t')  # noqa: S608 - names of the schema
        yield from self.rows(SQL_INVALID)

    def orphans(self) -> Iterator[tuple[str, str]]:
        """Each foreign key of the schema is joined with what it refers to."""
        for table, parent, columns, targets in self.rows(SQL_REFERENCES):
            pairs = list(zip(columns.split(","), targets.split(","), strict=True))
            join = " AND ".join(f"p.{target} = c.{column}" for column, target in pairs)
            given = " AND ".join(f"c.{column} IS NOT NULL" for column, _ in pairs)
            shown = " || ' ' || ".join(f"c.{column}" for column, _ in pairs)
            sql = f"SELECT {shown} FROM {table} c LEFT JOIN {parent} p ON {join} WHERE {given} AND p IS NULL"  # noqa: S608
            for (key,) in self.stream(sql):
                yield f"{table} {columns} {key}", f"refers to {parent}, and the record is not there"

    def identity(self) -> Iterator[tuple[str, int, int]]:
        """The one row of `oms_store`."""
        found = self.row(SQL_IDENTITY) or (0, 0)
        yield "application_id", found[0], APPLICATION_ID
        yield "schema_version", found[1], SCHEMA_VERSION

    def facts(self) -> Iterator[tuple[str, str | int]]:
        """See `Reader.facts`."""
        yield "Engine", f"PostgreSQL {self.value('SHOW server_version')}"
        yield "Bytes", int(self.value(SQL_BYTES) or 0)
        yield "Partitions", int(self.value(SQL_PARTITIONS) or 1)

    def tables(self) -> set[str]:
        """See `Reader.tables`."""
        return {name for (name,) in self.rows(SQL_TABLES)}


class PostgresWriter(PostgresReader, Writer):
    """One unit of work among others."""

    __slots__ = ("_held", "_lane")

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._held: set[int] = set()
        self._lane: int | None = None

    def hold(self, order_keys: Iterable[int]) -> None:
        """Lock the heads of the orders, in key order, so that no two processes wait for each other."""
        wanted = sorted(set(order_keys) - self._held)
        if wanted:
            self._cursor.execute(_rewritten(SQL_HOLD), (wanted,))
            self._held.update(wanted)

    def claim(self, order_keys: Iterable[int]) -> set[int]:
        """See `Reader.claim`: the heads that are locked are skipped."""
        keys = set(order_keys)
        found = self._cursor.execute(_rewritten(SQL_CLAIM), (sorted(keys - self._held),)).fetchall()
        self._held.update(key for (key,) in found)
        return keys & self._held

    def hold_stock(self, locations: Iterable[int], products: Iterable[int]) -> None:
        """Lock the rows of the stock, in the order of their keys."""
        self._cursor.execute(_rewritten(SQL_HOLD_STOCK), (list(locations), list(products)))

    def hold_credits(self, ids: Iterable[int]) -> None:
        """Lock the accounts, in key order."""
        self._cursor.execute(_rewritten(SQL_HOLD_CREDITS), (sorted(ids),))

    def lane(self) -> int:
        """The first lane that no other writer has; when all are taken, one to wait for."""
        if self._lane is None:
            row = self._cursor.execute(SQL_TRY_LANE, (LANES,)).fetchone()
            self._lane = row[0] if row else os.getpid() % LANES
            if row is None:
                self._cursor.execute(SQL_WAIT_FOR_LANE, (self._lane,))
        return self._lane

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """See `Writer.insert`."""
        if len(rows) < COPY_FROM_ROWS:
            self._cursor.executemany(_rewritten(INSERTS[table]), rows)
            return
        with self._connection.cursor() as cursor, cursor.copy(_copy(table)) as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """See `Writer.run`: plain updates of many records are one statement, everything else is one a row."""
        rows = list(rows)
        together = at_once(sql, rows)
        if together is None:
            self._cursor.executemany(_rewritten(sql), rows)
        else:
            self._cursor.execute(*together)
        return int(self._cursor.rowcount)


def at_once(sql: str, rows: Sequence[Sequence[Value]]) -> tuple[Any, list[list[Value]]] | None:
    """`UPDATE t SET a = ? WHERE order_key = ? AND id = ?` for many rows as one UPDATE from arrays of the values.

    None where that would not be the same: another form of statement, two rows for one record, values of mixed types.
    """
    if len(rows) < UPDATE_AT_ONCE_ROWS:
        return None
    pattern = _plain_update(sql)
    if pattern is None or len({tuple(row[-pattern.keys :]) for row in rows}) < len(rows):
        return None
    columns = [list(column) for column in zip(*rows, strict=True)]
    types = []
    for column in columns:
        kinds = {type(value) for value in column if value is not None}
        if len(kinds) > 1 or not kinds <= set(_ARRAYS):
            return None
        types.append(_ARRAYS[kinds.pop()] if kinds else _ARRAYS[int])
    arrays = ", ".join(f"%s::{type_}" for type_ in types)
    names = ", ".join(f"v{number}" for number in range(len(types)))
    return f"{pattern.head} FROM unnest({arrays}) AS n({names}) {pattern.tail}", columns


class _Update(NamedTuple):
    """A plain update around its FROM, and how many of its values, the last ones, are the key."""

    head: str
    tail: str
    keys: int


_PLAIN = re.compile(r"\s*(UPDATE \w+\s+SET\s+\w+ = \?(?:,\s*\w+ = \?)*)\s+(WHERE \w+ = \?(?: AND \w+ = \?)*)\s*")
_ARRAYS: dict[type, str] = {int: "bigint[]", str: "text[]"}


@lru_cache(maxsize=1000)
def _plain_update(sql: str) -> _Update | None:
    match = _PLAIN.fullmatch(sql)
    if match is None:
        return None
    numbers = count()
    head, tail = (re.sub(r"\?", lambda _: f"n.v{next(numbers)}", part) for part in match.groups())
    return _Update(head, tail, match[2].count("?"))


@lru_cache(maxsize=1000)
def _rewritten(sql: str) -> Any:
    return postgresql(sql)


@lru_cache(maxsize=100)
def _copy(table: str) -> Any:
    columns = INSERTS[table].partition(" VALUES ")[0].partition(" (")[2]
    return f"COPY {table} ({columns} FROM STDIN"
