"""Run a planner over many targets, a chunk a transaction: one path for one order and for 100,000.

Several processes may have the same targets on their lists (`oms approve --all`, twice). On a server they share them: a
unit of work claims what is free of its chunk by row locks, and comes back for the rest when everything else is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from typing import Generic, TypeVar

from omscli.domain.values import dataclass
from omscli.services.unit import Ahead, Batch, Progress, Result, Runner, chunks
from omscli.store.db import Database, Reader

T = TypeVar("T")


def itself(order_key: int) -> int:
    """The order of a target that is an order's key."""
    return order_key


@dataclass(slots=True)
class Lot(Generic[T]):
    """Some targets of a unit of work. `order_of` says whose order a target is; None: it waits for all of them."""

    targets: list[T]
    order_of: Callable[[T], int] | None
    busy: list[T] = field(default_factory=list)
    """What another process had, the last time that this was planned."""

    def claim(self, reader: Reader) -> list[T]:
        """Those that no other process is at work on now; to be asked within the unit of work, which then has them."""
        order_of = self.order_of
        if order_of is None:
            return self.targets
        free = reader.claim({order_of(target) for target in self.targets})
        self.busy = [target for target in self.targets if order_of(target) not in free]
        return [target for target in self.targets if order_of(target) in free]


class Lots(Iterator[Lot[T]]):
    """The targets in chunks, each to be worked on before the next is asked for; what was busy comes once more at the
    end, and is waited for then.
    """

    def __init__(self, targets: Iterable[T], order_of: Callable[[T], int] | None) -> None:
        self._ahead, self._order_of = Ahead(targets), order_of
        self._left: list[T] = []
        self._lot: Lot[T] | None = None

    def __next__(self) -> Lot[T]:
        if self._lot is not None:
            self._left += self._lot.busy
        chunk = next(chunks(self._ahead), [])
        if chunk:
            self._lot = Lot(chunk, self._order_of)
            return self._lot
        chunk = next(chunks(self._left))  # StopIteration where nothing is left
        del self._left[: len(chunk)]
        self._lot = Lot(chunk, None)
        return self._lot

    @property
    def ended(self) -> bool:
        """Whether nothing follows the lot that came last, as it was planned."""
        return self._ahead.ended and not self._left and not (self._lot and self._lot.busy)


def in_chunks(
    database: Database,
    runner: Runner,
    targets: Iterable[T],
    plan: Callable[[Reader, list[T]], Batch],
    *,
    order_of: Callable[[T], int] | None = None,
    whole: bool = False,
) -> Iterator[Result]:
    """The results of every target, each chunk planned and run (stored or previewed) as one unit of work.

    `order_of` lets processes with the same targets share them (`Lot`). `whole`: this is all that the command does, so
    its run ends with the last chunk, in the same transaction.
    """
    lots = Lots(targets, order_of)
    for lot in lots:

        def planner(reader: Reader, lot: Lot[T] = lot) -> Batch:
            batch = plan(reader, lot.claim(reader))
            batch.progress = Progress(last=whole and lots.ended)
            return batch

        yield from runner(database, planner).results
