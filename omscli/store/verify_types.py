"""Statements of `oms verify` on SQLite, which keeps a text in a number's column: of what seals leave out."""

from __future__ import annotations

from omscli.store.fields import FIELDS
from omscli.store.seals import CHANGING


def _type(kind: str) -> str:
    return "'text'" if kind in ("text", "json", "rate") else "'integer'"


MISTYPED = {
    table: f"SELECT COUNT(*) FROM {table} WHERE "  # noqa: S608 - names of the declaration
    + " OR ".join(
        f"typeof({column}) NOT IN ({_type(kind)}, 'null')"
        for column, _, kind in FIELDS[table]
        if column in columns.split()
    )
    for table, columns in CHANGING.items()
}
"""Table → how many of its records have a value of another type in a column that changes."""
