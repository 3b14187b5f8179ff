"""A hand-over as JSON: one document with the Salesforce names."""

from __future__ import annotations

import json
from typing import Any

from omscli.documents.exports.values import ExportedLine, ExportedOrder, Handover

_LINE_FIELDS = {"StockKeepingUnit": "%s", "Description": "%s", "Quantity": "%s"}
_ORDER_FIELDS = {
    "FulfillmentOrderNumber": "%s",
    "OrderNumber": "%s",
    "OrderReferenceNumber": "%s",
    "FulfilledFromLocation": {"ExternalReference": "%s", "LocationName": "%s"},
    "Type": "%s",
    "DeliveryMethod": "%s",
    "Carrier": "%s",
    "ClassOfService": "%s",
    "FulfilledTo": {
        "Name": "%s",
        "Street": "%s",
        "City": "%s",
        "State": "%s",
        "PostalCode": "%s",
        "Country": "%s",
        "EmailAddress": "%s",
        "Phone": "%s",
    },
    "IsGift": "%s",
    "GiftMessage": "%s",
    "DeliveryInstructions": "%s",
    "DesiredDeliveryDate": "%s",
    "PromisedDeliveryDate": "%s",
    "Lines": ["%s"],
}


def write_json(handover: Handover) -> str:
    """The text of the file."""
    document = {
        "schema": "oms.export/1",
        "ExportNumber": handover.number,
        "CreatedDate": handover.created,
        "FulfillmentOrders": ["%s"],
    }
    head, _, tail = json.dumps(document, ensure_ascii=True, indent=2).partition('"%s"')
    return f"{head}{_BETWEEN_ORDERS.join([_order(order) for order in handover.orders])}{tail}\n"


def _layout(fields: dict[str, Any], margin: str) -> str:
    """The text of a record with a `%s` for every value: half the work of writing it is its names and line ends."""
    text = json.dumps(fields, ensure_ascii=True, indent=2).replace('"%s"', "%s")
    return text.replace("\n", f"\n{margin}")


_ORDER = _layout(_ORDER_FIELDS, " " * 4)
_LINE = _layout(_LINE_FIELDS, " " * 8)
_BETWEEN_ORDERS = ",\n" + " " * 4
_BETWEEN_LINES = ",\n" + " " * 8
_json = json.JSONEncoder(ensure_ascii=True).encode


def _order(order: ExportedOrder) -> str:
    values = (
        order.number,
        order.order_number,
        order.order_reference,
        order.location,
        order.location_name,
        order.type,
        order.delivery_method,
        order.carrier,
        order.class_of_service,
        order.name,
        order.street,
        order.city,
        order.state,
        order.postal_code,
        order.country,
        order.email,
        order.phone,
        order.is_gift,
        order.gift_message,
        order.instructions,
        order.desired_date,
        order.promised_date,
    )
    lines = _BETWEEN_LINES.join([_line(line) for line in order.lines])
    return _ORDER % (*["null" if value is None else _json(value) for value in values], lines)


def _line(line: ExportedLine) -> str:
    description = "null" if line.description is None else _json(line.description)
    return _LINE % (_json(line.sku), description, line.quantity)
