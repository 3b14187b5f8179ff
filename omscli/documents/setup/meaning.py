"""What a well-formed set-up may not say all the same: doubles, amounts and places that cannot be, secrets.

Pure checks of the file alone; whether a name that it refers to exists, the service knows who sees the store too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from omscli.documents.setup.model import LISTS, Gateway, Location, Number, Prices, Setup
from omscli.documents.tomlplace import Path
from omscli.domain.money import EXPONENTS, to_minor
from omscli.domain.policy import REASON_KINDS
from omscli.domain.statuses import HEADER_STATUSES
from omscli.errors import Problem, nearest

MICRO = 1_000_000
"""Coordinates are kept in millionths of a degree."""

Finding = tuple[Path, Problem]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile("[\t\n]")
_CREDENTIAL = re.compile(r"(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*)")
_SECRET_NAME = re.compile(r"secret|passw|token|credential|private|api_?key", re.IGNORECASE)


def findings(setup: Setup) -> list[Finding]:
    """Everything that is wrong with what the file says, with its path."""
    return [
        *_doubles(setup),
        *_reasons(setup),
        *_labels(setup),
        *_prices(setup),
        *(found for index, place in enumerate(setup.locations) for found in _coordinates(("locations", index), place)),
        *(found for index, gateway in enumerate(setup.gateways) for found in _secrets(("gateways", index), gateway)),
    ]


def text_findings(value: object, path: Path = ()) -> Iterator[Finding]:
    """Texts of a decoded file that hold what no text may: control characters, or a line break outside a description."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _text((*path, key), key, breaks=False)
            yield from text_findings(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from text_findings(inner, (*path, index))
    elif isinstance(value, str):
        yield from _text(path, value, breaks=path[-1] == "description")


def _text(path: Path, text: str, *, breaks: bool) -> Iterator[Finding]:
    found = _CONTROL.search(text) or (None if breaks else _BREAK.search(text))
    if found:
        yield path, Problem("bad-text", f"control character U+{ord(found.group()):04X} in a text")
    elif text != text.strip():
        yield path, Problem("bad-text", f'"{text}" begins or ends with a space')


def _doubles(setup: Setup) -> Iterator[Finding]:
    for section, (_, named_by) in LISTS.items():
        first: dict[str, int] = {}
        for index, record in enumerate(getattr(setup, section)):
            name = getattr(record, named_by)
            if first.setdefault(name, index) != index:
                message = f'"{name}" stands twice in {section}, first as entry {first[name] + 1}'
                yield (section, index, named_by), Problem("duplicate-record", message)
    for index, group in enumerate(setup.location_groups):
        yield from _twice(("location_groups", index, "locations"), group.locations)
    standard = [index for index, book in enumerate(setup.price_books) if book.standard]
    for index in standard[1:]:
        yield ("price_books", index, "standard"), Problem("duplicate-record", "a second standard price book")


def _twice(path: Path, names: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name.casefold() in seen:
            yield (*path, index), Problem("duplicate-record", f'"{name}" stands twice in {path[-1]}')
        seen.add(name.casefold())


def _reasons(setup: Setup) -> Iterator[Finding]:
    for kind, reasons in (setup.reasons or {}).items():
        if kind not in REASON_KINDS:
            yield ("reasons", kind), _unknown(kind, "kind of change that takes a reason", REASON_KINDS)
        yield from _twice(("reasons", kind), reasons)


def _labels(setup: Setup) -> Iterator[Finding]:
    for status in setup.status_labels or {}:
        if status not in HEADER_STATUSES:
            yield ("status_labels", status), _unknown(status, "order status", HEADER_STATUSES)
    labels = {status: (setup.status_labels or {}).get(status, status) for status in HEADER_STATUSES}
    for status, label in labels.items():
        same = [other for other, its in labels.items() if its == label and other != status]
        if same and label != status:
            message = f'"{label}" would stand for both {status} and {same[0]}'
            yield ("status_labels", status), Problem("duplicate-record", message)


def _unknown(name: str, what: str, known: tuple[str, ...]) -> Problem:
    guess = nearest(name, known)
    hint = f'did you mean "{guess}"?' if guess else f"one of {', '.join(known)}"
    return Problem("unknown-field", f'"{name}" is no {what}', help=hint)


def _prices(setup: Setup) -> Iterator[Finding]:
    for index, book in enumerate(setup.price_books):
        for sku, prices in book.prices.items():
            yield from _amounts(("price_books", index, "prices", sku), prices)
    if setup.fraud:
        yield from _amounts(("fraud", "max_amount"), setup.fraud.max_amount)


def _amounts(path: Path, prices: Prices) -> Iterator[Finding]:
    for currency, amount in prices.items():
        problem = _amount(amount, currency)
        if problem:
            yield (*path, currency), problem


def _amount(amount: Number, currency: str) -> Problem | None:
    if currency not in EXPONENTS:
        guess = nearest(currency, list(EXPONENTS)) if currency.upper() not in EXPONENTS else currency.upper()
        help_ = f'did you mean "{guess}"?' if guess else "currencies are ISO 4217 codes, such as USD"
        return Problem("unknown-currency", f'"{currency}" is no currency', help=help_)
    try:
        minor = to_minor(amount, currency)
    except ValueError as error:
        code = "too-many-decimals" if "decimal digits" in str(error) else "bad-amount"
        return Problem(code, f"{_short(amount)} cannot be an amount: {error}")
    return Problem("bad-amount", f"{amount} is less than zero") if minor < 0 else None


def micro_degrees(degrees: Number, limit: int) -> int:
    """A coordinate in millionths of a degree. Raises ValueError when it has more digits or lies beyond the limit."""
    if isinstance(degrees, Decimal):
        if not degrees.is_finite() or abs(degrees) > limit:
            raise ValueError(f"between -{limit} and {limit}")
        if degrees != degrees.quantize(Decimal("0.000001")):
            raise ValueError("6 decimals")
    micro = int(degrees * MICRO)
    if abs(micro) > limit * MICRO:
        raise ValueError(f"between -{limit} and {limit}")
    return micro


def _coordinates(path: Path, location: Location) -> Iterator[Finding]:
    given = {"latitude": (location.latitude, 90), "longitude": (location.longitude, 180)}
    if (location.latitude is None) != (location.longitude is None):
        lacking = "latitude" if location.latitude is None else "longitude"
        yield (*path, lacking), Problem("missing-field", f"{lacking} is missing: a place has both coordinates or none")
    for name, (degrees, limit) in given.items():
        if degrees is None:
            continue
        try:
            micro_degrees(degrees, limit)
        except ValueError as error:
            digits = "decimals" in str(error)
            message = f"{name} {_short(degrees)} " + (
                "has more than 6 decimals" if digits else f"is not {error} degrees"
            )
            yield (*path, name), Problem("too-many-decimals" if digits else "bad-value", message)


def _short(number: Number) -> str:
    text = str(number)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _secrets(path: Path, gateway: Gateway) -> Iterator[Finding]:
    way_out = "write where it is kept: env:NAME or file:PATH"
    if gateway.credential is not None and not _CREDENTIAL.fullmatch(gateway.credential):
        yield (
            (*path, "credential"),
            Problem("secret-in-config", f'the credential of gateway "{gateway.name}" stands in the file', help=way_out),
        )
    signed_by = gateway.options.get("signed_by")
    if signed_by is not None and not _CREDENTIAL.fullmatch(str(signed_by)):
        message = f'the key that signs the notifications of gateway "{gateway.name}" stands in the file'
        yield (*path, "options", "signed_by"), Problem("secret-in-config", message, help=way_out)
    for name in gateway.options:
        if _SECRET_NAME.search(name):
            message = f'the option "{name}" of gateway "{gateway.name}" looks like a secret'
            yield (*path, "options", name), Problem("secret-in-config", message, help="use `credential`")
