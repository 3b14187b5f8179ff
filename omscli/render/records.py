"""A row of the store as a record: Salesforce API names, ids as text, amounts exact, instants in UTC (contract §2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.instants import format_instant
from omscli.domain.money import to_decimal
from omscli.render.derived import DERIVED, Find, Money, Stored
from omscli.store.fields import FIELDS

BELONGS: dict[str, str] = {
    "order_item_summaries": "OrderSummaryId",
    "order_delivery_group_summaries": "OrderSummaryId",
    "order_adjustment_group_summaries": "OrderSummaryId",
    "order_item_adjustment_summaries": "OrderSummaryId",
    "order_item_tax_summaries": "OrderSummaryId",
    "order_item_summary_changes": "OrderSummaryId",
    "order_payment_summaries": "OrderSummaryId",
    "fulfillment_orders": "OrderSummaryId",
    "process_exceptions": "OrderSummaryId",
    "return_orders": "OrderSummaryId",
    "exchanges": "OrderSummaryId",
    "invoices": "ReferenceEntityId",
    "credit_memos": "ReferenceEntityId",
}
"""Table → the field that names the order summary, which the store keeps as the first half of the key."""


def _none(_table: str, _column: str, _key: int) -> Iterable[Stored]:
    return ()


def record(table: str, row: Stored, currency: str | None, find: Find = _none) -> dict[str, Any]:
    """The record of a row; `currency` is its order's, for records without one of their own."""
    currency = row.get("currency_iso_code") or currency
    shown: dict[str, Any] = {}
    for column, api, kind in FIELDS[table]:
        if api:
            shown[api] = _value(kind, row[column], row, currency)
        if api == "Id" and table in BELONGS:
            shown[BELONGS[table]] = encode(PREFIXES["OrderSummary"], child_key(row["order_key"], 0))
    derive = DERIVED.get(table)
    if derive is not None:
        for name, value in derive(row, find).items():
            shown[name] = _amount(value.minor, currency) if isinstance(value, Money) else value
    custom = row.get("custom_fields")
    if custom:
        shown.update(json.loads(custom, parse_float=Decimal))
    return shown


def _value(kind: str, value: Any, row: Stored, currency: str | None) -> Any:
    if value is None:
        return None
    if kind == "money":
        return _amount(value, currency)
    if kind.startswith("id:"):
        return encode(PREFIXES[kind[3:]], value)
    if kind.startswith("any:"):
        prefix = PREFIXES.get(row[kind[4:]])
        return encode(prefix, value) if prefix else None
    convert = _KINDS.get(kind)
    return convert(value) if convert else value


def _amount(minor: int, currency: str | None) -> Decimal | int:
    return to_decimal(minor, currency) if currency else minor


_KINDS: Mapping[str, Any] = {
    "instant": format_instant,
    "flag": bool,
    "rate": Decimal,
    "degrees": lambda value: Decimal(value).scaleb(-6),
    "json": lambda value: json.loads(value, parse_float=Decimal),
}
