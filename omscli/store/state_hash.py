"""The state hash: one number for everything that a store says, whatever engine keeps it and in whatever order.

Two stores have the same hash when the same rows are in the same tables: tables by name, rows by primary key, values as
JSON. Left out is what the machine keeps of its own work: the run ledger, and since when the store has its schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice

from omscli.store.db import Reader
from omscli.store.fields import FIELDS
from omscli.store.rows import Row

NOT_STATE = ("runs", "run_", "schema_history")
"""How the names of tables begin that are no state."""

_as_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode


def state_hash(reader: Reader) -> str:
    """The hash of a snapshot, in 64 hexadecimal digits; memory does not grow with the store."""
    return hash_of(table_hashes(reader))


def hash_of(tables: dict[str, str]) -> str:
    """The hash of a store whose tables have these hashes."""
    lines = "".join(f"{table} {digest}\n" for table, digest in sorted(tables.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def table_hashes(reader: Reader) -> dict[str, str]:
    """The hash of every table that holds rows, to say where two stores differ; a table without rows is not there."""
    found = {}
    for table in sorted(FIELDS):
        digest = TableHash(table)
        for rows in pieces(reader.stream(in_order(table))):
            digest.update(rows)
        found[table] = digest.value()
    return {table: value for table, value in found.items() if value}


class TableHash:
    """The hash of a table whose rows come in the order of its key, some at a time, however many."""

    def __init__(self, table: str) -> None:
        self._counts = not table.startswith(NOT_STATE)
        self._digest = hashlib.sha256(",".join(column for column, _, _ in FIELDS[table]).encode())
        self._filled = False

    def update(self, rows: Sequence[Sequence[int | str | None]]) -> None:
        """Take the next rows, each with all columns of the table."""
        if self._counts:
            self._digest.update(_as_json(rows)[1:-1].encode() + b",")
            self._filled = True

    def value(self) -> str:
        """The hash, in hexadecimal digits; nothing for a table without rows, and for one that is no state."""
        return self._digest.hexdigest() if self._filled else ""


def pieces(rows: Iterator[Row], size: int = 2_000) -> Iterator[list[Row]]:
    """The rows in lists of at most `size`."""
    while piece := list(islice(rows, size)):
        yield piece


def in_order(table: str) -> str:
    """The statement that reads a whole table, every column, by primary key."""
    from omscli.store.schema import PRIMARY_KEYS  # much text, for few commands

    columns = ", ".join(column for column, _, _ in FIELDS[table])
    return f"SELECT {columns} FROM {table} ORDER BY {', '.join(PRIMARY_KEYS[table])}"  # noqa: S608 - names of the schema
