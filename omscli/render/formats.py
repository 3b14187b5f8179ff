"""The table of output formats: each makes text of the same answer, chunk by chunk. A new one is a function and a line.

An answer's rows may still be on their way: all but the table write each as it comes (CSV where its columns are known).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from omscli.domain.values import dataclass
from omscli.render.cells import Row, cell, columns_of
from omscli.render.exact import to_json
from omscli.render.safe import safe

if TYPE_CHECKING:
    from omscli.render.blocks import Block


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known when the last row has come."""

    summary: Mapping[str, Any]
    warnings: Sequence[str]
    next: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a command: its rows, what follows them, and how people see them.

    `columns` are the members that tables and CSV show (None: all scalar ones); `page` replaces the table for people;
    `screen` says that a terminal reads it, `color` that it may be colored.
    """

    schema: str
    rows: Iterable[Row]
    finish: Callable[[], Ending]
    columns: Sequence[str] | None = None
    page: Callable[[Sequence[Row]], Iterable[Block]] | None = None
    screen: bool = False
    color: bool = False
    width: int | None = None
    limit: int | None = None
    """How many rows a table has at most: it is for people, and its columns are as wide as their widest cell."""


def table(answer: Answer) -> Iterator[str]:
    """For people: drawn by Rich on a terminal, aligned text otherwise."""
    from omscli.render import plain, terminal  # what draws, and only here

    coming = iter(answer.rows)
    rows = list(islice(coming, answer.limit))
    for _ in coming:  # counted by who tells them
        pass
    blocks = list(answer.page(rows)) if answer.page and rows else _grid(answer, rows)
    if answer.screen or answer.color:
        return terminal.draw(blocks, color=answer.color, columns=answer.width)
    return plain.draw(blocks)


def _grid(answer: Answer, rows: Sequence[Row]) -> list[Block]:
    from omscli.render.blocks import Grid

    return [Grid(answer.columns or columns_of(rows), rows)] if rows else []


def json(answer: Answer) -> Iterator[str]:
    """One document (contract §2)."""
    yield f'{{\n  "schema": {to_json(answer.schema)},\n  "results": ['
    separator = "\n    "
    for row in answer.rows:
        yield separator + to_json(row, "  ", "    ")
        separator = ",\n    "
    ending = answer.finish()
    yield "]" if separator == "\n    " else "\n  ]"
    rest = {"summary": ending.summary, "warnings": ending.warnings, "next": ending.next}
    for name, value in rest.items():
        yield f',\n  "{name}": {to_json(value, "  ", "  ")}'
    yield "\n}\n"


def ndjson(answer: Answer) -> Iterator[str]:
    """One result a line as it comes, the summary last."""
    for row in answer.rows:
        yield to_json(row) + "\n"
    ending = answer.finish()
    last = {"type": "summary", "schema": answer.schema, **ending.summary}
    yield to_json({**last, "warnings": ending.warnings, "next": ending.next}) + "\n"


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv(answer: Answer) -> Iterator[str]:
    """A header and a line for each row; text that a spreadsheet would calculate gets a leading quote (P45)."""
    rows, columns = answer.rows, answer.columns
    if columns is None:
        rows = every = list(rows)
        columns = columns_of(every)
    yield ",".join(_quoted(name) for name in columns) + "\n"
    for row in rows:
        texts = (_csv_text(row.get(name)) for name in columns)
        yield ",".join(_quoted(safe(text) if answer.screen else text) for text in texts) + "\n"


def _csv_text(value: Any) -> str:
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _quoted(text: str) -> str:
    if any(char in text for char in ',"\r\n') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def ids(answer: Answer) -> Iterator[str]:
    """One id a line, for `oms … -`: what was rejected has none."""
    for row in answer.rows:
        name = id_of(row)
        if name is not None and row.get("status") != "rejected":
            yield safe(name) + "\n"


def id_of(row: Row) -> str | None:
    """The id of a row: its `Id`, else its first id, else its first number, else its first text."""
    texts = {name: value for name, value in row.items() if isinstance(value, str) and name not in ("status", "Status")}
    for suffix in ("Id", "Number", ""):
        if suffix in texts:
            return texts[suffix]
        found = next((value for name, value in texts.items() if name.endswith(suffix)), None)
        if found is not None:
            return found
    inner = next((value for value in row.values() if isinstance(value, Mapping)), None)
    return id_of(inner) if inner else None


FORMATS: dict[str, Callable[[Answer], Iterator[str]]] = {
    "table": table,
    "json": json,
    "ndjson": ndjson,
    "csv": csv,
    "ids": ids,
}
"""Name → format."""
