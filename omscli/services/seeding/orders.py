"""One test order, as the file reader would have made it: the same seed and number give the same order, always."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.documents.orders.values import (
    AccountInput,
    Address,
    AdjustmentGroupInput,
    AdjustmentInput,
    DeliveryGroupInput,
    ItemInput,
    OrderInput,
    Reference,
    TaxInput,
    order_totals,
)
from omscli.domain.dice import Dice
from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT
from omscli.domain.seeding import Home, Shopper, TaxRule, promotion, shopper, somebody_else, tax_rule
from omscli.domain.values import dataclass
from omscli.services.seeding.assortment import Assortment, Charge, Offer
from omscli.services.seeding.payments import payments_of

FIRST_CHARGE_LINE = 1000
_LINES = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6)
_UNITS = (1, 1, 1, 1, 2, 2, 3)
_GREETINGS = (
    "Happy birthday!",
    "Alles Gute, Oma",
    "お誕生日おめでとう",
    "For the new flat",
    "Félicitations !",
)
_PROMOTIONS = (("WELCOME10", 10), ("SPRING15", 15), ("THANKS5", 5))


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What goes to one address: lines of a product with its units, and how it travels."""

    to: Shopper
    lines: tuple[tuple[Offer, int], ...]
    charge: Charge | None
    is_gift: bool
    first_line: int


def reference_of(seed: int, number: int) -> str:
    """What the `number`-th order of a seed is called."""
    return f"SEED-{seed}-{number}"


def make_order(assortment: Assortment, seed: int, number: int) -> OrderInput:
    """The `number`-th test order (from 1) of a seed: 1 to 6 lines, sometimes discounts, a present, several parcels."""
    dice = Dice(seed, number)
    buyer = shopper(dice, frozenset(assortment.offers))
    currency = buyer.home.currency
    parcels = _parcels(dice, assortment, buyer, _basket(dice, assortment, currency))
    promoted = dice.pick(_PROMOTIONS) if dice.chance(20) else None
    groups = _groups(dice, parcels, promoted)
    order = OrderInput(
        reference=reference_of(seed, number),
        currency=currency,
        account=_account(buyer),
        delivery_groups=groups,
        sales_channel=Reference("key", dice.pick(assortment.channels)),
        name=buyer.name,
        billing=_address(buyer.home),
        billing_email=buyer.email,
        billing_phone=buyer.phone,
        adjustment_groups=(AdjustmentGroupInput(promoted[0]),) if promoted else (),
    )
    total = order_totals(order).grand
    return order._replace(payments=payments_of(dice, assortment.gateway, order.reference, buyer, total))


def _basket(dice: Dice, assortment: Assortment, currency: str) -> list[tuple[Offer, int]]:
    """Different products and their units, worth no more than the fraud check lets pass; at least two units, so that
    every order can be shipped or canceled in part.
    """
    room = assortment.limit(currency)
    basket: list[tuple[Offer, int]] = []
    for offer in dice.some(assortment.offers[currency], dice.pick(_LINES)):
        units = min(dice.pick(_UNITS), room // offer.price)
        if units:
            basket.append((offer, units))
            room -= units * offer.price
    if sum(units for _, units in basket) < 2:
        cheapest = min(assortment.offers[currency], key=lambda offer: (offer.price, offer.sku))
        basket = [(basket[0][0] if basket and basket[0][0].price <= room else cheapest, 2)]
    return basket


def _parcels(
    dice: Dice, assortment: Assortment, buyer: Shopper, basket: Sequence[tuple[Offer, int]]
) -> tuple[_Parcel, ...]:
    """One parcel, or two to different people when the order has several lines."""
    charges = assortment.charges.get(buyer.home.currency, ())
    if len(basket) > 1 and dice.chance(15):
        cut = dice.between(1, len(basket) - 1)
        other = somebody_else(dice, buyer)
        return (
            _Parcel(buyer, tuple(basket[:cut]), _charge(dice, charges), False, 1),
            _Parcel(other, tuple(basket[cut:]), _charge(dice, charges), True, cut + 1),
        )
    gift = dice.chance(10)
    to = somebody_else(dice, buyer) if gift else buyer
    return (_Parcel(to, tuple(basket), _charge(dice, charges), gift, 1),)


def _charge(dice: Dice, charges: Sequence[Charge]) -> Charge | None:
    """A delivery method: the cheapest priced one most of the time."""
    if not charges:
        return None
    usual = sorted((charge for charge in charges if charge.price), key=lambda charge: charge.price) or list(charges)
    return dice.pick((*usual[:1] * 5, *charges))


def _groups(dice: Dice, parcels: Sequence[_Parcel], promoted: tuple[str, int] | None) -> tuple[DeliveryGroupInput, ...]:
    lines = [offer.price * units for parcel in parcels for offer, units in parcel.lines]
    shares = promotion(promoted[1], lines) if promoted else [0] * len(lines)
    groups = []
    for index, parcel in enumerate(parcels):
        taxed = tax_rule(parcel.to.home.country)
        start = parcel.first_line - 1
        items = [
            _product(dice, offer, units, start + position + 1, shares[start + position], promoted, taxed)
            for position, (offer, units) in enumerate(parcel.lines)
        ]
        value = sum(item.total_line_amount for item in items)
        if parcel.charge and parcel.charge.sku and parcel.charge.price:
            items.append(_delivery(parcel.charge, FIRST_CHARGE_LINE + index, value, taxed))
        groups.append(_group(dice, parcel, tuple(items)))
    return tuple(groups)


def _group(dice: Dice, parcel: _Parcel, items: tuple[ItemInput, ...]) -> DeliveryGroupInput:
    to = parcel.to
    return DeliveryGroupInput(
        items,
        Reference("key", parcel.charge.method) if parcel.charge else None,
        deliver_to_name=to.name,
        deliver_to=_address(to.home),
        email=to.email,
        phone=to.phone,
        is_gift=parcel.is_gift,
        gift_message=dice.pick(_GREETINGS) if parcel.is_gift else None,
        instructions="Leave with a neighbor" if dice.chance(10) else None,
    )


def _product(
    dice: Dice,
    offer: Offer,
    units: int,
    line: int,
    share: int,
    promoted: tuple[str, int] | None,
    taxed: TaxRule | None,
) -> ItemInput:
    amount = offer.price * units
    discounts = []
    if promoted and share:
        discounts.append(_discount(promoted[0], share, offer.sku, taxed, group=0))
    elif dice.chance(12):
        discounts.append(_discount(f"{offer.sku} - SALE20", promotion(20, [amount])[0], offer.sku, taxed))
    return ItemInput(
        PRODUCT,
        Reference("key", offer.sku),
        units,
        offer.price,
        amount,
        line,
        name=offer.name,
        adjustments=tuple(discount for discount in discounts if discount.amount),
        taxes=_taxes(f"{offer.sku} - Tax", amount, taxed),
    )


def _delivery(charge: Charge, line: int, value: int, taxed: TaxRule | None) -> ItemInput:
    """The delivery charge; free, by a discount, for a parcel worth more than twenty times of it."""
    free = (_discount("FREESHIP", -charge.price, "Delivery Charge", taxed),) if value > 20 * charge.price else ()
    product = Reference("key", charge.sku or "")
    return ItemInput(
        DELIVERY_CHARGE,
        product,
        1,
        charge.price,
        charge.price,
        line,
        name="Shipping",
        adjustments=free,
        taxes=_taxes("Delivery Charge - Tax", charge.price, taxed),
    )


def _discount(name: str, amount: int, of: str, taxed: TaxRule | None, group: int | None = None) -> AdjustmentInput:
    taxes = _taxes(f"{of} - Adjustment Tax", amount, taxed)
    return AdjustmentInput(amount, name, group, source="Promotion", taxes=taxes)


def _taxes(name: str, amount: int, taxed: TaxRule | None) -> tuple[TaxInput, ...]:
    return (TaxInput(taxed.on(amount), taxed.rate, name),) if taxed else ()


def _account(buyer: Shopper) -> AccountInput:
    names = (buyer.name, buyer.first_name, buyer.last_name, buyer.email)
    return AccountInput(True, *names, phone=buyer.phone, billing=_address(buyer.home))


def _address(home: Home) -> Address:
    return Address(home.street, home.city, home.state, home.postal_code, home.country)
