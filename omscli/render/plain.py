"""Blocks as plain aligned text, for pipes and files: no color, no width, no Rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omscli.render.blocks import Block, Facts, Grid, Heading, Line
from omscli.render.cells import cell, is_number
from omscli.render.safe import safe, width

_GAP = "  "


def draw(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of the blocks, line by line; an empty line before every heading but the first."""
    first = True
    for block in blocks:
        if isinstance(block, Heading) and not first:
            yield "\n"
        first = False
        for line in _lines(block):
            yield f"{line.rstrip()}\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading | Line):
        yield safe(block.text)
    elif isinstance(block, Facts):
        wide = max((width(safe(name)) for name, _ in block.pairs), default=0)
        for name, value in block.pairs:
            yield f"  {_pad(safe(name), wide)}{_GAP}{safe(cell(value))}"
    else:
        yield from _table(block)


def _table(grid: Grid) -> Iterator[str]:
    titles = [safe(title) for title in grid.titles or grid.columns]
    texts = [[safe(cell(row.get(name))) for name in grid.columns] for row in grid.rows]
    right = [
        any(is_number(row.get(name)) for row in grid.rows) and all(_numeric(row.get(name)) for row in grid.rows)
        for name in grid.columns
    ]
    widths = [max([width(title), *(width(line[at]) for line in texts)]) for at, title in enumerate(titles)]
    for line in (titles, *texts):
        yield _GAP.join(_pad(text, widths[at], right[at]) for at, text in enumerate(line))


def _numeric(value: object) -> bool:
    return value is None or is_number(value)


def _pad(text: str, wide: int, right: bool = False) -> str:
    space = " " * (wide - width(text))
    return f"{space}{text}" if right else f"{text}{space}"
