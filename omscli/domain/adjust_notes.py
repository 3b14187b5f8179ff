"""What `--explain` tells of a price adjustment: the numbers that the rules of `adjusting.py` decided by (spec §2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.adjust_refusals import Mode
from omscli.domain.discounts import Discount
from omscli.domain.explained import Amount, Explained, Notes, amounts
from omscli.domain.order_state import Item

_ALLOCATED = {
    "disallowed": "units in fulfillment are left out",
    "in-fulfillment": "units in fulfillment have a change order of their own",
    "pre-fulfillment": "units in fulfillment join the change order of the open units",
}
_SIZES = {
    "Percentage": "the percentage of TotalPrice and of TotalTaxAmount, each rounded once",
    "AmountWithoutTax": "the amount before tax; the tax falls in the same proportion",
    "AmountWithTax": "the amount with tax, split into price and tax in proportion",
}


def note_adjustment(
    notes: Notes,
    item: Item,
    discount: Discount,
    allocated: Mode,
    units: Mapping[str, int],
    size: tuple[int, int],
) -> None:
    """How the discount on an item came to its size, and which units carry it; `units` by group."""
    counts = tuple((name.title(), units.get(name, 0)) for name in ("pre", "in", "post"))
    notes.append(Explained("groups of units", _ALLOCATED[allocated], "spec §2.6", counts, item.id))
    net, tax = size
    numbers = amounts(TotalPrice=item.total_price, TotalTaxAmount=item.total_tax, Discount=net, DiscountTax=tax)
    notes.append(Explained(discount.kind, _SIZES[discount.kind], "spec §2.6; D22", numbers, item.id))


def note_part(notes: Notes, item: Item, group: str, units: int, nets: Sequence[int], taxes: int) -> None:
    """What a change order carries of an item's discount."""
    says = f"spread evenly per unit, none beyond what it has: the {group}-fulfillment change order"
    numbers: tuple[tuple[str, Amount | int], ...] = (("Units", units), *amounts(Discount=sum(nets), DiscountTax=taxes))
    notes.append(Explained("spread over units", says, "D24; spec §2.6", numbers, item.id))
