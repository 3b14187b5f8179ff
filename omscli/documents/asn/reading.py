"""ASN files → notices, one after the other, each with its place and everything wrong with it. NDJSON is streamed.

Nothing that a file contains raises: what cannot be read at all is an `AsnRead` without a notice too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path as FilePath
from typing import IO, TYPE_CHECKING, Any

from omscli.documents import jsontext, sources
from omscli.documents.asn.check import check
from omscli.documents.asn.table import read_notices
from omscli.documents.asn.values import AsnRead, Flaw
from omscli.documents.jsonplace import Locator, Path
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place, Problem, refuse

if TYPE_CHECKING:
    from omscli.documents.claims import Claims

ENDINGS = (".json", ".ndjson", ".jsonl", ".csv")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is known by the first bytes of a file, and how the file becomes notices."""

    name: str
    matches: Callable[[bytes], bool]
    read: Callable[[sources.Source, sources.Peekable], Iterator[AsnRead]]


def read_asns(
    names: Iterable[str | FilePath], stdin: IO[bytes] | bytes | None = None, claims: Claims | None = None
) -> Iterator[AsnRead]:
    """The notices of files, folders and `-` (standard input), in their order; not of what others have claimed.

    Raises OmsError only for the command line itself (a folder without ASN files).
    """
    for name in names:
        for source in _sources(name, stdin):
            if claims is None or claims.take(source):
                yield from _read_source(source)


def _sources(name: str | FilePath, stdin: IO[bytes] | bytes | None) -> Iterator[sources.Source]:
    folder = FilePath(name)
    if str(name) == "-" or not folder.is_dir():
        yield from sources.find([name], stdin)
        return
    files = sorted(path for path in folder.rglob("*") if path.name.lower().removesuffix(".gz").endswith(ENDINGS))
    files = [path for path in files if path.is_file() and not path.name.startswith(".")]
    if not files:
        help_ = f"a folder is read for its {', '.join(ENDINGS)} files"
        raise refuse("empty-input", "there is no ASN file in this folder", help=help_, place=Place(str(name)))
    yield from (sources.Source(str(path), path) for path in files)


def _read_source(source: sources.Source) -> Iterator[AsnRead]:
    index = 0
    try:
        with source.opened() as file:
            start = file.peek(4096)[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
            if not start:
                raise refuse("empty-input", "there is nothing in it", help="a file holds at least one notice")
            known = next(format_ for format_ in FORMATS if format_.matches(start))
            for read in known.read(source, file):
                yield replace(read, index=index)
                index += 1
    except OmsError as error:
        yield _failed(source.name, None, index, error)


def _is_json(start: bytes) -> bool:
    return start[:1] in (b"{", b"[") or start[:2] in (b"\xff\xfe", b"\xfe\xff")


def _read_json(source: sources.Source, file: sources.Peekable) -> Iterator[AsnRead]:
    for piece in source.pieces_of(file):
        try:
            yield from _values(source.name, jsontext.decode(piece.data), piece.line)
        except OmsError as error:
            if piece.line is None:
                raise
            yield _failed(source.name, piece.line, 0, error)


def _values(file: str, text: str, line: int | None) -> Iterator[AsnRead]:
    locator = Locator(text)
    if not jsontext.is_list(text):
        yield _notice(_Spot(file, line, locator, 0, ()), line or 1, jsontext.parse(text))
        return
    count = before = 0
    begins = line or 1
    for offset, value in jsontext.elements(text):
        begins += text.count("\n", before, offset)
        before = offset
        yield _notice(_Spot(file, line, locator, offset, (count,)), begins, value)
        count += 1
    if not count:
        raise refuse("empty-input", "the list is empty", help="a file holds at least one notice")


FORMATS: tuple[Format, ...] = (
    Format("json", _is_json, _read_json),
    Format("csv", lambda start: True, lambda source, file: read_notices(source.name, file)),
)
"""In the order in which they are tried; CSV is what is left."""


@dataclass(slots=True)
class _Spot:
    """Where a decoded notice stands: what turns a path into line and column."""

    file: str
    line: int | None
    locator: Locator
    offset: int
    path: Path

    def place(self, path: Path) -> Place:
        """File, line and column of a field, and the field in words."""
        line, column = self.locator.place(path, self.offset)
        words = [f"notice {step + 1}" for step in self.path if isinstance(step, int)]
        words += _in_words(path)
        return Place(self.file, line + (self.line - 1 if self.line else 0), column, ", ".join(words) or None)


def _in_words(path: Path) -> list[str]:
    words = []
    for step in path:
        if isinstance(step, int):
            words.append(f"line {step + 1}")
        elif step != "Lines" or len(path) == 1:
            words.append(step)
    return words


def _notice(spot: _Spot, line: int, value: Any) -> AsnRead:
    asn, flaws = check(value)
    problems = tuple(_problem(spot, flaw) for flaw in flaws)
    return AsnRead(spot.file, line, 0, asn, problems, spot.place)


def _problem(spot: _Spot, flaw: Flaw) -> Problem:
    return Problem(flaw.code, flaw.message, spot.place(flaw.path), flaw.help)


def _failed(file: str, line: int | None, index: int, error: OmsError) -> AsnRead:
    """What could not even be decoded, with the name of the file and the line of the stream put in."""
    problems = []
    for problem in error.problems:
        place = problem.place or Place()
        row = place.line if line is None else line + (place.line or 1) - 1
        problems.append(
            Problem(problem.code, problem.message, Place(file, row, place.column, place.path), problem.help)
        )
    return AsnRead(file, line, index, None, tuple(problems))
