"""Run a planner over many targets, a chunk a transaction: one path for one order and for 100,000."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from omscli.services.unit import Batch, Result, Runner, chunks
from omscli.store.db import Database, Reader

T = TypeVar("T")


def in_chunks(
    database: Database, runner: Runner, targets: Iterable[T], plan: Callable[[Reader, list[T]], Batch]
) -> Iterator[Result]:
    """The results of every target, each chunk planned and run (stored or previewed) as one unit of work."""
    for chunk in chunks(targets):

        def planner(reader: Reader, chunk: list[T] = chunk) -> Batch:
            return plan(reader, chunk)

        yield from runner(database, planner).results
