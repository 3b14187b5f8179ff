"""What `--explain` tells of a cancel or a return: the numbers that the rules of `changes.py` decided by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omscli.domain.explained import Amount, Explained, Notes, amounts
from omscli.domain.order_state import Amounts, Quantities
from omscli.domain.shares import ItemShare
from omscli.domain.shipping_refund import ShippingRefund

AVAILABLE = {
    "Cancel": ("available to cancel", "units on a fulfillment order stay; of the others some go", "D10; spec §2.4"),
    "Return": ("available to return", "of the units that were fulfilled and did not come back", "spec §2.5"),
}
CONSEQUENCES = {
    "Cancel": ("what a cancel owes", "money captured for it becomes excess funds: no invoice, no credit memo", "D11"),
    "Return": ("what a return owes", "a credit memo is made of the change order, and refunded", "spec §2.5, §2.8"),
}
"""By change type: the rule, what it says, and where it stands."""


def note_change(
    notes: Notes,
    change_type: str,
    shares: Sequence[ItemShare],
    in_bucket: Callable[[Amounts], int],
    refund: ShippingRefund | None,
) -> None:
    """The rules of a change: which units go, what they carry, what of the delivery charges, and what follows."""
    for share in shares:
        rule, says, source = AVAILABLE[change_type]
        notes.append(Explained(rule, says, source, _units(change_type, share), share.item.id))
        notes.append(_note_share(share, in_bucket))
    if refund is not None:
        notes.append(_note_shipping(refund))
    total = sum(share.price + share.tax for share in (*shares, *(refund.shares if refund else ())))
    rule, says, source = CONSEQUENCES[change_type]
    notes.append(Explained(rule, says, source, amounts(GrandTotalAmount=total)))


def _units(change_type: str, share: ItemShare) -> tuple[tuple[str, int], ...]:
    q: Quantities = share.item.quantities
    if change_type == "Cancel":
        counts = (("Ordered", q.ordered), ("Canceled", q.canceled), ("Allocated", q.allocated))
        return (*counts, ("Available", q.available_to_cancel), ("Taken", share.quantity))
    back = (("Fulfilled", q.fulfilled), ("ReturnInitiated", q.return_initiated))
    return (*back, ("Available", q.available_to_return), ("Taken", share.quantity))


def _note_share(share: ItemShare, in_bucket: Callable[[Amounts], int]) -> Explained:
    """D23: the units carry their share of the line, of each discount and of each tax line, each rounded once."""
    item = share.item
    price = in_bucket(item.line) + sum(in_bucket(part.amounts) for part in item.adjustments)
    tax = sum(in_bucket(one.amounts) for one in item.taxes)
    tax += sum(in_bucket(one.amounts) for part in item.adjustments for one in part.taxes)
    says = "line, each discount and each tax shrink in proportion to the units; the last ones take the remainder"
    numbers = amounts(Price=price, TaxAmount=tax, TakenPrice=share.price, TakenTaxAmount=share.tax)
    return Explained("share of the units", says, "D23; spec §5.3", numbers, item.id)


def _note_shipping(refund: ShippingRefund) -> Explained:
    """D25: one pool over the delivery groups with changed items, spread by price."""
    part, whole = refund.ratio
    back = sum(share.price + share.tax for share in refund.shares)
    by_price = amounts(ChangedPrice=part, RemainingPrice=whole)
    by_units = (("ChangedUnits", part), ("RemainingUnits", whole))
    if refund.by_price:
        says = "the delivery charges of the groups with changed items are one pool, spread over their items by price"
    else:
        says = "all that remains in their groups is free: the pool of delivery charges is spread by units"
    base: tuple[tuple[str, Amount | int], ...] = by_price if refund.by_price else by_units
    numbers = (("Pool", Amount(refund.pool)), *base, ("Refunded", Amount(back)))
    return Explained("delivery charges", says, "D25; spec §5.4", numbers)
