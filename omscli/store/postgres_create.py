"""A new store in a database of a PostgreSQL server: tables, views, fixed rows and first set-up in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from omscli.config import ServerUrl
from omscli.errors import OmsError, refuse
from omscli.store.db import APPLICATION_ID, LOCK_TIMEOUT_SECONDS, SCHEMA_VERSION, Writer
from omscli.store.postgres_connection import Connection, connect
from omscli.store.postgres_refusals import translated
from omscli.store.postgres_rows import PostgresWriter

IDENTITY = """
CREATE TABLE oms_store (
  application_id BIGINT NOT NULL PRIMARY KEY,
  schema_version BIGINT NOT NULL,
  partitions BIGINT NOT NULL DEFAULT 1
)
"""
"""What SQLite keeps in the file's header: a foreign database is never adopted, a newer one never touched."""

_LOCK = "SELECT pg_advisory_xact_lock(%s)"
_PLACE = "SELECT current_schema(), current_setting('server_encoding'), current_setting('search_path')"
_RELATIONS = """
SELECT count(*), count(*) FILTER (WHERE relname = 'oms_store')
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
"""


def create_on_server(url: ServerUrl, fill: Callable[[Writer], object], partitions: int = 1) -> None:
    """Make a store in the database and fill it, whole or not at all; of two at once one is refused. With several
    partitions the records of orders are split by the hash of their order, all records of an order in the same.

    Raises `store-exists`, `not-a-store` (tables of something else are there), `database-unreachable`,
    `credential-missing`, `read-only`, `disk`.
    """
    connection = connect(url, lock_timeout=LOCK_TIMEOUT_SECONDS, command="init")
    with connection, translated(url, LOCK_TIMEOUT_SECONDS, connection):
        connection.execute("BEGIN")
        connection.execute(_LOCK, (APPLICATION_ID,))
        refuse_unless_empty(connection, url)
        writer = PostgresWriter(connection)
        _make(connection, writer, partitions)
        fill(writer)
        connection.execute("COMMIT")


def refuse_if_on_server(url: ServerUrl) -> None:
    """Raise `store-exists` or `not-a-store` when something stands where the store is to be."""
    connection = connect(url, lock_timeout=LOCK_TIMEOUT_SECONDS, command="init")
    with connection, translated(url, LOCK_TIMEOUT_SECONDS, connection):
        refuse_unless_empty(connection, url)


def refuse_unless_empty(connection: Connection, url: ServerUrl) -> None:
    """The database, or the schema of it that the URL names, has to be empty and to keep every character."""
    place = connection.execute(_PLACE).fetchone()
    schema, encoding, path = place if place else (None, "", "")
    if schema is None:
        help_ = "make it: CREATE SCHEMA …, or take another"
        raise refuse("not-found", f"{url}: there is no schema {path}", help=help_, done="nothing was written")
    if encoding != "UTF8":
        help_ = "make one that keeps every character: createdb --encoding=UTF8 --template=template0"
        raise refuse("usage", f"{url} is a database in {encoding}, not UTF8", help=help_)
    found = connection.execute(_RELATIONS).fetchone()
    relations, ours = found if found else (0, 0)
    if ours:
        raise refuse("store-exists", f"{url} has a store already", help="use it as it is, or take another database")
    if relations:
        raise _foreign(url, schema)


def _foreign(url: ServerUrl, schema: str) -> OmsError:
    help_ = "take an empty database, or an empty schema of this one: ?options=-csearch_path%3DSCHEMA"
    return refuse("not-a-store", f"{url} has tables of something else in its schema {schema}", help=help_)


def statements(partitions: int = 1) -> Iterator[str]:
    """The DDL of a store, split into this many partitions."""
    from omscli.store.schema import POSTGRESQL, POSTGRESQL_VIEWS  # much DDL that only `init` needs

    yield IDENTITY
    for statement in POSTGRESQL:
        yield from split(statement, partitions)
    yield from POSTGRESQL_VIEWS


def split(statement: str, partitions: int) -> Iterator[str]:
    """A statement of the DDL, for a store of so many partitions: a table of orders is made with its parts."""
    from omscli.store.schema import PARTITIONED

    table = statement.split(maxsplit=3)[2]
    if partitions == 1 or table not in PARTITIONED or not statement.startswith("CREATE TABLE"):
        yield statement
        return
    yield f"{statement} PARTITION BY HASH ({PARTITIONED[table]})"
    for number in range(partitions):
        values = f"WITH (MODULUS {partitions}, REMAINDER {number})"
        yield f"CREATE TABLE {table}_{number} PARTITION OF {table} FOR VALUES {values}"


def _make(connection: Connection, writer: PostgresWriter, partitions: int) -> None:
    from omscli.domain.ids import PREFIXES
    from omscli.domain.money import EXPONENTS

    for statement in statements(partitions):
        connection.execute(statement.encode())
    connection.execute("INSERT INTO oms_store VALUES (%s, %s, %s)", (APPLICATION_ID, SCHEMA_VERSION, partitions))
    writer.insert("currencies", [(code, 10**digits) for code, digits in EXPONENTS.items()])
    writer.insert("record_kinds", list(PREFIXES.items()))
