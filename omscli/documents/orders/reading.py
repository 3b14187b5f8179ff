"""Order files of any envelope → orders, one after the other, each with its place and everything wrong with it.

Nothing a file contains raises: what cannot be read at all is an `OrderRead` without an order too. NDJSON is streamed.
Importing this is cheap; the work is in `reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from omscli.errors import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from omscli.documents.intake import Intake
    from omscli.documents.jsonplace import Path
    from omscli.documents.orders.values import OrderInput


@dataclass(frozen=True, slots=True)
class OrderRead:
    """One order of one file: `line` of a stream (from 1), `index` within the file (from 0), and what came of it."""

    file: str
    line: int | None
    index: int
    order: OrderInput | None
    problems: tuple[Problem, ...] = ()
    where: Callable[[Path], Place] | None = field(default=None, compare=False, repr=False)
    called: str | None = None
    """What the file calls an order that was refused, if it says so."""
    digest: str | None = None
    """The content hash of the order, where it has been computed already."""

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
) -> Iterator[OrderRead]:
    """The orders of files, folders and `-` (standard input), in their order.

    `sets` are the `--set` texts, `currency` is for orders that name none, `intake` follows what is read. Raises
    OmsError only for the command line itself (a wrong `--set`, a folder without order files); everything else is a
    problem of an `OrderRead`.
    """
    from omscli.documents import sources
    from omscli.documents.orders.overrides import parse_sets
    from omscli.documents.orders.reader import Reader  # 15 ms

    reader = Reader(parse_sets(sets), create_missing, currency)
    found = sources.find(names, stdin)
    for source in intake.sources(found) if intake else found:
        yield from reader.file(source)
