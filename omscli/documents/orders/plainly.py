"""Orders in the plain form that are plainly right: nearly all of them, and nothing but what they need is loaded."""

from __future__ import annotations

from typing import Any

from omscli.documents.orders.convert import Converter
from omscli.documents.orders.quick import Unsure
from omscli.documents.orders.quick_records import order_in
from omscli.documents.orders.values import OrderInput
from omscli.domain.money import EXPONENTS


def plainly(value: Any) -> OrderInput | None:
    """The order that a value is in the plain form, if nothing at all is wrong with it."""
    checked = quickly(value)
    return None if checked is None else Converter(()).order(checked)


def quickly(value: Any) -> tuple[Any, ...] | None:
    """What the careful check keeps of an order that is plainly right; None where only that can say."""
    currency = value.get("CurrencyIsoCode") if type(value) is dict else None
    if type(currency) is not str or currency not in EXPONENTS:
        return None
    try:
        return order_in(value, 10 ** EXPONENTS[currency])
    except Unsure:
        return None
