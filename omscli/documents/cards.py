"""Full card numbers in free text: found, refused and masked (D35, promise P50).

A hit needs a known issuer range with its length *and* the Luhn check: Luhn alone would refuse every tenth
number. Fields that hold typed ids (tracking numbers, SKUs, order numbers, phone numbers) are not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omscli.documents.jsonplace import Path

_GAP = r"[\s.\-_/\u2010-\u2015]{0,2}"
_RUN = re.compile(rf"\d(?:{_GAP}\d){{12,}}")
_QUICK = re.compile(rf"\d(?:{_GAP}\d){{12}}")
_GAPS = b" \t\n\r\f\v.-_/"
_SHAPE = bytes(48 if 48 <= byte < 58 else 120 for byte in range(256))
_ESCAPED = re.compile(r"\\(?:[nrt]|u(?!00[4-9b-f]|01))", re.IGNORECASE)  # letters of Latin alphabets hide nothing
_THIRTEEN = b"0" * 13
_DIGITS = re.compile(r"\d+")
LENGTHS = range(13, 20)

ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4, 4, frozenset({13, 16, 19})),  # Visa
    (51, 55, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),  # American Express
    (37, 37, frozenset({15})),
    (6011, 6011, frozenset({16, 17, 18, 19})),  # Discover
    (644, 649, frozenset({16, 17, 18, 19})),
    (65, 65, frozenset({16, 17, 18, 19})),
    (300, 305, frozenset({14, 16, 19})),  # Diners Club
    (36, 36, frozenset({14, 16, 19})),
    (38, 39, frozenset({14, 16, 19})),
    (3528, 3589, frozenset({16, 17, 18, 19})),  # JCB
    (62, 62, frozenset({16, 17, 18, 19})),  # UnionPay
    (5018, 5018, frozenset(LENGTHS)),  # Maestro
    (5020, 5020, frozenset(LENGTHS)),
    (5038, 5038, frozenset(LENGTHS)),
    (5893, 5893, frozenset(LENGTHS)),
    (6304, 6304, frozenset(LENGTHS)),
    (6759, 6763, frozenset(LENGTHS)),
)
"""First digits from, to, and the lengths that the issuer uses."""

ID_FIELDS = frozenset(
    """OrderReferenceNumber OrderNumber OrderManagementReferenceIdentifier ExternalReferenceIdentifier
    StockKeepingUnit ProductCode TrackingNumber GatewayRefNumber GatewayAuthCode ReferenceNumber ExternalReference
    AccountNumber ExternalChannelNumber BillingPhoneNumber PhoneNumber Phone HomePhone MobilePhone
    orderSummaryGraphId referenceId AsnNumber FulfillmentOrderNumber""".split()
)
"""Fields that hold typed ids, where a number of that shape is no card."""


def luhn(digits: str) -> bool:
    """The check that the last digit of a card number satisfies."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) << (place & 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether ASCII digits are a full card number: issuer range, that issuer's length, Luhn."""
    if len(digits) not in LENGTHS:
        return False
    for low, high, lengths in ISSUERS:
        if len(digits) in lengths and low <= int(digits[: len(str(low))]) <= high:
            return luhn(digits)
    return False


def may_hide(text: str) -> bool:
    """Whether a JSON text could hold a card number: one that is written out, or one behind escapes."""
    return suspicious(text) or ("\\" in text and _ESCAPED.search(text) is not None)


def suspicious(text: str) -> bool:
    """Whether a text has 13 digits in a row at all, gaps allowed: the cheap question before `spans`."""
    if text.isascii():
        return _THIRTEEN in text.encode().translate(_SHAPE, _GAPS)
    return _QUICK.search(text) is not None


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every full card number in a text, written in one piece or with spaces, dots or dashes."""
    for run in _RUN.finditer(text):
        groups = [match.span() for match in _DIGITS.finditer(text, *run.span())]
        done = run.start()
        for first, (start, _) in enumerate(groups):
            end = _card_end(text, groups[first : first + 19]) if start >= done else None
            if end is not None:
                yield start, end
                done = end


def _card_end(text: str, groups: list[tuple[int, int]]) -> int | None:
    """Where a card number ends that begins with the first group and takes whole groups."""
    digits, found = "", None
    for start, end in groups:
        if end - start > LENGTHS[-1]:
            break
        digits += "".join(str(unicodedata.digit(char)) for char in text[start:end])
        if len(digits) > LENGTHS[-1]:
            break
        if is_card(digits):
            found = end
    return found


def mask(text: str) -> str:
    """The text with every full card number shown as `************1234`."""
    if not suspicious(text):
        return text
    parts, done = [], 0
    for start, end in spans(text):
        parts += [text[done:start], "************", "".join(char for char in text[start:end] if char.isdigit())[-4:]]
        done = end
    return "".join(parts) + text[done:]


def findings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text (or number, or key) of a decoded document that holds a full card number: its path, and it masked."""
    if isinstance(value, dict):
        for key, child in value.items():
            if _hit(key):
                yield path, mask(key)
            if key not in ID_FIELDS or isinstance(child, dict | list):
                yield from findings(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from findings(child, (*path, index))
    elif isinstance(value, str | int | Decimal) and not isinstance(value, bool) and _hit(str(value)):
        yield path, mask(str(value))


def _hit(text: str) -> bool:
    return suspicious(text) and next(spans(text), None) is not None
