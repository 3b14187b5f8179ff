"""A hash over every row of a store, for tests of what a command may not change and of what twice must be once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any


def rows_of(connection: sqlite3.Connection, leave_out: Collection[str] = ()) -> dict[str, list[Any]]:
    """Every table's rows, sorted; `leave_out` names tables, or columns as `table.column`."""
    found = {}
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for (table,) in connection.execute(sql).fetchall():
        if table in leave_out or table == "runs" or table.startswith("runs_"):  # about the work, not about the shop
            continue
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        wanted = ", ".join(f'"{name}"' for name in columns if f"{table}.{name}" not in leave_out)
        found[table] = sorted(connection.execute(f"SELECT {wanted} FROM {table}").fetchall(), key=repr)
    return found


def state_hash(store: Path, leave_out: Collection[str] = ()) -> str:
    """The hash of a store's rows as another connection sees them."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return hashlib.sha256(repr(rows_of(connection, leave_out)).encode()).hexdigest()
    finally:
        connection.close()
