"""An advance shipping notice as it came in, checked; its content hash; and a notice of a file with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import field

from omscli.documents.jsonplace import Path
from omscli.domain.fulfillment import NoticeLine
from omscli.domain.values import dataclass
from omscli.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class AsnInput:
    """A notice: what was sent of one fulfillment order. A line is a SKU, its units, and what becomes of the rest."""

    number: str
    fulfillment_order: str
    lines: tuple[NoticeLine, ...]
    carrier: str | None = None
    tracking_number: str | None = None
    ship_date: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a field of a notice, named by its path in the JSON form."""

    code: str
    message: str
    path: Path = ()
    help: str | None = None


@dataclass(frozen=True, slots=True)
class AsnRead:
    """One notice of one file: `line` where it begins, `index` within the file (from 0), and what came of it.

    A notice that `oms ship` makes has no file ("").
    """

    file: str
    line: int | None
    index: int
    asn: AsnInput | None
    problems: tuple[Problem, ...] = ()
    where: Callable[[Path], Place] | None = field(default=None, compare=False, repr=False)

    @property
    def place(self) -> Place | None:
        """Where the notice begins; None for one that no file holds."""
        return Place(self.file, self.line) if self.file else None

    def place_of(self, path: Path) -> Place | None:
        """Where a field of the notice stands, for what only the store finds wrong."""
        return self.where(path) if self.where else self.place

    def place_of_sku(self, sku: str | None) -> Place | None:
        """Where the notice first names a SKU; the notice itself when it does not."""
        lines: Sequence[NoticeLine] = self.asn.lines if self.asn else ()
        for index, line in enumerate(lines):
            if line.sku == sku:
                return self.place_of(("Lines", index, "StockKeepingUnit"))
        return self.place_of(("FulfillmentOrderNumber",))


def content_hash(asn: AsnInput) -> str:
    """The content by which a notice is known again (D5): formatting, and the order of its lines, do not matter."""
    lines = sorted([[line.sku, line.units, line.short or ""] for line in asn.lines])
    content = [asn.fulfillment_order.upper(), asn.carrier, asn.tracking_number, asn.ship_date, lines]
    return hashlib.sha256(_ENCODER.encode(content).encode()).hexdigest()


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
