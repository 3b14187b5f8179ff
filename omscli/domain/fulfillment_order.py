"""A fulfillment order as values: its lines, the amounts that their units carry, its rollups and status graph (§1.5).

A line's amounts are shares of its item summary's amounts; `carried` and `portion_of` turn them back into an
`ItemShare`, so that whatever happens to units of a line happens to the same cents of the item.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from omscli.domain.money import portion
from omscli.domain.order_state import DELIVERY_CHARGE, FEE, PRODUCT, Item
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare, with_discounts
from omscli.domain.statuses import FO_CATEGORIES
from omscli.domain.values import dataclass, replace

DRAFT = "Draft"
ALLOCATED = "Allocated"
ASSIGNED = "Assigned"
FULFILLED = "Fulfilled"
CANCELLED = "Cancelled"
REJECTED = "Rejected"

TRANSITIONS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({ALLOCATED, CANCELLED}),
    ALLOCATED: frozenset({ASSIGNED, FULFILLED, CANCELLED, REJECTED}),
    ASSIGNED: frozenset({"Printed", "Pickpack", "Pick Complete", FULFILLED, CANCELLED, REJECTED}),
    "Printed": frozenset({"Pickpack", "Pick Complete", FULFILLED, CANCELLED, REJECTED}),
    "Pickpack": frozenset({"Printed", "Pick Complete", FULFILLED, CANCELLED, REJECTED}),
    "Pick Complete": frozenset({FULFILLED, CANCELLED, REJECTED}),
    FULFILLED: frozenset(),
    CANCELLED: frozenset(),
    REJECTED: frozenset(),
}
"""Fulfillment-order status → the statuses that may follow it."""

OPEN_STATUSES = tuple(status for status, after in TRANSITIONS.items() if FULFILLED in after)
"""The statuses in which a fulfillment order may be shipped, or units be taken off it."""

TYPE_CATEGORIES: dict[str, str] = {
    "Warehouse": "PHYSICAL",
    "Retail Store": "PHYSICAL",
    "In Store Pickup": "PHYSICAL",
    "Download": "DIGITAL",
    "Email": "DIGITAL",
    "Supplier": "DROPSHIP",
}
"""Fulfillment-order type → its category (spec §1.5)."""

PICKUP_METHODS = frozenset({"pickup", "in-store-pickup", "bopis"})
"""References of delivery methods that the shopper picks up from (kept in lower case)."""

_LOCATION_TYPES = {"warehouse": "Warehouse", "retail store": "Retail Store", "store": "Retail Store"}
_LOCATION_TYPES |= {"supplier": "Supplier", "drop ship": "Supplier", "download": "Download", "email": "Email"}


@dataclass(frozen=True, slots=True)
class CarriedTax:
    """The share of a tax line that a fulfillment-order line carries; `tax_id` is the tax summary it is a share of.

    `credited` was given after the line was invoiced, by credit memo: no part of `amount` (here and for discounts).
    """

    id: int
    tax_id: int
    amount: int
    credited: int = 0


@dataclass(frozen=True, slots=True)
class CarriedAdjustment:
    """The share of a discount that a fulfillment-order line carries, with its taxes."""

    id: int
    adjustment_id: int
    amount: int
    taxes: tuple[CarriedTax, ...]
    credited: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one item summary on a fulfillment order; `amount` is before discounts and tax."""

    id: int
    item_id: int
    product_id: int
    sku: str
    type: str
    quantity: int
    shipped: int
    amount: int
    taxes: tuple[CarriedTax, ...] = ()
    adjustments: tuple[CarriedAdjustment, ...] = ()

    @property
    def unshipped(self) -> int:
        """Units that are still to go."""
        return self.quantity - self.shipped

    @property
    def line_tax(self) -> int:
        """Tax on the line amount."""
        return sum([tax.amount for tax in self.taxes])

    @property
    def adjustment(self) -> int:
        """All discounts."""
        return sum([adjustment.amount for adjustment in self.adjustments])

    @property
    def adjustment_tax(self) -> int:
        """Tax on all discounts."""
        return sum([tax.amount for adjustment in self.adjustments for tax in adjustment.taxes])


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """A fulfillment order as far as rules need it; products come before charges among its lines.

    A reship sends fulfilled units once more: it carries no amounts, and QuantityReshipped counts its units.
    """

    id: int
    number: str
    location_id: int
    status: str
    invoiced: bool
    lines: tuple[Line, ...]
    export_id: int | None = None
    is_reship: bool = False

    @property
    def category(self) -> str:
        """The status category."""
        return FO_CATEGORIES[self.status]

    @property
    def is_open(self) -> bool:
        """Whether it may still be shipped, or units be taken off it."""
        return self.status in OPEN_STATUSES

    @property
    def products(self) -> tuple[Line, ...]:
        """The lines that are shipped by unit."""
        return tuple([line for line in self.lines if line.type == PRODUCT])

    @property
    def charges(self) -> tuple[Line, ...]:
        """Delivery charges and fees: they go with the first shipment."""
        return tuple([line for line in self.lines if line.type != PRODUCT])


class LineTotals(NamedTuple):
    """What a line adds to the rollups of its fulfillment order."""

    type: str
    quantity: int
    amount: int
    line_tax: int
    adjustment: int
    adjustment_tax: int


def totals_of_line(line: Line) -> LineTotals:
    """A stored line's part of the rollups."""
    return LineTotals(line.type, line.quantity, line.amount, line.line_tax, line.adjustment, line.adjustment_tax)


def totals_of_share(share: ItemShare) -> LineTotals:
    """The part of the rollups of a line that is about to be made."""
    return LineTotals(
        share.item.type, share.quantity, share.line, share.line_tax, share.adjustment, share.adjustment_tax
    )


_PLACES = {PRODUCT: 0, DELIVERY_CHARGE: 4, FEE: 8}


def roll_up(lines: Iterable[LineTotals]) -> tuple[int, ...]:
    """The rollups of a fulfillment order in column order, from `item_count` to `grand_total_amount` (spec §1.5).

    Per type: amount, its tax, discounts, their tax; then TotalAmount (with discounts, all types), TotalTaxAmount,
    GrandTotalAmount.
    """
    count = 0
    sums = [0] * 12
    for line in lines:
        at = _PLACES[line.type]
        count += line.quantity
        sums[at] += line.amount
        sums[at + 1] += line.line_tax
        sums[at + 2] += line.adjustment
        sums[at + 3] += line.adjustment_tax
    total = sum(sums[0::2])
    tax = sum(sums[1::2])
    return (count, *sums, total, tax, total + tax)


def fulfillment_type(location_type: str, *, is_inventory: bool, method: str) -> str:
    """The type of a fulfillment order: by its delivery method when the shopper picks it up, else by its location."""
    if method.casefold() in PICKUP_METHODS:
        return "In Store Pickup"
    known = _LOCATION_TYPES.get(location_type.casefold())
    return known or ("Warehouse" if is_inventory else "Supplier")


def carried(line: Line, item: Item) -> ItemShare:
    """Everything that a line carries, as a share of its item."""
    return portion_of(line, item, line.quantity)


def portion_of(line: Line, item: Item, units: int) -> ItemShare:
    """What `units` of a line's units carry, as a share of its item; the last units take the remainder (D23)."""
    whole = line.quantity
    amounts = {tax.tax_id: tax.amount for tax in line.taxes}
    amounts[item.id] = line.amount
    taxes = tuple([TaxShare(tax, portion(amounts[tax.id], units, whole)) for tax in item.taxes if tax.id in amounts])
    share = ItemShare(item, units, portion(line.amount, units, whole), taxes, ())
    if not item.adjustments:
        return share
    for part in line.adjustments:
        amounts |= {part.adjustment_id: part.amount, **{tax.tax_id: tax.amount for tax in part.taxes}}
    return with_discounts(
        share,
        whole,
        lambda part: amounts.get(part.id, 0),
        lambda part: portion(amounts.get(part.id, 0), units, whole),
    )


def credited(line: Line, item: Item) -> ItemShare | None:
    """What was credited for a line's units after it was invoiced, as a share of its item (`to_arrived`), if any was."""
    parts = {
        part.adjustment_id: part
        for part in line.adjustments
        if part.credited or any(tax.credited for tax in part.taxes)
    }
    if not parts:
        return None
    adjustments = []
    for adjustment in item.adjustments:
        if adjustment.id in parts:
            part = parts[adjustment.id]
            taxes = {tax.tax_id: tax.credited for tax in part.taxes}
            own = tuple(TaxShare(tax, taxes[tax.id]) for tax in adjustment.taxes if tax.id in taxes)
            adjustments.append(AdjustmentShare(adjustment, part.credited, own))
    return ItemShare(item, line.quantity, 0, (), tuple(adjustments))


def less(line: Line, share: ItemShare) -> Line:
    """The line without the units and amounts of a share of it."""
    taxes = {tax.tax.id: tax.amount for tax in share.taxes}
    adjustments = {part.adjustment.id: part for part in share.adjustments}
    return replace(
        line,
        quantity=line.quantity - share.quantity,
        amount=line.amount - share.line,
        taxes=_less_taxes(line.taxes, taxes),
        adjustments=tuple(_less_adjustment(part, adjustments.get(part.adjustment_id)) for part in line.adjustments),
    )


def _less_taxes(taxes: tuple[CarriedTax, ...], shares: dict[int, int]) -> tuple[CarriedTax, ...]:
    return tuple(replace(tax, amount=tax.amount - shares[tax.tax_id]) for tax in taxes)


def _less_adjustment(part: CarriedAdjustment, share: AdjustmentShare | None) -> CarriedAdjustment:
    if share is None:  # a discount of nothing
        return part
    taxes = {tax.tax.id: tax.amount for tax in share.taxes}
    return replace(part, amount=part.amount - share.amount, taxes=_less_taxes(part.taxes, taxes))
