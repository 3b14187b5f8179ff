"""Order files of any envelope → orders, one after the other, each with its place and everything wrong with it.

Nothing a file contains raises: what cannot be read at all is an `OrderRead` without an order too. NDJSON is streamed.
Importing this is cheap; the work is in `reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from omscli.documents.intake import Intake
    from omscli.documents.jsonplace import Path
    from omscli.documents.orders.values import OrderInput


Prepare = Callable[["OrderInput"], tuple[Any, ...]]
"""What is to be made of each order by who reads it: of tuples, texts and whole numbers only."""


@dataclass(slots=True)
class OrderRead:
    """One order of one file: `line` of a stream (from 1), `index` within the file (from 0), and what came of it."""

    file: str
    line: int | None
    index: int
    given: OrderInput | Callable[[], OrderInput] | None
    """The order, or how to get it; None of what is none."""
    problems: tuple[Problem, ...] = ()
    where: Callable[[Path], Place] | None = None
    called: str | None = None
    """What the file calls an order that was refused, if it says so."""
    prepared: tuple[Any, ...] | None = None
    """What was made of the order already, where another process read it."""

    @property
    def order(self) -> OrderInput | None:
        """The order; where another process read it, it is read once more."""
        if callable(self.given):
            self.given = self.given()
        return self.given

    def whole(self) -> OrderInput:
        """The order, of what is one."""
        order = self.order
        if order is None:
            raise ValueError("no order was read")
        return order

    def place_of(self, path: Path) -> Place:
        """Where a field of the order stands, for what only the store finds wrong; `path` is one of the plain form."""
        return self.where(path) if self.where else Place(self.file, self.line)


def read_orders(
    names: Iterable[str | FilePath],
    *,
    sets: Iterable[str] = (),
    create_missing: bool = False,
    currency: str | None = None,
    stdin: IO[bytes] | bytes | None = None,
    intake: Intake | None = None,
    prepare: Prepare | None = None,
) -> Iterator[OrderRead]:
    """The orders of files, folders and `-` (standard input), in their order.

    `sets` are the `--set` texts, `currency` is for orders that name none, `intake` follows what is read. With `prepare`
    a large file is read by a second process, which prepares its orders too. Raises OmsError only for the command line
    itself (a wrong `--set`, a folder without order files); everything else is a problem of an `OrderRead`.
    """
    from omscli.documents import sources
    from omscli.documents.orders.overrides import parse_sets
    from omscli.documents.orders.reader import Reader  # 15 ms

    reader = Reader(parse_sets(sets), create_missing, currency, prepare)
    found = sources.find(names, stdin)
    for source in intake.sources(found) if intake else found:
        yield from reader.file(source)


def failed(file: str, line: int | None, index: int, error: OmsError) -> OrderRead:
    """What could not even be decoded, with the name of the file and the line of the stream put in."""
    problems = []
    for problem in error.problems:
        place = problem.place or Place()
        row = place.line
        if line is not None:
            row = line + (place.line or 1) - 1
        problems.append(
            Problem(problem.code, problem.message, Place(file, row, place.column, place.path), problem.help)
        )
    return OrderRead(file, line, index, None, tuple(problems))
