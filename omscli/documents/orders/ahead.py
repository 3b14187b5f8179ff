"""A second process that reads a large file of orders ahead of the one that places them: one parses, the other stores.

Both go through the same file; the second one hands over what came of each piece, and the first takes it only for the
very same bytes. Whatever happens to the second process, the first reads on by itself: the orders are the same.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, NamedTuple, NoReturn
from zlib import crc32

from omscli.documents.jsonplace import Path
from omscli.documents.orders.reading import OrderRead, Prepare
from omscli.documents.orders.values import OrderInput
from omscli.documents.sources import Piece, Source
from omscli.domain.values import replace
from omscli.errors import OmsError, Place

AT_ONCE = 100
"""Pieces that are handed over together."""

PIPE_BYTES = 1 << 20
"""What may wait to be taken: about as much as is placed in one chunk."""

SIZE = 8
"""Bytes in front of what is handed over that say how long it is."""

Make = Callable[[str, Piece, int], Iterable[OrderRead]]
"""From a piece of a file, and the index of its first order, to its orders."""


Made = tuple[int, int, list[tuple[Any, ...]]]
"""What came of a piece: its checksum, the index of its first order, and of each its line, what was prepared of it, what
is wrong with it (pickled), and what it is called.
"""


@contextmanager
def read_ahead(make: Make, source: Source, prepare: Prepare) -> Iterator[Make]:
    """How to make the orders of the source's pieces: by a second process as far as it gets, then by `make`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _second(make, source, prepare, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", PIPE_BYTES) as pipe:
            yield _Taking(make, _handed_over(pipe)).take
    finally:
        os.waitpid(child, 0)  # it ends at once: nobody reads what it writes


def _second(make: Make, source: Source, prepare: Prepare, writing: int) -> NoReturn:
    """The life of the second process; it shares nothing with the first but the pipe."""
    try:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first, which closes the pipe
        os.closerange(3, writing)
        os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
        _widen(writing)
        with os.fdopen(writing, "wb", PIPE_BYTES) as pipe:
            for lot in _in_lots(make, replace(source, watch=None), prepare):
                data = marshal.dumps(lot)
                pipe.write(len(data).to_bytes(SIZE) + data)
                pipe.flush()
    finally:
        os._exit(0)  # without a word: the first process sees the end of the pipe


def _widen(writing: int) -> None:
    from fcntl import F_SETPIPE_SZ, fcntl

    with suppress(OSError):  # no more than usual, then
        fcntl(writing, F_SETPIPE_SZ, PIPE_BYTES)


def _in_lots(make: Make, source: Source, prepare: Prepare) -> Iterator[list[Made]]:
    lot: list[Made] = []
    index = 0
    with suppress(OmsError):  # the first process comes to the same place, and says it
        for piece in source.pieces():
            reads: list[tuple[Any, ...]] = []
            lot.append((crc32(piece.data), index, reads))
            for read in make(source.name, piece, index):
                prepared = None if read.order is None else tuple(prepare(read.order))
                reads.append((read.line, prepared, pickle.dumps(read.problems) if read.problems else b"", read.called))
                index += 1
            if len(lot) == AT_ONCE:
                yield lot
                lot = []
    yield lot


def _handed_over(pipe: IO[bytes]) -> Iterator[Made]:
    """What the second process made, until it ends, however it ends."""
    with suppress(OSError):
        while len(size := pipe.read(SIZE)) == SIZE:
            data = pipe.read(int.from_bytes(size))
            if len(data) < int.from_bytes(size):
                return
            yield from marshal.loads(data)  # what our own process wrote


class _Taking:
    """Takes what was made of a piece, or makes it; once the two are not at the same place, only the first reads."""

    def __init__(self, make: Make, handed_over: Iterator[Made]) -> None:
        self._make, self._handed_over = make, handed_over

    def take(self, name: str, piece: Piece, index: int) -> Iterable[OrderRead]:
        """The orders of a piece."""
        made = next(self._handed_over, None)
        if made is None or made[:2] != (crc32(piece.data), index):
            self._handed_over = iter(())
            return self._make(name, piece, index)
        return [_Again(self._make, name, piece, index, position).read(*read) for position, read in enumerate(made[2])]


class _Again(NamedTuple):
    """An order that another process has read: hardly ever is more asked of it than was prepared, so its piece is read
    once more then.
    """

    make: Make
    name: str
    piece: Piece
    first: int
    position: int

    def read(
        self, line: int | None, prepared: tuple[Any, ...] | None, problems: bytes, called: str | None
    ) -> OrderRead:
        """What the other process read."""
        index = self.first + self.position
        if prepared is None:
            found = pickle.loads(problems)  # what our own process wrote
            return OrderRead(self.name, line, index, None, found, None, called)
        return OrderRead(self.name, line, index, self._order, (), self._place, called, prepared)

    def _once_more(self) -> OrderRead:
        return list(self.make(self.name, self.piece, self.first))[self.position]

    def _order(self) -> OrderInput:
        return self._once_more().whole()

    def _place(self, path: Path) -> Place:
        return self._once_more().place_of(path)
