"""The rows of return orders, and their events."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.change_values import ChangedItem, Fee
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import DELIVERY_CHARGE, FEE, PRODUCT, Item
from omscli.domain.return_orders import CATEGORIES, Arrived, ReturnLine, ReturnOrder
from omscli.domain.shares import ItemShare
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.return_orders import SQL_ADD_RETURN_TOTALS, SQL_PROCESS_LINE, SQL_SET_RETURN_STATUS

Amounts = tuple[int, int, int, int]
"""A line's amount, its tax, its discounts, their tax."""


def status_event(change: Change, id_: int, number: str, old: str | None, new: str) -> None:
    """A return order has another status."""
    change.event(
        "ReturnOrderStatusChangedEvent",
        ReturnOrderId=encode(PREFIXES["ReturnOrder"], id_),
        ReturnOrderNumber=number,
        OldStatus=old,
        NewStatus=new,
        NewStatusCategory=CATEGORIES[new],
    )


def set_status(batch: Batch, change: Change, order: ReturnOrder, status: str) -> None:
    """Give a return order another status."""
    category = CATEGORIES[status]
    closed = change.scene.now if category in ("Closed", "Canceled") else None
    batch.run(SQL_SET_RETURN_STATUS, status, category, closed, change.order_key, order.id)
    status_event(change, order.id, order.number, order.status, status)


def insert_goods(
    batch: Batch,
    change: Change,
    return_order_id: int,
    item: Item,
    units: int,
    reason: str,
    *,
    can_reduce: bool,
    split_from: int | None = None,
) -> int:
    """A line for units that are expected; answers its id."""
    id_ = change.new_id()
    batch.insert(
        "return_order_items",
        rows.return_order_items(
            order_key=change.order_key,
            id=id_,
            return_order_id=return_order_id,
            item_summary_id=item.id,
            order_item_id=item.original_id,
            product_id=item.product_id,
            stock_keeping_unit=item.sku,
            description=item.description,
            type=PRODUCT,
            quantity_expected=units,
            reason_for_return=reason,
            can_reduce_shipping=int(can_reduce),
            split_from_id=split_from,
        ),
    )
    return id_


def insert_fee(
    batch: Batch, change: Change, return_order_id: int, fee: Fee, product_id: int, reason: str, fee_for: int
) -> None:
    """A fee that is charged when goods of its line come back."""
    batch.insert(
        "return_order_items",
        rows.return_order_items(
            order_key=change.order_key,
            id=change.new_id(),
            return_order_id=return_order_id,
            product_id=product_id,
            stock_keeping_unit=fee.product,
            description=fee.description,
            type=FEE,
            quantity_expected=1,
            reason_for_return=reason,
            fee_for_id=fee_for,
            fee_type=fee.kind,
            fee_value=format(fee.value, "f"),
            fee_reason=fee.reason,
        ),
    )


def process_goods(
    batch: Batch, change: Change, line: ReturnLine, one: Arrived, share: ItemShare | None, item_id: int | None
) -> Amounts:
    """A line is processed: what became of it, and the amounts that its units took off the order."""
    amounts = (0, 0, 0, 0) if share is None else _amounts(share)
    plan = one.plan if one.returned else None
    batch.run(
        SQL_PROCESS_LINE, item_id, one.received, one.rejected, one.returned, one.canceled, one.rejection_reason, plan,
        *amounts, change.order_key, line.id,
    )  # fmt: skip
    if share is not None:
        _insert_parts(batch, change, line.id, share)
    return amounts


def process_fee(
    batch: Batch, change: Change, line: ReturnLine, share: ItemShare | None, item_id: int | None
) -> Amounts:
    """A fee is charged (its share is negative, it comes onto the order), or is not charged any more."""
    amounts = (0, 0, 0, 0) if share is None else _amounts(share)
    returned, canceled = (0, 1) if share is None else (1, 0)
    batch.run(SQL_PROCESS_LINE, item_id, 0, 0, returned, canceled, None, None, *amounts, change.order_key, line.id)
    return amounts


def insert_delivery(
    batch: Batch, change: Change, return_order_id: int, line: ChangedItem, reason: str, item_id: int
) -> Amounts:
    """The part of a delivery charge that went back with goods: a line that is processed as it is made."""
    share = line.share
    amounts = _amounts(share)
    id_ = change.new_id()
    batch.insert(
        "return_order_items",
        rows.return_order_items(
            order_key=change.order_key,
            id=id_,
            return_order_id=return_order_id,
            item_summary_id=share.item.id,
            order_item_id=share.item.original_id,
            change_order_item_id=item_id,
            product_id=share.item.product_id,
            stock_keeping_unit=share.item.sku,
            description=share.item.description,
            type=DELIVERY_CHARGE,
            reason_for_return=reason,
            is_processed=1,
            total_line_amount=amounts[0],
            total_line_tax_amount=amounts[1],
            total_adjustment_amount=amounts[2],
            total_adjustment_tax_amount=amounts[3],
        ),
    )
    _insert_parts(batch, change, id_, share)
    return amounts


def add_totals(
    batch: Batch,
    change: Change,
    id_: int,
    goods: Sequence[Amounts],
    delivery: Sequence[Amounts],
    fees: Sequence[Amounts],
) -> None:
    """What was processed counts in the return order's totals."""
    line, line_tax, adjustment, adjustment_tax = (sum(one[at] for one in goods) for at in range(4))
    charge, charge_tax = sum(one[0] + one[2] for one in delivery), sum(one[1] + one[3] for one in delivery)
    fee, fee_tax = sum(one[0] for one in fees), sum(one[1] for one in fees)
    total, tax = line + adjustment + charge + fee, line_tax + adjustment_tax + charge_tax + fee_tax
    batch.run(
        SQL_ADD_RETURN_TOTALS, line, line_tax, adjustment, adjustment_tax, charge, charge_tax, fee, fee_tax,
        total, tax, total + tax, change.order_key, id_,
    )  # fmt: skip


def _amounts(share: ItemShare) -> Amounts:
    return share.line, share.line_tax, share.adjustment, share.adjustment_tax


def _insert_parts(batch: Batch, change: Change, line_id: int, share: ItemShare) -> None:
    for tax in share.taxes:
        _insert_tax(batch, change, line_id, None, tax.tax.id, tax.tax.name, tax.tax.type, tax.amount, tax.tax.implied)
    for part in share.adjustments:
        id_ = change.new_id()
        batch.insert(
            "return_order_item_adjustments",
            rows.return_order_item_adjustments(
                order_key=change.order_key,
                id=id_,
                return_order_item_id=line_id,
                adjustment_summary_id=part.adjustment.id,
                amount=part.amount,
            ),
        )
        for tax in part.taxes:
            own = tax.tax
            _insert_tax(batch, change, line_id, id_, own.id, own.name, own.type, tax.amount, own.implied)


def _insert_tax(
    batch: Batch, change: Change, line_id: int, adjustment: int | None, tax_id: int, name: str, type_: str, amount: int,
    implied: bool,
) -> None:  # fmt: skip
    batch.insert(
        "return_order_item_taxes",
        rows.return_order_item_taxes(
            order_key=change.order_key,
            id=change.new_id(),
            return_order_item_id=line_id,
            return_order_item_adjustment_id=adjustment,
            tax_summary_id=tax_id,
            name=name,
            type=type_,
            amount=amount,
            is_implied=int(implied),
        ),
    )
