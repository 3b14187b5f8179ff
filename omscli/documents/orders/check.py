"""One order in the plain form → its value, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from omscli.documents.jsonplace import Path
from omscli.documents.orders import model
from omscli.documents.orders.convert import Converter
from omscli.documents.orders.fields import Context, shown
from omscli.documents.orders.flaws import MAX_FLAWS, Flaw, from_pydantic, unknown_field
from omscli.documents.orders.records import Adapted, Index
from omscli.documents.orders.values import Described, OrderInput
from omscli.domain.money import EXPONENTS

_CHILDREN: dict[type[BaseModel], dict[str, type[BaseModel]]] = {
    model.OrderIn: {
        "Account": model.AccountIn,
        "OrderDeliveryGroups": model.DeliveryGroupIn,
        "OrderAdjustmentGroups": model.AdjustmentGroupIn,
        "Payments": model.PaymentIn,
    },
    model.AccountIn: {"Contact": model.ContactIn},
    model.DeliveryGroupIn: {"OrderItems": model.ItemIn},
    model.ItemIn: {"Adjustments": model.AdjustmentIn, "Taxes": model.TaxIn},
    model.AdjustmentIn: {"Taxes": model.AdjustmentTaxIn},
}


def check(adapted: Adapted, currency: str | None = None) -> tuple[OrderInput | None, list[Flaw]]:
    """The order, or its flaws with paths in the file. `currency` is for orders that name none."""
    origins = adapted.origins
    flaws = list(adapted.flaws)
    value = None
    if adapted.plain is not None:
        described, own = _described(adapted, currency)
        value, found = check_plain(adapted.plain, described, currency)
        flaws += own
        flaws += (Flaw(flaw.code, flaw.message, origins.source(flaw.path), flaw.help) for flaw in found)
    return (None if flaws else value), flaws[:MAX_FLAWS]


def check_plain(
    plain: Any, described: Sequence[Described] = (), currency: str | None = None
) -> tuple[OrderInput | None, list[Flaw]]:
    """The order that a plain form holds, or its flaws with paths in the plain form."""
    if not isinstance(plain, dict):
        return None, [Flaw("wrong-type", f"{shown(plain)} is not an order", ())]
    if currency and plain.get("CurrencyIsoCode") is None:
        plain = {**plain, "CurrencyIsoCode": currency}
    if isinstance(plain.get("Account"), str) and "AccountId" not in plain:
        plain = {("AccountId" if name == "Account" else name): value for name, value in plain.items()}
    code = plain.get("CurrencyIsoCode")
    context = Context(code if isinstance(code, str) and code in EXPONENTS else "")
    try:
        order = model.OrderIn.__pydantic_validator__.validate_python(plain, context=context)
    except ValidationError as error:
        return None, [*from_pydantic(error), *_unknown(plain, model.OrderIn, ())]
    converter = Converter(described)
    return converter.order(order), converter.flaws


def _described(adapted: Adapted, currency: str | None) -> tuple[list[Described], list[Flaw]]:
    if not adapted.described:
        return [], []
    from omscli.documents.orders.described import describe  # ten more models: 5 ms, for envelopes only

    flaws: list[Flaw] = []
    own = adapted.plain.get("CurrencyIsoCode") if isinstance(adapted.plain, dict) else None
    code = own if isinstance(own, str) and own in EXPONENTS else currency or ""
    index = Index(adapted.described, [])
    found = [describe(record, index, code, flaws) for record in adapted.described]
    return [record for record in found if record is not None], flaws


def _unknown(record: Any, kind: type[BaseModel], path: Path) -> Iterator[Flaw]:
    """Fields that no record of this kind has, in an order that has other flaws too."""
    if isinstance(record, list):
        for index, entry in enumerate(record):
            yield from _unknown(entry, kind, (*path, index))
        return
    if not isinstance(record, dict):
        return
    known = _names(kind)
    children = _CHILDREN.get(kind, {})
    for name, value in record.items():
        if name not in known and not name.endswith("__c"):
            yield unknown_field(kind, name, path)
        elif name in children:
            yield from _unknown(value, children[name], (*path, name))


def _names(kind: type[BaseModel]) -> frozenset[str]:
    known = _KNOWN.get(kind)
    if known is None:
        names = set(kind.model_fields)
        for field in kind.model_fields.values():
            alias = field.validation_alias
            names.update(str(choice) for choice in getattr(alias, "choices", ()))
        known = _KNOWN[kind] = frozenset(names)
    return known


_KNOWN: dict[type[BaseModel], frozenset[str]] = {}
