"""A hand-over as JSON: one document with the Salesforce names."""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii
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
_FLAGS: dict[object, str] = {0: "false", 1: "true"}
_quoted = encode_basestring_ascii


def _order(order: ExportedOrder) -> str:
    """The fields of an order are in the order of `_ORDER_FIELDS`: texts, a flag, and what is absent."""
    values = [
        "null" if value is None else _quoted(value) if type(value) is str else _FLAGS[value] for value in order[:-1]
    ]
    return _ORDER % (*values, _BETWEEN_LINES.join([_line(line) for line in order.lines]))


def _line(line: ExportedLine) -> str:
    sku, description, quantity = line
    return _LINE % (_quoted(sku), "null" if description is None else _quoted(description), quantity)
