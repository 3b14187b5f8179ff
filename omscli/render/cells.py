"""One value as the text of a cell: the same text in a table and in CSV, and the value that JSON writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from omscli.render.exact import number_of, to_json

Row = Mapping[str, Any]


def cell(value: Any) -> str:
    """The value as text: amounts as JSON writes them, nothing for an absent value, lists and records as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_of(value)
    return str(value) if isinstance(value, int) else to_json(value)


def is_number(value: Any) -> bool:
    """Whether the value stands to the right of its column."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """All scalar members of the rows, in the order in which they first come."""
    names: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            if not isinstance(value, Mapping | list | tuple):
                names[name] = None
    return tuple(names)
