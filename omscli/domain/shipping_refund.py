"""The part of the delivery charges that goes back with canceled or returned units (D25, spec §5.4, case A9).

The charges of all delivery groups that contain changed items are one pool, spread over what remains of those groups'
products by price; the changed units' shares of it are refunded. A group without changed items is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from omscli.domain.money import round_ratio, split
from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT, Amounts, Item
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare
from omscli.domain.values import dataclass

Part = Callable[[Amounts], int]


@dataclass(frozen=True, slots=True)
class ShippingRefund:
    """The shares to refund, one a charge (quantity 0), and the charges of those groups that had to be left out.

    `pool` is what the charges come to with tax, `ratio` how much of it goes back: changed over remaining price, or
    units where all that remains is free (`by_price` is false then).
    """

    shares: tuple[ItemShare, ...]
    left_out: tuple[Item, ...]
    pool: int = 0
    ratio: tuple[int, int] = (0, 1)
    by_price: bool = True


def refund_shipping(items: Sequence[Item], changed: Sequence[ItemShare], part: Part) -> ShippingRefund:
    """What the changed units take off the delivery charges of their groups.

    `items` are the order's before the change; `part` says how much of a charge's amount is in the pool: what is open
    when units are canceled, what is fulfilled and did not come back when they are returned.
    """
    groups = {share.item.group_id for share in changed}
    charges = [item for item in items if item.type == DELIVERY_CHARGE and item.group_id in groups]
    pool = [charge for charge in charges if any(_parts(charge, part))]
    left_out = tuple(charge for charge in charges if charge not in pool and any(_parts(charge, _remaining)))
    products = [item for item in items if item.type == PRODUCT and item.group_id in groups]
    ratio = _ratio(products, changed)
    net = iter(split_signed([amount for charge in pool for amount in _net(charge, part)], *ratio))
    tax = iter(split_signed([amount for charge in pool for amount in _tax(charge, part)], *ratio))
    shares = (_share(charge, net, tax) for charge in pool)
    refunded = tuple(share for share in shares if _is_something(share))
    whole = sum(sum(_parts(charge, part)) for charge in pool)
    return ShippingRefund(refunded, left_out, whole, ratio, any(item.total_price > 0 for item in products))


def split_signed(parts: Sequence[int], numerator: int, denominator: int) -> list[int]:
    """`numerator ÷ denominator` of each part, so that Σ is that share of Σ parts, rounded once (D22, D24).

    Charges are positive and discounts negative; no share has another sign than its part, or is larger.
    """
    net = round_ratio(sum(parts) * numerator, denominator)
    charged = sum(part for part in parts if part > 0)
    discounted = -sum(part for part in parts if part < 0)
    discount = round_ratio(charged * numerator, denominator) - net
    discount = min(max(discount, 0, -net), discounted, charged - net)
    ups = iter(split(net + discount, [part for part in parts if part > 0]))
    downs = iter(split(-discount, [-part for part in parts if part < 0]))
    return [next(ups) if part > 0 else next(downs) if part < 0 else 0 for part in parts]


def _ratio(products: Sequence[Item], changed: Sequence[ItemShare]) -> tuple[int, int]:
    """Changed price over remaining price; units over units when all that remains is free."""
    shares = [share for share in changed if share.item.type == PRODUCT]
    whole = sum(max(0, item.total_price) for item in products)
    part = sum(max(0, share.price) for share in shares)
    if not whole:
        whole = sum(item.quantities.quantity for item in products)
        part = sum(share.quantity for share in shares)
    return min(part, whole), max(whole, 1)


def _remaining(amounts: Amounts) -> int:
    return amounts.amount


def _net(charge: Item, part: Part) -> list[int]:
    return [part(charge.line), *(part(adjustment.amounts) for adjustment in charge.adjustments)]


def _tax(charge: Item, part: Part) -> list[int]:
    own = [part(tax.amounts) for tax in charge.taxes]
    return own + [part(tax.amounts) for adjustment in charge.adjustments for tax in adjustment.taxes]


def _parts(charge: Item, part: Part) -> list[int]:
    return _net(charge, part) + _tax(charge, part)


def _share(charge: Item, net: Iterator[int], tax: Iterator[int]) -> ItemShare:
    """A charge's share, taken from the two lists in the order in which `_net` and `_tax` made them."""
    return ItemShare(
        charge,
        0,
        next(net),
        tuple(TaxShare(line, next(tax)) for line in charge.taxes),
        tuple(
            AdjustmentShare(adjustment, next(net), tuple(TaxShare(line, next(tax)) for line in adjustment.taxes))
            for adjustment in charge.adjustments
        ),
    )


def _is_something(share: ItemShare) -> bool:
    discounts = [amount for part in share.adjustments for amount in (part.amount, *(tax.amount for tax in part.taxes))]
    return any((share.line, *discounts, *(tax.amount for tax in share.taxes)))
