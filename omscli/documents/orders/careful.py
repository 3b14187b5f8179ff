"""An order file read carefully: whatever envelope it comes in, with overrides and placeholders, and everything that is
wrong with it gets its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import partial
from typing import Any

from omscli.documents import cards, jsontext, sources
from omscli.documents.jsonplace import Locator, Path
from omscli.documents.orders import formats
from omscli.documents.orders.check import check
from omscli.documents.orders.flaws import MAX_FLAWS, Flaw
from omscli.documents.orders.overrides import Override, apply
from omscli.documents.orders.placeholders import Filling
from omscli.documents.orders.reading import OrderRead, failed
from omscli.documents.orders.records import Adapted
from omscli.documents.orders.values import OrderInput
from omscli.documents.orders.words import in_words
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

MAX_REFERENCE = 80
"""Characters of an order reference number (spec §1.3)."""


@dataclass(slots=True)
class Careful:
    """Reads pieces of files with the overrides of one command line."""

    overrides: tuple[Override, ...]
    create_missing: bool
    currency: str | None
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {override.name: override.value for override in self.overrides}

    def reads(
        self, file: str, piece: sources.Piece, index: int, text: str, values: Iterable[tuple[int, Path, Any]]
    ) -> Iterator[OrderRead]:
        """The orders of a piece: of its text the values with their offsets and paths; the first has this index."""
        several, locator = piece.line is not None or jsontext.is_list(text), Locator(text)
        suspicious, filled = cards.may_hide(text), "${" in text  # asked once: a list may have any number of orders
        try:
            for offset, path, value in values:
                spot = _Spot(file, piece.line, several, locator, offset, path, filled)
                for read in self._value(value, spot, index, suspicious):
                    yield read
                    index += 1
        except OmsError as error:  # in the middle of a list
            yield failed(file, piece.line, index, error)

    def _value(self, value: Any, spot: _Spot, index: int, suspicious: bool) -> Iterator[OrderRead]:
        found: list[Flaw] = []
        if suspicious:
            found += _cards(value)
        filling = Filling(self.values, self.create_missing)
        if spot.filled:
            value, unfilled = filling.fill(value)
            found += unfilled
        adapted = formats.adapt(value)
        spot.several = spot.several or len(adapted) > 1
        for order in adapted:
            read, flaws = self._order(order, found, filling.used, index)
            problems = tuple(spot.problem(flaw, order, index) for flaw in flaws)
            where = partial(spot.source, order=order, index=index) if read is not None else None
            yield OrderRead(spot.file, spot.line, index, read, problems, where, None if suspicious else _called(order))
            index += 1
            found = []

    def _order(
        self, adapted: Adapted, found: list[Flaw], used: set[str], index: int
    ) -> tuple[OrderInput | None, list[Flaw]]:
        flaws = list(found)
        if self.overrides and adapted.plain is not None:
            paths = [override for override in self.overrides if override.name not in used]
            adapted.plain, refused = apply(adapted.plain, paths, index)
            flaws += refused
        order, own = check(adapted, self.currency)
        if any(flaw.code == "unfilled-placeholder" for flaw in flaws):
            own = [flaw for flaw in own if "${" not in flaw.message]  # a consequence, said once
        flaws = (flaws + own)[:MAX_FLAWS]
        return (None if flaws else order), flaws


def _called(order: Adapted) -> str | None:
    """The order reference number, as far as it is one."""
    name = order.plain.get("OrderReferenceNumber") if isinstance(order.plain, dict) else None
    return str(name) if isinstance(name, str) and len(name) <= MAX_REFERENCE else None


@dataclass(slots=True)
class _Spot:
    """Where a decoded value stands: what turns a flaw's path into line and column."""

    file: str
    line: int | None
    several: bool
    locator: Locator
    offset: int
    path: Path
    filled: bool

    def problem(self, flaw: Flaw, order: Adapted, index: int) -> Problem:
        """A flaw with its place."""
        return Problem(flaw.code, flaw.message, self.place(flaw.path, order, index), flaw.help)

    def source(self, path: Path, order: Adapted, index: int) -> Place:
        """The place of a path of the plain form, whatever envelope the order came in."""
        return self.place(order.origins.source(path), order, index)

    def place(self, path: Path, order: Adapted, index: int) -> Place:
        """The file, line and column of a path, and the path in words."""
        line, column = self.locator.place(path, self.offset)
        if self.line is not None:
            line += self.line - 1
        words = in_words(path, order.origins, index if self.several else None, order.plain)
        return Place(self.file, line, column, words)


def _cards(value: Any) -> list[Flaw]:
    help = "only the last four digits may be kept: give it masked, as ************1234"
    flaws = []
    for path, masked in cards.findings(value):
        text = masked if len(masked) <= 60 else f"…{masked[max(0, masked.find('*') - 20) :][:50]}…"
        flaws.append(Flaw("card-number", f"{text!r} holds a full card number", path, help))
    return flaws[:MAX_FLAWS]
