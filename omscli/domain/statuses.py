"""Statuses follow from quantities and holds; nobody types them in (spec §1.4 «Status formulas», D1)."""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.order_state import PRODUCT, Item, Quantities

CREATED = "Created"
APPROVED = "Approved"
AWAITING_FULFILLMENT = "Awaiting Fulfillment"
PARTIALLY_FULFILLED = "Partially Fulfilled"
FULFILLED = "Fulfilled"
CANCELED = "Canceled"
RETURNED = "Returned"
ON_HOLD = "On Hold"

HEADER_STATUSES = (
    CREATED,
    APPROVED,
    AWAITING_FULFILLMENT,
    PARTIALLY_FULFILLED,
    FULFILLED,
    CANCELED,
    RETURNED,
    ON_HOLD,
)

FO_CATEGORIES: dict[str, str] = {
    "Draft": "DRAFT",
    "Allocated": "ACTIVATED",
    "Assigned": "FULFILLING",
    "Pickpack": "FULFILLING",
    "Printed": "FULFILLING",
    "Pick Complete": "FULFILLING",
    "Fulfilled": "CLOSED",
    "Cancelled": "CANCELLED",
    "Rejected": "REJECTED",
}
"""Fulfillment-order status → its category (spec §1.5)."""


def item_status(q: Quantities) -> str:
    """An item summary's status: the first formula that is true, in the reference's order."""
    if q.quantity > 0 and q.return_initiated == q.fulfilled and q.returned < q.return_initiated:
        return "RETURNINITIATED"
    if q.fulfilled > 0 and q.reshipped == q.fulfilled and q.return_initiated == 0 and q.fulfilled == q.ordered:
        return "RESHIPPED"
    if q.quantity == 0:
        return "RETURNED" if q.returned else "CANCELED"
    if q.net_ordered <= q.fulfilled:
        return "FULFILLED"
    if q.fulfilled > 0:
        return "PARTIALLYFULFILLED"
    if q.quantity <= q.allocated:
        return "ALLOCATED"
    return "PARTIALLYALLOCATED" if q.allocated else "ORDERED"


def header_status(items: Iterable[Item], *, approved: bool, held: bool) -> str:
    """An order summary's status from its products' quantities, whether it was approved, and whether it is held (D1).

    A hold shows while there is something left to do; what is wholly canceled or returned stays so.
    """
    products = [item.quantities for item in items if item.type == PRODUCT]
    returned = fulfilled = allocated = False
    gone = filled = bool(products)
    for q in products:
        gone = gone and q.quantity == 0
        filled = filled and q.net_ordered <= q.fulfilled
        returned = returned or q.returned > 0
        fulfilled = fulfilled or q.fulfilled > 0
        allocated = allocated or q.allocated > 0
    if gone:
        return RETURNED if returned else CANCELED
    if held:
        return ON_HOLD
    if filled:
        return FULFILLED
    if fulfilled:
        return PARTIALLY_FULFILLED
    if allocated:
        return AWAITING_FULFILLMENT
    return APPROVED if approved else CREATED


def status_approved(status: str) -> str:
    """The status of an order that is not held once it is approved: only one that waits for that is another."""
    return APPROVED if status == CREATED else status
