"""What happened to an order, in the order in which it happened: who, when, with which command, and what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.instants import format_instant
from omscli.store.db import Reader
from omscli.store.looking import StoredRow, rows_of_order

_GAP = re.compile(r"\{(\w+)\}")
_TABLES = ("events", "fulfillment_orders", "fulfillment_order_items")
_TITLES = {
    "OrderStatusChangedEvent": "order {OldStatus} → {NewStatus}",
    "OrderSummaryCreatedEvent": "summary made",
    "OrderSumStatusChangedEvent": "status {OldStatus} → {NewStatus}",
    "FOStatusChangedEvent": "fulfillment order {FulfillmentOrder}: {OldStatus} → {NewStatus}",
    "FulfillOrdItemQtyChgEvent": "{FulfillmentOrder}: {OldQuantity} → {NewQuantity} of {StockKeepingUnit}",
    "ProcessExceptionEvent": "exception ({ExceptionType}): {Message}",
    "ProcessExceptionResolvedEvent": "exception {ProcessExceptionNumber} settled",
    "ChangeOrderCreatedEvent": "change order {OrderNumber} ({ChangeType}): {GrandTotalAmount}",
    "ExchangeOrderCreatedEvent": "exchanged for order {ExchangeOrderNumber}: {ReservedAmount} reserved for it",
    "InvoiceCreatedEvent": "invoice {InvoiceNumber} for {FulfillmentOrderNumber}: {TotalAmountWithTax}",
    "CreditMemoCreatedEvent": "credit memo {CreditMemoNumber}: {TotalAmountWithTax}",
    "ReturnOrderStatusChangedEvent": "return order {ReturnOrderNumber}: {OldStatus} → {NewStatus}",
    "ReturnOrderItemsReturnedEvent": "came back on {ReturnOrderNumber}: {Units}",
    "CreditMemoAppliedEvent": "{Amount} of {CreditMemoNumber} pays {InvoiceNumber}",
    "PaymentAuthorizedEvent": "{Amount} authorized on {Method}",
    "AuthorizationReversedEvent": "{Amount} of an authorization let go",
    "GatewayCallResolvedEvent": "call {GatewayIntentId} settled by hand: {State}",
    "PaymentCapturedEvent": "{Amount} captured for {InvoiceNumber}",
    "PaymentRefundedEvent": "{Amount} refunded for {CreditMemoNumber}",
}
"""Event type → what it says, with members of its payload in the gaps."""
_FIRST = {
    "ReturnOrderStatusChangedEvent": "return order {ReturnOrderNumber} made: {NewStatus}",
    "OrderStatusChangedEvent": "order placed: {NewStatus}",
    "FOStatusChangedEvent": "fulfillment order {FulfillmentOrder} made: {NewStatus}",
}
"""What it says of a record that is new: there is no old status."""


def timeline(reader: Reader, order_key: int) -> Iterator[dict[str, Any]]:
    """The order's events as records, oldest first."""
    rows = rows_of_order(reader, order_key, _TABLES)
    named = _names(rows)
    for row in rows.get("events", ()):
        yield _entry(row, named)


def _names(rows: Mapping[str, Sequence[StoredRow]]) -> dict[str, dict[str, str]]:
    """What people call the fulfillment orders, and the lines of them, that events name by id."""
    numbers = {row["id"]: row["fulfillment_order_number"] for row in rows.get("fulfillment_orders", ())}
    orders = {
        encode(PREFIXES["FulfillmentOrder"], id_): {"FulfillmentOrder": number} for id_, number in numbers.items()
    }
    lines = {
        encode(PREFIXES["FulfillmentOrderLineItem"], row["id"]): {
            "FulfillmentOrder": numbers[row["fulfillment_order_id"]],
            "StockKeepingUnit": row["stock_keeping_unit"],
        }
        for row in rows.get("fulfillment_order_items", ())
    }
    return orders | lines


def _entry(row: StoredRow, named: dict[str, dict[str, str]]) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    id_ = payload.get("FulfillmentOrderLineItemId") or payload.get("FulfillmentOrderId")
    return {
        "CreatedDate": format_instant(row["created_date"]),
        "Actor": row["actor"],
        "Command": row["command"],
        "Type": row["type"],
        "What": _what(row["type"], _members(payload) | {"FulfillmentOrder": id_, **payload, **named.get(id_, {})}),
        "Payload": payload,
        "Id": encode(PREFIXES["Event"], row["id"]),
    }


def _members(payload: Mapping[str, Any]) -> dict[str, Any]:
    """An invoice is for a fulfillment order, or for the change order that charges a fee."""
    return {"FulfillmentOrderNumber": payload.get("ChangeOrderNumber")}


def _what(type_: str, members: dict[str, Any]) -> str:
    """The event in a few words; a member that the payload lacks is left out, never an error."""
    titles = _TITLES if members.get("OldStatus") else _TITLES | _FIRST
    title = titles.get(type_, type_.removesuffix("Event"))
    return _GAP.sub(lambda gap: str(members[gap[1]]) if members.get(gap[1]) is not None else "–", title)
