"""Add to an order that stands: new lines (products, delivery charges, fees) and more units of a line (spec §1.4, §2.4).

A change order that adds holds positive deltas. A new line is an item summary whose original is the change order's own
line, so its records are written once and nothing of them is a difference to something earlier; more units of a line are
deltas of the line, as canceled units are, with the other sign. Either way QuantityOrdered is what was ordered plus what
was added, and what is added is open: on no fulfillment order, and not fulfilled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omscli.domain.changes import ChangedItem, ChangePlan
from omscli.domain.order_state import Adjustment, Amounts, Item, Quantities, TaxLine
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare, moved, to_canceled
from omscli.domain.values import dataclass, replace

ADD = "Add"
"""The change type of what a change order adds: the reference has none for it, so this is ours."""

NewId = Callable[[], int]


@dataclass(frozen=True, slots=True)
class NewTax:
    """A tax line of a new line, or of one of its discounts, in minor units."""

    amount: int
    name: str
    type: str = "Estimated"
    rate: str | None = None
    implied: bool = False


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    """A discount of a new line (below zero) with its taxes; `group_id` is a promotion that the order has."""

    amount: int
    name: str
    taxes: tuple[NewTax, ...] = ()
    group_id: int | None = None
    header: bool = False


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line that is to be added to an order: what it is, how many units, and what they cost in all."""

    group_id: int
    product_id: int
    sku: str
    type: str
    units: int
    unit_price: int
    line: int
    taxes: tuple[NewTax, ...] = ()
    adjustments: tuple[NewAdjustment, ...] = ()
    description: str | None = None
    gross_unit_price: int | None = None
    pricebook_entry_id: int | None = None


def add_item(new: NewItem, line_number: int, now: int, new_id: NewId) -> ChangedItem:
    """The line of a change order that adds an item; its share's item is the item summary as it starts.

    The summary's key is taken before that of its original: so an item that was added is known by its keys
    (`Item.added`).
    """
    item_id = new_id()
    item = Item(
        item_id,
        new.group_id,
        new.product_id,
        new.sku,
        new.description,
        new.type,
        line_number,
        new.unit_price,
        new.gross_unit_price,
        new_id(),
        new.pricebook_entry_id,
        Quantities(new.units),
        Amounts(new.line),
        tuple(_adjustment(part, now, new_id) for part in new.adjustments if part.amount),
        _taxes(new.taxes, now, new_id),
    )
    return ChangedItem(ADD, _negative(_all_of(item)), {}, added=True)


def more_units(item: Item, share: ItemShare) -> ChangedItem:
    """The line of a change order that adds units to an item: `share` is what they carry, positive."""
    return ChangedItem(ADD, _negative(replace(share, item=item)))


def plan_addition(lines: Sequence[ChangedItem]) -> ChangePlan:
    """The change order that adds these lines. Nothing that is added was fulfilled, so it is pre-fulfillment."""
    return ChangePlan(ADD, True, tuple(lines), {line.share.item.id: _after(line) for line in lines}, ())


def last_line_number(items: Sequence[Item]) -> int:
    """The highest line number of an order's items: new lines count on from it."""
    return max((item.line_number for item in items), default=0)


def _after(line: ChangedItem) -> Item:
    """The item with what was added; a new one starts with it."""
    item, share = line.share.item, line.share
    if line.added:
        return item
    quantities = replace(item.quantities, ordered=item.quantities.ordered - share.quantity)
    return moved(item, share, to_canceled, quantities)


def _adjustment(new: NewAdjustment, now: int, new_id: NewId) -> Adjustment:
    taxes = _taxes(new.taxes, now, new_id)
    return Adjustment(new_id(), new.group_id, new.header, new.name, Amounts(new.amount), taxes, new_id())


def _taxes(new: Sequence[NewTax], now: int, new_id: NewId) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(new_id(), Amounts(tax.amount), tax.name, tax.type, tax.rate, now, tax.implied, new_id())
        for tax in new
        if tax.amount
    )


def _all_of(item: Item) -> ItemShare:
    parts = tuple(AdjustmentShare(part, part.amounts.amount, _tax_shares(part.taxes)) for part in item.adjustments)
    return ItemShare(item, item.quantities.ordered, item.line.amount, _tax_shares(item.taxes), parts)


def _tax_shares(lines: Sequence[TaxLine]) -> tuple[TaxShare, ...]:
    return tuple(TaxShare(line, line.amounts.amount) for line in lines)


def _negative(share: ItemShare) -> ItemShare:
    """What is added, as a share of what goes off: negative (D12)."""
    return replace(
        share,
        quantity=-share.quantity,
        line=-share.line,
        taxes=tuple(replace(tax, amount=-tax.amount) for tax in share.taxes),
        adjustments=tuple(
            replace(
                part,
                amount=-part.amount,
                taxes=tuple(replace(tax, amount=-tax.amount) for tax in part.taxes),
            )
            for part in share.adjustments
        ),
    )
