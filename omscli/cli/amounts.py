"""An amount of money that somebody typed, in the currency of an order."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from omscli.domain.money import to_minor
from omscli.errors import refuse
from omscli.store.db import Reader
from omscli.store.order_heads import load_heads


def amount_of(reader: Reader, order_key: int, option: str, text: str | None) -> int | None:
    """The amount in minor units of the order's currency; None for none, or for an order without a summary.

    Raises `bad-amount` for what is no amount, has too many decimals, or is not more than 0.
    """
    if text is None:
        return None
    head = load_heads(reader, [order_key]).get(order_key)
    if head is None:
        return None
    try:
        minor = to_minor(Decimal(text), head.currency)
    except (InvalidOperation, ValueError) as error:
        reason = str(error) if isinstance(error, ValueError) else "it is no number"
        raise refuse("bad-amount", f'{option} "{text}" is no amount: {reason}', done="nothing was done") from None
    if minor <= 0:
        raise refuse("bad-amount", f'{option} "{text}" is no amount: it must be more than 0', done="nothing was done")
    return minor
