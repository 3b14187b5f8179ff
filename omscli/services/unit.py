"""A unit of work as a value, and its two callers: `submit` stores it, `preview` only shows it.

A service plans a `Batch` from what a `Reader` sees: rows to insert, statements to run, results to show. It writes
nothing itself and has no `dry_run`. `submit` plans inside the transaction that holds the write lock, so that what was
decided is what is stored; `preview` plans on a connection that cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import count, islice
from typing import Any, TypeVar

from omscli.documents.position import Position
from omscli.domain.values import dataclass, replace
from omscli.errors import Place, Problem
from omscli.services.spool import Spool
from omscli.store.db import Database, Reader, Undone, Value, Writer
from omscli.store.keys import SQL_SET_NEXT_KEY, key_after, next_key, row_of
from omscli.store.rows import INSERTS, Row
from omscli.store.seals import seal

CHUNK = 1000
"""Units planned and committed together: the best of 100 to 5,000 measured (style.md §7.2)."""

CHUNK_LINES = 10_000
"""Lines of a chunk whose units say how many they have: memory does not follow the size of the orders."""

KEPT = 4
"""Chunks of one unit of work that are kept to plan them anew: memory does not follow the size of a file."""

T = TypeVar("T")


class Ahead(Iterator[T]):
    """Items with a look ahead by one: whether a chunk is the last, and whether its file has ended, is known then."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self._next: list[T] = []

    def __next__(self) -> T:
        return self._next.pop() if self._next else next(self._items)

    def peek(self) -> T:
        """What comes next, and still does then. Raises IndexError where nothing does."""
        if self.ended:
            raise IndexError("nothing follows")
        return self._next[0]

    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""
        if not self._next:
            self._next = list(islice(self._items, 1))
        return not self._next


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one unit, in the user's words.

    `status` is one of the contract's (`created` `exists` `updated` `skipped` `rejected` `preview` `unknown`); `fields`
    are ids, numbers, amounts (Decimal) and statuses under their API names, in the order to show them; `problems` say
    why a unit was rejected or skipped; `place` is its place in an input file. `key` is for callers, never shown.
    """

    status: str
    fields: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    place: Place | None = None
    index: int | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is with a unit of work, for its ledger: how far its input files are done, how long the file of the
    refused is, and whether nothing follows.
    """

    files: tuple[Position, ...] = ()
    refused_size: int = 0
    last: bool = False


NO_PROGRESS = Progress()


@dataclass(slots=True)
class Batch:
    """Rows to insert, statements to run after them, and the results of a unit of work."""

    inserts: dict[str, list[Row]] = field(default_factory=dict)
    statements: dict[str, list[Sequence[Value]]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    progress: Progress = NO_PROGRESS
    _keys: dict[str, int] = field(default_factory=dict)
    _lane: int = 0

    def insert(self, table: str, row: Row) -> None:
        """Add a row made by the table's function in `store/rows.py`."""
        rows = self.inserts.get(table)
        if rows is None:
            rows = self.inserts[table] = []
        rows.append(row)

    def adder(self, table: str) -> Callable[[Row], None]:
        """What adds rows to one table, for who adds very many."""
        return self.inserts.setdefault(table, []).append

    def run(self, sql: str, *values: Value) -> None:
        """Add a statement; equal statements run together, in the order in which they first came."""
        rows_of_values = self.statements.get(sql)
        if rows_of_values is None:
            rows_of_values = self.statements[sql] = []
        rows_of_values.append(values)

    def take_key(self, reader: Reader, kind: str) -> int:
        """The next key of a kind, reserved with this unit of work."""
        key = self._keys.get(kind)
        if key is None:
            self._lane = reader.lane()
            key = next_key(reader, kind, self._lane)
        self._keys[kind] = key_after(key)
        return key

    def join(self, other: Batch) -> None:
        """Take over what another batch of the same unit of work has, of other records."""
        for table, found in other.inserts.items():
            self.inserts.setdefault(table, []).extend(found)
        for sql, values in other.statements.items():
            self.statements.setdefault(sql, []).extend(values)
        self.results += other.results
        self._keys |= other._keys
        self._lane = other._lane or self._lane

    @property
    def changes(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.statements) or any(self.inserts.values())

    def apply(self, writer: Writer) -> None:
        """Store everything, sealed: tables in an order that foreign keys allow, one `executemany` each."""
        if self._keys:
            writer.run(SQL_SET_NEXT_KEY, [(row_of(kind, self._lane), key) for kind, key in self._keys.items()])
        for table in INSERTS:
            rows = self.inserts.get(table)
            if rows:
                writer.insert(table, rows)
        for sql, rows_of_values in self.statements.items():
            writer.run(sql, rows_of_values)
        seal(writer, self.inserts, self.statements)


Planner = Callable[[Reader], Batch]
Runner = Callable[[Database, Planner], Batch]


def submit(database: Database, plan: Planner) -> Batch:
    """Plan inside the transaction, store, commit; what the engine undid for others' sake is planned anew."""
    for attempt in count(1):
        try:
            return _once(database, plan)
        except Undone as undone:
            database.pause(attempt, undone)
    raise AssertionError  # the count has no end


def _once(database: Database, plan: Planner) -> Batch:
    with database.write() as writer:
        batch = plan(writer)
        if database.ledger:
            database.ledger.enter(batch)
        batch.apply(writer)
    if database.ledger:
        database.ledger.committed()
    return batch


def preview(database: Database, plan: Planner) -> Batch:
    """Plan on a connection that cannot write; nothing is stored. Every `created`/`updated` becomes `preview`."""
    with database.read() as reader:
        batch = plan(reader)
    batch.results = [
        replace(result, status="preview") if result.status in ("created", "updated") else result
        for result in batch.results
    ]
    return batch


def submit_together(database: Database, plans: Iterable[Planner]) -> Iterator[Result]:
    """Plan and store one chunk after the other in a single transaction: all of it is committed, or, when any unit of
    it is refused, nothing (then what was planned shows as `skipped`). The results come when that is decided.

    What the engine undid is planned anew while the input so far is still in memory, which is a few chunks; where it is
    more, `Undone` is raised, and nothing was written.
    """
    again = _Replayed(plans, KEPT if database.undoes else 0)
    for attempt in count(1):
        try:
            return _together(database, again)
        except Undone as undone:
            if not again.whole:
                raise
            database.pause(attempt, undone)
    raise AssertionError  # the count has no end


def _together(database: Database, plans: Iterable[Planner]) -> Iterator[Result]:
    results = Spool()
    try:
        with database.write() as writer:
            _all_of(database, writer, plans, results)
    except _Refused:
        return (replace(result, status=_WITHDRAWN.get(result.status, result.status)) for result in results.drained())
    if database.ledger:
        database.ledger.committed()
    return results.drained()


def _all_of(database: Database, writer: Writer, plans: Iterable[Planner], results: Spool) -> None:
    """Plan and store one chunk after the other, then the entry of the ledger for all of them."""
    changed = False
    progress = NO_PROGRESS
    for plan in plans:
        batch = plan(writer)
        batch.apply(writer)
        results.extend(batch.results)
        changed, progress = changed or batch.changes, batch.progress
        del batch  # not two chunks in memory while the next is planned
    if "rejected" in results.counts:
        raise _Refused
    if database.ledger:
        entry = Batch(progress=progress)
        database.ledger.enter(entry, results, changed)
        entry.apply(writer)


class _Replayed:
    """Planners that come once, to be iterated several times: the first `kept` of them are kept."""

    def __init__(self, plans: Iterable[Planner], kept: int) -> None:
        self._coming = iter(plans)
        self._kept: list[Planner] = []
        self._most = kept
        self.whole = True

    def __iter__(self) -> Iterator[Planner]:
        yield from self._kept
        for plan in self._coming:
            if self.whole and len(self._kept) < self._most:
                self._kept.append(plan)
            else:
                self.whole = False
                self._kept.clear()
            yield plan


def preview_together(database: Database, plans: Iterable[Planner]) -> Iterator[Result]:
    """The same results as `submit_together`, on a connection that cannot write."""
    return (result for plan in plans for result in preview(database, plan).results)


class _Refused(Exception):
    """Rolls a transaction back on purpose."""


_WITHDRAWN = {"created": "skipped", "updated": "skipped"}

TOGETHER: dict[Runner, Callable[[Database, Iterable[Planner]], Iterator[Result]]] = {
    submit: submit_together,
    preview: preview_together,
}
"""How each runner runs several chunks as one unit of work."""


def chunks(items: Iterable[T], size: int = CHUNK, lines: Callable[[T], int] | None = None) -> Iterator[list[T]]:
    """The items in lists of at most `size`; where their lines are counted, a list ends at `CHUNK_LINES` of them too."""
    iterator = iter(items)
    if lines is None:
        while chunk := list(islice(iterator, size)):
            yield chunk
        return
    some: list[T] = []
    count = 0
    for item in iterator:
        some.append(item)
        count += lines(item)
        if len(some) >= size or count >= CHUNK_LINES:
            yield some
            some, count = [], 0
    if some:
        yield some
