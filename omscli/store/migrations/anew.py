"""Make a table of an SQLite store anew: where a column joins or a rule changes, its statement must be that of a new
store, and SQLite's ALTER TABLE writes another. On a server the operation itself is enough.
"""

from __future__ import annotations

from collections.abc import Callable

from alembic import op


def made_anew(name: str, statement: str, columns: str, on_server: Callable[[], None]) -> None:
    """SQLite: the table is made by its new CREATE TABLE statement, with its rows; `columns` are those that it had.

    A server does `on_server`: `op.add_column`, `op.drop_constraint` … What refers to the table goes on to.
    """
    if op.get_context().dialect.name != "sqlite":
        on_server()
        return
    op.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
    op.execute(statement)
    op.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name}_before")  # noqa: S608 - names of ours
    op.execute(f"DROP TABLE {name}_before")
