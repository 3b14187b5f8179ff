"""The raw limit: exactly the rows that a command wrote, once more, by plain `sqlite3.executemany`.

    python benchmarks/life/raw.py BEFORE AFTER TARGET ORDERS_A_COMMIT

BEFORE and AFTER are the store before and after a command, TARGET is a copy of BEFORE. What differs is written into
TARGET: new rows by INSERT, changed rows by an UPDATE of their changed columns by primary key, so many orders a commit;
schema, indexes and pragmas are those of the store. A row that the command wrote several times is written once, which
sets the limit higher. Reading the difference is not timed; opening, writing, committing and closing are.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from omscli.store.rows import INSERTS
from omscli.store.sqlite import configure

ALL = 1 << 62
SPREAD = frozenset({"exports"})
"""Tables without orders whose rows come with every chunk; those of the others are written with the first."""

Rows = list[tuple[Any, ...]]
Work = tuple[str, Rows]
"""A statement and its rows of values."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as both stores have it."""

    name: str
    columns: list[str]
    keys: list[str]

    @property
    def of_orders(self) -> bool:
        """Whether its rows belong to orders."""
        return "order_key" in self.columns

    def new(self, values: str = "n.*") -> str:
        """The rows that only the later store has; two marks for the orders."""
        absent = f"NOT EXISTS (SELECT 1 FROM old.{self.name} o WHERE {self._same})"
        return f"SELECT {values} FROM main.{self.name} n WHERE {absent} AND {self._range} ORDER BY {self._ids}"

    def changed(self, values: str = "n.*, o.*") -> str:
        """The rows that both have, with other values; two marks for the orders."""
        differs = " OR ".join(f"n.{column} IS NOT o.{column}" for column in self.columns)
        both = f"main.{self.name} n JOIN old.{self.name} o ON {self._same}"
        return f"SELECT {values} FROM {both} WHERE {self._range} AND ({differs}) ORDER BY {self._ids}"

    @property
    def _same(self) -> str:
        return " AND ".join(f"o.{key} = n.{key}" for key in self.keys)

    @property
    def _ids(self) -> str:
        return ", ".join(f"n.{key}" for key in self.keys)

    @property
    def _range(self) -> str:
        return "n.order_key BETWEEN ? AND ?" if self.of_orders else "? <= ?"


@dataclass(slots=True)
class Spent:
    """What writing took: `rows` were inserted or updated, of so many `orders`."""

    orders: int
    rows: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    longest: float = 0.0
    """Seconds of the longest transaction."""


def main() -> int:
    """Write, and print what it took as JSON."""
    before, after, target, orders_a_commit = sys.argv[1:]
    source = sqlite3.connect(f"file:{after}?mode=ro", uri=True)
    source.execute("ATTACH ? AS old", (f"file:{before}?mode=ro",))
    tables = tables_of(source)
    orders = touched(source, tables)
    spent = Spent(len(orders))
    step = int(orders_a_commit) or len(orders)
    ranges = [(orders[at], orders[min(at + step, len(orders)) - 1]) for at in range(0, len(orders), step)]
    write(Path(target), in_commits(source, tables, ranges or [(0, 0)]), spent)
    source.close()
    print(json.dumps({name: getattr(spent, name) for name in Spent.__slots__}))
    return 0


def tables_of(source: sqlite3.Connection) -> list[Table]:
    """The tables that differ, in an order that foreign keys allow."""
    tables = []
    for name in INSERTS:
        info = source.execute(f"PRAGMA main.table_info({name})").fetchall()
        keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]
        table = Table(name, [row[1] for row in info], keys)
        if any(source.execute(f"{query('1')} LIMIT 1", (0, ALL)).fetchone() for query in (table.new, table.changed)):
            tables.append(table)
    return tables


def touched(source: sqlite3.Connection, tables: list[Table]) -> list[int]:
    """The orders of which anything was written."""
    source.execute("CREATE TEMP TABLE touched (order_key INTEGER PRIMARY KEY)")
    for table in tables:
        if table.of_orders:
            for query in (table.new, table.changed):
                source.execute(f"INSERT OR IGNORE INTO touched {query('n.order_key')}", (0, ALL))
    source.execute("COMMIT")
    return [row[0] for row in source.execute("SELECT order_key FROM touched ORDER BY order_key")]


def in_commits(source: sqlite3.Connection, tables: list[Table], ranges: list[tuple[int, int]]) -> Iterator[list[Work]]:
    """What each transaction writes: inserts of every table, then updates."""
    spread = {table.name: source.execute(table.new(), (0, ALL)).fetchall() for table in tables if table.name in SPREAD}
    for position, (first, last) in enumerate(ranges):
        works: list[Work] = []
        mine = [table for table in tables if table.of_orders or position == 0 or table.name in spread]
        for table in mine:
            rows = spread.get(table.name)
            if rows is None:
                rows = source.execute(table.new(), (first, last)).fetchall()
            else:
                due = [max(0, at * len(ranges) // len(rows) - 1) for at in range(len(rows))]  # before who refers to it
                rows = [row for at, row in zip(due, rows, strict=True) if at == position]
            if rows:
                works.append((f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})", rows))
        for table in mine:
            works += updates(table, source.execute(table.changed(), (first, last)).fetchall())
        yield works


def updates(table: Table, pairs: Rows) -> list[Work]:
    """Statements for changed rows, each of them the new row and then the old one: one a set of changed columns."""
    width = len(table.columns)
    keys = [table.columns.index(key) for key in table.keys]
    found: dict[tuple[int, ...], Rows] = {}
    for pair in pairs:
        places = tuple(place for place in range(width) if pair[place] != pair[width + place])
        found.setdefault(places, []).append(tuple(pair[place] for place in (*places, *keys)))
    key = " AND ".join(f"{name} = ?" for name in table.keys)
    return [
        (f"UPDATE {table.name} SET {', '.join(f'{table.columns[place]} = ?' for place in places)} WHERE {key}", rows)
        for places, rows in found.items()
    ]


def write(target: Path, commits: Iterator[list[Work]], spent: Spent) -> None:
    """Write them all; only what happens on the target's connection is timed."""
    store: sqlite3.Connection | None = None
    for works in commits:
        since, cpu = time.perf_counter(), time.process_time()
        if store is None:
            store = sqlite3.connect(target, isolation_level=None)
            configure(store)
        store.execute("BEGIN IMMEDIATE")
        for sql, rows in works:
            store.executemany(sql, rows)
        store.execute("COMMIT")
        took = time.perf_counter() - since
        spent.seconds += took
        spent.cpu += time.process_time() - cpu
        spent.longest = max(spent.longest, took)
        spent.rows += sum(len(rows) for _, rows in works)
    if store is not None:
        since, cpu = time.perf_counter(), time.process_time()
        store.close()
        spent.seconds += time.perf_counter() - since
        spent.cpu += time.process_time() - cpu


if __name__ == "__main__":
    sys.exit(main())
