"""The payments of an order file: what paid, and never a full card number (D35)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from omscli.documents.orders.custom import custom_of
from omscli.documents.orders.flaws import Flaw
from omscli.documents.orders.values import MethodInput, PaymentInput, Reference, address
from omscli.domain import payment_methods

if TYPE_CHECKING:
    from omscli.documents.jsonplace import Path
    from omscli.documents.orders.record import Checked

MAX_SHOWN_DIGITS = 10
"""First six and last four digits are the most that may be kept of a card number (promise P50)."""


class Desk(Protocol):
    """What a payment needs of the order's converter."""

    flaws: list[Flaw]

    def reference(self, text: str | None, kind: str) -> Reference | None:
        """What a reference field names."""


def payment(entry: Checked, path: Path, desk: Desk) -> PaymentInput:
    """One payment; `Type` defaults to Authorization."""
    type_, amount, gateway, *method, status, mode, reference, code, date, effective, expiration, comments, extra = entry
    return PaymentInput(
        type_ or "Authorization",
        amount,
        _method(method, path, desk.flaws),
        desk.reference(gateway, "PaymentGateway"),
        status or "Processed",
        mode or "External",
        reference or None,
        code or None,
        effective if effective is not None else date,
        expiration,
        comments or None,
        custom_of("PAYMENT", extra, path, desk.flaws) if extra else None,
    )


@lru_cache(maxsize=256)
def _chosen(method_id: str | None, card: str | None) -> str | None:
    return payment_methods.choose(method_id, card)


def _method(fields: list[Any], path: Path, flaws: list[Flaw]) -> MethodInput:
    """What paid, from the fields of a payment between its gateway and its own status."""
    (
        method, kind, card, category, holder, last, given, displayed, month, year, token, code, number, nick, email,
        status, *home,
    ) = fields  # fmt: skip
    if code or number:
        return _own_tender(code, number, card or kind, path, flaws)
    kind = kind or _chosen(method, card)
    last_four = last
    if given or displayed:
        last_four = _last_four({"InputCardNumber": given, "DisplayCardNumber": displayed}, path, flaws) or last
    if kind is None and last_four:
        kind = payment_methods.CARD
    if kind is None and not method:
        help = "say PaymentMethod (PayPal, …), CardType or PaymentMethodType; a gift card is AlternativePaymentMethod"
        flaws.append(Flaw("unknown-payment-method", "nothing says what paid", path, help))
    if month is not None and not 1 <= month <= 12:
        flaws.append(Flaw("bad-value", f"there is no month {month}", (*path, "ExpiryMonth")))
    return MethodInput(
        kind,
        method,
        payment_methods.card_type(card) or card if card else None,
        category,
        holder or None,
        last_four,
        month,
        year,
        token or None,
        nick or None,
        email or None,
        status,
        address(*home),
    )


def _own_tender(code: str | None, number: str | None, other: str | None, path: Path, flaws: list[Flaw]) -> MethodInput:
    """A gift card by its code, or store credit by its number: tenders of this store, which say all that they are."""
    from omscli.domain.credits import GIFT_CARD, STORE_CREDIT  # 1 ms, for orders that pay by one

    if code and number:
        flaws.append(Flaw("bad-value", "a payment has GiftCardCode or StoreCredit, not both", path, None))
    if other and other != payment_methods.ALTERNATIVE:
        help = "leave PaymentMethodType and CardType out"
        flaws.append(Flaw("bad-value", f"a gift card or store credit of this store is no {other}", path, help))
    if code:
        last_four, _, hashed = code.partition(":")
        return MethodInput(payment_methods.ALTERNATIVE, GIFT_CARD, last_four=last_four, credit=hashed)
    called = (number or "").upper()
    return MethodInput(payment_methods.ALTERNATIVE, STORE_CREDIT, nick_name=f"Store credit {called}", credit=called)


def _last_four(shown: dict[str, str | None], path: Path, flaws: list[Flaw]) -> str | None:
    for field, text in shown.items():
        digits = "".join(char for char in text or "" if char.isdigit())
        if len(digits) > MAX_SHOWN_DIGITS:
            help = "give it masked, as ************1234, or only CardLastFour"
            message = f"{field} ************{digits[-4:]} is a full card number"
            flaws.append(Flaw("card-number", message, (*path, field), help))
        elif len(digits) >= 4:
            return digits[-4:]
    return None
