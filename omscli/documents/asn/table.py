"""Notices as CSV: a row a line, rows of one notice number belong together; every problem with its row (P38)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from omscli.documents.asn.check import check
from omscli.documents.asn.fields import COLUMNS, HEAD
from omscli.documents.asn.values import AsnRead, Flaw
from omscli.documents.csvtext import read_table
from omscli.documents.jsonplace import Path
from omscli.documents.sources import Peekable
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

REQUIRED = ("asn_number", "fulfillment_order_number", "sku", "quantity")
_OPTIONAL = tuple(name for name in COLUMNS if name not in REQUIRED)
_NAMES = {field_: column for column, field_ in COLUMNS.items()}
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(slots=True)
class _Notice:
    """Rows of one notice: its fields as JSON would have them, and the row of each line."""

    line: int
    head: dict[str, str]
    lines: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    flaws: list[tuple[Flaw, int]] = field(default_factory=list)


def read_notices(file: str, content: Peekable) -> Iterator[AsnRead]:
    """The notices of a CSV file. Raises OmsError with the row of what makes it unreadable.

    A row with too few or too many cells does too: without it, the notice that it belongs to would be another one.
    """
    notices: dict[str, _Notice] = {}
    for row in read_table(content, REQUIRED, _OPTIONAL):
        if row.problem:
            raise OmsError((row.problem,))
        _add(notices, row.line, {COLUMNS[name]: cell for name, cell in row.cells.items() if cell})
    if not notices:
        raise OmsError((Problem("empty-input", "there is no row below the header", Place(line=1)),))
    for index, notice in enumerate(notices.values()):
        yield _read(file, index, notice)


def _add(notices: dict[str, _Notice], line: int, row: dict[str, Any]) -> None:
    head = {name: row.pop(name) for name in HEAD if name in row}
    if _DIGITS.fullmatch(row.get("Quantity", "")):
        row["Quantity"] = int(row["Quantity"])
    notice = notices.setdefault(head.get("AsnNumber", f"\x00{line}"), _Notice(line, head))
    for name in HEAD[1:-1]:
        if head.get(name) != notice.head.get(name):
            message = f"{_NAMES[name]} differs from row {notice.line} of the same notice"
            notice.flaws.append((Flaw("bad-value", message, (name,), "a notice is for one parcel"), line))
    notice.lines.append(row)
    notice.rows.append(line)


def _read(file: str, index: int, notice: _Notice) -> AsnRead:
    def where(path: Path) -> Place:
        at = path[1] if len(path) > 1 and path[0] == "Lines" else None
        line = notice.rows[at] if isinstance(at, int) else notice.line
        name = path[-1] if path else ""
        return Place(file, line, None, _NAMES.get(str(name)))

    asn, flaws = check({**notice.head, "Lines": notice.lines})
    problems = [Problem(flaw.code, flaw.message, where(flaw.path), flaw.help) for flaw in flaws]
    for flaw, line in notice.flaws:
        place = Place(file, line, None, _NAMES[str(flaw.path[0])])
        problems.append(Problem(flaw.code, flaw.message, place, flaw.help))
    return AsnRead(file, notice.line, index, None if problems else asn, tuple(problems), where)
