"""The share of an item's amounts that some of its units carry: line, each tax, each discount and its taxes.

Three kinds of units, three sources, so that what is allocated, canceled and returned adds up to the order exactly:

* units that get allocated take the cumulative share of what is open (D26);
* open units that get canceled take `open × q ÷ open units` (D23);
* fulfilled units that come back take `returnable × q ÷ returnable units` (D23).

In each, the last units take the remainder. A share is a value; `moved` puts it into other buckets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from omscli.domain.money import portion, portion_to_date
from omscli.domain.order_state import Adjustment, Amounts, Item, TaxLine

Portion = Callable[[Amounts], int]
Move = Callable[[Amounts, int], Amounts]


@dataclass(frozen=True, slots=True)
class TaxShare:
    """A share of one tax line."""

    tax: TaxLine
    amount: int


@dataclass(frozen=True, slots=True)
class AdjustmentShare:
    """A share of one discount and of its taxes."""

    adjustment: Adjustment
    amount: int
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True)
class ItemShare:
    """The share that `quantity` units of an item carry; discounts are negative as they are on the item."""

    item: Item
    quantity: int
    line: int
    taxes: tuple[TaxShare, ...]
    adjustments: tuple[AdjustmentShare, ...]

    @property
    def line_tax(self) -> int:
        """Tax on the line amount."""
        return sum(share.amount for share in self.taxes)

    @property
    def adjustment(self) -> int:
        """All discounts."""
        return sum(share.amount for share in self.adjustments)

    @property
    def adjustment_tax(self) -> int:
        """Tax on all discounts."""
        return sum(tax.amount for share in self.adjustments for tax in share.taxes)

    @property
    def price(self) -> int:
        """Line amount with all discounts, before tax."""
        return self.line + self.adjustment

    @property
    def tax(self) -> int:
        """All tax."""
        return self.line_tax + self.adjustment_tax


def share_of(item: Item, quantity: int, take: Portion) -> ItemShare:
    """The share of each of the item's amounts that `take` says."""
    return ItemShare(
        item,
        quantity,
        take(item.line),
        tuple(TaxShare(tax, take(tax.amounts)) for tax in item.taxes),
        tuple(
            AdjustmentShare(
                adjustment,
                take(adjustment.amounts),
                tuple(TaxShare(tax, take(tax.amounts)) for tax in adjustment.taxes),
            )
            for adjustment in item.adjustments
        ),
    )


def share_to_allocate(item: Item, quantity: int) -> ItemShare:
    """What the next `quantity` units carry onto a fulfillment order (D26); quantity ≤ available to fulfill."""
    allocated, whole = item.quantities.allocated, item.quantities.net_ordered

    def take(amounts: Amounts) -> int:
        return portion_to_date(amounts.amount + amounts.returned, amounts.allocated, allocated, quantity, whole)

    return share_of(item, quantity, take)


def share_to_cancel(item: Item, quantity: int) -> ItemShare:
    """What `quantity` open units take off the order (D23); quantity ≤ available to cancel."""
    whole = item.quantities.available_to_cancel
    return share_of(item, quantity, lambda amounts: portion(amounts.open, quantity, whole))


def share_to_return(item: Item, quantity: int) -> ItemShare:
    """What `quantity` fulfilled units take off the order when they come back (D23); quantity ≤ available to return."""
    whole = item.quantities.available_to_return
    return share_of(item, quantity, lambda amounts: portion(amounts.returnable, quantity, whole))


def to_allocated(amounts: Amounts, share: int) -> Amounts:
    """Open → carried by a fulfillment order (a negative share goes back)."""
    return Amounts(amounts.amount, amounts.allocated + share, amounts.fulfilled, amounts.returned)


def to_fulfilled(amounts: Amounts, share: int) -> Amounts:
    """Carried by a fulfillment order that is now fulfilled."""
    return Amounts(amounts.amount, amounts.allocated, amounts.fulfilled + share, amounts.returned)


def to_canceled(amounts: Amounts, share: int) -> Amounts:
    """Off the order, before fulfillment."""
    return Amounts(amounts.amount - share, amounts.allocated, amounts.fulfilled, amounts.returned)


def to_returned(amounts: Amounts, share: int) -> Amounts:
    """Off the order, after fulfillment."""
    return Amounts(amounts.amount - share, amounts.allocated, amounts.fulfilled, amounts.returned + share)


def moved(item: Item, share: ItemShare, move: Move) -> Item:
    """The item after `move` put the share's amounts into other buckets; its quantities are the caller's to change.

    The share may have been taken from an earlier state of the same item: lines are matched by id.
    """
    taxes = {tax.tax.id: tax.amount for tax in share.taxes}
    adjustments = {part.adjustment.id: part for part in share.adjustments}
    return replace(
        item,
        line=move(item.line, share.line),
        taxes=_moved_taxes(item.taxes, taxes, move),
        adjustments=tuple(
            _moved_adjustment(adjustment, adjustments.get(adjustment.id), move) for adjustment in item.adjustments
        ),
    )


def _moved_taxes(lines: tuple[TaxLine, ...], shares: dict[int, int], move: Move) -> tuple[TaxLine, ...]:
    return tuple(
        replace(line, amounts=move(line.amounts, shares[line.id])) if line.id in shares else line for line in lines
    )


def _moved_adjustment(adjustment: Adjustment, share: AdjustmentShare | None, move: Move) -> Adjustment:
    if share is None:
        return adjustment
    taxes = {tax.tax.id: tax.amount for tax in share.taxes}
    return replace(
        adjustment,
        amounts=move(adjustment.amounts, share.amount),
        taxes=_moved_taxes(adjustment.taxes, taxes, move),
    )
