"""Turn the difference between two states of an order into statements: the only way a summary changes.

Rollups and statuses are computed here, from the rules, at every change, so no use case can forget one; a status that
changed leaves its platform event.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.order_state import Adjustment, Amounts, Item, OrderState, TaxLine
from omscli.domain.rollups import (
    roll_up_adjustment_group,
    roll_up_delivery_group,
    roll_up_header,
    roll_up_item,
)
from omscli.domain.statuses import header_status, item_status
from omscli.domain.values import replace
from omscli.services.events import record_event
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.order_states import (
    SQL_UPDATE_ADJUSTMENT,
    SQL_UPDATE_GROUP,
    SQL_UPDATE_ITEM,
    SQL_UPDATE_PROMOTION,
    SQL_UPDATE_SUMMARY,
    SQL_UPDATE_TAX,
)


class Change:
    """One order under change: the state as it was read, the state now, and the numbering of its new records."""

    __slots__ = ("_batch", "_before", "_n", "scene", "state")

    def __init__(self, batch: Batch, scene: Scene, state: OrderState) -> None:
        self._batch = batch
        self._before = state
        self._n = state.last_n
        self.scene = scene
        self.state = state

    @property
    def order_key(self) -> int:
        """The order's key."""
        return self.state.order_key

    def new_id(self) -> int:
        """The key of the order's next record."""
        self._n += 1
        return child_key(self.state.order_key, self._n)

    def set_items(self, items: dict[int, Item]) -> None:
        """Put changed items (by id) into the state."""
        if items:
            merged = tuple(items.get(item.id, item) for item in self.state.items)
            self.state = replace(self.state, items=merged)

    def event(self, type_: str, **payload: object) -> None:
        """Record a platform event of this order."""
        record_event(self._batch, self.scene, self.order_key, self.new_id(), type_, payload)

    def finish(self) -> str:
        """Store what differs, with every rollup and status; answers the header status that follows."""
        before, after = self._before, self.state
        held = after.suspended or after.active_exceptions > 0
        status = header_status(after.items, approved=after.approved, held=held)
        if status != before.status:
            summary_id = encode(PREFIXES["OrderSummary"], child_key(after.order_key, 0))
            old, new = before.status, status
            self.event("OrderSumStatusChangedEvent", OldStatus=old, NewStatus=new, OrderSummaryId=summary_id)
        after = self.state = replace(after, status=status, last_n=self._n)
        if after == before:
            return status
        _update_items(self._batch, before, after)
        rollup = roll_up_header(after.items)
        self._batch.run(
            SQL_UPDATE_SUMMARY,
            status,
            int(after.suspended),
            after.active_exceptions,
            after.routing_attempts,
            int(after.approved),
            self.scene.now,
            *rollup.columns(),
            after.last_n,
            after.order_key,
        )
        return status


def _update_items(batch: Batch, before: OrderState, after: OrderState) -> None:
    old = {item.id: item for item in before.items}
    changed = [item for item in after.items if old.get(item.id) is not item and old.get(item.id) != item]
    for item in changed:
        _update_item(batch, after.order_key, old[item.id], item)
    money_changed = [item for item in changed if _left_of(item) != _left_of(old[item.id])]
    if money_changed:
        _update_groups(batch, after, money_changed)


def _left_of(item: Item) -> tuple[int, ...]:
    """What is left of every amount: a free delivery charge may lose price and discount, and its total stays 0."""
    discounts = [discount.amounts.amount for discount in item.adjustments]
    return item.line.amount, *discounts, *(tax.amounts.amount for tax in _all_taxes(item))


def _update_item(batch: Batch, order_key: int, old: Item, item: Item) -> None:
    q, rollup = item.quantities, roll_up_item(item)
    batch.run(
        SQL_UPDATE_ITEM,
        item_status(q),
        q.ordered,
        q.canceled,
        q.allocated,
        q.shipped,
        q.fulfilled,
        q.return_initiated,
        q.returned,
        q.reshipped,
        *_buckets(item.line),
        rollup.line_tax,
        rollup.adjustment,
        rollup.adjustment_tax,
        rollup.distributed,
        rollup.distributed_tax,
        order_key,
        item.id,
    )
    former = {adjustment.id: adjustment for adjustment in old.adjustments}
    known = {tax.id: tax for tax in _all_taxes(old)}
    for adjustment in item.adjustments:
        if adjustment.id not in former:
            _insert_adjustment(batch, order_key, item, adjustment)
            known |= {tax.id: tax for tax in adjustment.taxes}
        elif former[adjustment.id].amounts != adjustment.amounts:
            batch.run(
                SQL_UPDATE_ADJUSTMENT,
                *_buckets(adjustment.amounts),
                adjustment.amounts.ahead,
                order_key,
                adjustment.id,
            )
    for tax in _all_taxes(item):
        if known[tax.id].amounts != tax.amounts:
            batch.run(SQL_UPDATE_TAX, *_buckets(tax.amounts), tax.amounts.ahead, order_key, tax.id)


def _insert_adjustment(batch: Batch, order_key: int, item: Item, adjustment: Adjustment) -> None:
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
        batch.insert(
            "order_item_tax_summaries",
            rows.order_item_tax_summaries(
                order_key=order_key,
                id=tax.id,
                item_summary_id=item.id,
                adjustment_summary_id=adjustment.id,
                original_tax_id=tax.original_id,
                name=tax.name,
                type=tax.type,
                rate=tax.rate,
                tax_effective_date=tax.effective,
                is_implied=int(tax.implied),
                **_columns(tax.amounts),
            ),
        )


def _update_groups(batch: Batch, state: OrderState, changed: list[Item]) -> None:
    for group_id in sorted({item.group_id for item in changed}):
        members = [item for item in state.items if item.group_id == group_id]
        batch.run(SQL_UPDATE_GROUP, *roll_up_delivery_group(members), state.order_key, group_id)
    promotions: dict[int, list[Adjustment]] = defaultdict(list)
    for item in state.items:
        for adjustment in item.adjustments:
            if adjustment.group_id is not None:
                promotions[adjustment.group_id].append(adjustment)
    for promotion_id in sorted(promotions):
        totals = roll_up_adjustment_group(promotions[promotion_id])
        batch.run(SQL_UPDATE_PROMOTION, *totals, state.order_key, promotion_id)


def _all_taxes(item: Item) -> list[TaxLine]:
    return [*item.taxes, *(tax for adjustment in item.adjustments for tax in adjustment.taxes)]


def _buckets(amounts: Amounts) -> tuple[int, int, int, int]:
    return amounts.amount, amounts.allocated, amounts.fulfilled, amounts.returned


def _columns(amounts: Amounts) -> dict[str, Any]:
    return {
        "amount": amounts.amount,
        "allocated_amount": amounts.allocated,
        "fulfilled_amount": amounts.fulfilled,
        "returned_amount": amounts.returned,
        "ahead_amount": amounts.ahead,
    }
