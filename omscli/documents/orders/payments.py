"""The payments of an order file: what paid, and never a full card number (D35)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from omscli.documents.orders.custom import custom_fields
from omscli.documents.orders.flaws import Flaw
from omscli.documents.orders.values import Address, MethodInput, PaymentInput, Reference
from omscli.domain import payment_methods

if TYPE_CHECKING:
    from omscli.documents.jsonplace import Path
    from omscli.documents.orders import model

MAX_SHOWN_DIGITS = 10
"""First six and last four digits are the most that may be kept of a card number (promise P50)."""


class Desk(Protocol):
    """What a payment needs of the order's converter."""

    flaws: list[Flaw]

    def reference(self, text: str | None, kind: str) -> Reference | None:
        """What a reference field names."""


def payment(entry: model.PaymentIn, path: Path, desk: Desk) -> PaymentInput:
    """One payment; `Type` defaults to Authorization."""
    return PaymentInput(
        entry.Type or "Authorization",
        entry.Amount,
        _method(entry, path, desk.flaws),
        desk.reference(entry.PaymentGateway, "PaymentGateway"),
        entry.Status or "Processed",
        entry.ProcessingMode or "External",
        entry.GatewayRefNumber or None,
        entry.GatewayAuthCode or None,
        entry.EffectiveDate if entry.EffectiveDate is not None else entry.Date,
        entry.ExpirationDate,
        entry.Comments or None,
        custom_fields(entry, path, desk.flaws),
    )


@lru_cache(maxsize=256)
def _chosen(method_id: str | None, card: str | None) -> str | None:
    return payment_methods.choose(method_id, card)


def _method(entry: model.PaymentIn, path: Path, flaws: list[Flaw]) -> MethodInput:
    kind = entry.PaymentMethodType or _chosen(entry.PaymentMethod, entry.CardType)
    last_four = _last_four(entry, path, flaws) or entry.CardLastFour
    if kind is None and last_four:
        kind = payment_methods.CARD
    if kind is None and not entry.PaymentMethod:
        help = "say PaymentMethod (PayPal, …), CardType or PaymentMethodType; a gift card is AlternativePaymentMethod"
        flaws.append(Flaw("unknown-payment-method", "nothing says what paid", path, help))
    if entry.ExpiryMonth is not None and not 1 <= entry.ExpiryMonth <= 12:
        flaws.append(Flaw("bad-value", f"there is no month {entry.ExpiryMonth}", (*path, "ExpiryMonth")))
    return MethodInput(
        kind,
        entry.PaymentMethod,
        payment_methods.card_type(entry.CardType) or entry.CardType if entry.CardType else None,
        entry.CardCategory,
        entry.CardHolderName or None,
        last_four,
        entry.ExpiryMonth,
        entry.ExpiryYear,
        entry.GatewayToken or None,
        entry.NickName or None,
        entry.Email or None,
        entry.MethodStatus,
        _address(entry),
    )


def _last_four(entry: model.PaymentIn, path: Path, flaws: list[Flaw]) -> str | None:
    for field, text in (("InputCardNumber", entry.InputCardNumber), ("DisplayCardNumber", entry.DisplayCardNumber)):
        digits = "".join(char for char in text or "" if char.isdigit())
        if len(digits) > MAX_SHOWN_DIGITS:
            help = "give it masked, as ************1234, or only CardLastFour"
            message = f"{field} ************{digits[-4:]} is a full card number"
            flaws.append(Flaw("card-number", message, (*path, field), help))
        elif len(digits) >= 4:
            return digits[-4:]
    return None


def _address(entry: model.PaymentIn) -> Address | None:
    parts = (
        entry.PaymentMethodStreet or None,
        entry.PaymentMethodCity or None,
        entry.PaymentMethodState or None,
        entry.PaymentMethodPostalCode or None,
        entry.PaymentMethodCountry or None,
    )
    return Address(*parts) if any(parts) else None
