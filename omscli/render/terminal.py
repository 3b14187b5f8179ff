"""Blocks for a terminal, drawn by Rich; text from data goes through `safe` and into `Text`, never into markup (P44)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from omscli.render.blocks import Block, Facts, Grid, Heading, Line
from omscli.render.cells import cell, is_number
from omscli.render.safe import safe

STYLES: dict[str, str] = {
    word: style
    for style, words in {
        "green": "created updated ok Fulfilled FULFILLED Posted Processed Shipped RESOLVED Approved",
        "cyan": "exists preview Allocated ALLOCATED Awaiting Assigned",
        "yellow": "skipped waiting Partially PARTIALLYFULFILLED PARTIALLYALLOCATED RETURNINITIATED Pending New",
        "red": "rejected broken unknown Failed Hold Rejected",
        "dim": "CANCELED RETURNED Canceled Cancelled Returned Ignored",
    }.items()
    for word in words.split()
}
"""Status word → its color; the word is always there too."""
_STATUS_COLUMNS = frozenset({"status", "Status", "Result", "StatusCategory"})


def draw(blocks: Iterable[Block], *, color: bool, columns: int | None = None) -> Iterator[str]:
    """The blocks as text for a terminal of that width, with ANSI colors if `color`."""
    from rich.console import Console  # 70 ms: only when a person looks on

    target = StringIO()
    console = Console(
        file=target,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        width=columns,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    first = True
    for block in blocks:
        if isinstance(block, Heading) and not first:
            target.write("\n")
        first = False
        console.print(_drawn(block), soft_wrap=not isinstance(block, Grid))
        yield target.getvalue()
        target.seek(0)
        target.truncate()


def _drawn(block: Block) -> Any:
    from rich.text import Text

    if isinstance(block, Heading):
        return Text(safe(block.text), style="bold")
    if isinstance(block, Line):
        return Text(safe(block.text))
    if isinstance(block, Facts):
        wide = max((len(name) for name, _ in block.pairs), default=0)
        lines = [
            Text.assemble((f"  {safe(name):<{wide}}  ", "dim"), _styled(name, value)) for name, value in block.pairs
        ]
        return Text("\n").join(lines)
    return _table(block)


def _table(grid: Grid) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name, title in zip(grid.columns, grid.titles or grid.columns, strict=True):
        numeric = any(is_number(row.get(name)) for row in grid.rows)
        table.add_column(Text(safe(title)), justify="right" if numeric else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(_styled(name, row.get(name)) for name in grid.columns))
    return table


def _styled(name: str, value: Any) -> Any:
    from rich.text import Text

    text = safe(cell(value))
    if name not in _STATUS_COLUMNS:
        return Text(text)
    return Text(text, style=next((STYLES[word] for word in reversed(text.split()) if word in STYLES), ""))
