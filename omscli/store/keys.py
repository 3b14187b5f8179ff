"""Keys: reserved in blocks from `key_blocks`, never `max + 1`, so that several processes work the same way."""

from __future__ import annotations

from omscli.store.db import Reader

SQL_NEXT_KEY = "SELECT next_key FROM key_blocks WHERE kind = ?"
SQL_SET_NEXT_KEY = """
INSERT INTO key_blocks (kind, next_key) VALUES (?, ?)
ON CONFLICT (kind) DO UPDATE SET next_key = excluded.next_key
"""


def next_key(reader: Reader, kind: str) -> int:
    """The first free key of a kind (a table's name, or `orders` for order keys); keys count from 1."""
    return reader.value(SQL_NEXT_KEY, kind) or 1
