"""Write a change of an order as a change order: negative deltas beside the original, which is never touched (D12).

A change order has one line for every changed item, with the item's share of each discount and each tax line, and one
`OrderItemSummaryChange` a line that says what was changed and why (spec §1.3, §1.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from omscli.domain.changes import ChangedItem, ChangePlan, ChangeRequest
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import format_minor
from omscli.domain.numbers import human_number
from omscli.domain.shares import AdjustmentShare, TaxShare
from omscli.domain.values import dataclass
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.change_orders import Background, Earlier

ACTIVATED = "Activated"

Adds = Mapping[int, int | None] | None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a change order of a file is known by: its reference, and the hash of what was asked for; one that was typed,
    by its id, where the run that made it was interrupted.
    """

    reference: str | None = None
    content_hash: str | None = None
    change_order_id: int | None = None


class ChangeOrderWriter:
    """Writes the change orders of a chunk of orders into one batch."""

    def __init__(self, batch: Batch, background: Background) -> None:
        self._batch = batch
        self._background = background
        self.item_ids: list[int] = []
        """The lines of the change order that was written last."""

    def write(self, change: Change, plan: ChangePlan, request: ChangeRequest, identity: Identity) -> Earlier:
        """The rows of a change order and its event; the order's state is the caller's to store."""
        key = change.order_key
        earlier = self._background.earlier.setdefault(key, [])
        id_ = change.new_id()
        written = Earlier(id_, human_number("Order", key, len(earlier) + 1), identity.reference, identity.content_hash)
        earlier.append(written)
        self._header(change, plan, written)
        self.item_ids = []
        for number, line in enumerate(plan.lines, start=1):
            item_id = self._item(change, line, id_, number)
            self.item_ids.append(item_id)
            self._reason(change, plan, request, line, (id_, item_id))
        change.event(
            "ChangeOrderCreatedEvent",
            OrderSummaryId=encode(PREFIXES["OrderSummary"], child_key(key, 0)),
            ChangeOrderId=encode(PREFIXES["Order"], id_),
            OrderNumber=written.order_number,
            ChangeType=plan.change_type,
            GrandTotalAmount=format_minor(-plan.grand_total, change.state.currency),
        )
        return written

    def _header(self, change: Change, plan: ChangePlan, written: Earlier) -> None:
        original = self._background.originals[change.order_key]
        now = change.scene.now
        self._batch.insert(
            "orders",
            rows.orders(
                order_key=change.order_key,
                id=written.id,
                related_order_id=original.id,
                related_order_type="ChangeOrder",
                order_number=written.order_number,
                order_reference_number=written.reference,
                account_id=original.account_id,
                bill_to_contact_id=original.contact_id,
                sales_channel_id=original.sales_channel_id,
                pricebook_id=original.pricebook_id,
                currency_iso_code=original.currency,
                tax_locale_type=original.tax_locale,
                status=ACTIVATED,
                status_code=ACTIVATED,
                ordered_date=now,
                effective_date=datetime.fromtimestamp(now // 1000, UTC).date().isoformat(),
                business_model=original.business_model,
                order_life_cycle_type=original.life_cycle,
                source_process=original.source_process,
                total_amount=-plan.total,
                total_tax_amount=-plan.total_tax,
                grand_total_amount=-plan.grand_total,
                content_hash=written.content_hash,
                created_date=now,
            ),
        )

    def _item(self, change: Change, line: ChangedItem, change_order_id: int, number: int) -> int:
        share, item = line.share, line.share.item
        id_ = item.original_id if line.added else change.new_id()
        self._batch.insert(
            "order_items",
            rows.order_items(
                order_key=change.order_key,
                id=id_,
                order_id=change_order_id,
                delivery_group_id=self._background.delivery_groups[item.group_id],
                related_order_item_id=None if line.added else item.original_id,
                product_id=item.product_id,
                pricebook_entry_id=item.pricebook_entry_id,
                line_number=number,
                type=item.type,
                quantity=-share.quantity,
                unit_price=item.unit_price,
                gross_unit_price=item.gross_unit_price,
                total_line_amount=-share.line,
                description=item.description,
            ),
        )
        for tax in share.taxes:
            self._tax(change, tax, id_, None, line.adds if line.added else None)
        for adjustment in share.adjustments:
            self._adjustment(change, adjustment, id_, line.adds)
        return id_

    def _adjustment(self, change: Change, share: AdjustmentShare, item_id: int, adds: Adds) -> None:
        group_id, original_id = share.adjustment.group_id, share.adjustment.original_id
        if not share.amount and not any(tax.amount for tax in share.taxes):
            return
        id_ = change.new_id() if adds is None or original_id is None else original_id
        self._batch.insert(
            "order_item_adjustments",
            rows.order_item_adjustments(
                order_key=change.order_key,
                id=id_,
                order_item_id=item_id,
                adjustment_group_id=None if group_id is None else self._background.promotions[group_id],
                related_adjustment_id=original_id if adds is None else None,
                name=share.adjustment.name,
                amount=-share.amount,
            ),
        )
        for tax in share.taxes:
            self._tax(change, tax, item_id, id_, adds)

    def _tax(self, change: Change, share: TaxShare, item_id: int, adjustment_id: int | None, adds: Adds) -> None:
        original_id = share.tax.original_id
        if not share.amount:
            return
        self._batch.insert(
            "order_item_taxes",
            rows.order_item_taxes(
                order_key=change.order_key,
                id=change.new_id() if adds is None or original_id is None else original_id,
                order_item_id=item_id,
                adjustment_id=adjustment_id,
                related_tax_id=original_id if adds is None else adds.get(original_id or 0),
                name=share.tax.name,
                type=share.tax.type,
                amount=-share.amount,
                rate=share.tax.rate,
                tax_effective_date=share.tax.effective,
                is_implied=int(share.tax.implied),
            ),
        )

    def _reason(
        self, change: Change, plan: ChangePlan, request: ChangeRequest, line: ChangedItem, ids: tuple[int, int]
    ) -> None:
        change_order_id, item_id = ids
        self._batch.insert(
            "order_item_summary_changes",
            rows.order_item_summary_changes(
                order_key=change.order_key,
                id=change.new_id(),
                item_summary_id=line.share.item.id,
                change_order_id=change_order_id,
                change_order_item_id=item_id,
                change_type=line.change_type,
                is_pre_fulfillment=int(plan.is_pre_fulfillment),
                reason=line.reason or request.reason,
                reason_for_change_text=request.reason_text,
                quantity=abs(line.share.quantity),
                created_date=change.scene.now,
            ),
        )
