"""A hand-over as CSV: a row a line of a fulfillment order.

A feed for machines: values stand as they are, quoted where CSV needs it, so that reading gives back what was written.
"""

from __future__ import annotations

import csv
import io

from omscli.documents.exports.values import Handover

COLUMNS = (
    "export_number",
    "fulfillment_order_number",
    "order_number",
    "order_reference_number",
    "location",
    "type",
    "delivery_method",
    "carrier",
    "class_of_service",
    "ship_to_name",
    "ship_to_street",
    "ship_to_city",
    "ship_to_state",
    "ship_to_postal_code",
    "ship_to_country",
    "email",
    "phone",
    "gift_message",
    "delivery_instructions",
    "desired_delivery_date",
    "sku",
    "description",
    "quantity",
)


def write_csv(handover: Handover) -> str:
    """The text of the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for order in handover.orders:
        head = (
            handover.number,
            order.number,
            order.order_number,
            order.order_reference,
            order.location,
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
            order.gift_message,
            order.instructions,
            order.desired_date,
        )
        writer.writerows((*head, line.sku, line.description, line.quantity) for line in order.lines)
    return out.getvalue()
