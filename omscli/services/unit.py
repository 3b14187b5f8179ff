"""A unit of work as a value, and its two callers: `submit` stores it, `preview` only shows it.

A service plans a `Batch` from what a `Reader` sees: rows to insert, statements to run, results to show. It writes
nothing itself and has no `dry_run`. `submit` plans inside the transaction that holds the write lock, so that what was
decided is what is stored; `preview` plans on a connection that cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, TypeVar

from omscli.errors import Place, Problem
from omscli.store.db import Database, Reader, Undone, Value, Writer
from omscli.store.keys import SQL_SET_NEXT_KEY, next_key
from omscli.store.rows import INSERTS, Row

CHUNK = 1000
"""Units planned and committed together: the best of 100 to 5,000 measured (style.md §7.2)."""

CHUNK_LINES = 10_000
"""Lines of a chunk whose units say how many they have: memory does not follow the size of the orders."""

T = TypeVar("T")


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


@dataclass(slots=True)
class Batch:
    """Rows to insert, statements to run after them, and the results of a unit of work."""

    inserts: dict[str, list[Row]] = field(default_factory=dict)
    statements: dict[str, list[Sequence[Value]]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    _keys: dict[str, int] = field(default_factory=dict)

    def insert(self, table: str, row: Row) -> None:
        """Add a row made by the table's function in `store/rows.py`."""
        rows = self.inserts.get(table)
        if rows is None:
            rows = self.inserts[table] = []
        rows.append(row)

    def run(self, sql: str, *values: Value) -> None:
        """Add a statement; equal statements run together, in the order in which they first came."""
        self.statements.setdefault(sql, []).append(values)

    def take_key(self, reader: Reader, kind: str) -> int:
        """The next key of a kind, reserved with this unit of work."""
        key = self._keys.get(kind) or next_key(reader, kind)
        self._keys[kind] = key + 1
        return key

    @property
    def changes(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.inserts or self.statements)

    def apply(self, writer: Writer) -> None:
        """Store everything: tables in an order that foreign keys allow, one `executemany` each."""
        if self._keys:
            writer.run(SQL_SET_NEXT_KEY, list(self._keys.items()))
        for table in INSERTS:
            rows = self.inserts.get(table)
            if rows:
                writer.insert(table, rows)
        for sql, rows_of_values in self.statements.items():
            writer.run(sql, rows_of_values)


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
        batch.apply(writer)
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


def submit_together(database: Database, plans: Iterable[Planner]) -> list[Result]:
    """Plan and store one chunk after the other in a single transaction: all of it is committed, or, when any unit of
    it is refused, nothing (then what was planned shows as `skipped`).
    """
    results: list[Result] = []
    try:
        with database.write() as writer:
            for plan in plans:
                batch = plan(writer)
                batch.apply(writer)
                results.extend(batch.results)
                del batch  # not two chunks in memory while the next is planned
            if any(result.status == "rejected" for result in results):
                raise _Refused
    except _Refused:
        return [replace(result, status=_WITHDRAWN.get(result.status, result.status)) for result in results]
    return results


def preview_together(database: Database, plans: Iterable[Planner]) -> list[Result]:
    """The same results as `submit_together`, on a connection that cannot write."""
    return [result for plan in plans for result in preview(database, plan).results]


class _Refused(Exception):
    """Rolls a transaction back on purpose."""


_WITHDRAWN = {"created": "skipped", "updated": "skipped"}

TOGETHER: dict[Runner, Callable[[Database, Iterable[Planner]], list[Result]]] = {
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
