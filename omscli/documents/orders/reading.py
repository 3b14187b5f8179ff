"""Order files of any envelope → orders, one after the other, each with its place and everything wrong with it.

Nothing a file contains raises: what cannot be read at all is an `OrderRead` without an order too. NDJSON is streamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import IO, Any

from omscli.documents import cards, jsontext, sources
from omscli.documents.jsonplace import Locator, Path
from omscli.documents.orders import formats
from omscli.documents.orders.check import check
from omscli.documents.orders.flaws import MAX_FLAWS, Flaw
from omscli.documents.orders.overrides import Override, apply, parse_sets
from omscli.documents.orders.placeholders import Filling
from omscli.documents.orders.records import Adapted
from omscli.documents.orders.values import OrderInput
from omscli.documents.orders.words import in_words
from omscli.errors import OmsError, Place, Problem


@dataclass(frozen=True, slots=True)
class OrderRead:
    """One order of one file: `line` of a stream (from 1), `index` within the file (from 0), and what came of it."""

    file: str
    line: int | None
    index: int
    order: OrderInput | None
    problems: tuple[Problem, ...] = ()


def read_orders(
    names: Iterable[str | FilePath],
    *,
    sets: Iterable[str] = (),
    create_missing: bool = False,
    currency: str | None = None,
    stdin: IO[bytes] | bytes | None = None,
) -> Iterator[OrderRead]:
    """The orders of files, folders and `-` (standard input), in their order.

    `sets` are the `--set` texts, `currency` is for orders that name none. Raises OmsError only for the command line
    itself (a wrong `--set`, a folder without order files); everything else is a problem of an `OrderRead`.
    """
    reader = _Reader(parse_sets(sets), create_missing, currency)
    for source in sources.find(names, stdin):
        yield from reader.file(source)


@dataclass(slots=True)
class _Reader:
    overrides: tuple[Override, ...]
    create_missing: bool
    currency: str | None
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {override.name: override.value for override in self.overrides}

    def file(self, source: sources.Source) -> Iterator[OrderRead]:
        index = 0
        try:
            for piece in source.pieces():
                for read in self._piece(source.name, piece, index):
                    yield read
                    index += 1
        except OmsError as error:
            yield _failed(source.name, None, index, error)

    def _piece(self, file: str, piece: sources.Piece, index: int) -> Iterator[OrderRead]:
        try:
            text = jsontext.decode(piece.data)
            suspicious = cards.may_hide(text)
            several = piece.line is not None or jsontext.is_list(text)
            for offset, path, value in _values(text, piece.line):
                spot = _Spot(file, piece.line, several, text, offset, path)
                for read in self._value(value, spot, index, suspicious):
                    yield read
                    index += 1
        except OmsError as error:
            yield _failed(file, piece.line, index, error)

    def _value(self, value: Any, spot: _Spot, index: int, suspicious: bool) -> Iterator[OrderRead]:
        found: list[Flaw] = []
        if suspicious:
            found += _cards(value)
        filling = Filling(self.values, self.create_missing)
        if "${" in spot.text:
            value, unfilled = filling.fill(value)
            found += unfilled
        adapted = formats.adapt(value)
        spot.several = spot.several or len(adapted) > 1
        for order in adapted:
            read, flaws = self._order(order, found, filling.used, index)
            problems = tuple(spot.problem(flaw, order, index) for flaw in flaws)
            yield OrderRead(spot.file, spot.line, index, read, problems)
            index += 1
            found = []

    def _order(
        self, adapted: Adapted, found: list[Flaw], used: set[str], index: int
    ) -> tuple[OrderInput | None, list[Flaw]]:
        flaws = list(found)
        if self.overrides and adapted.plain is not None:
            paths = [override for override in self.overrides if override.name not in used]
            adapted.plain, refused = apply(adapted.plain, paths, index)
            flaws += refused
        order, own = check(adapted, self.currency)
        if any(flaw.code == "unfilled-placeholder" for flaw in flaws):
            own = [flaw for flaw in own if "${" not in flaw.message]  # a consequence, said once
        flaws = (flaws + own)[:MAX_FLAWS]
        return (None if flaws else order), flaws


@dataclass(slots=True)
class _Spot:
    """Where a decoded value stands: what turns a flaw's path into line and column."""

    file: str
    line: int | None
    several: bool
    text: str
    offset: int
    path: Path
    locator: Locator | None = None

    def problem(self, flaw: Flaw, order: Adapted, index: int) -> Problem:
        if self.locator is None:
            self.locator = Locator(self.text, self.offset)
        line, column = self.locator.place(flaw.path)
        if self.line is not None:
            line += self.line - 1
        words = in_words(flaw.path, order.origins, index if self.several else None, order.plain)
        return Problem(flaw.code, flaw.message, Place(self.file, line, column, words), flaw.help)


def _values(text: str, line: int | None) -> Iterator[tuple[int, Path, Any]]:
    """The values of a piece with their offsets: a list's elements one by one, so that only one is held."""
    if not jsontext.is_list(text):
        yield 0, (), jsontext.parse(text)
        return
    count = 0
    for offset, value in jsontext.elements(text):
        yield offset, (count,), value
        count += 1
    if not count:
        help = "an order file holds at least one order"
        raise OmsError((Problem("empty-input", "the list is empty", Place(line=1, column=1), help),))


def _cards(value: Any) -> list[Flaw]:
    help = "only the last four digits may be kept: give it masked, as ************1234"
    flaws = []
    for path, masked in cards.findings(value):
        text = masked if len(masked) <= 60 else f"…{masked[max(0, masked.find('*') - 20) :][:50]}…"
        flaws.append(Flaw("card-number", f"{text!r} holds a full card number", path, help))
    return flaws[:MAX_FLAWS]


def _failed(file: str, line: int | None, index: int, error: OmsError) -> OrderRead:
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
