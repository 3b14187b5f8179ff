"""What `--explain` adds to the table of a command: the reasons of its results, one way for every command.

The results come first; then, for each reason that differs from the one before it, a heading and what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from omscli.render.blocks import Block, Grid, Heading
from omscli.render.cells import Row, cell

Page = Callable[[Sequence[Row]], Iterator[Block]]


def explained(columns: Sequence[str], heading: str, reasons: Callable[[Any], Iterable[Block]]) -> Page:
    """The page of results whose `Explanation` the function draws; `heading` stands above, with the row's values."""

    def page(rows: Sequence[Row]) -> Iterator[Block]:
        yield Grid(("status", *columns), rows)
        seen: tuple[str, Any] | None = None
        for row in rows:
            reason, title = row.get("Explanation"), " ".join(heading.format_map(_Texts(row)).split())
            if reason and (title, reason) != seen:
                seen = (title, reason)
                yield Heading(title)
                yield from reasons(reason)

    return page


def rules(notes: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Each rule that applied: what it said of what, its numbers, its source."""
    rows = [
        {**note, "Numbers": ", ".join(f"{name} {cell(value)}" for name, value in note["Numbers"].items())}
        for note in notes
    ]
    yield Grid(("Rule", "About", "Says", "Numbers", "Source"), rows)


class _Texts(dict[str, str]):
    """The values of a row as texts, for a heading; one that the row does not have is nothing."""

    def __init__(self, row: Row) -> None:
        super().__init__({name: cell(value) for name, value in row.items() if value is not None})

    def __missing__(self, name: str) -> str:
        return ""
