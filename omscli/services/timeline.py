"""What happened to an order, in the order in which it happened: who, when, with which command, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.instants import format_instant
from omscli.store.db import Reader
from omscli.store.looking import StoredRow, rows_of_order

_TABLES = ("events", "orders")
_TITLES = {
    "OrderStatusChangedEvent": "order {NewStatus}",
    "OrderSummaryCreatedEvent": "summary made",
    "OrderSumStatusChangedEvent": "status {OldStatus} → {NewStatus}",
    "FOStatusChangedEvent": "fulfillment order {FulfillmentOrderNumber}: {OldStatus} → {NewStatus}",
    "FulfillOrdItemQtyChgEvent": "units taken off a fulfillment order",
    "ProcessExceptionEvent": "exception ({ExceptionType}): {Message}",
    "ProcessExceptionResolvedEvent": "exception settled",
    "ChangeOrderCreatedEvent": "change order made",
    "PaymentCapturedEvent": "payment captured",
    "PaymentRefundedEvent": "payment refunded",
}


def timeline(reader: Reader, order_key: int) -> Iterator[dict[str, Any]]:
    """The order's events as records, oldest first."""
    for row in rows_of_order(reader, order_key, _TABLES).get("events", ()):
        yield _entry(row)


def _entry(row: StoredRow) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    return {
        "CreatedDate": format_instant(row["created_date"]),
        "Actor": row["actor"],
        "Command": row["command"],
        "Type": row["type"],
        "What": _what(row["type"], payload),
        "Payload": payload,
        "Id": encode(PREFIXES["Event"], row["id"]),
    }


def _what(type_: str, payload: dict[str, Any]) -> str:
    """The event in a few words; a member that a payload lacks leaves a gap, never an error."""
    title = _TITLES.get(type_)
    if title is None:
        return type_.removesuffix("Event")
    text = title
    for name, value in payload.items():
        text = text.replace("{" + name + "}", "–" if value is None else str(value))
    return text
