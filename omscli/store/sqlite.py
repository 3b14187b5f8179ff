"""Stores in an SQLite file: WAL, `synchronous=FULL`, foreign keys.

Every write is `BEGIN IMMEDIATE` before it reads, because a deferred transaction that reads first fails at once under
contention and one without a transaction oversells (promises A2). So a unit of work has the whole store to itself, and
nothing in it is ever undone by another process.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from omscli.errors import OmsError, refuse
from omscli.store.db import APPLICATION_ID, LOCK_TIMEOUT_SECONDS, SCHEMA_VERSION, Database, Reader, Value, Writer
from omscli.store.dialects import sqlite
from omscli.store.holders import holder_of
from omscli.store.rows import INSERTS, Row

LOOK_EVERY_SECONDS = 0.005
"""How often who waits for the write lock looks for it; a look takes 10 µs."""


RESTORE = "`oms store restore BACKUP --force` puts a backup in its place, and keeps what is there beside it"
"""The way out of a damaged file."""

NOTHING = {None: None}.get
"""What `sqlite3` is to make of None, which is None. Left alone it looks each time how to adapt it: 0.4 µs for every
empty column of a row, a fifth of what writing costs. (A method written in C, since a lambda costs nearly as much.)
"""


class SqliteReader(Reader):
    """A snapshot of a file."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: Value) -> list[Any]:
        """See `Reader.rows`."""
        return self._connection.execute(sqlite(sql), [_bound(value) for value in values]).fetchall()

    def row(self, sql: str, *values: Value) -> Any | None:
        """See `Reader.row`."""
        return self._connection.execute(sqlite(sql), [_bound(value) for value in values]).fetchone()

    def stream(self, sql: str, *values: Value) -> Iterator[Any]:
        """See `Reader.stream`."""
        return iter(self._connection.execute(sqlite(sql), [_bound(value) for value in values]))

    def damages(self) -> Iterator[tuple[str, str]]:
        """SQLite reads every page, index and row."""
        for (line,) in self.rows("PRAGMA integrity_check"):
            if line != "ok":
                yield "the file", str(line)
        from omscli.store.schema_digest import SQLITE_DIGEST  # these three are for `oms verify` alone
        from omscli.store.schema_of import digest_of, fresh_schema, schema_of
        from omscli.store.verify_types import MISTYPED

        found = schema_of(self._connection)
        wanted = found if digest_of(found) == SQLITE_DIGEST else fresh_schema()
        for name in sorted(wanted.keys() | found.keys()):
            if wanted.get(name) != found.get(name):
                yield name, "it is not what this version of oms makes"
        for table, sql in MISTYPED.items():
            if count := self.value(sql):
                yield table, f"{count} records have a text where a number belongs"

    def shows_damage(self, error: Exception) -> bool:
        """See `Reader.shows_damage`: a page that cannot be read, a table or column that is not there."""
        return is_damage(error) if isinstance(error, sqlite3.Error) else super().shows_damage(error)

    def orphans(self) -> Iterator[tuple[str, str]]:
        """SQLite looks every reference up."""
        for table, row, parent, _ in self.rows("PRAGMA foreign_key_check"):
            where = f"{table} row {row}" if row is not None else table
            yield where, f"refers to {parent}, and the record is not there"

    def identity(self) -> Iterator[tuple[str, int, int]]:
        """The two numbers in the file's header."""
        for pragma, wanted in (("application_id", APPLICATION_ID), ("user_version", SCHEMA_VERSION)):
            yield pragma, self.value(f"PRAGMA {pragma}") or 0, wanted

    def facts(self) -> Iterator[tuple[str, str | int]]:
        """See `Reader.facts`."""
        yield "Engine", f"SQLite {sqlite3.sqlite_version}"
        yield "JournalMode", str(self.value("PRAGMA journal_mode"))
        yield "Bytes", (self.value("PRAGMA page_count") or 0) * (self.value("PRAGMA page_size") or 0)

    def tables(self) -> set[str]:
        """See `Reader.tables`."""
        return {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}


class SqliteWriter(SqliteReader, Writer):
    """One unit of work on a file, which it has to itself."""

    __slots__ = ()

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """See `Writer.insert`."""
        self._connection.executemany(INSERTS[table], rows)

    def run(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """See `Writer.run`."""
        return self._connection.executemany(sqlite(sql), rows).rowcount


def _bound(value: Value) -> int | str | None:
    return value if value is None or isinstance(value, int | str) else json.dumps(list(value))


class SqliteDatabase(Database):
    """A store in a file.

    One connection reads and writes by turns: opening one costs 5 ms, since SQLite parses the whole schema. A second is
    opened only where a write begins inside a read, or a read inside a write; it does not see what the other has not
    committed.
    """

    isolation = "serializable"  # one writer at a time

    def __init__(self, path: Path, *, lock_timeout: float = LOCK_TIMEOUT_SECONDS) -> None:
        self.location = self.path = path
        self._timeout = lock_timeout
        self._connections: list[sqlite3.Connection] = []
        self._reading: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close what is open."""
        for connection in self._connections:
            connection.close()
        self._connections, self._reading = [], None

    @contextmanager
    def read(self) -> Iterator[SqliteReader]:
        """A consistent snapshot; the connection refuses to write as long as it lasts."""
        with translated(self.path, self._timeout):
            if self._reading is not None:  # a reader inside a reader sees the same snapshot
                yield SqliteReader(self._reading)
                return
            connection = self._reading = self._free()
            try:
                connection.execute("PRAGMA query_only=ON")
                connection.execute("BEGIN")
                yield SqliteReader(connection)
            finally:
                self._reading = None
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[SqliteWriter]:
        """One transaction that holds the write lock from its first read; rolls back unless the block ends well."""
        with translated(self.path, self._timeout):
            connection = self._free()
            connection.execute("PRAGMA query_only=OFF")
            self._wait_for_lock(connection)
            try:
                yield SqliteWriter(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def jot(self) -> Iterator[SqliteWriter]:
        """See `Database.jot`: written to the journal, not synced."""
        timeout, self._timeout = self._timeout, min(self._timeout, 1)
        try:
            with translated(self.path, self._timeout):
                connection = self._free()  # what `write` finds too
            connection.execute("PRAGMA synchronous=NORMAL")
            with self.write() as writer:
                yield writer
            connection.execute("PRAGMA synchronous=FULL")
        finally:
            self._timeout = timeout

    def _wait_for_lock(self, connection: sqlite3.Connection) -> None:
        """Begin a transaction that writes, when its turn has come. Raises SQLITE_BUSY when nobody has committed
        anything for the time that the user gave: in a long queue everybody has his turn, however long it is.

        SQLite's own way of waiting looks every tenth of a second at last, so that between two chunks of a batch nobody
        else ever gets the lock, and it does not see Ctrl-C.
        """
        connection.execute("PRAGMA busy_timeout=0")
        committed, since = None, 0.0
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                    raise
                version = connection.execute("PRAGMA data_version").fetchone()
                if version != committed:
                    committed, since = version, time.monotonic()
                elif time.monotonic() - since >= self._timeout:
                    raise
                time.sleep(LOOK_EVERY_SECONDS * (0.5 + time.monotonic_ns() % 1000 / 1000))  # not all in step
        connection.execute(f"PRAGMA busy_timeout={int(self._timeout * 1000)}")

    def _free(self) -> sqlite3.Connection:
        """A connection without a transaction."""
        for connection in self._connections:
            if not connection.in_transaction:
                return connection
        self._connections.append(self._open())
        return self._connections[-1]

    def _open(self) -> sqlite3.Connection:
        _check_file(self.path)
        sqlite3.register_adapter(type(None), NOTHING)
        uri = f"file:{_quoted(self.path)}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, timeout=self._timeout, isolation_level=None, cached_statements=256)
        try:
            configure(connection)
            _check_identity(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection


def configure(connection: sqlite3.Connection) -> None:
    """The pragmas of every connection (promises, «SQLite opening recipe»)."""
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "cache_size=-32768",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def create(path: Path) -> None:
    """Make an empty store at `path`, where nothing may be; who wants all or nothing gives it its name when it is done
    (`services/starting.py`). Raises `store-exists`, `disk`, `read-only`.
    """
    from omscli.domain.ids import PREFIXES
    from omscli.domain.money import EXPONENTS
    from omscli.store.schema import SQLITE, SQLITE_VIEWS  # 130 KB of DDL that only `init` and `demo` need

    with translated(path, LOCK_TIMEOUT_SECONDS):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN")
            for statement in (*SQLITE, *SQLITE_VIEWS):
                connection.execute(statement)
            connection.executemany(INSERTS["currencies"], [(code, 10**digits) for code, digits in EXPONENTS.items()])
            connection.executemany(INSERTS["record_kinds"], PREFIXES.items())
            connection.execute("COMMIT")
        finally:
            connection.close()


def _check_file(path: Path) -> None:
    if not path.exists():
        raise refuse(
            "no-store", f"there is no store at {path}", help="make one with `oms init`, or name one: --store PATH"
        )
    if not path.is_file():
        raise refuse("not-a-store", f"{path} is not a file")
    if path.stat().st_size == 0:
        raise refuse("not-a-store", f"{path} is empty, not an oms store", help="remove it, then `oms init`")


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise refuse("not-a-store", f"{path} is an SQLite file, but not an oms store")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        message = f"{path} has schema {version}; this oms knows {SCHEMA_VERSION}"
        raise refuse("schema-newer", message, help="upgrade oms")
    if version < SCHEMA_VERSION:
        message = f"{path} has schema {version}; this oms needs {SCHEMA_VERSION}"
        raise refuse("schema-older", message, help="`oms store migrate` brings it there, after a backup")


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


@contextmanager
def translated(path: Path, timeout: float) -> Iterator[None]:
    """SQLite's errors and the system's as refusals of the contract; opening and pragmas are inside the guard too."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refusal(error, path, timeout) from error
    except UnicodeDecodeError as error:  # the name of a column or table, which `sqlite3` decodes itself
        raise refuse("damaged", f"{path} is damaged ({error})", help=RESTORE) from error
    except OSError as error:
        raise _disk(error, path) from error


_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_ERROR", "SQLITE_FORMAT", "SQLITE_SCHEMA", "SQLITE_CONSTRAINT_FOREIGNKEY")
"""What SQLite says of a store that is not as it was written: all statements of `oms` fit its schema (a test)."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error comes of the store's content; a text that is no UTF-8 is one without a name."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(_DAMAGED) or "decode to UTF-8" in str(error)


def _refusal(error: sqlite3.Error, path: Path, timeout: float) -> Exception:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        holder = holder_of(path) or "another process"
        message = f"{path} was locked by {holder} for longer than {timeout:g} s"
        return refuse("locked", message, help="run it again, or wait longer: --lock-timeout SECONDS")
    if name.startswith("SQLITE_READONLY") or name == "SQLITE_CANTOPEN":
        return refuse("read-only", f"{path} or its folder cannot be written", help="check the permissions of both")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return refuse("disk", f"the disk refused to store {path} ({name})", help=_free_space(path))
    if is_damage(error):
        return refuse("damaged", f"{path} is damaged ({error})", help=RESTORE)
    if name == "SQLITE_NOTADB":
        return refuse("not-a-store", f"{path} is not an SQLite file, so not an oms store")
    return error


def _disk(error: OSError, path: Path) -> OmsError:
    reason = error.strerror or str(error)
    if isinstance(error, PermissionError):
        return refuse("read-only", f"{path}: {reason}", help="check the permissions of the file and its folder")
    if isinstance(error, FileExistsError):
        return refuse("store-exists", f"{path} is there already")
    return refuse("disk", f"{path}: {reason}", help=_free_space(path))


def _free_space(path: Path) -> str:
    try:
        free = os.statvfs(path.parent)
    except OSError:
        return "check that the folder is there and can be written"
    return f"{free.f_bavail * free.f_frsize:,} bytes are free in {path.parent}"
