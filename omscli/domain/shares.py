"""The share of an item's amounts that some of its units carry: line, each tax, each discount and its taxes.

Three kinds of units, three sources, so that what is allocated, canceled and returned adds up to the order exactly:

* units that get allocated take the cumulative share of what is open (D26);
* open units that get canceled take `open × q ÷ open units` (D23);
* fulfilled units that come back take `returnable × q ÷ returnable units` (D23).

In each, the last units take the remainder, and neither the units that go nor those that stay ever carry less than
nothing (`Room`). A share is a value; `moved` puts it into other buckets.

Units in one bucket are alike: what a later discount (`oms adjust`) took off the open units lies on the units that are
open, whichever they are, and goes with them. So its share is always `bucket × q ÷ units of the bucket`.
"""

from __future__ import annotations

from collections.abc import Callable

from omscli.domain.money import portion, portion_to_date
from omscli.domain.order_state import Adjustment, Amounts, Item, Quantities, TaxLine
from omscli.domain.values import dataclass, replace

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
        return sum([share.amount for share in self.taxes])

    @property
    def adjustment(self) -> int:
        """All discounts."""
        return sum([share.amount for share in self.adjustments])

    @property
    def adjustment_tax(self) -> int:
        """Tax on all discounts."""
        return sum([tax.amount for share in self.adjustments for tax in share.taxes])

    @property
    def price(self) -> int:
        """Line amount with all discounts, before tax."""
        return self.line + self.adjustment

    @property
    def tax(self) -> int:
        """All tax."""
        return self.line_tax + self.adjustment_tax


@dataclass(slots=True)
class Room:
    """What units of a bucket carry in all and what some of them take along, while discount after discount joins."""

    bucket: int
    part: int

    def take(self, amount: int, share: int) -> int:
        """The share of a discount of `amount` (below zero) closest to `share` that neither side is too small for.

        What adds to the price is taken as it is.
        """
        taken = share
        if amount < 0:
            low = max(0, -amount - max(0, self.bucket - self.part))
            taken = -min(max(-share, low), max(low, self.part), -amount)
        self.bucket += amount
        self.part += taken
        return taken


Bucket = Callable[[Item | Adjustment | TaxLine], int]


def with_discounts(
    share: ItemShare, whole: int, bucket: Bucket, take: Callable[[Adjustment | TaxLine], int]
) -> ItemShare:
    """The share with its part of the discounts and of their taxes; what it has so far is its part of line and taxes.

    `take` says the part of a discount of the order; one that was given later lies on the `whole` units of the bucket
    alone. Where several discounts, each rounded for itself, would take more off some units than these cost, a cent of
    them goes with the others (`Room`); a discount that the bucket has nothing of is left out.
    """
    item, quantity = share.item, share.quantity
    price = Room(bucket(item), share.line)
    tax = Room(sum(map(bucket, item.taxes)), share.line_tax)

    def part_of(room: Room, line: Adjustment | TaxLine, later: bool) -> int:
        amount = bucket(line)
        return room.take(amount, portion(amount, quantity, whole) if later else take(line))

    parts = []
    for adjustment in item.adjustments:
        later = adjustment.later
        if bucket(adjustment) or any(map(bucket, adjustment.taxes)):
            amount = part_of(price, adjustment, later)
            taxes = tuple([TaxShare(one, part_of(tax, one, later)) for one in adjustment.taxes])
            parts.append(AdjustmentShare(adjustment, amount, taxes))
    return replace(share, adjustments=tuple(parts))


def _shared(item: Item, quantity: int, whole: int, take: Portion, bucket: Portion) -> ItemShare:
    taxes = tuple([TaxShare(tax, take(tax.amounts)) for tax in item.taxes])
    share = ItemShare(item, quantity, take(item.line), taxes, ())
    if not item.adjustments:
        return share
    return with_discounts(
        share,
        whole,
        lambda part: bucket(part.line if isinstance(part, Item) else part.amounts),
        lambda part: take(part.amounts),
    )


def share_to_allocate(item: Item, quantity: int) -> ItemShare:
    """What the next `quantity` units carry onto a fulfillment order (D26); quantity ≤ available to fulfill."""
    if quantity == item.quantities.available_to_cancel:
        return _all_open(item, quantity)
    allocated, whole = item.quantities.allocated, item.quantities.net_ordered

    def take(amounts: Amounts) -> int:
        return portion_to_date(amounts.amount + amounts.returned, amounts.allocated, allocated, quantity, whole)

    return _shared(item, quantity, item.quantities.available_to_cancel, take, lambda amounts: amounts.open)


def _all_open(item: Item, quantity: int) -> ItemShare:
    """What all units carry that are left: everything that is open, so nothing is rounded and no cent goes elsewhere."""
    parts = []
    for adjustment in item.adjustments:
        amount, taxes = adjustment.amounts.open, _open_taxes(adjustment.taxes)
        if amount or any([share.amount for share in taxes]):
            parts.append(AdjustmentShare(adjustment, amount, taxes))
    return ItemShare(item, quantity, item.line.open, _open_taxes(item.taxes), tuple(parts))


def _open_taxes(lines: tuple[TaxLine, ...]) -> tuple[TaxShare, ...]:
    return tuple([TaxShare(line, line.amounts.open) for line in lines])


def share_to_cancel(item: Item, quantity: int) -> ItemShare:
    """What `quantity` open units take off the order (D23); quantity ≤ available to cancel."""
    whole = item.quantities.available_to_cancel
    return _shared(
        item, quantity, whole, lambda amounts: portion(amounts.open, quantity, whole), lambda amounts: amounts.open
    )


def share_to_return(item: Item, quantity: int) -> ItemShare:
    """What `quantity` fulfilled units take off the order when they come back (D23).

    Units that are on their way back (a return order) are still among those that carry what is returnable.
    """
    whole = item.quantities.fulfilled - item.quantities.returned
    return _shared(
        item,
        quantity,
        whole,
        lambda amounts: portion(amounts.returnable, quantity, whole),
        lambda amounts: amounts.returnable,
    )


def to_allocated(amounts: Amounts, share: int) -> Amounts:
    """Open → carried by a fulfillment order (a negative share goes back)."""
    return Amounts(amounts.amount, amounts.allocated + share, amounts.fulfilled, amounts.returned, amounts.ahead)


def to_fulfilled(amounts: Amounts, share: int) -> Amounts:
    """Carried by a fulfillment order that is now fulfilled."""
    return Amounts(amounts.amount, amounts.allocated, amounts.fulfilled + share, amounts.returned, amounts.ahead)


def to_canceled(amounts: Amounts, share: int) -> Amounts:
    """Off the order, before fulfillment."""
    return Amounts(amounts.amount - share, amounts.allocated, amounts.fulfilled, amounts.returned, amounts.ahead)


def to_returned(amounts: Amounts, share: int) -> Amounts:
    """Off the order, after fulfillment."""
    return Amounts(
        amounts.amount - share, amounts.allocated, amounts.fulfilled, amounts.returned + share, amounts.ahead
    )


def to_arrived(amounts: Amounts, share: int) -> Amounts:
    """Credited ahead of the fulfillment of its units (a share below zero), which are fulfilled now."""
    return Amounts(amounts.amount, amounts.allocated, amounts.fulfilled, amounts.returned, amounts.ahead + share)


def moved(item: Item, share: ItemShare, move: Move, quantities: Quantities | None = None) -> Item:
    """The item after `move` put the share's amounts into other buckets, with the quantities that the caller gives.

    The share may have been taken from an earlier state of the same item: lines are matched by id.
    """
    adjustments = item.adjustments
    if adjustments:
        parts = {part.adjustment.id: part for part in share.adjustments}
        adjustments = tuple([_moved_adjustment(one, parts.get(one.id), move) for one in adjustments])
    return replace(
        item,
        quantities=quantities or item.quantities,
        line=move(item.line, share.line),
        taxes=_moved_taxes(item.taxes, share.taxes, move),
        adjustments=adjustments,
    )


def _moved_taxes(lines: tuple[TaxLine, ...], shares: tuple[TaxShare, ...], move: Move) -> tuple[TaxLine, ...]:
    if not shares:
        return lines
    amounts = {share.tax.id: share.amount for share in shares}
    return tuple(
        [replace(line, amounts=move(line.amounts, amounts[line.id])) if line.id in amounts else line for line in lines]
    )


def _moved_adjustment(adjustment: Adjustment, share: AdjustmentShare | None, move: Move) -> Adjustment:
    if share is None:
        return adjustment
    return replace(
        adjustment,
        amounts=move(adjustment.amounts, share.amount),
        taxes=_moved_taxes(adjustment.taxes, share.taxes, move),
    )
