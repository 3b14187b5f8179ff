"""Where the two engines differ: statements are written once, with `?` and `IN :list`, and rewritten here.

The differences, all of them: how a value is marked, and how a list of values is handed over.
"""

from __future__ import annotations


def sqlite(sql: str) -> str:
    """For `sqlite3`: a list is one JSON text."""
    return sql.replace("IN :list", "IN (SELECT value FROM json_each(?))") if ":list" in sql else sql


def postgresql(sql: str) -> str:
    """For `psycopg`: marks are `%s`, a list is one array."""
    return sql.replace("%", "%%").replace("IN :list", "= ANY(?)").replace("?", "%s")
