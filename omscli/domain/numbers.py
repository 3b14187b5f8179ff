"""Human numbers (D41) as functions of the key, so that no number needs a global sequence or an index to be found.

The first fulfillment order of order 42 is `FO-0000042`, its second `FO-0000042-2`. The number tells the order, and
the order's records are read together anyway.
"""

from __future__ import annotations

SHORT_FORMS: dict[str, str] = {
    "FulfillmentOrder": "FO",
    "Shipment": "SH",
    "Invoice": "INV",
    "CreditMemo": "CM",
    "ReturnOrder": "RO",
    "ProcessException": "PE",
    "Order": "CO",
}
"""Object → prefix of its numbers; an `Order` numbered this way is a change order."""

_KINDS = {short: kind for kind, short in SHORT_FORMS.items()}


def human_number(kind: str, order_key: int, position: int) -> str:
    """The number of an order's `position`-th record of a kind, counted from 1."""
    number = f"{SHORT_FORMS[kind]}-{order_key:07d}"
    return number if position == 1 else f"{number}-{position}"


def order_number(order_key: int) -> str:
    """The autonumber of an order whose file gave none."""
    return f"{order_key:08d}"


def parse_human_number(text: str) -> tuple[str, int] | None:
    """The kind and order key that a human number names, or None; the record itself is found by its number there."""
    short, _, rest = text.partition("-")
    kind = _KINDS.get(short.upper())
    digits = rest.partition("-")[0]
    if kind is None or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        return None
    return kind, int(digits)


_RUN_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 digits: no letter that is taken for another."""


def run_number(key: int) -> str:
    """The number of a run: `RUN-` and its key in 13 digits of base 32, so that later runs sort later."""
    return "RUN-" + "".join(_RUN_DIGITS[key >> shift & 31] for shift in range(60, -1, -5))


def parse_run_number(text: str) -> int | None:
    """The key of a run number, in letters of either case; None for what is none."""
    short, _, digits = text.strip().upper().partition("-")
    if short != "RUN" or len(digits) != 13 or any(digit not in _RUN_DIGITS for digit in digits):
        return None
    key = 0
    for digit in digits:
        key = key << 5 | _RUN_DIGITS.index(digit)
    return key if key < 1 << 63 else None
