"""Files, folders and standard input as streams of pieces: lines of an NDJSON stream, or one whole document.

Compressed files (gzip, known by content) are read as what they contain. A stream is read line by line, so its length
does not matter; a single line or document has the limit of `jsontext.MAX_BYTES`.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol, cast

from omscli.documents import jsontext
from omscli.documents.position import Position
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem, refuse

ENDINGS = (".json", ".ndjson", ".jsonl")
LINES = (".ndjson", ".jsonl")
NOTICES = "asn"
"""A folder of this name inside a folder of orders holds shipping notices: `oms ingest asn` reads it."""


class Peekable(Protocol):
    """A stream of bytes whose beginning can be looked at; a gzip file is one too."""

    def peek(self, size: int, /) -> bytes:
        """Bytes that come next, and stay next."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""

    def readline(self, size: int, /) -> bytes:
        """A line, or as much of it as the size allows."""


class Watch(Protocol):
    """Who follows what is read of a source, byte for byte."""

    @property
    def skip(self) -> int:
        """Lines of the stream to leave out: an earlier run has done them."""

    @property
    def made(self) -> int:
        """Orders that an earlier run made of those lines."""

    def took(self, data: bytes, /) -> None:
        """A line, or a part of a document."""

    def end(self) -> None:
        """There is no more."""


class Piece(NamedTuple):
    """A line of a stream (`line` says which, from 1) or a whole document (`line` None)."""

    data: bytes
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: how the user called it, and what it is."""

    name: str
    path: Path | None = None
    stream: IO[bytes] | None = None
    watch: Watch | None = None

    @property
    def first_index(self) -> int:
        """The index of the first record that is read of it: 0, but where an earlier run is gone on with."""
        return self.watch.made if self.watch else 0

    def pieces(self) -> Iterator[Piece]:
        """The contents. Raises OmsError: no such file, no file, damaged, a line or document that is too large."""
        with self.opened() as file:
            yield from self.pieces_of(file)

    def pieces_of(self, file: Peekable) -> Iterator[Piece]:
        """The contents of the opened source, for who has looked at its beginning first."""
        forced = _bare(self.name).endswith(LINES) and self.path is not None
        if self.watch is None:
            yield from _pieces(file, forced=forced)
            return
        followed = _Followed(file, self.watch)
        skip = self.watch.skip
        for number in range(skip):
            _line(followed, number + 1)
        if not skip or file.peek(1):
            yield from _pieces(followed, forced=forced or skip > 0, skipped=skip)
        self.watch.end()

    @contextmanager
    def opened(self) -> Iterator[Peekable]:
        """The bytes, unpacked, as a stream whose beginning can be looked at. Raises OmsError like `pieces`."""
        try:
            with self._open() as file:
                yield _unpacked(file)
        except OmsError:
            raise
        except FileNotFoundError:
            raise refuse("no-such-file", "there is no such file", place=Place(self.name)) from None
        except (OSError, EOFError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise refuse("disk", f"cannot be read: {error.strerror}", place=Place(self.name)) from None
            message = f"the compressed file is damaged: {error}"  # gzip's own error is an OSError without a number
            raise refuse("bad-encoding", message, place=Place(self.name)) from None

    def _open(self) -> io.BufferedReader:
        if self.path is None:
            return io.BufferedReader(_Raw(self.stream or io.BytesIO()))
        if stat.S_ISDIR(os.stat(self.path).st_mode):
            raise refuse("not-a-file", "is a folder", place=Place(self.name))
        return open(self.path, "rb")


class _Followed:
    """A stream that tells what is read of it."""

    def __init__(self, file: Peekable, watch: Watch) -> None:
        self._file, self._took = file, watch.took

    def peek(self, size: int, /) -> bytes:
        """What comes next, untold."""
        return self._file.peek(size)

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        data = self._file.read(size)
        self._took(data)
        return data

    def readline(self, size: int, /) -> bytes:
        """A line, or as much of it as the size allows."""
        data = self._file.readline(size)
        self._took(data)
        return data


class _Raw(io.RawIOBase):
    """Any readable stream as the raw end of a buffer, so that its first bytes can be looked at."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._read = getattr(stream, "read1", stream.read)  # what is there, without waiting for more to come

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fills the buffer from the stream."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._read(len(view))
        view[: len(data)] = data
        return len(data)


def find(names: Iterable[str | Path], stdin: IO[bytes] | bytes | None = None) -> Iterator[Source]:
    """The sources that a command line names: files, folders (their order files, by name), `-` for standard input.

    Folders inside a folder are read too, but for hidden ones and those named `asn`.

    Raises OmsError `no-such-file`, `empty-input` for a folder without order files.
    """
    for name in names:
        if str(name) == "-":
            stream = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
            yield Source("-", stream=stream or io.BytesIO())
            continue
        path = Path(name)
        if not path.is_dir():
            yield Source(str(name), path)
            continue
        inside = sorted(_inside(path))
        if not inside:
            help = f"a folder is read for its {', '.join(ENDINGS)} files, compressed or not"
            raise refuse("empty-input", "there is no order file in this folder", help=help, place=Place(str(name)))
        yield from (Source(str(file), file) for file in inside)


def begins_with(path: Path, size: int, sha256: str) -> bool:
    """Whether the first bytes of a file (unpacked) are still those of this hash."""
    return _hashed(path, size) == (size, sha256)


def position_of(name: str, number: int) -> Position:
    """What the ledger keeps of a file that is done as a whole; nothing of one that cannot be read."""
    size, sha256 = _hashed(Path(name), None)
    return Position(number, name, size, sha256, None, 0, ended=True)


def _hashed(path: Path, size: int | None) -> tuple[int, str]:
    """How many of the first bytes there are (all for None), and their hash."""
    import hashlib

    digest, found = hashlib.sha256(), 0
    try:
        with Source(str(path), path).opened() as file:
            while data := file.read(min(size - found, 1 << 20) if size is not None else 1 << 20):
                digest.update(data)
                found += len(data)
    except OmsError:
        return 0, ""
    return found, digest.hexdigest()


def _bare(name: str) -> str:
    return name.lower().removesuffix(".gz")


def _inside(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name.lower() != NOTICES]
        for name in files:
            file = Path(root, name)
            if not name.startswith(".") and _bare(name).endswith(ENDINGS) and file.is_file():
                yield file


def _unpacked(file: io.BufferedReader) -> Peekable:
    if file.peek(2)[:2] == b"\x1f\x8b":
        import gzip  # 1 ms, for compressed files only

        return cast("Peekable", gzip.GzipFile(fileobj=file))
    return file


def _pieces(file: Peekable, *, forced: bool, skipped: int = 0) -> Iterator[Piece]:
    """Lines if the file is a stream, else the whole; `forced`: its name says that it is a stream."""
    number = skipped + 1
    first = _line(file, number)
    while first and not first.strip():
        first, number = _line(file, number + 1), number + 1
    second = _line(file, number + 1) if first else b""
    if not (forced or (second and _complete(first))):
        rest = file.read(jsontext.MAX_BYTES + 1 - min(len(first) + len(second), jsontext.MAX_BYTES))
        yield Piece(b"\n" * (number - 1) + first + second + rest)
        return
    lines = 0
    for line in _following(file, first, second, number):
        if line.data.strip():
            lines += 1
            yield line
    if not lines:
        yield Piece(b"")


def _following(file: Peekable, first: bytes, second: bytes, number: int) -> Iterator[Piece]:
    yield Piece(first, number)
    yield Piece(second, number + 1)
    number += 2
    while line := _line(file, number):
        yield Piece(line, number)
        number += 1


def _line(file: Peekable, number: int) -> bytes:
    line = file.readline(jsontext.MAX_BYTES + 1)
    if len(line) > jsontext.MAX_BYTES:
        message = f"the line is longer than {jsontext.MAX_BYTES >> 20} MiB"
        raise OmsError((Problem("too-large", message, Place(line=number)),))
    return line


def _complete(line: bytes) -> bool:
    """Whether a line is a document of its own: one object from end to end, even one with a mistake in it."""
    text = line.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] == b"{" and text[-1:] == b"}":
        return True
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
