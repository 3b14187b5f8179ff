"""Small orders as values, for tests of rules: `order(item("MUG", 3, 2997, taxes=[240], discounts=[-300]))`."""

from __future__ import annotations

from dataclasses import replace

from omscli.domain.ids import child_key
from omscli.domain.order_state import (
    DELIVERY_CHARGE,
    PRODUCT,
    Adjustment,
    Amounts,
    Item,
    OrderState,
    Quantities,
    TaxLine,
)
from omscli.domain.shares import moved, share_to_allocate, to_allocated, to_fulfilled

KEY = 42
GROUPS = {"A": 11, "B": 12, "C": 13}


def item(sku, units, amount, *, taxes=(), discounts=(), group="A", kind=PRODUCT, implied=False):
    """A line; a discount is an amount, or (amount, its taxes, whether it is order level)."""
    return (sku, units, amount, taxes, discounts, GROUPS[group], kind, implied)


def shipping(amount, *, taxes=(), discounts=(), group="A", sku="SHIPPING"):
    return item(sku, 1, amount, taxes=taxes, discounts=discounts, group=group, kind=DELIVERY_CHARGE)


def order(*items, currency="USD", life_cycle="MANAGED", locale="Net"):
    numbers = iter(range(100, 1 << 20))

    def new():
        return child_key(KEY, next(numbers))

    def tax(amount, implied):
        return TaxLine(new(), Amounts(amount), "Tax", "Estimated", "0.08", 0, implied, new())

    def discount(value, implied):
        amount, taxes, header = value if isinstance(value, tuple) else (value, (), False)
        own = tuple(tax(one, implied) for one in taxes)
        return Adjustment(new(), 21 if header else None, header, "SPRING", Amounts(amount), own, new())

    made = []
    for number, (sku, units, amount, taxes, discounts, group, kind, implied) in enumerate(items, start=1):
        made.append(
            Item(
                original_id=new(),
                id=new(),
                group_id=group,
                product_id=number,
                sku=sku,
                description=None,
                type=kind,
                line_number=number,
                unit_price=amount // units,
                gross_unit_price=None,
                pricebook_entry_id=None,
                quantities=Quantities(units),
                line=Amounts(amount),
                adjustments=tuple(discount(one, implied) for one in discounts),
                taxes=tuple(tax(one, implied) for one in taxes),
            )
        )
    return OrderState(
        order_key=KEY,
        order_number="WEB-1",
        reference="WEB-1",
        currency=currency,
        tax_locale=locale,
        life_cycle=life_cycle,
        status="Approved",
        approved=True,
        suspended=False,
        active_exceptions=0,
        routing_attempts=0,
        account_id=1,
        contact_id=None,
        last_n=900,
        items=tuple(made),
    )


def with_item(state, changed):
    return replace(state, items=tuple(changed if old.id == changed.id else old for old in state.items))


def allocated(state, sku, units):
    """The order after units of the first line of a SKU went onto a fulfillment order, and their share."""
    line = next(one for one in state.items if one.sku == sku)
    share = share_to_allocate(line, units)
    after = moved(line, share, to_allocated)
    counts = replace(after.quantities, allocated=after.quantities.allocated + units)
    return with_item(state, replace(after, quantities=counts)), share


def fulfilled(state, share):
    """The order after the units of an allocated share were fulfilled."""
    line = next(one for one in state.items if one.id == share.item.id)
    after = moved(line, share, to_fulfilled)
    counts = after.quantities
    counts = replace(counts, shipped=counts.shipped + share.quantity, fulfilled=counts.fulfilled + share.quantity)
    return with_item(state, replace(after, quantities=counts))


def sent(state, **units):
    """The order after units of SKUs were allocated and fulfilled; without names, all of it."""
    wanted = units or {one.sku: one.quantities.available_to_cancel for one in state.items}
    for sku, count in wanted.items():
        state, share = allocated(state, sku, count)
        state = fulfilled(state, share)
    return state


def all_sent(state):
    """The order after everything of it was allocated and fulfilled, line by line."""
    for line in state.items:
        units = line.quantities.available_to_cancel
        share = share_to_allocate(line, units)
        counts = replace(line.quantities, allocated=units, shipped=units, fulfilled=units)
        after = moved(moved(line, share, to_allocated), share, to_fulfilled)
        state = with_item(state, replace(after, quantities=counts))
    return state
