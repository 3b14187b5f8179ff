"""What comes below the table of a command: the plan of a preview, and with `--explain` the reasons of its results.

One way for every command: the results come first, then what they would move, then, for each reason that differs from
the one before it, a heading and what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from omscli.render.blocks import Block, Grid, Heading
from omscli.render.cells import Row, cell

Page = Callable[[Sequence[Row]], Iterator[Block]]


def page_of(columns: Sequence[str], *parts: Page) -> Page:
    """The results of a command, and below them its parts."""

    def page(rows: Sequence[Row]) -> Iterator[Block]:
        yield Grid(("status", *columns), rows)
        for part in parts:
            yield from part(rows)

    return page


def reasons_of(heading: str, reasons: Callable[[Any], Iterable[Block]]) -> Page:
    """The `Explanation` of each result, drawn by the function; `heading` stands above, with the row's values."""

    def part(rows: Sequence[Row]) -> Iterator[Block]:
        seen: tuple[str, Any] | None = None
        for row in rows:
            reason, title = row.get("Explanation"), " ".join(heading.format_map(_Texts(row)).split())
            if reason and (title, reason) != seen:
                seen = (title, reason)
                yield Heading(title)
                yield from reasons(reason)

    return part


def rules(notes: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Each rule that applied: what it said of what, its numbers, its source."""
    rows = [
        {**note, "Numbers": ", ".join(f"{name} {cell(value)}" for name, value in note["Numbers"].items())}
        for note in notes
    ]
    yield Grid(("Rule", "About", "Says", "Numbers", "Source"), rows)


def plan(rows: Sequence[Row]) -> Iterator[Block]:
    """What the results would move: which tender, how much, why."""
    steps = [
        {
            "For": row.get("InvoiceNumber") or row.get("CreditMemoNumber") or f"excess of {row.get('OrderNumber')}",
            "CurrencyIsoCode": row.get("CurrencyIsoCode"),
            **step,
        }
        for row in rows
        for step in row.get("Steps") or ()
    ]
    if steps:
        yield Heading("Plan")
        yield Grid(("For", "Action", "Method", "Amount", "CurrencyIsoCode", "Why"), steps)


class _Texts(dict[str, str]):
    """The values of a row as texts, for a heading; one that the row does not have is nothing."""

    def __init__(self, row: Row) -> None:
        super().__init__({name: cell(value) for name, value in row.items() if value is not None})

    def __missing__(self, name: str) -> str:
        return ""
