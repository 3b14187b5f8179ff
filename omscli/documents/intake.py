"""What a command takes in, byte for byte: how far each file is done, and the lines of what is refused.

Lines are read ahead of the orders that they become, so each waits here until the chunk that holds it asks for it.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from omscli.documents.jsontext import MAX_BYTES
from omscli.documents.position import Position
from omscli.documents.sources import Source, Watch
from omscli.domain.values import dataclass, replace

if TYPE_CHECKING:
    from omscli.documents.claims import Claims


class Read(Protocol):
    """A record of a file, whatever it was made into."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def line(self) -> int | None:
        """The line of a stream."""

    @property
    def index(self) -> int:
        """Its place in the file, from 0."""


R = TypeVar("R", bound=Read)


class Receipt(NamedTuple):
    """What a chunk was made of: how far its files are done with it, and the bytes of its lines, where they are kept."""

    positions: tuple[Position, ...] = ()
    raw: Mapping[tuple[str, int | None], bytes] = {}


@dataclass(slots=True)
class _File(Watch):
    """A file on its way in; `waiting` are the bytes that were read and belong to no chunk yet."""

    number: int
    name: str
    position: Position | None = None
    waiting: deque[tuple[int, bytes]] = field(default_factory=deque)
    read: int = 0
    ended: bool = False
    size: int = 0
    lines: int | None = None
    units: int = 0
    document: bytes = b""
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def took(self, data: bytes) -> None:
        """A line, or as much of a document as was asked for."""
        if not data:
            return
        self.read += 1
        if self.read > self.skip:
            self.waiting.append((self.read, data))
            return
        self.digest.update(data)
        self.size += len(data)

    def end(self) -> None:
        """The whole file was read."""
        self.ended = True

    @property
    def skip(self) -> int:
        """Lines that an earlier run has done."""
        return (self.position.lines or 0) if self.position else 0

    @property
    def made(self) -> int:
        """Orders of those lines; a document is read from its beginning."""
        return self.position.units if self.position and self.skip else 0

    def settle(self, line: int | None, keep: bool) -> bytes:
        """Count what was read up to a line (None: everything) as done; answers the bytes of the line."""
        last = b""
        while self.waiting:
            number, last = self.waiting.popleft()
            self.digest.update(last)
            self.size += len(last)
            if line is None and keep and len(self.document) <= MAX_BYTES:
                self.document += last
            if line is not None:
                self.lines = number
                if number == line:
                    return last
        return self.document if line is None else last

    def settle_end(self) -> None:
        """Count what follows the last order: empty lines."""
        if self.ended and self.waiting:
            stream = self.lines is not None
            while self.waiting:
                number, data = self.waiting.popleft()
                self.digest.update(data)
                self.size += len(data)
                self.lines = number if stream else None

    def now(self) -> Position:
        """How far it is done."""
        return Position(self.number, self.name, self.size, self.digest.hexdigest(), self.lines, self.units, self.ended)


class Intake:
    """The files of one command, each with how far it is done; `keep` is for who wants the bytes of refused lines.

    `done` is what an earlier run had done of each file, by its place on the command line: it is left out.
    """

    def __init__(
        self, *, keep: bool = False, done: Mapping[int, Position] | None = None, claims: Claims | None = None
    ) -> None:
        self._keep, self._done, self._claims = keep, done or {}, claims
        self._files: dict[str, _File] = {}
        self.is_live = False
        """Whether lines come from standard input, perhaps as somebody writes them."""

    def sources(self, found: Iterable[Source]) -> Iterator[Source]:
        """The sources, watched; those that are done are left out."""
        for number, source in enumerate(found, 1):
            position = self._done.get(number)
            if position is not None and position.ended:
                continue
            if self._claims is not None and not self._claims.take(source):
                continue
            self.is_live |= source.path is None
            file = self._files[source.name] = _File(number, source.name, position)
            file.units = file.made
            yield replace(source, watch=file)

    def release(self, names: Iterable[str]) -> None:
        """Everything of these files is committed: other processes may have them."""
        for name in names:
            self._files.pop(name, None)
        if self._claims is not None:
            self._claims.release(names)

    def fresh(self, reads: Iterable[R]) -> Iterator[R]:
        """The records that no earlier run has made: a document is read from its beginning, whatever is done of it."""
        for read in reads:
            file = self._files[read.file]
            if file.position is None or read.line is not None or read.index >= file.position.units:
                yield read
            else:
                file.units += 1
                file.settle(None, self._keep)

    def receipt(self, places: Sequence[tuple[str, int | None]]) -> Receipt:
        """Count a chunk as done: its orders' files and lines, in order. To be asked once for each chunk."""
        raw: dict[tuple[str, int | None], bytes] = {}
        touched: dict[str, _File] = {}
        for place in places:
            name, line = place
            file = touched[name] = self._files[name]
            file.units += 1
            if place not in raw:
                data = file.settle(line, self._keep)
                raw[place] = data if self._keep else b""
        for file in touched.values():
            file.settle_end()
        return Receipt(tuple(file.now() for file in touched.values()), raw)
