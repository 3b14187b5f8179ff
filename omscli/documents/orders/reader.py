"""One order file after the other: decoded, filled, adapted, overridden, checked; what is wrong gets its place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from omscli.documents import cards, jsontext, sources
from omscli.documents.orders.plainly import plainly
from omscli.documents.orders.reading import OrderRead, Prepare, failed
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

if TYPE_CHECKING:
    from omscli.documents.jsonplace import Path
    from omscli.documents.orders.ahead import Make
    from omscli.documents.orders.careful import Careful
    from omscli.documents.orders.overrides import Override

MAX_JUNK = 1000
"""So many things in a row that are no orders, and the file is none."""

LARGE = 1 << 20
"""Bytes of a file from which on a second process reads ahead."""

_JUNK = frozenset({"unknown-format", "bad-json"})


@dataclass(slots=True)
class Reader:
    """Reads sources with the overrides of one command line."""

    overrides: tuple[Override, ...]
    create_missing: bool
    currency: str | None
    prepare: Prepare | None = None

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
            yield failed(source.name, None, index, error)

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
            if jsontext.is_list(text):
                yield from self._careful().reads(file, piece, index, text, _elements(text))
                return
            value = jsontext.parse(text)
            usual = not (self.overrides or self.currency or "${" in text or cards.may_hide(text))
            order = plainly(value) if usual else None
            if order is None:
                yield from self._careful().reads(file, piece, index, text, [(0, (), value)])
            else:
                where = partial(self._place, file, piece, index)
                yield OrderRead(file, piece.line, index, order, (), where, value.get("OrderReferenceNumber"))
        except OmsError as error:
            yield failed(file, piece.line, index, error)

    def _careful(self) -> Careful:
        from omscli.documents.orders.careful import Careful  # 5 ms, and hardly ever needed

        return Careful(self.overrides, self.create_missing, self.currency)

    def _place(self, file: str, piece: sources.Piece, index: int, path: Path) -> Place:
        """Where a path of an order stands that was taken as it is: hardly ever asked, so the piece is read again."""
        text = jsontext.decode(piece.data)
        (read,) = self._careful().reads(file, piece, index, text, [(0, (), jsontext.parse(text))])
        return read.place_of(path)


def _is_large(source: sources.Source) -> bool:
    """Whether a second process is worth its start: a file from its beginning, and a second processor."""
    if source.path is None or source.first_index or sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    return source.path.is_file() and source.path.stat().st_size >= LARGE


def _elements(text: str) -> Iterator[tuple[int, Path, Any]]:
    """The elements of a list with their offsets, one by one, so that only one is held."""
    count = 0
    for offset, value in jsontext.elements(text):
        yield offset, (count,), value
        count += 1
    if not count:
        help = "an order file holds at least one order"
        raise OmsError((Problem("empty-input", "the list is empty", Place(line=1, column=1), help),))
