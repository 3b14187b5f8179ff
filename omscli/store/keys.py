"""Keys: reserved in blocks from `key_blocks`, never `max + 1`, so that several processes work the same way.

Whoever writes takes keys of a lane that nobody else writes in at that moment: no process waits for another's keys. A
process alone always has lane 0, so the same input has the same ids on every engine. Each lane has its own hundred
million keys, and then the next that no other lane has.
"""

from __future__ import annotations

from omscli.store.db import LANES, Reader

SQL_NEXT_KEY = "SELECT next_key FROM key_blocks WHERE kind = ?"
SQL_SET_NEXT_KEY = """
INSERT INTO key_blocks (kind, next_key) VALUES (?, ?)
ON CONFLICT (kind) DO UPDATE SET next_key = excluded.next_key
"""

MOVEMENTS = "stock_movements"
"""The kind of the movements that no order caused, of stock and of credit: they are numbered together, because they are
sealed in one chain (`seals.loose_chain`), whose links are told apart by their last keys.
"""

WIDTH = 100_000_000
"""Keys of a lane before it leaps over those of the others."""


def next_key(reader: Reader, kind: str, lane: int = 0) -> int:
    """The first free key of a kind (a table's name, or `orders` for order keys); keys count from 1."""
    return reader.value(SQL_NEXT_KEY, row_of(kind, lane)) or lane * WIDTH + 1


def row_of(kind: str, lane: int) -> str:
    """What a kind's row in `key_blocks` is called for a lane."""
    return f"{kind}/{lane}" if lane else kind


def key_after(key: int) -> int:
    """The key that follows in the same lane."""
    following = key + 1
    return following if following % WIDTH else following + (LANES - 1) * WIDTH + 1


def lane_of(key: int) -> int:
    """The lane that a key was taken of."""
    return key // WIDTH % LANES
