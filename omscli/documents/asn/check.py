"""A decoded notice → a checked one, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from omscli.documents.asn.fields import (
    HEAD,
    LINE,
    MAX_LINES,
    REQUIRED,
    SHORTS,
    day_of,
    shown,
    text_of,
    units_of,
)
from omscli.documents.asn.values import AsnInput, Flaw
from omscli.documents.jsonplace import Path
from omscli.domain.fulfillment import NoticeLine
from omscli.domain.policy import ShortShip
from omscli.errors import nearest

MAX_FLAWS = 100


def check(value: Any) -> tuple[AsnInput | None, list[Flaw]]:
    """The notice, or its flaws: unknown and missing fields, wrong types and values."""
    if not isinstance(value, dict):
        return None, [Flaw("wrong-type", f"{shown(value)} is no notice: a notice is a JSON object")]
    flaws = _unknown(value, HEAD, ())
    texts: dict[str, str | None] = {}
    for name in ("AsnNumber", "FulfillmentOrderNumber", "Carrier", "TrackingNumber"):
        given = value.get(name)
        if given is not None:
            texts[name] = text_of(name, given, (name,), flaws)
        elif name in REQUIRED:
            flaws.append(Flaw("missing-field", f"{name} is missing"))
    day = value.get("ShipDate")
    ship_date = None if day is None else day_of(day, ("ShipDate",), flaws)
    lines = _lines(value.get("Lines"), flaws)
    if flaws:
        return None, flaws[:MAX_FLAWS]
    number, order = cast("str", texts["AsnNumber"]), cast("str", texts["FulfillmentOrderNumber"])
    carrier, tracking = texts.get("Carrier"), texts.get("TrackingNumber")
    return AsnInput(number, order, lines, carrier, tracking, ship_date), []


def _lines(value: Any, flaws: list[Flaw]) -> tuple[NoticeLine, ...]:
    if value is None or value == []:
        help_ = "a line is {StockKeepingUnit, Quantity}; Quantity 0 says that nothing of it was sent"
        flaws.append(Flaw("missing-field", "Lines is missing: a notice names at least one line", (), help_))
        return ()
    if not isinstance(value, list):
        flaws.append(Flaw("wrong-type", f"Lines: {shown(value)} is not a list", ("Lines",)))
        return ()
    if len(value) > MAX_LINES:
        flaws.append(Flaw("too-large", f"Lines: more than {MAX_LINES:,} of them", ("Lines",)))
        return ()
    lines = []
    for index, entry in enumerate(value):
        line = check_line(entry, ("Lines", index), flaws)
        if line is not None:
            lines.append(line)
    return tuple(lines)


def check_line(value: Any, path: Path, flaws: list[Flaw]) -> NoticeLine | None:
    """One line of a notice; what is wrong with it is added to the flaws."""
    if not isinstance(value, Mapping):
        flaws.append(Flaw("wrong-type", f"{shown(value)} is no line: a line is an object", path))
        return None
    before = len(flaws)
    flaws += _unknown(value, LINE, path)
    sku: str | None = None
    units: int | None = None
    for name in ("StockKeepingUnit", "Quantity"):
        if value.get(name) is None:
            flaws.append(Flaw("missing-field", f"{name} is missing", path))
        elif name == "Quantity":
            units = units_of(value[name], (*path, name), flaws)
        else:
            sku = text_of(name, value[name], (*path, name), flaws)
    short = value.get("Short")
    if short is not None and short not in SHORTS:
        guess = nearest(short, SHORTS) if isinstance(short, str) else None
        help_ = f"did you mean {guess}?" if guess else f"one of {', '.join(SHORTS)}"
        flaws.append(Flaw("bad-value", f"Short: {shown(short)} is not a value of this field", (*path, "Short"), help_))
    if len(flaws) > before or sku is None or units is None:
        return None
    return NoticeLine(sku, units, cast("ShortShip | None", short))


def _unknown(value: Mapping[str, Any], known: Sequence[str], path: Path) -> list[Flaw]:
    flaws = []
    for name in value:
        if name not in known:
            guess = nearest(name, list(known))
            help_ = f"did you mean {guess}?" if guess else f"its fields are {', '.join(known)}"
            flaws.append(Flaw("unknown-field", f"{shown(name)[1:-1]} is not a field of it", (*path, name), help_))
    return flaws
