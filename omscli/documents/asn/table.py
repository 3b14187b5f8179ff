"""Notices as CSV: a row a line, rows of one notice number belong together; every problem with its row (P38)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from omscli.documents.asn.check import check
from omscli.documents.asn.fields import COLUMNS, HEAD, shown
from omscli.documents.asn.values import AsnRead, Flaw
from omscli.documents.jsonplace import Path
from omscli.errors import OmsError, Place, Problem, nearest

_FIELDS = {name: column for column, name in COLUMNS.items()}
_NEEDED = ("asn_number", "fulfillment_order_number", "sku", "quantity")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(slots=True)
class _Notice:
    """Rows of one notice: its fields as JSON would have them, and the row of each line."""

    line: int
    head: dict[str, str]
    lines: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    flaws: list[tuple[Flaw, int]] = field(default_factory=list)


def read_table(file: str, text: str) -> Iterator[AsnRead]:
    """The notices of a CSV text. Raises OmsError with the row of what makes it unreadable."""
    rows = _rows(text)
    columns = _header(*next(rows, (1, [])))
    notices: dict[str, _Notice] = {}
    for line, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise _bad(f"row {line} has {len(cells)} values, the header {len(columns)}", line)
        _add(notices, line, {name: cell for name, cell in zip(columns, cells, strict=True) if cell != ""})
    if not notices:
        raise OmsError((Problem("empty-input", "there is no row below the header", Place(line=1, column=1)),))
    for index, notice in enumerate(notices.values()):
        yield _read(file, index, notice)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the line on which each begins; a record may go over several lines."""
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise OmsError((Problem("bad-text", "a NUL character", Place(line=line)),))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = "a quote is opened and not closed" if "end of data" in str(error) else str(error)
            raise _bad(f"row {begins} cannot be read: {what}", begins) from None
        yield begins, cells
        begins = reader.line_num + 1


def _header(line: int, cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for mark, what in _OTHER_DELIMITERS.items():
        if len(names) == 1 and mark in names[0]:
            raise _bad(f"the columns are separated by {what}, not by commas", line)
    for name in names:
        if name not in COLUMNS:
            guess = nearest(name, list(COLUMNS))
            help_ = f"did you mean {guess}?" if guess else f"the columns are {', '.join(COLUMNS)}"
            raise _bad(f"no column is called {shown(name)}", line, help_)
        if names.count(name) > 1:
            raise _bad(f"the column {name} stands twice in the header", line)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise _bad(f"the header lacks {', '.join(missing)}", line, f"the columns are {', '.join(COLUMNS)}")
    return [COLUMNS[name] for name in names]


def _add(notices: dict[str, _Notice], line: int, row: dict[str, str]) -> None:
    head = {name: row.pop(name) for name in HEAD if name in row}
    notice = notices.setdefault(head.get("AsnNumber", f"\x00{line}"), _Notice(line, head))
    for name in HEAD[1:-1]:
        if head.get(name) != notice.head.get(name):
            message = f"{_FIELDS[name]} differs from row {notice.line} of the same notice"
            notice.flaws.append((Flaw("bad-value", message, (name,), "a notice is for one parcel"), line))
    notice.lines.append(row)
    notice.rows.append(line)


def _read(file: str, index: int, notice: _Notice) -> AsnRead:
    def where(path: Path) -> Place:
        at = path[1] if len(path) > 1 and path[0] == "Lines" else None
        line = notice.rows[at] if isinstance(at, int) else notice.line
        name = path[-1] if path else ""
        return Place(file, line, None, _FIELDS.get(str(name)))

    asn, flaws = check({**notice.head, "Lines": notice.lines})
    problems = [Problem(flaw.code, flaw.message, where(flaw.path), flaw.help) for flaw in flaws]
    for flaw, line in notice.flaws:
        place = Place(file, line, None, _FIELDS[str(flaw.path[0])])
        problems.append(Problem(flaw.code, flaw.message, place, flaw.help))
    return AsnRead(file, notice.line, index, None if problems else asn, tuple(problems), where)


def _bad(message: str, line: int, help_: str | None = None) -> OmsError:
    return OmsError((Problem("bad-csv", message, Place(line=line), help_),))
