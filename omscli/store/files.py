"""An SQLite store as a file: alone with it, its pages copied, its content checked.

A copy is made by SQLite's backup API in one step. It reads one snapshot, so writers go on and nobody waits; in several
steps it begins again after every commit of another process (measured: 640 to 1,800 times for 77 MB under one writer,
and then it has written as much more), and `VACUUM INTO` costs twice the time of one step.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from omscli.errors import refuse
from omscli.scratch import scratch_of
from omscli.store.db import APPLICATION_ID, SCHEMA_VERSION
from omscli.store.holders import user_of
from omscli.store.sqlite import configure, translated

_PAUSE = 0.05
_TAILS = ("-wal", "-shm")


@contextmanager
def opened(path: Path, timeout: float) -> Iterator[sqlite3.Connection]:
    """A connection to a store of this schema version or an older one: see `version_of`."""
    with translated(path, timeout), closing(_connect(path, timeout)) as connection:
        _check_identity(connection, path)
        yield connection


@contextmanager
def resting(path: Path, timeout: float) -> Iterator[sqlite3.Connection]:
    """The same for a file that nobody writes, such as a backup: it is only read, and nothing beside it is made."""
    journal = path.with_name(f"{path.name}-wal")
    mode = "ro" if journal.exists() and journal.stat().st_size else "ro&immutable=1"
    with translated(path, timeout), closing(_connect(path, timeout, mode)) as connection:
        _check_identity(connection, path)
        yield connection


@contextmanager
def alone(path: Path, timeout: float) -> Iterator[sqlite3.Connection]:
    """The same, while no other process has the store open, and none can open it: what is done here nobody meets half.

    Raises `locked` when another process still has it open after `timeout` seconds.
    """
    end = monotonic() + timeout
    with translated(path, timeout):
        while (connection := _exclusive(path)) is None:
            if monotonic() >= end:
                user = user_of(path) or "another process"
                message = f"{path} was open in {user} for longer than {timeout:g} s"
                raise refuse("locked", message, help="end that one first, or wait longer: --lock-timeout SECONDS")
            sleep(_PAUSE)
        with closing(connection):
            yield connection


def _exclusive(path: Path) -> sqlite3.Connection | None:
    """A connection that holds the file's exclusive lock until it is closed; None while another process has it open."""
    connection = _connect(path, 0, plain=True)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        _check_identity(connection, path)
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, timeout: float, mode: str = "rw", *, plain: bool = False) -> sqlite3.Connection:
    """A connection; a `plain` one has read nothing yet, so that a store with a damaged schema can be had as a file."""
    _check_file(path)
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)
    try:
        if not plain:
            configure(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_file(path: Path) -> None:
    if not path.exists():
        raise refuse("no-store", f"there is no store at {path}", help="is the path right?")
    if not path.is_file() or not path.stat().st_size:
        raise refuse("not-a-store", f"{path} is not an oms store")


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise refuse("not-a-store", f"{path} is an SQLite file, but not an oms store")
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        message = f"{path} has schema {version}; this oms knows {SCHEMA_VERSION}"
        raise refuse("schema-newer", message, help="upgrade oms")


def version_of(connection: sqlite3.Connection) -> int:
    """The store's schema version."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check(path: Path, timeout: float) -> int:
    """Whether a file that nobody writes is a whole store of a version that is known; answers the version.

    Raises `no-store`, `not-a-store`, `schema-newer`, `damaged`.
    """
    with resting(path, timeout) as store:
        for (line,) in store.execute("PRAGMA quick_check(1)"):
            if line != "ok":
                raise refuse("damaged", f"{path} is damaged: {line}", help="take another backup")
        if store.execute("SELECT 1 FROM pragma_foreign_key_check LIMIT 1").fetchone():
            raise refuse("damaged", f"{path} is damaged: a record refers to one that is not there")
        return version_of(store)


@contextmanager
def unfinished(place: Path, timeout: float, purpose: str = "copy") -> Iterator[Path]:
    """The name of a file beside `place` for a store that is being made; what is there under that name at the end goes.

    What a killed process left of such a file for the same place and purpose, the next one takes away. Refusals name
    the place.
    """
    scratch = scratch_of(place, purpose)
    with translated(place, timeout):
        try:
            yield scratch
        finally:
            _remove(scratch)


def copy_pages(source: sqlite3.Connection, scratch: Path) -> None:
    """The store of the connection as a new file, as yet without its name."""
    os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(scratch, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode=OFF")  # a copy that is not whole never gets its name
        made.execute("PRAGMA synchronous=OFF")
        source.backup(made)


def put(scratch: Path, target: Path, *, force: bool) -> None:
    """Give a whole file its name, for good: its bytes are on disk before, its name after."""
    sync(scratch)
    if force:
        os.replace(scratch, target)
    else:
        os.link(scratch, target)
        scratch.unlink()
    sync(target.parent)


def sync(path: Path) -> None:
    """Have the disk keep what a file or folder is now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_content(store: sqlite3.Connection, source: Path) -> None:
    """Make the content of a store that we are alone with that of another file, in one transaction of the store.

    The file stays the same one: a process that waits for it meanwhile finds the new content in it, where a renamed file
    would leave it with the old one, and with the journal of the new one.
    """
    with closing(sqlite3.connect(source)) as new:
        new.backup(store)


def _remove(scratch: Path) -> None:
    """Take a temporary store away, with what SQLite keeps beside it."""
    for name in (scratch.name, *(f"{scratch.name}{tail}" for tail in (*_TAILS, "-journal"))):
        with suppress(FileNotFoundError):
            scratch.with_name(name).unlink()


def keep_journals(path: Path) -> None:
    """Have a store file keep a journal of its writes beside it (WAL), as every store does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")


def left_behind(path: Path) -> list[Path]:
    """What SQLite kept beside a store that is gone: a new store of that name would read it as its own."""
    if os.path.lexists(path):
        return []
    return [left for tail in _TAILS if os.path.lexists(left := path.with_name(f"{path.name}{tail}"))]


def refuse_leftovers(path: Path) -> None:
    """Raise `store-exists` where the journal of a store that is gone would be read into a new one of its name."""
    left = left_behind(path)
    if left:
        names = " and ".join(each.name for each in left)
        help_ = f"bring {path.name} back, or remove what is left of it: rm {' '.join(map(str, left))}"
        raise refuse("store-exists", f"{names} of a store that is gone would be read into the new one", help=help_)
