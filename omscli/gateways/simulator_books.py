"""The books of the gateway simulator: a small SQLite file with every key, every request, every movement of money.

`calls` is what it knows a key by, for as long as it keeps keys (`key_window`); `movements` is what it did, for ever.
Nothing in the file keeps a key from moving money twice: that it never does is to be proven.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from omscli.domain.values import dataclass

HOUR = 3_600_000
_TABLES = """
CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY, interaction TEXT NOT NULL, asked INTEGER NOT NULL,
  currency TEXT NOT NULL, of_reference TEXT, merchant_order TEXT NOT NULL, fault TEXT NOT NULL,
  status INTEGER NOT NULL, approved INTEGER NOT NULL, reference TEXT, auth_code TEXT, message TEXT NOT NULL,
  expires INTEGER, at INTEGER NOT NULL, silent_until INTEGER NOT NULL, forgotten INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS requests (n INTEGER PRIMARY KEY, key TEXT NOT NULL, interaction TEXT NOT NULL,
  kind TEXT NOT NULL, amount INTEGER NOT NULL, fault TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS movements (n INTEGER PRIMARY KEY, key TEXT NOT NULL, interaction TEXT NOT NULL,
  amount INTEGER NOT NULL, currency TEXT NOT NULL, reference TEXT NOT NULL, of_reference TEXT, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS movements_by_reference ON movements (of_reference, interaction);
CREATE INDEX IF NOT EXISTS movements_by_name ON movements (reference);
"""
_CALL = """
SELECT key, interaction, asked, currency, of_reference, merchant_order, fault, status, approved, reference, auth_code,
       message, expires, at, silent_until, forgotten
FROM calls WHERE key = ?
"""
_PUT_CALL = "INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_REQUEST = "INSERT INTO requests (key, interaction, kind, amount, fault, at) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_MOVEMENT = """
INSERT INTO movements (key, interaction, amount, currency, reference, of_reference, at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_TOLD = "SELECT COUNT(DISTINCT key) FROM requests WHERE fault = ? AND interaction = ? AND kind = 'call' AND key <> ?"
_TAKEN = """
SELECT COALESCE(SUM(amount), 0) FROM movements WHERE of_reference = ? AND interaction IN (?, ?)
"""
_NAMED = "SELECT amount FROM movements WHERE reference = ? AND interaction = ?"


@dataclass(frozen=True, slots=True)
class Call:
    """What the books know of a key: what was asked, and what the provider decided (an HTTP status and its amounts)."""

    key: str
    interaction: str
    asked: int
    currency: str
    of_reference: str | None
    order: str
    fault: str
    status: int
    approved: int
    reference: str | None
    auth_code: str | None
    message: str
    expires: int | None
    at: int
    silent_until: int
    """Until when whoever asks for the key is told nothing yet."""
    forgotten: int = 0

    def columns(self) -> tuple[object, ...]:
        """The row of it."""
        return (
            self.key, self.interaction, self.asked, self.currency, self.of_reference, self.order, self.fault,
            self.status, self.approved, self.reference, self.auth_code, self.message, self.expires, self.at,
            self.silent_until, self.forgotten,
        )  # fmt: skip


class Books:
    """The file, opened by each process when it first needs it, and one transaction a request."""

    def __init__(self, path: Path, key_window: int) -> None:
        self.path, self.key_window = path, key_window
        self._connection: sqlite3.Connection | None = None
        self._owner = 0

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside; what fails in it is not written."""
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def call(self, key: str, now: int) -> Call | None:
        """What is known of a key now: nothing once its time is over, whatever was done under it."""
        row = self._open().execute(_CALL, (key,)).fetchone()
        found = Call(*row) if row else None
        return None if found is None or found.forgotten or now - found.at >= self.key_window else found

    def told(self, fault: str, interaction: str, key: str) -> int:
        """How many other keys met a fault so far."""
        return int(self._open().execute(_TOLD, (fault, interaction, key)).fetchone()[0])

    def problem(self) -> str | None:
        """Why the books cannot be opened; then nothing was asked and nothing done."""
        try:
            self._open().execute("SELECT 1 FROM calls LIMIT 1")
        except (sqlite3.Error, OSError) as error:
            return f"the simulator's books in {self.path} do not open: {error}"
        return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None or self._owner != os.getpid():
            self._connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            self._owner = os.getpid()
            self._connection.execute("PRAGMA busy_timeout = 30000")
            self._connection.executescript(_TABLES)
            self.path.chmod(0o600)
        return self._connection


def put_request(connection: sqlite3.Connection, call: Call, kind: str, at: int) -> None:
    """Note that something was asked: `call`, or `inquiry`."""
    connection.execute(_PUT_REQUEST, (call.key, call.interaction, kind, call.asked, call.fault, at))


def put_call(connection: sqlite3.Connection, call: Call) -> None:
    """Keep what was decided for a key; if money moved, that too."""
    connection.execute(_PUT_CALL, call.columns())
    if call.status == 200:
        movement = (
            call.key,
            call.interaction,
            call.approved,
            call.currency,
            call.reference,
            call.of_reference,
            call.at,
        )
        connection.execute(_PUT_MOVEMENT, movement)


def room(connection: sqlite3.Connection, reference: str | None, of: str, taken_by: tuple[str, str]) -> int | None:
    """What is left of an authorization or a capture that the books know; None for one that was made elsewhere."""
    row = connection.execute(_NAMED, (reference, of)).fetchone()
    if row is None:
        return None
    return int(row[0]) - int(connection.execute(_TAKEN, (reference, *taken_by)).fetchone()[0])
