"""Random order documents, as a storefront would send them, and the model's order of each: read from the text alone."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.properties.discount_model import Adjustable
from tests.properties.model import CHARGE, FEE, PRODUCT, Item
from tests.properties.money_model import Money, Payment, Promise

DIGITS = {"JPY": 0, "USD": 2, "KWD": 3}
SKUS = ("A", "B", "C")


def _money(minor: int, currency: str) -> Any:
    digits = DIGITS[currency]
    return minor if not digits else float(Decimal(minor).scaleb(-digits))


def _taxes(dice: random.Random, limit: int) -> list[int]:
    return [dice.randint(0, max(0, limit)) for _ in range(dice.choice((0, 1, 1, 2)))]


def _item(dice: random.Random, kind: str, group: int, gross: bool, promoted: bool) -> tuple[dict[str, Any], Item]:
    units = dice.randint(1, 5) if kind == PRODUCT else dice.choice((1, 1, 2)) if kind == FEE else 1
    price = dice.choice((0, 1, 3, 7, 99, 333, 1000, dice.randint(0, 2500)))
    line = price * units
    sku = dice.choice(SKUS) if kind == PRODUCT else {CHARGE: "SHIP", FEE: "WRAP"}[kind]
    found: dict[str, Any] = {"StockKeepingUnit": sku, "Type": kind, "Quantity": units, "UnitPrice": price}
    amounts, net, tax = [line], [True], 0
    if gross:
        found["GrossUnitPrice"] = price + dice.randint(0, 200)
        tax = (found["GrossUnitPrice"] - price) * units
        if dice.random() < 0.5:  # otherwise it is only implied by the two prices (D27)
            found["Taxes"] = [{"Amount": tax}]
        if tax or found.get("Taxes"):
            amounts, net = [*amounts, tax], [True, False]
    else:
        taxes = _taxes(dice, line // 3 + 2)
        found["Taxes"] = [{"Amount": amount} for amount in taxes]
        amounts, net, tax = [*amounts, *taxes], [True, *(False for _ in taxes)], sum(taxes)
    discounts, left = [], line
    for number in range(dice.choice((0, 0, 1, 2))):
        amount = dice.randint(0, left)
        own = [-min(dice.randint(0, amount // 3 + 1), tax)] if tax and not gross else []
        tax += sum(own)
        left -= amount
        entry: dict[str, Any] = {"Name": f"D{number}", "Amount": -amount, "Taxes": [{"Amount": t} for t in own]}
        if promoted and number == 0:
            entry["Group"] = "PROMO"
        discounts.append(entry)
        amounts, net = [*amounts, -amount, *own], [*net, True, *(False for _ in own)]
    found["Adjustments"] = discounts
    return found, Item(sku, kind, group, units, amounts, net)


def make_order(seed: int, reference: str) -> tuple[dict[str, Any], Adjustable, Money]:
    """A document, and the model's order and its money: the same seed gives the same."""
    dice = random.Random(seed)
    currency = dice.choice(tuple(DIGITS))
    gross, promoted = dice.random() < 0.25, dice.random() < 0.5
    groups, items = [], []
    for group in range(dice.choice((1, 1, 2, 3))):
        kinds = [PRODUCT] * dice.randint(1, 3) + [CHARGE] * dice.choice((0, 1, 1, 1)) + [FEE] * dice.choice((0, 0, 1))
        made = [_item(dice, kind, group, gross, promoted) for kind in kinds]
        items += [item for _, item in made]
        groups.append(
            {"DeliverToName": "Ada King", "OrderDeliveryMethod": "standard", "OrderItems": [d for d, _ in made]}
        )
    order = Adjustable(items)
    document = {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": currency,
        "TaxLocaleType": "Gross" if gross else "Net",
        "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderAdjustmentGroups": [{"Name": "PROMO", "Type": "Header"}] if promoted else [],
        "OrderDeliveryGroups": groups,
        "Payments": _payments(dice, order.grand_total),
    }
    return _in_currency(document, currency), order, _money_of(document)


def _money_of(document: dict[str, Any]) -> Money:
    """The money of a document, its amounts still in minor units: every payment has a method of its own."""
    money = Money()
    for tender, payment in enumerate(document["Payments"]):
        if payment["Type"] == "Sale":
            money.payments.append(Payment(tender, payment["Amount"], payment["Amount"]))
        else:
            money.promises.append(Promise(tender, payment["Amount"]))
    return money


def _payments(dice: random.Random, total: int) -> list[dict[str, Any]]:
    """One to three payments that come to the total; sometimes to less or more."""
    total = max(0, total + dice.choice((0, 0, 0, 0, -1, 5)))
    cuts = sorted(dice.randint(0, total) for _ in range(dice.randint(0, 2)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
    found, all_paid = [], dice.random() < 0.25
    for number, amount in enumerate(part for part in parts if part):
        if number == 0 and dice.random() < 0.4:
            method = {"Type": "Sale", "PaymentMethod": "GIFT_CARD", "PaymentMethodType": "AlternativePaymentMethod"}
        elif all_paid:
            method = {"Type": "Sale", "CardType": "Visa", "CardLastFour": f"424{number}"}
        else:
            method = {"Type": "Authorization", "CardType": "Visa", "CardLastFour": f"424{number}"}
        found.append({**method, "Amount": amount, "PaymentGateway": "mock", "GatewayToken": f"tok_{number}"})
    return found


_AMOUNTS = frozenset({"Amount", "UnitPrice", "GrossUnitPrice"})


def _in_currency(value: Any, currency: str) -> Any:
    """The document with its minor units written as the currency's decimals."""
    if isinstance(value, list):
        return [_in_currency(each, currency) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _money(each, currency) if name in _AMOUNTS else _in_currency(each, currency)
        for name, each in value.items()
    }
