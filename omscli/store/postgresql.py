"""Stores in a database of a PostgreSQL server, for many processes at once.

A reader sees one snapshot (`REPEATABLE READ READ ONLY`). A writer works at `READ COMMITTED` and keeps the orders that
it changes to itself by the lock of their head rows (`hold`), before it reads what it decides on; stock moves by
conditional updates. Where another process was faster the server rolls the unit of work back, and it is planned anew
(`Undone`, `services/unit.py`). The same holds at `SERIALIZABLE`, where the server finds such cases itself.

A lost connection is no lost unit of work: the transaction's number is known before it is committed, so when the answer
to COMMIT does not come, the server is asked afterwards whether the transaction was committed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import TransactionStatus

from omscli.config import ServerUrl
from omscli.domain.values import replace
from omscli.errors import OmsError, refuse
from omscli.store.db import LOCK_TIMEOUT_SECONDS, Database, Undone
from omscli.store.postgres_connection import Connection, Url, check_identity, connect
from omscli.store.postgres_refusals import refusal, translated
from omscli.store.postgres_rows import PostgresReader, PostgresWriter

UNLUCKY = 3
"""Attempts after which a unit of work waits for its turn with the others that were undone as often."""
BY_INDEX = "SET LOCAL enable_seqscan = off"
"""A unit of work knows its records by key. Reading a whole table for them, which a table without statistics tempts the
server to, would make units of different orders conflict under SERIALIZABLE.
"""
SQL_JOTTING = "SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '1s', true)"
SQL_QUEUE = "SELECT pg_advisory_lock(hashtext('oms queue of ' || current_schema()))"
SQL_LEAVE_QUEUE = "SELECT pg_advisory_unlock_all()"
SQL_OLDEST_WRITER = """
SELECT application_name, pid, extract(epoch FROM clock_timestamp() - xact_start)::bigint FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY xact_start LIMIT 1
"""
SQL_OUTCOME = "SELECT pg_xact_status(%s::xid8)"
SQL_END_SESSION = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_xid = %s::xid AND usename = current_user AND state <> 'active' AND pid <> pg_backend_pid()
"""
"""The session that we lost, which the server may not have noticed yet: its transaction will never be committed."""


class PostgresDatabase(Database):
    """A store in a database of a server."""

    undoes = True

    def __init__(self, url: ServerUrl, *, lock_timeout: float = LOCK_TIMEOUT_SECONDS, command: str = "") -> None:
        self.location = self._url = url
        self._timeout = lock_timeout
        self._command = command
        self._isolation = Url(url).isolation
        self.isolation = self._isolation.lower()
        self._idle: list[Connection] = []
        self._reader: PostgresReader | None = None
        self._was_open = False
        self._first_try = 0.0
        self._unlucky = False

    def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def read(self) -> Iterator[PostgresReader]:
        """See `Database.read`; a reader inside a reader sees the same snapshot."""
        if self._reader is not None:
            yield self._reader
            return
        connection, _ = self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            with translated(self._url, self._timeout, connection):
                self._reader = PostgresReader(connection)
                yield self._reader
        finally:
            self._reader = None
            self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[PostgresWriter]:
        """See `Database.write`."""
        queued = self._unlucky
        begin = f"BEGIN ISOLATION LEVEL {self._isolation}; {BY_INDEX}; SELECT pg_current_xact_id()::text"
        connection, transaction = self._begin(begin, queued=queued)
        try:
            with translated(self._url, self._timeout, connection):
                yield PostgresWriter(connection)
            self._commit(connection, transaction)
        except OmsError as error:
            if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise self._locked(error) from error.__cause__
            raise
        finally:
            self._give_back(connection, queued=queued)
        self._unlucky = False

    @contextmanager
    def jot(self) -> Iterator[PostgresWriter]:
        """See `Database.jot`."""
        with self.write() as writer:
            writer.row(SQL_JOTTING)
            yield writer

    def pause(self, attempt: int, undone: Undone) -> None:
        """See `Database.pause`: for as long as the command is willing to wait for others."""
        now = time.monotonic()
        if attempt == 1:
            self._first_try = now
        lost = undone.code == "database-unreachable"
        self._unlucky = attempt >= UNLUCKY and not lost
        wait = random.uniform(0.2, 1) * (min(0.2 * 2**attempt, 5) if lost else min(0.005 * 2**attempt, 0.5))
        if now + wait > self._first_try + self._timeout:
            cause = undone.__cause__
            if isinstance(cause, psycopg.errors.UniqueViolation):
                raise cause
            raise undone
        time.sleep(wait)

    def _locked(self, error: OmsError) -> OmsError:
        """The refusal, with who has been writing for longest: that is who was waited for, or who that one waits for."""
        try:
            connection = self._open()
        except OmsError:
            return error
        found = connection.execute(SQL_OLDEST_WRITER).fetchone()
        self._give_back(connection)
        if found is None:
            return error
        problem = error.problems[0]
        message = f"{problem.message}: {found[0]} (server process {found[1]}) has been writing for {found[2]} s"
        return OmsError((replace(problem, message=message),), error.done)

    def _begin(self, statements: str, *, queued: bool = False) -> tuple[Connection, str]:
        """A connection in a new transaction, and the transaction's number where the statements ask for it.

        A connection that was idle may be gone: nothing was begun on it, so another takes its place.
        """
        while True:
            kept = bool(self._idle)
            connection = self._idle.pop() if kept else self._open()
            try:
                if queued:
                    connection.execute(SQL_QUEUE)
                cursor = connection.execute(statements)
            except psycopg.OperationalError as error:
                lost = connection.broken
                connection.close()
                if not (kept and lost):
                    raise refusal(error, self._url, self._timeout, lost=lost) from error
                continue
            number = ""
            while cursor.nextset():
                if cursor.description:
                    number = cursor.fetchall()[0][0]
            return connection, number

    def _open(self) -> Connection:
        with translated(self._url, self._timeout):
            try:
                connection = connect(self._url, lock_timeout=self._timeout, command=self._command)
            except OmsError as error:
                if self._was_open and error.code == "database-unreachable":
                    raise Undone(error.problems, error.done) from error
                raise
            try:
                check_identity(connection, self._url)
            except BaseException:
                connection.close()
                raise
            self._was_open = True
            return connection

    def _give_back(self, connection: Connection, *, queued: bool = False) -> None:
        """Keep the connection for the next transaction; what is not committed is rolled back."""
        if not connection.closed:
            try:
                if connection.info.transaction_status != TransactionStatus.IDLE:
                    connection.execute("ROLLBACK")
                if queued:
                    connection.execute(SQL_LEAVE_QUEUE)
            except psycopg.Error:
                connection.close()
            else:
                self._idle.append(connection)

    def _commit(self, connection: Connection, transaction: str) -> None:
        try:
            connection.execute("COMMIT")
        except psycopg.Error as error:
            lost = connection.broken or connection.closed or (error.sqlstate or "").startswith("57P")
            if not lost:
                raise refusal(error, self._url, self._timeout, lost=False) from error
            connection.close()
            if not self._was_committed(transaction, error):
                raise refusal(error, self._url, self._timeout, lost=True) from error

    def _was_committed(self, transaction: str, error: psycopg.Error) -> bool:
        """Whether a transaction whose COMMIT got no answer is committed: the server knows by its number.

        Raises `outcome-unknown` when the server cannot be asked for as long as the command waits for others.
        """
        end = time.monotonic() + max(self._timeout, 1)
        while True:
            try:
                status = self._ask(transaction)
            except (OmsError, psycopg.OperationalError):
                status = None
            if status in ("committed", "aborted"):
                return status == "committed"
            if time.monotonic() > end:
                message = f"the connection to {self.location} was lost while the last step was committed"
                help_ = "whether it is stored is not known: look (`oms show`, `oms list`) before you run it again"
                raise refuse("outcome-unknown", message, help=help_, done="all steps before it are stored") from error
            time.sleep(0.1)

    def _ask(self, transaction: str) -> str | None:
        connection = self._open()
        try:
            number = int(transaction)
            row = connection.execute(SQL_OUTCOME, (str(number),)).fetchone()
            if row and row[0] == "in progress":
                connection.execute(SQL_END_SESSION, (str(number % 2**32),))
            return row[0] if row else None
        finally:
            self._give_back(connection)
