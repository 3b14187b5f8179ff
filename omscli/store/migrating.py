"""A migration of an SQLite store: the statements of each version and what Python makes of its rows, in one transaction.

Whoever kills it leaves the old version; what does not come out as a new store would be is rolled back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from omscli.domain.ids import PREFIXES
from omscli.domain.money import EXPONENTS
from omscli.errors import refuse
from omscli.store.db import SCHEMA_VERSION, Writer
from omscli.store.schema_of import fresh_schema, schema_of
from omscli.store.seals import reseal
from omscli.store.sqlite import RESTORE, SqliteWriter, configure

if TYPE_CHECKING:
    from omscli.store.migrations.plan import Migration

SQL_REMEMBER_VERSION = "INSERT INTO schema_history (version, applied_date, actor) VALUES (?, ?, ?)"
SQL_REFRESH_CURRENCIES = """
INSERT INTO currencies (code, parts) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET parts = excluded.parts
"""
SQL_REFRESH_KINDS = """
INSERT INTO record_kinds (name, key_prefix) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET key_prefix = excluded.key_prefix
"""

Finish = Callable[[int, Writer], None]
"""Makes the rows of a version that only Python can make, once its tables are there."""


def migrate(store: sqlite3.Connection, migrations: Sequence[Migration], now: int, actor: str, finish: Finish) -> None:
    """Bring a store that we are alone with to the newest version, or leave it as it is.

    Raises `bug` when the outcome is not what a new store has, `damaged` when a reference leads nowhere.
    """
    configure(store)
    store.execute("PRAGMA foreign_keys=OFF")  # a table that is made anew is not there for a moment
    store.execute("PRAGMA legacy_alter_table=ON")  # and who refers to it goes on to
    store.execute("BEGIN IMMEDIATE")
    try:
        writer = SqliteWriter(store)
        _drop_views(store)
        for migration in migrations:
            for statement in migration.statements:
                store.execute(_tidy(statement))
            finish_migration(writer, migration.version, (now, actor), finish)
        _make_views(store)
        refresh(writer)
        _check(store)
        store.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        store.execute("COMMIT")
    except BaseException:
        if store.in_transaction:
            store.execute("ROLLBACK")
        raise


def finish_migration(writer: Writer, version: int, scene: tuple[int, str], finish: Finish) -> None:
    """Make the rows of a version whose tables are there, and remember when it came (`scene`: the instant, by whom)."""
    finish(version, writer)
    writer.run(SQL_REMEMBER_VERSION, [(version, *scene)])
    reseal(writer, "schema_history", [(version,)])


def refresh(writer: Writer) -> None:
    """Bring the tables that say what the views know to what this version knows."""
    writer.run(SQL_REFRESH_CURRENCIES, [(code, 10**digits) for code, digits in EXPONENTS.items()])
    writer.run(SQL_REFRESH_KINDS, list(PREFIXES.items()))


def _tidy(statement: str) -> str:
    """As `generate.py` writes it, so that a store does not show by its text how old it is."""
    return "\n".join(line.rstrip() for line in statement.splitlines()).replace("    ", "  ")


def _drop_views(store: sqlite3.Connection) -> None:
    for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        store.execute(f'DROP VIEW "{name}"')


def _make_views(store: sqlite3.Connection) -> None:
    from omscli.store.schema import SQLITE_VIEWS  # 130 KB of text

    for statement in SQLITE_VIEWS:
        store.execute(statement)


def _check(store: sqlite3.Connection) -> None:
    wanted, found = fresh_schema(), schema_of(store)
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        message = f"the migration would not make what a new store has: {', '.join(wrong[:5])}"
        raise refuse("bug", message, done="the store is as it was")
    orphan = store.execute('SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1').fetchone()
    if orphan:
        message = f"a record of {orphan[0]} refers to one of {orphan[1]} that is not there"
        raise refuse("damaged", message, help=RESTORE, done="the store is as it was")
