"""An amount as it is typed: a plain number with no more digits than its currency has (D20)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from omscli.domain.money import EXPONENTS, to_minor
from omscli.errors import refuse


def minor_of(text: str, currency: str, what: str, verb: str, *, signed: bool = False) -> int:
    """The amount in minor units: more than 0, or (`signed`) other than 0. Raises `bad-amount`.

    `what` is what the amount is called in the message, `verb` what cannot be done with it.
    """
    try:
        minor = to_minor(Decimal(text), currency)
    except (InvalidOperation, ValueError) as error:
        reason = "it is no number" if isinstance(error, InvalidOperation) else str(error)
        raise refuse("bad-amount", f'{what} "{text}" cannot be {verb}: {reason}') from None
    if minor <= 0 and not (signed and minor):
        must = "it must be other than 0" if signed else "it must be more than 0"
        raise refuse("bad-amount", f'{what} "{text}" cannot be {verb}: {must}')
    return minor


def currency_of(text: str) -> str:
    """The currency that a person means, whatever its case. Raises `unknown-currency`."""
    if text.upper() not in EXPONENTS:
        raise refuse("unknown-currency", f'"{text}" is no ISO 4217 currency in use', help="USD, EUR, JPY …")
    return text.upper()
