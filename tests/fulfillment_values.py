"""Items and fulfillment orders as plain values, for tests of the rules: amounts in minor units, no store."""

from __future__ import annotations

from itertools import count

from omscli.domain.allocation import PlannedFulfillmentOrder
from omscli.domain.fulfillment_order import (
    ALLOCATED,
    CarriedAdjustment,
    CarriedTax,
    FulfillmentOrder,
    Line,
)
from omscli.domain.order_state import (
    DELIVERY_CHARGE,
    PRODUCT,
    Adjustment,
    Amounts,
    Item,
    Quantities,
    TaxLine,
)
from omscli.domain.shares import TaxShare

_ids = count(1000)


def tax_line(amount: int) -> TaxLine:
    return TaxLine(next(_ids), Amounts(amount), "Sales tax", "Estimated", None, 0, False, None)


def product(
    sku: str = "A",
    units: int = 1,
    price: int = 1000,
    *,
    taxes: tuple[int, ...] = (),
    discounts: tuple[tuple[int, tuple[int, ...]], ...] = (),
    product_id: int | None = None,
    type_: str = PRODUCT,
) -> Item:
    """An item nothing has happened to; `discounts` are (amount, taxes), zero or less."""
    adjustments = tuple(
        Adjustment(next(_ids), None, False, "SPRING10", Amounts(amount), tuple(map(tax_line, own)), None)
        for amount, own in discounts
    )
    key = next(_ids)
    return Item(
        key,
        1,
        product_id if product_id is not None else sum(map(ord, sku)),
        sku,
        None,
        type_,
        1,
        price,
        None,
        key,
        None,
        Quantities(units),
        Amounts(price * units),
        adjustments,
        tuple(map(tax_line, taxes)),
    )


def delivery_charge(price: int = 499, taxes: tuple[int, ...] = ()) -> Item:
    return product("SHIPPING", 1, price, taxes=taxes, type_=DELIVERY_CHARGE)


def made(planned: PlannedFulfillmentOrder, number: str = "FO-0000001", *, invoiced: bool = False) -> FulfillmentOrder:
    """A planned fulfillment order as the store would hold it."""
    lines = tuple(
        Line(
            next(_ids),
            share.item.id,
            share.item.product_id,
            share.item.sku,
            share.item.type,
            share.quantity,
            0,
            share.line,
            _carried(share.taxes),
            tuple(
                CarriedAdjustment(next(_ids), part.adjustment.id, part.amount, _carried(part.taxes))
                for part in share.adjustments
            ),
        )
        for share in planned.shares
    )
    return FulfillmentOrder(next(_ids), number, planned.location_id, ALLOCATED, invoiced, lines)


def _carried(taxes: tuple[TaxShare, ...]) -> tuple[CarriedTax, ...]:
    return tuple(CarriedTax(next(_ids), share.tax.id, share.amount) for share in taxes)


def amounts_of(item: Item) -> list[Amounts]:
    """Every amount of an item: line, taxes, discounts and their taxes."""
    found = [item.line, *(tax.amounts for tax in item.taxes)]
    for adjustment in item.adjustments:
        found += [adjustment.amounts, *(tax.amounts for tax in adjustment.taxes)]
    return found


def carried_by(orders: list[FulfillmentOrder], item: Item) -> list[int]:
    """What the lines of the fulfillment orders carry of each amount of an item, in the order of `amounts_of`."""
    lines = [line for order in orders for line in order.lines if line.item_id == item.id]
    taxes: dict[int, int] = {}
    adjustments: dict[int, int] = {}
    for line in lines:
        for part in line.adjustments:
            adjustments[part.adjustment_id] = adjustments.get(part.adjustment_id, 0) + part.amount
        for tax in [*line.taxes, *(tax for part in line.adjustments for tax in part.taxes)]:
            taxes[tax.tax_id] = taxes.get(tax.tax_id, 0) + tax.amount
    found = [sum(line.amount for line in lines), *(taxes.get(tax.id, 0) for tax in item.taxes)]
    for adjustment in item.adjustments:
        found.append(adjustments.get(adjustment.id, 0))
        found += [taxes.get(tax.id, 0) for tax in adjustment.taxes]
    return found
