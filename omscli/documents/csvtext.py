"""CSV as a strict table: a header of known columns, then rows of exactly as many cells, each with its line (P38).

A byte order mark is allowed. What a spreadsheet or a broken transfer does to a file is refused with its line: another
separator, ragged rows, a quote that is never closed, NUL, a column that stands twice. A file is streamed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import field

from omscli.documents.sources import Peekable
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem, nearest, refuse

MAX_LINE = 1024 * 1024
BOM = b"\xef\xbb\xbf"
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row: its line (where it begins, from 1) and its cells by column, or what is wrong with it."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None


def read_table(file: Peekable, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[CsvRow]:
    """The rows under a header that has all `required` columns and none but the `optional` ones beside them.

    Cells lose spaces around them; rows without any text are left out. Raises OmsError with its line when the rest of
    the file cannot be trusted: a wrong header, an open quote, NUL, bytes that are not UTF-8.
    """
    lines = _Lines(file)
    table = csv.reader(lines, strict=True)
    header: list[str] | None = None
    while True:
        before = table.line_num
        try:
            cells = next(table, None)
        except csv.Error as error:
            raise _broken(error, before + 1) from None
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells, required, optional, before + 1)
        else:
            yield _row(cells, header, before + 1)
    if header is None:
        raise refuse("empty-input", "there is nothing in it", place=Place(line=1))


class _Lines:
    """The lines of the file as text, for the reader of the standard library."""

    def __init__(self, file: Peekable) -> None:
        self._file = file
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self._number += 1
        place = Place(line=self._number)
        if len(line) > MAX_LINE:
            raise refuse("too-large", f"the line is longer than {MAX_LINE >> 10:,} KiB", place=place)
        if b"\0" in line:
            raise refuse("bad-csv", "a NUL byte", help="save the file as CSV in UTF-8", place=place)
        try:
            return (line.removeprefix(BOM) if self._number == 1 else line).decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte 0x{line[error.start]:02x} is not UTF-8"
            raise refuse("bad-encoding", message, help="save the file as UTF-8", place=place) from None


def _broken(error: csv.Error, line: int) -> OmsError:
    said = str(error)
    message = f"cannot be read: {said}"
    if "unexpected end of data" in said or "field larger" in said:
        message = "a quote that is opened here is never closed"
    elif "expected after" in said:
        message = "something follows a closing quote"
    elif "new-line character" in said:
        message = "a bare carriage return in the middle of a line"
    help_ = 'a quote inside a quoted cell is written twice: ""'
    return refuse("bad-csv", message, help=help_ if "quote" in message else None, place=Place(line=line))


def _header(cells: list[str], required: Sequence[str], optional: Sequence[str], line: int) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    known = [*required, *optional]
    if len(names) == 1 and names[0] not in known:
        for separator, words in _OTHER_SEPARATORS.items():
            if separator in names[0]:
                help_ = f"the columns are {','.join(known)}"
                raise refuse("bad-csv", f"separated by {words}, not by commas", help=help_, place=Place(line=line))
    problems = [_header_problem(name, known, line) for name in names if name not in known]
    problems += [
        Problem("duplicate-key", f'the column "{name}" stands twice', Place(line=line))
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not problems:
        problems = [
            Problem("missing-field", f'the column "{name}" is missing', Place(line=line), f"columns: {','.join(known)}")
            for name in required
            if name not in names
        ]
    if problems:
        raise OmsError(tuple(problems))
    return names


def _header_problem(name: str, known: list[str], line: int) -> Problem:
    guess = nearest(name, known)
    hint = f'did you mean "{guess}"?' if guess else f"columns: {','.join(known)}"
    return Problem("unknown-field", f'there is no column "{name}"', Place(line=line), hint)


def _row(cells: list[str], header: list[str], line: int) -> CsvRow:
    if len(cells) != len(header):
        message = f"{len(cells)} cell{'' if len(cells) == 1 else 's'} under {len(header)} columns"
        return CsvRow(line, problem=Problem("bad-csv", message, Place(line=line), f"columns: {','.join(header)}"))
    return CsvRow(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
