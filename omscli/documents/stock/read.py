"""Stock files: levels of products at locations, as CSV or JSON, told apart by content (contract §6).

A line that cannot be read is a `StockRead` without a level, so that all problems of a file come at once; a file is
streamed, so its length does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from omscli.documents import jsontext
from omscli.documents.csvtext import read_table
from omscli.documents.jsonplace import line_column
from omscli.documents.sources import Peekable, Piece, Source
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place, Problem, nearest

REQUIRED = ("location", "sku", "on_hand")
OPTIONAL = ("safety_stock",)
FIELDS = (*REQUIRED, *OPTIONAL)
MAX_UNITS = 10**9

_WHOLE = re.compile(r"[0-9]{1,10}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class StockLine:
    """The units of a product (SKU) at a location (external reference); `safety_stock` None leaves it as it is."""

    location: str
    sku: str
    on_hand: int
    safety_stock: int | None = None


@dataclass(frozen=True, slots=True)
class StockRead:
    """One line of a stock file: `index` counts within the file from 0."""

    file: str
    line: int | None
    index: int
    level: StockLine | None
    problems: tuple[Problem, ...] = ()


def read_stock(names: Iterable[str], stdin: IO[bytes] | bytes | None = None) -> Iterator[StockRead]:
    """The levels of stock files and `-` (standard input), in their order; nothing that a file contains raises."""
    from io import BytesIO

    for name in names:
        stream = BytesIO(stdin) if isinstance(stdin, bytes) else stdin
        source = Source(name, stream=stream) if name == "-" else Source(name, Path(name))
        yield from _numbered(source)


def _numbered(source: Source) -> Iterator[StockRead]:
    index = 0
    try:
        with source.opened() as file:
            for read in _json(source, file) if _is_json(file) else _csv(source, file):
                yield replace(read, index=index)
                index += 1
    except OmsError as error:
        problems = tuple(_in_file(problem, source.name) for problem in error.problems)
        line = problems[0].place.line if problems[0].place else None
        yield StockRead(source.name, line, index, None, problems)


def _is_json(file: Peekable) -> bool:
    start = file.peek(4096)[:4096]
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _in_file(problem: Problem, name: str) -> Problem:
    place = problem.place or Place()
    return replace(problem, place=place._replace(file=name))


# ------------------------------------------------------------------------------------------------------------ CSV


def _csv(source: Source, file: Peekable) -> Iterator[StockRead]:
    for row in read_table(file, REQUIRED, OPTIONAL):
        if row.problem:
            yield StockRead(source.name, row.line, 0, None, (_in_file(row.problem, source.name),))
            continue
        values: dict[str, Any] = {name: _cell(name, text) for name, text in row.cells.items() if text}
        yield _checked(source.name, row.line, values, Place(source.name, row.line))


def _cell(name: str, text: str) -> Any:
    """The number that a cell of digits means; anything else stays text, and is refused as such."""
    return int(text) if name in ("on_hand", "safety_stock") and _WHOLE.fullmatch(text) else text


# ----------------------------------------------------------------------------------------------------------- JSON


def _json(source: Source, file: Peekable) -> Iterator[StockRead]:
    for piece in source.pieces_of(file):
        try:
            yield from _values(source.name, piece)
        except OmsError as error:
            if piece.line is None:
                raise
            problems = tuple(_in_file(_shifted(problem, piece.line), source.name) for problem in error.problems)
            yield StockRead(source.name, piece.line, 0, None, problems)


def _shifted(problem: Problem, line: int) -> Problem:
    place = problem.place or Place()
    return replace(problem, place=place._replace(line=line + (place.line or 1) - 1))


def _values(name: str, piece: Piece) -> Iterator[StockRead]:
    text = jsontext.decode(piece.data)
    if not jsontext.is_list(text):
        line = piece.line or line_column(text, len(text) - len(text.lstrip()))[0]
        yield _record(name, line, jsontext.parse(text))
        return
    line, seen = piece.line or 1, 0
    for offset, value in jsontext.elements(text):
        line += text.count("\n", seen, offset)
        seen = offset
        yield _record(name, line, value)


def _record(name: str, line: int, value: Any) -> StockRead:
    place = Place(name, line)
    if isinstance(value, dict):
        return _checked(name, line, {key: one for key, one in value.items() if one is not None}, place)
    problem = Problem("wrong-type", "a stock level is an object with location, sku and on_hand", place)
    return StockRead(name, line, 0, None, (problem,))


# --------------------------------------------------------------------------------------------------------- checks


def _checked(name: str, line: int, values: dict[str, Any], place: Place) -> StockRead:
    problems = [_unknown(key, place) for key in values if key not in FIELDS]
    missing = [key for key in REQUIRED if key not in values]
    problems += [Problem("missing-field", f"{key} is missing", place._replace(path=key)) for key in missing]
    for key in ("location", "sku"):
        problems += _text_problems(key, values.get(key, "-"), place)
    for key in ("on_hand", "safety_stock"):
        problems += _unit_problems(key, values.get(key, 0), place)
    if problems:
        return StockRead(name, line, 0, None, tuple(problems))
    level = StockLine(values["location"], values["sku"], values["on_hand"], values.get("safety_stock"))
    return StockRead(name, line, 0, level)


def _unknown(key: str, place: Place) -> Problem:
    guess = nearest(key, FIELDS)
    hint = f'did you mean "{guess}"?' if guess else f"known here: {', '.join(FIELDS)}"
    return Problem("unknown-field", f'"{key[:80]}" is not a field of a stock file', place._replace(path=key[:80]), hint)


def _text_problems(key: str, value: Any, place: Place) -> list[Problem]:
    place = place._replace(path=key)
    if not isinstance(value, str):
        return [Problem("wrong-type", f"{key} is to be a text", place)]
    if not value or len(value) > 255 or _CONTROL.search(value):
        return [Problem("bad-text", f"{key} is empty, too long or holds control characters", place)]
    return []


def _unit_problems(key: str, value: Any, place: Place) -> list[Problem]:
    place = place._replace(path=key)
    if isinstance(value, bool) or not isinstance(value, int):
        fractional = not isinstance(value, str | bool | dict | list) or (
            isinstance(value, str) and _NUMBER.fullmatch(value) and any(mark in value for mark in ".,")
        )
        shown = str(value)[:40]
        if isinstance(value, str) and re.fullmatch(r"-[0-9]+", value, re.ASCII):
            return [Problem("bad-quantity", f"{key} is {shown}: less than zero", place)]
        what = "units are whole" if fractional else "no whole number, written in digits"
        return [Problem("bad-quantity", f'{key} is "{shown}": {what}', place)]
    if value < 0:
        return [Problem("bad-quantity", f"{key} is {value}: less than zero", place)]
    if value > MAX_UNITS:
        return [Problem("bad-quantity", f"{key} is more than {MAX_UNITS:,}", place)]
    return []
