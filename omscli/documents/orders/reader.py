"""One order file after the other: decoded, filled, adapted, overridden, checked; what is wrong gets its place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from omscli.documents import cards, jsontext, sources
from omscli.documents.jsonplace import Locator, Path
from omscli.documents.orders import formats
from omscli.documents.orders.check import check, plainly
from omscli.documents.orders.flaws import MAX_FLAWS, Flaw
from omscli.documents.orders.overrides import Override, apply
from omscli.documents.orders.placeholders import Filling
from omscli.documents.orders.reading import OrderRead, Prepare
from omscli.documents.orders.records import Adapted
from omscli.documents.orders.values import OrderInput
from omscli.documents.orders.words import in_words
from omscli.errors import OmsError, Place, Problem

if TYPE_CHECKING:
    from omscli.documents.orders.ahead import Make

MAX_REFERENCE = 80
"""Characters of an order reference number (spec §1.3)."""
MAX_JUNK = 1000
"""So many things in a row that are no orders, and the file is none."""

LARGE = 4 << 20
"""Bytes of a file from which on a second process reads ahead."""

_JUNK = frozenset({"unknown-format", "bad-json"})


@dataclass(slots=True)
class Reader:
    """Reads sources with the overrides of one command line."""

    overrides: tuple[Override, ...]
    create_missing: bool
    currency: str | None
    prepare: Prepare | None = None
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {override.name: override.value for override in self.overrides}

    def file(self, source: sources.Source) -> Iterator[OrderRead]:
        """The orders of one source; what it cannot even be read for is the problem of its last `OrderRead`."""
        index, junk = source.first_index, 0
        try:
            for read in self._reads(source):
                yield read
                index += 1
                junk = junk + 1 if read.problems and read.problems[0].code in _JUNK else 0
                if junk >= MAX_JUNK:
                    message = f"{MAX_JUNK:,} things in a row are no orders: the rest is not read"
                    raise OmsError((Problem("unknown-format", message),))
        except OmsError as error:
            yield _failed(source.name, None, index, error)

    def _reads(self, source: sources.Source) -> Iterator[OrderRead]:
        index = source.first_index
        with self._maker(source) as make:
            for piece in source.pieces():
                for read in make(source.name, piece, index):
                    yield read
                    index += 1

    def _maker(self, source: sources.Source) -> AbstractContextManager[Make]:
        """How a piece becomes orders: here, or for a large file in a second process that reads ahead."""
        if self.prepare is None or not _is_large(source):
            return nullcontext(self._piece)
        from omscli.documents.orders.ahead import read_ahead  # pickle, 8 ms

        return read_ahead(self._piece, source, self.prepare)

    def _piece(self, file: str, piece: sources.Piece, index: int) -> Iterator[OrderRead]:
        """The orders of a piece. One in the plain form with nothing wrong in it, which is nearly every one, is taken as
        it is; whatever else it may be is found out carefully.
        """
        try:
            text = jsontext.decode(piece.data)
            suspicious, filled = cards.may_hide(text), "${" in text
            if jsontext.is_list(text):
                values = _elements(text)
            else:
                value = jsontext.parse(text)
                if not (suspicious or filled or self.overrides or self.currency):
                    order = plainly(value)
                    if order is not None:
                        where = partial(self._place, file, piece, index)
                        called = value.get("OrderReferenceNumber")
                        yield OrderRead(file, piece.line, index, order, (), where, called)
                        return
                values = iter([(0, (), value)])
            yield from self._carefully(file, piece, text, values, index, suspicious, filled)
        except OmsError as error:
            yield _failed(file, piece.line, index, error)

    def _carefully(
        self,
        file: str,
        piece: sources.Piece,
        text: str,
        values: Iterator[tuple[int, Path, Any]],
        index: int,
        suspicious: bool,
        filled: bool,
    ) -> Iterator[OrderRead]:
        several, locator = piece.line is not None or jsontext.is_list(text), Locator(text)
        try:
            for offset, path, value in values:
                spot = _Spot(file, piece.line, several, locator, offset, path, filled)
                for read in self._value(value, spot, index, suspicious):
                    yield read
                    index += 1
        except OmsError as error:  # in the middle of a list
            yield _failed(file, piece.line, index, error)

    def _place(self, file: str, piece: sources.Piece, index: int, path: Path) -> Place:
        """Where a path of an order stands that was taken as it is: hardly ever asked, so the piece is read again."""
        text = jsontext.decode(piece.data)
        (read,) = self._carefully(file, piece, text, iter([(0, (), jsontext.parse(text))]), index, False, False)
        return read.place_of(path)

    def _value(self, value: Any, spot: _Spot, index: int, suspicious: bool) -> Iterator[OrderRead]:
        found: list[Flaw] = []
        if suspicious:
            found += _cards(value)
        filling = Filling(self.values, self.create_missing)
        if spot.filled:
            value, unfilled = filling.fill(value)
            found += unfilled
        adapted = formats.adapt(value)
        spot.several = spot.several or len(adapted) > 1
        for order in adapted:
            read, flaws = self._order(order, found, filling.used, index)
            problems = tuple(spot.problem(flaw, order, index) for flaw in flaws)
            where = partial(spot.source, order=order, index=index) if read is not None else None
            yield OrderRead(spot.file, spot.line, index, read, problems, where, None if suspicious else _called(order))
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


def _is_large(source: sources.Source) -> bool:
    """Whether a second process is worth its start: a file from its beginning, and a second processor."""
    if source.path is None or source.first_index or sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    return source.path.is_file() and source.path.stat().st_size >= LARGE


def _called(order: Adapted) -> str | None:
    """The order reference number, as far as it is one."""
    name = order.plain.get("OrderReferenceNumber") if isinstance(order.plain, dict) else None
    return str(name) if isinstance(name, str) and len(name) <= MAX_REFERENCE else None


@dataclass(slots=True)
class _Spot:
    """Where a decoded value stands: what turns a flaw's path into line and column."""

    file: str
    line: int | None
    several: bool
    locator: Locator
    offset: int
    path: Path
    filled: bool

    def problem(self, flaw: Flaw, order: Adapted, index: int) -> Problem:
        """A flaw with its place."""
        return Problem(flaw.code, flaw.message, self.place(flaw.path, order, index), flaw.help)

    def source(self, path: Path, order: Adapted, index: int) -> Place:
        """The place of a path of the plain form, whatever envelope the order came in."""
        return self.place(order.origins.source(path), order, index)

    def place(self, path: Path, order: Adapted, index: int) -> Place:
        """The file, line and column of a path, and the path in words."""
        line, column = self.locator.place(path, self.offset)
        if self.line is not None:
            line += self.line - 1
        words = in_words(path, order.origins, index if self.several else None, order.plain)
        return Place(self.file, line, column, words)


def _elements(text: str) -> Iterator[tuple[int, Path, Any]]:
    """The elements of a list with their offsets, one by one, so that only one is held."""
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
