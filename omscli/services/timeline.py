"""What happened to an order, in the order in which it happened: who, when, with which command, and what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.instants import format_instant
from omscli.store.db import Reader
from omscli.store.looking import StoredRow, rows_of_order

_GAP = re.compile(r"\{(\w+)\}")
_TABLES = ("events", "fulfillment_orders")
_TITLES = {
    "OrderStatusChangedEvent": "order {NewStatus}",
    "OrderSummaryCreatedEvent": "summary made",
    "OrderSumStatusChangedEvent": "status {OldStatus} → {NewStatus}",
    "FOStatusChangedEvent": "fulfillment order {FulfillmentOrder}: {OldStatus} → {NewStatus}",
    "FulfillOrdItemQtyChgEvent": "units taken off a fulfillment order",
    "ProcessExceptionEvent": "exception ({ExceptionType}): {Message}",
    "ProcessExceptionResolvedEvent": "exception {ProcessExceptionNumber} settled",
    "ChangeOrderCreatedEvent": "change order {OrderNumber} ({ChangeType}): {GrandTotalAmount}",
    "InvoiceCreatedEvent": "invoice {InvoiceNumber} for {FulfillmentOrderNumber}: {TotalAmountWithTax}",
    "CreditMemoCreatedEvent": "credit memo {CreditMemoNumber}: {TotalAmountWithTax}",
    "PaymentCapturedEvent": "{Amount} captured for {InvoiceNumber}",
    "PaymentRefundedEvent": "{Amount} refunded for {CreditMemoNumber}",
}
"""Event type → what it says, with members of its payload in the gaps."""


def timeline(reader: Reader, order_key: int) -> Iterator[dict[str, Any]]:
    """The order's events as records, oldest first."""
    rows = rows_of_order(reader, order_key, _TABLES)
    numbers = {
        encode(PREFIXES["FulfillmentOrder"], row["id"]): row["fulfillment_order_number"]
        for row in rows.get("fulfillment_orders", ())
    }
    for row in rows.get("events", ()):
        yield _entry(row, numbers)


def _entry(row: StoredRow, numbers: dict[str, str]) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    order = payload.get("FulfillmentOrderId")
    return {
        "CreatedDate": format_instant(row["created_date"]),
        "Actor": row["actor"],
        "Command": row["command"],
        "Type": row["type"],
        "What": _what(row["type"], {**payload, "FulfillmentOrder": numbers.get(order, order)}),
        "Payload": payload,
        "Id": encode(PREFIXES["Event"], row["id"]),
    }


def _what(type_: str, members: dict[str, Any]) -> str:
    """The event in a few words; a member that the payload lacks is left out, never an error."""
    title = _TITLES.get(type_, type_.removesuffix("Event"))
    return _GAP.sub(lambda gap: str(members[gap[1]]) if members.get(gap[1]) is not None else "–", title)
