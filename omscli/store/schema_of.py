"""The schema that an SQLite store has, to be compared with what this version makes."""

from __future__ import annotations

import sqlite3

from omscli.store.seals import fingerprint


def schema_of(store: sqlite3.Connection) -> dict[str, str]:
    """Every table, index and view with its statement, as `kind name`; spaces and line ends do not count."""
    rows = store.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {f"{kind} {name}": " ".join(sql.replace('"', "").split()) for kind, name, sql in rows}


def digest_of(schema: dict[str, str]) -> str:
    """One text for a whole schema: equal for equal schemas."""
    return fingerprint("", sorted(schema.items()))


def fresh_schema() -> dict[str, str]:
    """The schema of a store that is made now: see `schema_of`. It costs 20 ms; its digest is `SQLITE_DIGEST`."""
    from omscli.store.schema import SQLITE, SQLITE_VIEWS  # 130 KB of text

    return schema_made_by((*SQLITE, *SQLITE_VIEWS))


def schema_made_by(statements: tuple[str, ...]) -> dict[str, str]:
    """The schema that these statements make."""
    store = sqlite3.connect(":memory:")
    try:
        for statement in statements:
            store.execute(statement)
        return schema_of(store)
    finally:
        store.close()
