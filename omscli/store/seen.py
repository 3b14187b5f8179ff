"""The orders that a preview would have placed so far: it stores none, and its later chunks must know them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

Known = dict[tuple[str, str, int], Any]

_TABLE = """
CREATE TABLE seen (value TEXT, kind TEXT, scope INT, a INT, b TEXT, c TEXT, d TEXT, PRIMARY KEY (value, kind, scope))
WITHOUT ROWID
"""
_FIND = "SELECT kind, value, scope, a, b, c, d FROM seen WHERE value = ?"


class Seen:
    """Names of orders in a private database that goes to a temporary file when it grows: memory has no part in it."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")
        self._connection.execute("PRAGMA cache_size=-4096")
        self._connection.execute(_TABLE)

    def add(self, known: Known) -> None:
        """Remember the orders of a chunk."""
        rows = [(value, kind, scope, *entry) for (kind, value, scope), entry in known.items()]
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def find(self, values: Iterable[str]) -> Known:
        """What was remembered under these names."""
        found: Known = {}
        for value in values:
            for kind, name, scope, *entry in self._connection.execute(_FIND, (value,)):
                found[kind, name, scope] = tuple(entry)
        return found
