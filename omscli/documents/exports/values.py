"""A hand-over as values: everything that a warehouse needs to pick, pack and send, and nothing about money."""

from __future__ import annotations

from typing import NamedTuple

from omscli.domain.values import dataclass


class ExportedLine(NamedTuple):
    """Units to send of one SKU."""

    sku: str
    description: str | None
    quantity: int


class ExportedOrder(NamedTuple):
    """A fulfillment order to send; dates are ISO text, `is_gift` is 1 or 0."""

    number: str
    order_number: str
    order_reference: str | None
    location: str
    location_name: str
    type: str
    delivery_method: str
    carrier: str | None
    class_of_service: str | None
    name: str
    street: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    email: str | None
    phone: str | None
    is_gift: int
    gift_message: str | None
    instructions: str | None
    desired_date: str | None
    promised_date: str | None
    lines: tuple[ExportedLine, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """Fulfillment orders that are handed over together; `created` is an ISO instant."""

    number: str
    created: str
    orders: tuple[ExportedOrder, ...]
