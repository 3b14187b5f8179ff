"""Which kind of payment method a storefront's payment id stands for (spec §4.4, acceptance A27).

The reference says «matches» without saying whether the whole id must match. We take the partial match (anywhere in the
id): its own pattern begins with `.*` for the wallets, and ids with a suffix, such as `PAYPAL_EXPRESS`, are wallets in
every storefront, while a full match would refuse the order. Known trap, kept: the trailing `(pay)*` is optional, so any
id containing `ali` or `apple` is a wallet, `VALIDATED_CARD` too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

CARD = "CardPaymentMethod"
WALLET = "DigitalWallet"
ALTERNATIVE = "AlternativePaymentMethod"
KINDS = (CARD, WALLET, ALTERNATIVE)

_WALLET_ID = re.compile(
    r"paypal|visa_checkout|pay_by_check|.*(apple|google|android|amazon|ali).*(pay)*", re.IGNORECASE | re.DOTALL
)

CARD_TYPES: dict[str, str] = {
    "visa": "Visa",
    "mastercard": "Master Card",
    "americanexpress": "American Express",
    "amex": "American Express",
    "dinersclub": "Diners Club",
    "diners": "Diners Club",
    "discover": "Discover",
    "jcb": "JCB",
    "maestro": "Maestro",
    "unionpay": "UnionPay",
    "cartebancaire": "Carte Bancaire",
    "dankort": "Dankort",
    "elo": "Elo",
    "hipercard": "Hipercard",
    "rupay": "RuPay",
    "interac": "Interac",
    "carteblanche": "Carte Blanche",
    "enroute": "EnRoute",
    "electron": "Electron",
    "solo": "Solo",
    "switch": "Switch",
}
"""Letters of a card type in lower case → the CardType picklist value (spec §1.8: not customisable)."""


@lru_cache(maxsize=256)
def card_type(text: str) -> str | None:
    """The CardType value that a person's spelling means (`mastercard`, `MASTER_CARD`), or None."""
    return CARD_TYPES.get("".join(char for char in text.lower() if char.isalpha()))


def choose(method_id: str | None, card: str | None, configured: Mapping[str, str] | None = None) -> str | None:
    """The payment method object for a storefront's method id and card type; None = the order cannot be paid that way.

    In the order of spec §4.4: a wallet's id, then an id of the configured GtwyProvPaymentMethodType records
    (`configured`: storefront id → kind, any case), then a known card type.
    """
    if method_id:
        if _WALLET_ID.search(method_id):
            return WALLET
        kinds = {name.lower(): kind for name, kind in (configured or {}).items()}
        if method_id.lower() in kinds:
            return kinds[method_id.lower()]
    return CARD if any(text and card_type(text) for text in (card, method_id)) else None
