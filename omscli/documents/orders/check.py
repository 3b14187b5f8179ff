"""One order in the plain form → its value, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.documents.orders.convert import Converter
from omscli.documents.orders.flaws import MAX_FLAWS, Flaw, Refused, shown
from omscli.documents.orders.model import ORDER
from omscli.documents.orders.plainly import quickly
from omscli.documents.orders.records import Adapted, Index
from omscli.documents.orders.values import Described, OrderInput
from omscli.domain.money import EXPONENTS


def check(adapted: Adapted, currency: str | None = None) -> tuple[OrderInput | None, list[Flaw]]:
    """The order, or its flaws with paths in the file. `currency` is for orders that name none."""
    origins = adapted.origins
    flaws = list(adapted.flaws)
    value = None
    if adapted.plain is not None:
        described, own = _described(adapted, currency)
        value, found = check_plain(adapted.plain, described, currency)
        flaws += own
        flaws += [Flaw(flaw.code, flaw.message, origins.source(flaw.path), flaw.help) for flaw in found]
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
    code = code if isinstance(code, str) and code in EXPONENTS else ""
    try:
        order = quickly(plain) or ORDER.check(plain, code)
    except Refused as refused:
        return None, [*refused.flaws[:MAX_FLAWS], *ORDER.unknown(plain)]
    converter = Converter(described)
    return converter.order(order), converter.flaws


def _described(adapted: Adapted, currency: str | None) -> tuple[list[Described], list[Flaw]]:
    if not adapted.described:
        return [], []
    from omscli.documents.orders.described import describe  # ten more kinds of record, for envelopes only

    flaws: list[Flaw] = []
    own = adapted.plain.get("CurrencyIsoCode") if isinstance(adapted.plain, dict) else None
    code = own if isinstance(own, str) and own in EXPONENTS else currency or ""
    index = Index(adapted.described, [])
    found = [describe(record, index, code, flaws) for record in adapted.described]
    return [record for record in found if record is not None], flaws
