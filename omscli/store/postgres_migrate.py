"""A migration of a store on a PostgreSQL server: one transaction, while no other command of ours is connected to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from omscli.config import ServerUrl
from omscli.errors import refuse
from omscli.store.db import SCHEMA_VERSION, Writer
from omscli.store.migrating import finish_migration
from omscli.store.postgres_connection import Connection, connect, version_of
from omscli.store.postgres_create import split, statements
from omscli.store.postgres_refusals import translated
from omscli.store.postgres_rows import SQL_PARTITIONS, PostgresWriter

if TYPE_CHECKING:
    from omscli.store.migrations.plan import Migration

_PAUSE = 0.1

SQL_OTHERS = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'oms %' AND pid <> pg_backend_pid() ORDER BY 1
"""
SQL_VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = current_schema()"
SQL_SHAPE = r"""
WITH ours AS (
  SELECT c.oid, c.relname, n.nspname || '.' AS place FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relname <> 'oms_store'
    AND c.relnamespace = CASE WHEN %s THEN pg_my_temp_schema() ELSE current_schema()::regnamespace END
)
SELECT 'column ' || relname || '.' || attname,
  concat_ws(' ', row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),
            attnotnull, collname, pg_get_expr(adbin, adrelid))
FROM ours JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum LEFT JOIN pg_collation ON pg_collation.oid = attcollation
UNION ALL
SELECT 'rule ' || relname || '.' || conname, replace(pg_get_constraintdef(pg_constraint.oid), place, '')
FROM ours JOIN pg_constraint ON conrelid = ours.oid
UNION ALL
SELECT 'index ' || ours.relname || '.' || i.relname,
  regexp_replace(pg_get_indexdef(indexrelid), ' ON (ONLY )?\S+[.]', ' ON \1')
FROM ours JOIN pg_index ON indrelid = ours.oid JOIN pg_class i ON i.oid = indexrelid
UNION ALL
SELECT 'table ' || c.relname, concat_ws(' ', pg_get_partkeydef(c.oid), pg_get_expr(relpartbound, c.oid))
FROM ours JOIN pg_class c ON c.oid = ours.oid
"""


def version_on_server(url: ServerUrl, timeout: float) -> int:
    """The schema version of the store, this one or an older one. Raises `no-store`, `not-a-store`, `schema-newer`."""
    connection = connect(url, lock_timeout=timeout, command="store migrate")
    with connection, translated(url, timeout, connection):
        return version_of(connection, url)


def migrate_on_server(
    url: ServerUrl,
    timeout: float,
    missing: Callable[[int], Sequence[Migration]],
    scene: tuple[int, str],
    finish: Callable[[int, Writer], None],
) -> int:
    """Bring the store to the newest version, or leave it as it is; answers the version that it had.

    Raises `locked` while another command is connected, `bug` when the outcome is not what a new store has.
    """
    connection = connect(url, lock_timeout=timeout, command="store migrate")
    with connection, translated(url, timeout, connection):
        connection.execute("BEGIN")
        connection.execute("LOCK TABLE oms_store IN ACCESS EXCLUSIVE MODE")  # who comes now waits, and then looks
        version = version_of(connection, url)
        _wait_for_others(connection, url, timeout)
        writer = PostgresWriter(connection)
        for (view,) in connection.execute(SQL_VIEWS).fetchall():
            connection.execute(f'DROP VIEW "{view}" CASCADE'.encode())
        partitions = _partitions(connection)
        for migration in missing(version):
            for statement in chain.from_iterable(split(each, partitions) for each in migration.statements):
                connection.execute(statement.encode())
            finish_migration(writer, migration.version, scene, finish)
        _renew(connection, writer)
        _check(connection)
        connection.execute("UPDATE oms_store SET schema_version = %s", (SCHEMA_VERSION,))
        connection.execute("COMMIT")
    return version


def _wait_for_others(connection: Connection, url: ServerUrl, timeout: float) -> None:
    end = monotonic() + timeout
    while others := [name for (name,) in connection.execute(SQL_OTHERS.encode()).fetchall()]:
        if monotonic() >= end:
            message = f"{url} is in use by {', '.join(others[:3])}"
            raise refuse("locked", message, help="end that first, or wait longer: --lock-timeout SECONDS")
        sleep(_PAUSE)


def _renew(connection: Connection, writer: Writer) -> None:
    from omscli.store.migrating import refresh
    from omscli.store.schema import POSTGRESQL_VIEWS

    for statement in POSTGRESQL_VIEWS:
        connection.execute(statement.encode())
    refresh(writer)


def _check(connection: Connection) -> None:
    """Make a new store's tables, split into as many partitions, in a place that is forgotten, and compare."""
    found = _shape(connection, temporary=False)
    partitions = _partitions(connection)
    connection.execute("SAVEPOINT before")
    connection.execute("SET LOCAL search_path TO pg_temp")
    for statement in statements(partitions):
        connection.execute(statement.encode())
    wanted = _shape(connection, temporary=True)
    connection.execute("ROLLBACK TO before")
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        message = f"the migration would not make what a new store has: {', '.join(wrong[:5])}"
        raise refuse("bug", message, done="the store is as it was")


def _partitions(connection: Connection) -> int:
    row = connection.execute(SQL_PARTITIONS).fetchone()
    return int(row[0]) if row else 1


def _shape(connection: Connection, *, temporary: bool) -> dict[str, Any]:
    return dict(connection.execute(SQL_SHAPE.encode(), (temporary,)).fetchall())
