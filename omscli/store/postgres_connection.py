"""Connections to a PostgreSQL server: how they are made, and how values cross them the same way as to SQLite.

A value has no type of its own on the wire: the server gives each mark of a statement the type that the statement asks
for, as it does when the tests prepare it, and one prepared statement serves every row. What comes back are whole
numbers, texts and None, as from SQLite: a truth value is 1 or 0, a sum of whole numbers is one.
"""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import count
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.types.numeric import Int8Dumper

from omscli.config import ServerUrl
from omscli.errors import refuse
from omscli.store.db import APPLICATION_ID, SCHEMA_VERSION
from omscli.store.postgres_refusals import unreachable

Connection = psycopg.Connection[tuple[Any, ...]]

_numbers = count(1)

CONNECT_SECONDS = 10
ISOLATIONS = {"read committed": "READ COMMITTED", "serializable": "SERIALIZABLE"}


class _Whole(Int8Dumper):
    oid = 0


class _List(Dumper):
    oid = 0

    def dump(self, obj: Any) -> bytes:
        """As the text of an array: numbers as they are, texts in quotes, None as NULL."""
        return f"{{{','.join(map(_element, obj))}}}".encode()


def _element(value: int | str | None) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else str(value)


class _Truth(Loader):
    def load(self, data: Buffer) -> int:
        """1 or 0."""
        return int(bytes(data) == b"t")


class _Number(Loader):
    def load(self, data: Buffer) -> int | Decimal:
        """A sum or a quotient: a whole number, where it is one."""
        text = bytes(data).decode()
        return Decimal(text) if "." in text else int(text)


class Url:
    """What a `ServerUrl` says: to libpq, and to us (`isolation`)."""

    def __init__(self, url: ServerUrl) -> None:
        place, mark, query = url.url.partition("?")
        parts = query.split("&") if query else []
        own = [part for part in parts if part.startswith("isolation=")]
        rest = [part for part in parts if part not in own]
        named = own[-1].partition("=")[2] if own else os.environ.get("OMS_ISOLATION", "")
        chosen = (named or "read committed").lower().replace("%20", " ").replace("-", " ").replace("+", " ")
        if chosen not in ISOLATIONS:
            help_ = "it is serializable or read-committed"
            raise refuse("usage", f'isolation cannot be "{named}"', help=help_, done="nothing was done")
        self.isolation = ISOLATIONS[chosen]
        self.conninfo = place + (mark if rest else "") + "&".join(rest)


def connect(url: ServerUrl, *, lock_timeout: float, command: str) -> Connection:
    """A connection whose transactions are begun by hand. Raises `database-unreachable`, `credential-missing`,
    `no-store` (there is no such database), `usage` (the URL is none).
    """
    name = " ".join(filter(None, ("oms", command, str(os.getpid()))))
    try:
        connection = psycopg.connect(
            Url(url).conninfo,
            autocommit=True,
            application_name=name,
            connect_timeout=CONNECT_SECONDS,
            client_encoding="UTF8",
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        )
    except psycopg.ProgrammingError as error:
        help_ = "write it like postgresql://USER@HOST:PORT/DATABASE"
        raise refuse("usage", f"{url} is no URL of a database", help=help_, done="nothing was done") from error
    except psycopg.OperationalError as error:
        raise unreachable(str(error), url) from error
    try:
        connection.execute(f"SET lock_timeout = {int(lock_timeout * 1000) or 1}")
    except BaseException:
        connection.close()
        raise
    return connection


def check_identity(connection: Connection, url: ServerUrl) -> None:
    """Raise `no-store` where the database has no store, `schema-newer`, `schema-older`, `not-a-store`."""
    version = version_of(connection, url)
    if version < SCHEMA_VERSION:
        message = f"{url} has schema {version}; this oms needs {SCHEMA_VERSION}"
        raise refuse("schema-older", message, help="`oms store migrate` brings it there, after a backup")


def version_of(connection: Connection, url: ServerUrl) -> int:
    """The store's schema version, this one or an older one. Raises `no-store`, `not-a-store`, `schema-newer`."""
    try:
        found = connection.execute("SELECT application_id, schema_version FROM oms_store").fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        raise refuse("no-store", f"there is no store in {url}", help="make one: oms --store URL init") from None
    if found is None or found[0] != APPLICATION_ID:
        raise refuse("not-a-store", f"{url} has a table oms_store, but is no oms store")
    version = int(found[1])
    if version > SCHEMA_VERSION:
        message = f"{url} has schema {version}; this oms knows {SCHEMA_VERSION}"
        raise refuse("schema-newer", message, help="upgrade oms")
    return version


def cursor_of(connection: Connection, *, server_side: bool = False) -> Any:
    """A cursor that hands values over as the module says; a server-side one fetches its rows bit by bit."""
    cursor: Any = connection.cursor(name=f"stream_{next(_numbers)}") if server_side else connection.cursor()
    adapters = cursor.adapters
    adapters.register_dumper(int, _Whole)
    adapters.register_dumper(bool, _Whole)
    adapters.register_dumper(list, _List)
    adapters.register_dumper(tuple, _List)
    adapters.register_loader("bool", _Truth)
    adapters.register_loader("numeric", _Number)
    return cursor
