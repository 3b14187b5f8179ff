"""The fields of a request in a file: read one by one, each mistake collected with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from omscli.documents.jsonplace import Locator, Path
from omscli.domain.change_values import FEE_TYPES, Fee
from omscli.errors import Place, Problem, nearest

MAX_UNITS = 10**9
MAX_NAME = 255


class Spot:
    """Where a request stands: turns a path inside it into line and column."""

    def __init__(self, file: str, line: int | None, text: str, offset: int) -> None:
        self.file, self._line = file, line
        self._locator = Locator(text, offset)

    def place(self, path: Path) -> Place:
        """File, line, column and path of a field."""
        line, column = self._locator.place(path)
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        return Place(self.file, line + (self._line or 1) - 1, column, words or None)


class Fields:
    """The checks of one request; what is wrong is collected."""

    quoted = False
    """Whether a number may stand in quotes, as in the examples of the reference's bodies."""

    def __init__(self, spot: Spot) -> None:
        self._spot = spot
        self.problems: list[Problem] = []

    def name(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path) -> str:
        """The one of these fields that is given; empty when it is not exactly one."""
        given = [name for name in names if record.get(name) is not None]
        if len(given) != 1:
            code, what = ("bad-value", "are given, one is meant") if given else ("missing-field", "is missing")
            self.refuse(code, f"{' and '.join(given) or names[0]} {what}", path, f"one of {', '.join(names)}")
            return ""
        return self.text(record, given[0], path, MAX_NAME) or ""

    def text(self, record: Mapping[str, Any], name: str, path: Path, longest: int) -> str | None:
        """A text that can be shown; None where there is none, or none that can be taken."""
        value = record.get(name)
        where = (*path, name)
        if value is None:
            if name in record:
                self.refuse("wrong-type", f"{name}: null is not a text", where)
            return None
        if not isinstance(value, str):
            self.refuse("wrong-type", f"{name}: {shown(value)} is not a text", where)
        elif not value.strip() or len(value) > longest:
            what = f"is longer than {longest} characters" if value.strip() else "is empty"
            self.refuse("bad-value", f"{name} {what}", where)
        elif not value.isprintable():
            self.refuse("bad-text", f"{name}: {shown(value)} holds a character that cannot be shown", where)
        else:
            return value
        return None

    def flag(self, record: Mapping[str, Any], name: str, otherwise: bool, path: Path = ()) -> bool:
        """True or false."""
        value = record.get(name, otherwise)
        if not isinstance(value, bool):
            self.refuse("wrong-type", f"{name}: {shown(value)} is neither true nor false", (*path, name))
            return otherwise
        return value

    def known(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path) -> None:
        """Every field of the record has one of these names."""
        for name in record:
            if name not in names:
                guess = nearest(name, names)
                help_ = f"did you mean {guess}?" if guess else f"the fields are {', '.join(names)}"
                self.refuse("unknown-field", f"{shown(name)} is not a field of it", (*path, name), help_)

    def refuse(self, code: str, message: str, path: Path, help_: str | None = None) -> None:
        """Remember a mistake with its place."""
        self.problems.append(Problem(code, message, self._spot.place(path), help_))

    def units(self, record: Mapping[str, Any], name: str, path: Path, least: int = 1) -> int | None:
        """A whole number of units; None where there is none, or none that can be taken."""
        value = _plain(record.get(name)) if self.quoted else record.get(name)
        if value is None:
            return None
        where = (*path, name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse("wrong-type", f"{name}: {shown(record[name])} is not a number", where)
        elif value != int(value) or not least <= value <= MAX_UNITS:
            self.refuse("bad-quantity", f"{name}: {shown(record[name])} is not a whole number from {least}", where)
        else:
            return int(value)
        return None

    def fees(self, record: Mapping[str, Any], name: str, path: Path, names: FeeNames) -> tuple[Fee, ...]:
        """The fees of a request, or of an item of it."""
        value = record.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.refuse("wrong-type", f"{name}: {shown(value)} is not a list", (*path, name))
            return ()
        return tuple(fee for at, one in enumerate(value) if (fee := self._fee(one, (*path, name, at), names)))

    def _fee(self, value: Any, path: Path, names: FeeNames) -> Fee | None:
        if not isinstance(value, dict):
            self.refuse("wrong-type", f"{shown(value)} is not a fee", path, f"a fee is {{{', '.join(names.all[:2])}}}")
            return None
        self.known(value, names.all, path)
        amount = self._amount(value, names.amount, path)
        kind = self.text(value, names.kind, path, MAX_NAME)
        known = {one.lower(): one for one in FEE_TYPES}
        chosen = known.get((kind or "").lower())
        if kind is None and names.kind not in value:
            self.refuse("missing-field", f"{names.kind} is missing", path, f"one of {', '.join(FEE_TYPES)}")
        elif kind is not None and chosen is None:
            self.refuse(
                "bad-value", f'{names.kind} "{kind}" is none', (*path, names.kind), f"one of {', '.join(FEE_TYPES)}"
            )
        product = next((text for name in names.products if (text := self.text(value, name, path, MAX_NAME))), None)
        reason = self.text(value, names.reason, path, MAX_NAME)
        text = self.text(value, names.description, path, MAX_NAME)
        if amount is None or chosen is None:
            return None
        fee = Fee(chosen, amount, product, reason) if product else Fee(chosen, amount, reason=reason)
        return Fee(fee.kind, fee.value, fee.product, fee.reason, text) if text else fee

    def _amount(self, record: Mapping[str, Any], name: str, path: Path) -> Decimal | None:
        value = _plain(record.get(name)) if self.quoted else record.get(name)
        if name not in record:
            self.refuse("missing-field", f"{name} is missing", path)
        elif isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse("wrong-type", f"{name}: {shown(record[name])} is not a number", (*path, name))
        elif value <= 0:
            self.refuse("bad-amount", f"{name}: {shown(record[name])} is not above 0", (*path, name))
        else:
            return Decimal(value)
        return None


class FeeNames(NamedTuple):
    """What a fee's fields are called."""

    amount: str
    kind: str
    description: str
    reason: str
    products: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every name."""
        return (self.amount, self.kind, self.description, self.reason, *self.products)


FEE_NAMES = FeeNames("Amount", "AmountType", "Description", "Reason", ("StockKeepingUnit", "Product2Id"))
"""In files of ours."""

BODY_FEE_NAMES = FeeNames("amount", "amountType", "description", "reason", ("product2Id", "priceBookEntryId"))
"""In the reference's bodies (example 07)."""


def _plain(value: Any) -> Any:
    """A number that stands in quotes is one."""
    if not isinstance(value, str) or not value.isascii() or "_" in value or len(value) > 40:
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return number if number.is_finite() and abs(number.adjusted()) < 40 else value


def shown(value: Any) -> str:
    """A value as a message may show it: short and without anything that a terminal would obey."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
