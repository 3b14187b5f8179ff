"""What a page for people is made of; `plain.py` and `terminal.py` draw the same blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.values import dataclass
from omscli.render.cells import Row


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one a line."""

    pairs: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `columns` of `rows`, under their names or under `titles`."""

    columns: Sequence[str]
    rows: Sequence[Row]
    titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str


Block = Heading | Facts | Grid | Line
