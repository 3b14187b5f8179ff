"""How test orders are paid: mostly one authorized card; also wallets, a gift card before a card, two cards, a sale."""

from __future__ import annotations

from omscli.documents.orders.values import MethodInput, PaymentInput, Reference
from omscli.domain.dice import Dice
from omscli.domain.payment_methods import ALTERNATIVE, CARD, WALLET
from omscli.domain.seeding import Shopper

_CARDS = (("Visa", "4242"), ("Visa", "1881"), ("Master Card", "4444"), ("American Express", "0005"))
AUTHORIZATION, SALE = "Authorization", "Sale"


def payments_of(
    dice: Dice, gateway: str | None, reference: str, buyer: Shopper, total: int
) -> tuple[PaymentInput, ...]:
    """Payments that come to the order's total; none where the store has no gateway."""
    if gateway is None or total <= 0:
        return ()
    kind = dice.below(100)
    if kind < 66:
        parts = [(AUTHORIZATION, _card(dice, buyer), total)]
    elif kind < 78:
        parts = [(AUTHORIZATION, MethodInput(WALLET, "PayPal", email=buyer.email), total)]
    elif kind < 86:
        parts = [(SALE, _card(dice, buyer), total)]
    else:
        first = max(1, total * dice.between(15, 60) // 100)
        method = MethodInput(ALTERNATIVE, "GiftCard", nick_name="Gift Card") if kind < 94 else _card(dice, buyer)
        parts = [(SALE if kind < 94 else AUTHORIZATION, method, first)]
        if total > first:
            parts.append((AUTHORIZATION, _card(dice, buyer), total - first))
    return tuple(
        PaymentInput(type_, amount, method, Reference("key", gateway), gateway_ref_number=f"{reference}-P{index}")
        for index, (type_, method, amount) in enumerate(parts, start=1)
    )


def _card(dice: Dice, buyer: Shopper) -> MethodInput:
    type_, last_four = dice.pick(_CARDS)
    return MethodInput(
        CARD,
        card_type=type_,
        card_category="CreditCard",
        card_holder=buyer.name,
        last_four=last_four,
        expiry_month=dice.between(1, 12),
        expiry_year=2030 + dice.below(5),
    )
