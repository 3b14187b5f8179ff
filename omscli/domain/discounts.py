"""How much a discount comes to, and how it is spread: what `oms adjust` computes with plain numbers (spec §2.6).

All amounts here are sizes: minor units, zero or more. What they are taken off is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from omscli.domain.money import round_ratio, split, to_minor
from omscli.domain.values import dataclass

Kind = Literal["Percentage", "AmountWithoutTax", "AmountWithTax"]


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount as it was asked for, above zero: a percentage, or an amount in the currency's units.

    Percentage is of TotalPrice and of TotalTaxAmount; AmountWithoutTax is before tax, whose tax falls in the same
    proportion; AmountWithTax is what the buyer gets, split into net and tax.
    """

    kind: Kind
    value: Decimal


def size_of(discount: Discount, price: int, tax: int, currency: str) -> tuple[int, int]:
    """The discount on an item with this price and tax, as (net, tax), each rounded once (D22).

    Neither is capped. Raises ValueError for a percentage beyond 100, and for an amount that the currency does not have.
    """
    if discount.kind == "Percentage":
        if discount.value > 100:
            raise ValueError("more than 100 percent")
        part, whole = discount.value.as_integer_ratio()
        return round_ratio(price * part, whole * 100), round_ratio(tax * part, whole * 100)
    amount = to_minor(discount.value, currency)
    if discount.kind == "AmountWithoutTax":
        return amount, round_ratio(amount * tax, price) if price else 0
    own = round_ratio(amount * tax, price + tax) if price + tax else 0
    return amount - own, own


def spread(amount: int, units: Sequence[int], room: Sequence[int]) -> list[int]:
    """An amount spread evenly per unit over groups of units, by largest remainder (D24), but no group beyond its room.

    What does not fit into a group goes to the others. Raises ValueError when it does not fit at all.
    """
    if amount > sum(room):
        raise ValueError("more than there is")
    shares = [0] * len(room)
    while amount:
        weights = [count if share < most else 0 for count, share, most in zip(units, shares, room, strict=True)]
        if not any(weights):
            raise ValueError("no units to carry it")
        more = split(amount, weights)
        for at, some in enumerate(more):
            taken = min(some, room[at] - shares[at])
            shares[at] += taken
            amount -= taken
    return shares
