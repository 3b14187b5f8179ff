"""Turn the difference between two states of an order into statements: the only way a summary changes.

Statuses, and rollups of amounts that changed, are computed here, from the rules, so no use case can forget one; a
status that changed leaves its platform event. What says where the units stand and what sums up the amounts are
statements of their own: most changes move units and leave every amount as it is.
"""

from __future__ import annotations

from collections import defaultdict

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.order_state import PRODUCT, Adjustment, Amounts, Item, OrderState, TaxLine, with_items
from omscli.domain.rollups import (
    HeaderRollup,
    roll_up_adjustment_group,
    roll_up_delivery_group,
    roll_up_header,
    roll_up_item,
)
from omscli.domain.statuses import header_status, item_status
from omscli.domain.values import replace
from omscli.services.events import record_event
from omscli.services.item_rows import insert_adjustment, insert_item
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store.order_states import (
    SQL_SET_PRODUCT_LINES,
    SQL_UPDATE_ADJUSTMENT,
    SQL_UPDATE_GROUP,
    SQL_UPDATE_ITEM,
    SQL_UPDATE_ITEM_TOTALS,
    SQL_UPDATE_PROMOTION,
    SQL_UPDATE_STANDING,
    SQL_UPDATE_TAX,
    SQL_UPDATE_TOTALS,
)


class Change:
    """One order under change: the state as it was read, the state now, and the numbering of its new records."""

    __slots__ = ("_batch", "_before", "_n", "order_key", "scene", "state", "summary_id", "totals")

    def __init__(self, batch: Batch, scene: Scene, state: OrderState) -> None:
        self._batch = batch
        self._before = state
        self._n = state.last_n
        self.scene = scene
        self.state = state
        self.order_key = state.order_key
        self.summary_id = encode(PREFIXES["OrderSummary"], child_key(state.order_key, 0))
        self.totals: HeaderRollup | None = None
        """The order's totals, once `finish` has stored other ones."""

    def new_id(self) -> int:
        """The key of the order's next record."""
        self._n += 1
        return child_key(self.order_key, self._n)

    def set_items(self, items: dict[int, Item]) -> None:
        """Put changed items (by id) into the state; an id that it does not have is an item that is added."""
        if items:
            self.state = replace(self.state, items=with_items(self.state.items, items))

    def event(self, type_: str, **payload: object) -> None:
        """Record a platform event of this order."""
        record_event(self._batch, self.scene, self.order_key, self.new_id(), type_, payload)

    def finish(self) -> str:
        """Store what differs, with every rollup and status; answers the header status that follows."""
        before, after = self._before, self.state
        held = after.suspended or after.active_exceptions > 0
        status = header_status(after.items, approved=after.approved, held=held)
        if status != before.status:
            old, new = before.status, status
            self.event("OrderSumStatusChangedEvent", OldStatus=old, NewStatus=new, OrderSummaryId=self.summary_id)
        after = self.state = replace(after, status=status, last_n=self._n)
        if after == before:
            return status
        self._batch.run(
            SQL_UPDATE_STANDING,
            status,
            int(after.suspended),
            after.active_exceptions,
            after.routing_attempts,
            int(after.approved),
            self.scene.now,
            after.last_n,
            after.order_key,
        )
        repriced = _update_items(self._batch, before, after) if after.items is not before.items else []
        if repriced:
            self.totals = _update_totals(self._batch, after, repriced)
        return status


def _update_items(batch: Batch, before: OrderState, after: OrderState) -> list[Item]:
    """Store the items that changed or were added; answers those of which an amount is another than before.

    A free delivery charge may lose price and discount, and its total stays 0: so every amount is looked at.
    """
    old = {item.id: item for item in before.items}
    repriced = []
    for item in after.items:
        former = old.get(item.id)
        if former is None:
            insert_item(batch, after.order_key, item)
            repriced.append(item)
        elif former is not item and former != item and _update_item(batch, after.order_key, former, item):
            repriced.append(item)
    return repriced


def _update_item(batch: Batch, order_key: int, old: Item, item: Item) -> bool:
    q, line = item.quantities, item.line
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
        line.amount,
        line.allocated,
        line.fulfilled,
        line.returned,
        order_key,
        item.id,
    )
    repriced = line.amount != old.line.amount
    repriced |= _update_taxes(batch, order_key, old.taxes, item.taxes)
    if item.adjustments != old.adjustments:
        repriced |= _update_adjustments(batch, order_key, old, item)
    if repriced:
        rollup = roll_up_item(item)
        batch.run(
            SQL_UPDATE_ITEM_TOTALS,
            rollup.line_tax,
            rollup.adjustment,
            rollup.adjustment_tax,
            rollup.distributed,
            rollup.distributed_tax,
            order_key,
            item.id,
        )
    return repriced


def _update_adjustments(batch: Batch, order_key: int, old: Item, item: Item) -> bool:
    repriced = False
    former = {adjustment.id: adjustment for adjustment in old.adjustments}
    for adjustment in item.adjustments:
        before, amounts = former.get(adjustment.id), adjustment.amounts
        if before is None:
            insert_adjustment(batch, order_key, item, adjustment)
            repriced = True
            continue
        if before.amounts != amounts:
            batch.run(SQL_UPDATE_ADJUSTMENT, *_buckets(amounts), order_key, adjustment.id)
            repriced |= before.amounts.amount != amounts.amount
        repriced |= _update_taxes(batch, order_key, before.taxes, adjustment.taxes)
    return repriced


def _update_taxes(batch: Batch, order_key: int, old: tuple[TaxLine, ...], taxes: tuple[TaxLine, ...]) -> bool:
    """Store the tax lines that changed; a line keeps its taxes, in their order."""
    repriced = False
    for before, tax in zip(old, taxes, strict=True):
        if before.amounts != tax.amounts:
            batch.run(SQL_UPDATE_TAX, *_buckets(tax.amounts), order_key, tax.id)
            repriced |= before.amounts.amount != tax.amounts.amount
    return repriced


def _update_totals(batch: Batch, state: OrderState, repriced: list[Item]) -> HeaderRollup:
    """The rollups of the order, its delivery groups and its promotions, since amounts of these items changed."""
    totals = roll_up_header(state.items)
    if any(item.added and item.type == PRODUCT for item in repriced):
        batch.run(SQL_SET_PRODUCT_LINES, sum(item.type == PRODUCT for item in state.items), state.order_key)
    batch.run(SQL_UPDATE_TOTALS, *totals.columns(), state.order_key)
    for group_id in sorted({item.group_id for item in repriced}):
        members = [item for item in state.items if item.group_id == group_id]
        batch.run(SQL_UPDATE_GROUP, *roll_up_delivery_group(members), state.order_key, group_id)
    promotions: dict[int, list[Adjustment]] = defaultdict(list)
    for item in state.items:
        for adjustment in item.adjustments:
            if adjustment.group_id is not None:
                promotions[adjustment.group_id].append(adjustment)
    for promotion_id in sorted(promotions):
        promotion = roll_up_adjustment_group(promotions[promotion_id])
        batch.run(SQL_UPDATE_PROMOTION, *promotion, state.order_key, promotion_id)
    return totals


def _buckets(amounts: Amounts) -> tuple[int, int, int, int, int]:
    return amounts.amount, amounts.allocated, amounts.fulfilled, amounts.returned, amounts.ahead
