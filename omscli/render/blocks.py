"""What a page for people is made of; `plain.py` and `terminal.py` draw the same blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from omscli.render.cells import Row


class Heading(NamedTuple):
    """The title of what follows."""

    text: str


class Facts(NamedTuple):
    """Names with their values, one a line."""

    pairs: Sequence[tuple[str, Any]]


class Grid(NamedTuple):
    """A table: `columns` of `rows`, under their names or under `titles`."""

    columns: Sequence[str]
    rows: Sequence[Row]
    titles: Sequence[str] = ()


class Line(NamedTuple):
    """A line of text."""

    text: str


Block = Heading | Facts | Grid | Line
