"""What is wrong with an order, before anybody knows which line of which file that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.fields import UNSAFE, shown
from omscli.errors import CODES, nearest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

MAX_FLAWS = 100
"""Flaws kept of one order: whoever has more has one mistake many times."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong at a path of the plain form (or, from an envelope, of the file)."""

    code: str
    message: str
    path: Path
    help: str | None = None


_MISSING = {
    "OrderDeliveryGroups": ("no-delivery-group", "the order has no delivery group"),
    "OrderItems": ("no-items", "the delivery group has no items"),
}

_TYPES = {
    "string_type": "a text",
    "list_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
}

_HELP = {
    "OrderItems": "items stand in the delivery group they go with: OrderDeliveryGroups[0].OrderItems",
    "OrderReferenceNumber": "the number that the shop gave the order; orders are told apart by it",
    "CurrencyIsoCode": "the ISO 4217 code of the order's currency, such as USD",
    "Account": "the shopper: {LastName, PersonEmail} of a person, or {Name, Contact} of a company",
}

_SECRET = re.compile(r"cvv|cvc|cid\b|security_?code|track_?(1|2|data)|^pin$", re.IGNORECASE)


def from_pydantic(error: ValidationError) -> Iterator[Flaw]:
    """The flaws that pydantic found, in our words and codes."""
    for entry in error.errors(include_url=False)[:MAX_FLAWS]:
        yield _flaw(entry)


def _flaw(entry: Any) -> Flaw:
    kind, path, value, context = entry["type"], tuple(entry["loc"]), entry["input"], entry.get("ctx") or {}
    field = str(path[-1]) if path else "the order"
    if kind in CODES:
        return Flaw(kind, f"{field}: {entry['msg']}", path)
    if kind == "missing":
        code, message = _MISSING.get(field, ("missing-field", f"{field} is missing"))
        return Flaw(code, message, path, _HELP.get(field))
    if kind in _TYPES:
        return Flaw("wrong-type", f"{field}: {shown(value)} is not {_TYPES[kind]}", path)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        close = nearest(value, allowed) if isinstance(value, str) else None
        help = f"did you mean {close!r}?" if close else f"one of {', '.join(allowed)}"
        return Flaw("bad-value", f"{field}: {shown(value)} is not a value of this field", path, help)
    if kind == "string_too_long":
        return Flaw("bad-value", f"{field} is longer than {context['max_length']:,} characters", path)
    if kind == "string_too_short":
        return Flaw("bad-value", f"{field} is empty", path)
    if kind == "too_long":
        return Flaw("too-large", f"{field}: more than {context['max_length']:,} of them", path)
    return _text_flaw(kind, field, path, value)


def _text_flaw(kind: str, field: str, path: Path, value: Any) -> Flaw:
    if kind == "string_unicode" or (isinstance(value, str) and (UNSAFE.search(value) or set(value) & set("\t\n\r"))):
        return Flaw("bad-text", f"{field}: {shown(value)} holds a control character that a text must not have", path)
    if isinstance(value, str) and value != value.strip():
        return Flaw("bad-value", f"{field}: {shown(value)} begins or ends with a space", path)
    return Flaw("bad-value", f"{field}: {shown(value)} is not a value of this field", path)


def unknown_field(model: type[BaseModel], name: str, path: Path) -> Flaw:
    """A field that no order has: refused with the nearest name (contract §5)."""
    message = f"{shown(name)[1:-1]} is not a field of this record"
    if _SECRET.search(name):
        return Flaw(
            "unknown-field", message, (*path, name), "a card's security code or track is never stored: remove it"
        )
    if name in _HELP and name == "OrderItems":
        return Flaw("unknown-field", message, (*path, name), _HELP[name])
    close = nearest(name, list(model.model_fields))
    help = f"did you mean {close}? " if close and close != name else ""
    return Flaw("unknown-field", message, (*path, name), f"{help}custom fields end in __c")
