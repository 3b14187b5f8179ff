"""The state hash: one number for everything that a store says, whatever engine keeps it and in whatever order.

Two stores have the same hash when the same rows are in the same tables: tables by name, rows by primary key, values as
JSON. Left out is what the machine keeps of its own work: the run ledger, and since when the store has its schema.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice

from omscli.store.db import Reader
from omscli.store.fields import FIELDS

NOT_STATE = ("runs", "run_", "schema_history")
"""How the names of tables begin that are no state."""
_ROWS = 2_000

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
    found = {table: _hash(reader, table) for table in sorted(FIELDS) if not table.startswith(NOT_STATE)}
    return {table: digest for table, digest in found.items() if digest}


def _hash(reader: Reader, table: str) -> str:
    columns = [column for column, _, _ in FIELDS[table]]
    digest = hashlib.sha256(",".join(columns).encode())
    filled = False
    for rows in _some_at_a_time(reader.stream(in_order(table))):
        digest.update(_as_json(rows)[1:-1].encode() + b"\n")
        filled = True
    return digest.hexdigest() if filled else ""


def _some_at_a_time(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    while some := list(islice(rows, _ROWS)):
        yield some


def in_order(table: str) -> str:
    """The statement that reads a whole table, every column, by primary key."""
    from omscli.store.schema import PRIMARY_KEYS  # much text, for few commands

    columns = ", ".join(column for column, _, _ in FIELDS[table])
    return f"SELECT {columns} FROM {table} ORDER BY {', '.join(PRIMARY_KEYS[table])}"  # noqa: S608 - names of the schema
