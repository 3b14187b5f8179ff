"""How a payment method is called when people look at an order (spec §1.4, OrderPaymentSummary.Method)."""

from __future__ import annotations


def method_name(type_: str, last_four: str | None, nick_name: str | None) -> str:
    """`Visa - 4242` for a card, the nick name or else the type for any other method."""
    if last_four:
        return f"{type_} - {last_four}"
    return nick_name or type_
