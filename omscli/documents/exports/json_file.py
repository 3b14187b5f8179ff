"""A hand-over as JSON: one document with the Salesforce names."""

from __future__ import annotations

import json
from typing import Any

from omscli.documents.exports.values import ExportedOrder, Handover


def write_json(handover: Handover) -> str:
    """The text of the file."""
    document = {
        "schema": "oms.export/1",
        "ExportNumber": handover.number,
        "CreatedDate": handover.created,
        "FulfillmentOrders": [_order(order) for order in handover.orders],
    }
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _order(order: ExportedOrder) -> dict[str, Any]:
    return {
        "FulfillmentOrderNumber": order.number,
        "OrderNumber": order.order_number,
        "OrderReferenceNumber": order.order_reference,
        "FulfilledFromLocation": {"ExternalReference": order.location, "LocationName": order.location_name},
        "Type": order.type,
        "DeliveryMethod": order.delivery_method,
        "Carrier": order.carrier,
        "ClassOfService": order.class_of_service,
        "FulfilledTo": {
            "Name": order.name,
            "Street": order.street,
            "City": order.city,
            "State": order.state,
            "PostalCode": order.postal_code,
            "Country": order.country,
            "EmailAddress": order.email,
            "Phone": order.phone,
        },
        "IsGift": order.is_gift,
        "GiftMessage": order.gift_message,
        "DeliveryInstructions": order.instructions,
        "DesiredDeliveryDate": order.desired_date,
        "PromisedDeliveryDate": order.promised_date,
        "Lines": [
            {"StockKeepingUnit": line.sku, "Description": line.description, "Quantity": line.quantity}
            for line in order.lines
        ],
    }
