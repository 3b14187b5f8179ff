"""Values as nearly every file writes them, made into what an order keeps; anything else is left to the careful check.

What these functions answer is what the checks of `fields.py` answer: they know less, and what they know costs a fifth.
"""

from __future__ import annotations

from collections.abc import Set
from decimal import Context, Decimal
from typing import Any

from omscli.documents.orders.fields import instant_ms, plain_text
from omscli.domain.money import MAX_MINOR


class Unsure(Exception):
    """A record is not plainly right: the careful check says what it is."""


_exactly = Context(prec=100).multiply  # by itself a Decimal is rounded to 28 digits
_MOST, _LEAST = Decimal(MAX_MINOR), Decimal(-MAX_MINOR)
_RATE_FROM, _RATE_TO = Decimal(-1000), Decimal(1000)


def amount(value: Any, scale: int) -> int:
    """Minor units of an amount, zero or more; `scale` is how many of them the currency's unit has."""
    minor = _minor(value, scale)
    if minor < 0:
        raise Unsure
    return minor


def discount(value: Any, scale: int) -> int:
    """Minor units of a discount, zero or less."""
    minor = _minor(value, scale)
    if minor > 0:
        raise Unsure
    return minor


def _minor(value: Any, scale: int) -> int:
    if type(value) is Decimal:
        scaled = _exactly(value, scale)
        if _LEAST <= scaled <= _MOST:
            minor = int(scaled)
            if minor == scaled:
                return minor
    elif type(value) is int and abs(value) <= MAX_MINOR // scale:
        return value * scale
    raise Unsure


def rate(value: Any) -> str:
    """The text of a tax rate."""
    if (type(value) is Decimal or type(value) is int) and _RATE_FROM <= value <= _RATE_TO:
        return plain_text(value)
    raise Unsure


def number(value: Any) -> str:
    """The text of any number."""
    if type(value) is Decimal or type(value) is int:
        return plain_text(value)
    raise Unsure


def instant(value: Any) -> int:
    """Epoch milliseconds of an ISO 8601 instant or date."""
    moment = instant_ms(value) if type(value) is str else None
    if moment is None:
        raise Unsure
    return moment


def date(value: Any) -> str:
    """An ISO date, as it is written."""
    if type(value) is str and len(value) == 10 and instant_ms(value) is not None:
        return value
    raise Unsure


def extra(record: dict[str, Any], known: Set[str]) -> dict[str, Any] | None:
    """The custom fields of a record that has some."""
    found = {name: value for name, value in record.items() if name not in known}
    if all(name.endswith("__c") for name in found):
        return found
    raise Unsure


def secret(_: Any) -> str:
    """What is kept as a hash, if at all."""
    raise Unsure
