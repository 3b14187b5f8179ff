"""The rollups of an order summary, its items, delivery and adjustment groups: one function each (spec §1.4, D21).

`Line` and `Distributed` follow the reference: an adjustment in a Header group is distributed (order level), any other
is a line adjustment. Every amount is in minor units; tax is tax on the amount beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.order_state import DELIVERY_CHARGE, FEE, PRODUCT, Adjustment, Item
from omscli.domain.rollup_values import ItemRollup as ItemRollup
from omscli.domain.rollup_values import TypeRollup as TypeRollup
from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class HeaderRollup:
    """All rollups of an order summary; TotalAmount = Σ TotalPrice of the items (D21)."""

    product: TypeRollup
    delivery: TypeRollup
    fee: TypeRollup
    total: int
    total_tax: int

    @property
    def grand_total(self) -> int:
        """TotalAmount + TotalTaxAmount."""
        return self.total + self.total_tax

    def columns(self) -> tuple[int, ...]:
        """The amounts in the column order of `order_summaries`, from `total_product_amount` to `grand_total_amount`."""
        return (*self.product, *self.delivery, *self.fee, self.total, self.total_tax, self.grand_total)


def _adjusted(adjustments: Iterable[Adjustment], header: bool) -> tuple[int, int]:
    amount = tax = 0
    for adjustment in adjustments:
        if adjustment.header is header:
            amount += adjustment.amounts.amount
            tax += sum(line.amounts.amount for line in adjustment.taxes)
    return amount, tax


def roll_up_item(item: Item) -> ItemRollup:
    """An item's amounts from its line, its tax lines and its adjustments."""
    line_tax = sum([tax.amounts.amount for tax in item.taxes])
    if not item.adjustments:
        return ItemRollup(item.line.amount, line_tax, 0, 0, 0, 0)
    adjustment, adjustment_tax = _adjusted(item.adjustments, header=False)
    distributed, distributed_tax = _adjusted(item.adjustments, header=True)
    return ItemRollup(item.line.amount, line_tax, adjustment, adjustment_tax, distributed, distributed_tax)


def roll_up_header(items: Iterable[Item]) -> HeaderRollup:
    """An order's rollups from its items."""
    return roll_up_parts([(item.type, roll_up_item(item)) for item in items])


def roll_up_parts(parts: Iterable[tuple[str, ItemRollup]]) -> HeaderRollup:
    """An order's rollups from those of its items, each with the item's type."""
    sums = {PRODUCT: [0] * 6, DELIVERY_CHARGE: [0] * 6, FEE: [0] * 6}
    for kind, (line, line_tax, adjustment, adjustment_tax, distributed, distributed_tax) in parts:
        into = sums[kind]
        into[0] += line
        into[1] += line_tax
        into[2] += line + adjustment
        into[3] += line_tax + adjustment_tax
        into[4] += distributed
        into[5] += distributed_tax
    product, delivery, fee = [TypeRollup(*sums[kind]) for kind in (PRODUCT, DELIVERY_CHARGE, FEE)]
    total = sum([part.adjusted + part.distributed for part in (product, delivery, fee)])
    total_tax = sum([part.adjusted_tax + part.distributed_tax for part in (product, delivery, fee)])
    return HeaderRollup(product, delivery, fee, total, total_tax)


def roll_up_delivery_group(items: Iterable[Item]) -> tuple[int, int, int, int]:
    """A delivery group's line amount, its tax, adjustments and their tax: over its charges only (spec §1.4)."""
    charges = [roll_up_item(item) for item in items if item.type == DELIVERY_CHARGE]
    return (
        sum(part.line for part in charges),
        sum(part.line_tax for part in charges),
        sum(part.adjustment + part.distributed for part in charges),
        sum(part.adjustment_tax + part.distributed_tax for part in charges),
    )


def roll_up_adjustment_group(adjustments: Iterable[Adjustment]) -> tuple[int, int]:
    """A promotion's amount and tax over all its lines."""
    lines = list(adjustments)
    return (
        sum(adjustment.amounts.amount for adjustment in lines),
        sum(tax.amounts.amount for adjustment in lines for tax in adjustment.taxes),
    )
