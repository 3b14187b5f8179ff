"""Run a planner over many targets, a chunk a transaction: one path for one order and for 100,000."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from omscli.services.unit import Ahead, Batch, Progress, Result, Runner, chunks
from omscli.store.db import Database, Reader

T = TypeVar("T")


def in_chunks(
    database: Database,
    runner: Runner,
    targets: Iterable[T],
    plan: Callable[[Reader, list[T]], Batch],
    *,
    whole: bool = False,
) -> Iterator[Result]:
    """The results of every target, each chunk planned and run (stored or previewed) as one unit of work.

    `whole`: this is all that the command does, so its run ends with the last chunk, in the same transaction.
    """
    ahead = Ahead(targets)
    for chunk in chunks(ahead):

        def planner(reader: Reader, chunk: list[T] = chunk) -> Batch:
            batch = plan(reader, chunk)
            batch.progress = Progress(last=whole and ahead.ended)
            return batch

        yield from runner(database, planner).results
