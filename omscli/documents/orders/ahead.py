"""A second process that reads a large file of orders ahead of the one that places them: one parses, the other stores.

Both go through the same file; the second one hands over what came of each piece, and the first takes it only for the
very same bytes. Whatever happens to the second process, the first reads on by itself: the orders are the same.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import IO, NamedTuple, NoReturn
from zlib import crc32

from omscli.documents.jsonplace import Path
from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.reading import OrderRead
from omscli.documents.orders.values import OrderInput
from omscli.documents.sources import Piece, Source
from omscli.errors import OmsError, Place, Problem

AT_ONCE = 100
"""Pieces that are handed over together."""

PIPE_BYTES = 1 << 20
"""What may wait to be taken: about as much as is placed in one chunk."""

Make = Callable[[str, Piece, int], Iterable[OrderRead]]
"""From a piece of a file, and the index of its first order, to its orders."""


class _Made(NamedTuple):
    """What came of a piece: its checksum and the index of its first order; per order the line, the order, its hash,
    what is wrong with it and what it is called.
    """

    checksum: int
    first: int
    reads: list[tuple[int | None, OrderInput | None, str | None, tuple[Problem, ...], str | None]]


@contextmanager
def read_ahead(make: Make, source: Source) -> Iterator[Make]:
    """How to make the orders of the source's pieces: by a second process as far as it gets, then by `make`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _second(make, source, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", PIPE_BYTES) as pipe:
            yield _Taking(make, _handed_over(pipe)).take
    finally:
        os.waitpid(child, 0)  # it ends at once: nobody reads what it writes


def _second(make: Make, source: Source, writing: int) -> NoReturn:
    """The life of the second process; it shares nothing with the first but the pipe."""
    try:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first, which closes the pipe
        os.closerange(3, writing)
        os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
        _widen(writing)
        with os.fdopen(writing, "wb", PIPE_BYTES) as pipe:
            for lot in _in_lots(make, replace(source, watch=None)):
                pickle.dump(lot, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)  # without a word: the first process sees the end of the pipe


def _widen(writing: int) -> None:
    from fcntl import F_SETPIPE_SZ, fcntl

    with suppress(OSError):  # no more than usual, then
        fcntl(writing, F_SETPIPE_SZ, PIPE_BYTES)


def _in_lots(make: Make, source: Source) -> Iterator[list[_Made]]:
    lot: list[_Made] = []
    index = 0
    with suppress(OmsError):  # the first process comes to the same place, and says it
        for piece in source.pieces():
            made = _Made(crc32(piece.data), index, [])
            for read in make(source.name, piece, index):
                digest = content_hash(read.order) if read.order else None
                made.reads.append((read.line, read.order, digest, read.problems, read.called))
                index += 1
            lot.append(made)
            if len(lot) == AT_ONCE:
                yield lot
                lot = []
    yield lot


def _handed_over(pipe: IO[bytes]) -> Iterator[_Made]:
    """What the second process made, until it ends, however it ends."""
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            yield from pickle.load(pipe)


class _Taking:
    """Takes what was made of a piece, or makes it; once the two are not at the same place, only the first reads."""

    def __init__(self, make: Make, handed_over: Iterator[_Made]) -> None:
        self._make, self._handed_over = make, handed_over

    def take(self, name: str, piece: Piece, index: int) -> Iterable[OrderRead]:
        """The orders of a piece."""
        made = next(self._handed_over, None)
        if made is None or made.checksum != crc32(piece.data) or made.first != index:
            self._handed_over = iter(())
            return self._make(name, piece, index)
        return [
            OrderRead(
                name,
                line,
                index + position,
                order,
                problems,
                partial(self._place, name, piece, index, position) if order is not None else None,
                called,
                digest,
            )
            for position, (line, order, digest, problems, called) in enumerate(made.reads)
        ]

    def _place(self, name: str, piece: Piece, index: int, position: int, path: Path) -> Place:
        """Where a path of an order stands: hardly ever asked, so the piece is read once more to say it."""
        return list(self._make(name, piece, index))[position].place_of(path)
