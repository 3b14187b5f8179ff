"""What everybody sees of a store: `Database` with `read()` and `write()`, a `Reader` of a snapshot, a `Writer` of one
unit of work. Which engine keeps it, `open_store` reads off its location: `store/sqlite.py` or `store/postgresql.py`.

At run time there is the DB-API and nothing above it (design, «Store»). SQL stands in the modules of this package with
`?` for a value and `IN :list` for a list of values; what differs between the engines is rewritten in `dialects.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from omscli.config import Location, ServerUrl
from omscli.errors import OmsError
from omscli.store.rows import Row

APPLICATION_ID = 0x6F6D7331  # "oms1": what is not ours is never adopted
SCHEMA_VERSION = 3
LOCK_TIMEOUT_SECONDS = 30
LANES = 64
"""Writers at once that take keys without waiting for each other (`store/keys.py`)."""

Value = int | str | None | Sequence[int] | Sequence[str]


class Reader(ABC):
    """A snapshot of the store that cannot be written to."""

    __slots__ = ()

    @abstractmethod
    def rows(self, sql: str, *values: Value) -> list[Any]:
        """All rows of a query; a list among the values fills an `IN :list`."""

    @abstractmethod
    def row(self, sql: str, *values: Value) -> Any | None:
        """The first row of a query, or None."""

    @abstractmethod
    def stream(self, sql: str, *values: Value) -> Iterator[Any]:
        """The rows of a query one by one, for what may be large."""

    def value(self, sql: str, *values: Value) -> Any | None:
        """The first column of the first row, or None."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def hold(self, order_keys: Iterable[int]) -> None:
        """Keep these orders to this unit of work until it ends, if it is one and has not the whole store to itself.

        Whoever decides on an order's records reads them after this.
        """
        return

    def claim(self, order_keys: Iterable[int]) -> set[int]:
        """Hold those of these orders that no other unit of work has at this moment, without waiting; answers them."""
        keys = set(order_keys)
        self.hold(keys)
        return keys

    def hold_stock(self, locations: Iterable[int], products: Iterable[int]) -> None:
        """Keep the stock of these products at these locations to this unit of work, as `hold` does with orders."""
        return

    def hold_credits(self, ids: Iterable[int]) -> None:
        """Keep these gift cards and store credits to this unit of work, as `hold` does with orders."""
        return

    def lane(self) -> int:
        """The lane of keys that this unit of work has to itself until it ends."""
        return 0

    @abstractmethod
    def damages(self) -> Iterator[tuple[str, str]]:
        """What the engine itself finds damaged: where, and what."""

    def shows_damage(self, error: Exception) -> bool:
        """Whether what a check met tells that the store is not as it was written: a value is none of its column."""
        return isinstance(error, TypeError | ValueError | LookupError | ArithmeticError)

    @abstractmethod
    def orphans(self) -> Iterator[tuple[str, str]]:
        """Rows that refer to a record that is not there: where, and what."""

    @abstractmethod
    def identity(self) -> Iterator[tuple[str, int, int]]:
        """What marks the store as ours and of this version: name, found, wanted."""

    @abstractmethod
    def facts(self) -> Iterator[tuple[str, str | int]]:
        """What only the engine knows of the store: `Engine`, `Bytes`, `JournalMode` or `Partitions`."""

    @abstractmethod
    def tables(self) -> set[str]:
        """The tables that are there; an older store has fewer than this version knows."""


class Writer(Reader):
    """One unit of work: what it writes is committed together or not at all."""

    __slots__ = ()

    @abstractmethod
    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows made by the table's function in `store/rows.py`."""

    @abstractmethod
    def run(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """Run one statement for each row of values; answers how many rows it changed."""


class Ledger(Protocol):
    """Who writes down what the units of work of a command did."""

    def enter(self, batch: Any, results: Any = None, changed: bool | None = None) -> None:
        """Add the entry of a unit of work to what it stores."""

    def committed(self) -> None:
        """That unit of work is committed."""

    def end(self, database: Database, error: BaseException | None) -> None:
        """The command is over."""


class Database(ABC):
    """A store that exists and is ours; connections are opened when first needed and closed by `close`."""

    location: Location
    ledger: Ledger | None = None
    """The run that this is opened for, where it keeps a ledger (`services/running.py`)."""
    isolation: str
    """How a unit of work is kept from the others, in SQL's words."""
    undoes = False
    """Whether a unit of work may be `Undone`."""

    def __enter__(self) -> Database:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: object) -> None:
        if self.ledger is not None:
            self.ledger.end(self, error)
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Reader]:
        """A consistent snapshot on a connection that cannot write."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Writer]:
        """One transaction; it rolls back unless the block ends well. Raises `Undone` when it may be tried again."""

    @abstractmethod
    def jot(self) -> AbstractContextManager[Writer]:
        """A small transaction that a power cut may lose, and that waits a second at most for others."""

    def pause(self, attempt: int, undone: Undone) -> None:
        """Wait before the unit of work is planned anew, the first time after `attempt` 1; raises `undone` when it has
        been tried often enough.
        """
        raise undone


class Undone(OmsError):
    """The engine rolled a unit of work back, because another process was faster or the connection was lost: nothing
    of it is stored. Planned anew it may succeed (`services/unit.py`); where it cannot be, this is the refusal.
    """


def open_store(location: Location, *, lock_timeout: float = LOCK_TIMEOUT_SECONDS, command: str = "") -> Database:
    """The store at this location; nothing is opened yet. `command` is what others see who have to wait for it."""
    if isinstance(location, ServerUrl):
        from omscli.store.postgresql import PostgresDatabase  # psycopg: 200 ms, and only where the store is a server's

        return PostgresDatabase(location, lock_timeout=lock_timeout, command=command)
    from omscli.store.sqlite import SqliteDatabase

    return SqliteDatabase(location, lock_timeout=lock_timeout)
