"""The rows of what an order summary did not have: items that a change order adds, discounts that are given later."""

from __future__ import annotations

from typing import Any

from omscli.domain.order_state import Adjustment, Amounts, Item, TaxLine
from omscli.domain.rollups import roll_up_item
from omscli.domain.statuses import item_status
from omscli.services.unit import Batch
from omscli.store import rows


def insert_item(batch: Batch, order_key: int, item: Item) -> None:
    """An item that is added to its order, with its discounts and taxes; nothing of it is allocated yet."""
    rollup = roll_up_item(item)
    batch.insert(
        "order_item_summaries",
        rows.order_item_summaries(
            order_key=order_key,
            id=item.id,
            delivery_group_summary_id=item.group_id,
            original_order_item_id=item.original_id,
            product_id=item.product_id,
            pricebook_entry_id=item.pricebook_entry_id,
            stock_keeping_unit=item.sku,
            description=item.description,
            line_number=item.line_number,
            type=item.type,
            unit_price=item.unit_price,
            gross_unit_price=item.gross_unit_price,
            status=item_status(item.quantities),
            quantity_ordered=item.quantities.ordered,
            total_line_amount=rollup.line,
            total_line_tax_amount=rollup.line_tax,
            total_line_adjustment_amount=rollup.adjustment,
            total_line_adjustment_tax_amount=rollup.adjustment_tax,
            total_adjustment_dist_amount=rollup.distributed,
            total_adjustment_dist_tax_amount=rollup.distributed_tax,
        ),
    )
    for tax in item.taxes:
        _insert_tax(batch, order_key, item, tax, None)
    for adjustment in item.adjustments:
        insert_adjustment(batch, order_key, item, adjustment)


def insert_adjustment(batch: Batch, order_key: int, item: Item, adjustment: Adjustment) -> None:
    """A discount that the order did not have, with its taxes."""
    batch.insert(
        "order_item_adjustment_summaries",
        rows.order_item_adjustment_summaries(
            order_key=order_key,
            id=adjustment.id,
            item_summary_id=item.id,
            adjustment_group_summary_id=adjustment.group_id,
            original_adjustment_id=adjustment.original_id,
            is_header=int(adjustment.header),
            is_later=int(adjustment.later),
            name=adjustment.name,
            **_columns(adjustment.amounts),
        ),
    )
    for tax in adjustment.taxes:
        _insert_tax(batch, order_key, item, tax, adjustment.id)


def _insert_tax(batch: Batch, order_key: int, item: Item, tax: TaxLine, adjustment_id: int | None) -> None:
    batch.insert(
        "order_item_tax_summaries",
        rows.order_item_tax_summaries(
            order_key=order_key,
            id=tax.id,
            item_summary_id=item.id,
            adjustment_summary_id=adjustment_id,
            original_tax_id=tax.original_id,
            name=tax.name,
            type=tax.type,
            rate=tax.rate,
            tax_effective_date=tax.effective,
            is_implied=int(tax.implied),
            **_columns(tax.amounts),
        ),
    )


def _columns(amounts: Amounts) -> dict[str, Any]:
    return {
        "amount": amounts.amount,
        "allocated_amount": amounts.allocated,
        "fulfilled_amount": amounts.fulfilled,
        "returned_amount": amounts.returned,
        "ahead_amount": amounts.ahead,
    }
