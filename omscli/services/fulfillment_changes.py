"""One order whose fulfillment orders change: the difference is stored once, with rollups, movements and events.

Whatever happens to a fulfillment order (units off, shipped, exported, closed) goes through `FulfillmentChange`, so its
rollups, its status events and the quantities of its items are never forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from omscli.domain.deallocation import Reduction
from omscli.domain.fulfillment_order import (
    ALLOCATED,
    ASSIGNED,
    CarriedAdjustment,
    FulfillmentOrder,
    Line,
    roll_up,
    totals_of_line,
)
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import PRODUCT, Item, OrderState
from omscli.domain.statuses import FO_CATEGORIES
from omscli.services.numbering import Ledger
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.fulfillment import (
    SQL_UPDATE_FULFILLMENT_ORDER,
    SQL_UPDATE_FULFILLMENT_ORDER_TOTALS,
    SQL_UPDATE_LINE,
    SQL_UPDATE_LINE_ADJUSTMENT,
    SQL_UPDATE_LINE_AMOUNTS,
    SQL_UPDATE_LINE_TAX,
)


class FulfillmentChange:
    """An order under change with its fulfillment orders, as they were read and as they are now."""

    def __init__(
        self,
        batch: Batch,
        scene: Scene,
        state: OrderState,
        orders: Mapping[int, FulfillmentOrder],
        ledger: StockLedger,
    ) -> None:
        self.batch = batch
        self.scene = scene
        self.ledger = ledger
        self.change = Change(batch, scene, state)
        self._before = dict(orders)
        self.orders = dict(orders)

    @property
    def items(self) -> dict[int, Item]:
        """The order's items as they are now, by key."""
        return {item.id: item for item in self.change.state.items}

    def put(self, order: FulfillmentOrder, items: Mapping[int, Item] | None = None) -> None:
        """Take over a fulfillment order, and items by key, as a rule of the domain left them."""
        before = self.orders[order.id]
        if items:
            self.change.set_items(dict(items))
        self.orders[order.id] = order
        if order.status != before.status:
            status_event(self.change, order.id, before.status, order.status)

    def release(self, order: FulfillmentOrder, reductions: Iterable[Reduction], cause: str) -> None:
        """Movements and quantity events of units that came off; `order` is as it was before."""
        lines = {line.id: line for line in order.lines}
        for reduction in reductions:
            line = lines[reduction.line_id]
            self._quantity_event(line, line.quantity - reduction.units)
            if line.type == PRODUCT and self.ledger.counts(order.location_id):
                self.ledger.release(
                    order.location_id,
                    line.product_id,
                    reduction.units,
                    cause=cause,
                    id=self.change.new_id(),
                    order_key=self.change.order_key,
                    line_id=line.id,
                )

    def finish(self) -> str:
        """Store the difference of the fulfillment orders, then of the order; answers the header status."""
        for key, order in self.orders.items():
            before = self._before[key]
            if order != before:
                _store(self.batch, self.scene, self.change.order_key, before, order, self.items)
        return self.change.finish()

    def _quantity_event(self, line: Line, quantity: int) -> None:
        self.change.event(
            "FulfillOrdItemQtyChgEvent",
            FulfillmentOrderLineItemId=encode(PREFIXES["FulfillmentOrderLineItem"], line.id),
            OldQuantity=line.quantity,
            NewQuantity=quantity,
        )


def hand_over(batch: Batch, ledger: Ledger, order_id: int, export_id: int) -> None:
    """An allocated fulfillment order becomes `Assigned`: what is on it, and the order's items, stay as they are."""
    values = (ASSIGNED, FO_CATEGORIES[ASSIGNED], export_id, None)
    batch.run(SQL_UPDATE_FULFILLMENT_ORDER, *values, ledger.order_key, order_id)
    status_event(ledger, order_id, ALLOCATED, ASSIGNED)


def status_event(ledger: Ledger, order_id: int, old: str | None, new: str) -> None:
    """The platform event of a fulfillment order's status; a new one has no old status (spec §3)."""
    ledger.event(
        "FOStatusChangedEvent",
        FulfillmentOrderId=encode(PREFIXES["FulfillmentOrder"], order_id),
        OrderSummaryId=ledger.summary_id,
        OldStatus=old,
        NewStatus=new,
        OldStatusCategory=FO_CATEGORIES[old] if old else None,
        NewStatusCategory=FO_CATEGORIES[new],
    )


def _store(
    batch: Batch,
    scene: Scene,
    order_key: int,
    before: FulfillmentOrder,
    order: FulfillmentOrder,
    items: Mapping[int, Item],
) -> None:
    closed = None if order.is_open else scene.now
    batch.run(SQL_UPDATE_FULFILLMENT_ORDER, order.status, order.category, order.export_id, closed, order_key, order.id)
    if order.lines is before.lines:
        return
    old = {line.id: line for line in before.lines}
    reloaded = False
    for line in order.lines:
        if line != old[line.id]:
            reloaded |= _store_line(batch, order_key, old[line.id], line, items[line.item_id])
    if reloaded:
        totals = roll_up([totals_of_line(line) for line in order.lines])
        batch.run(SQL_UPDATE_FULFILLMENT_ORDER_TOTALS, *totals, order_key, order.id)


def _store_line(batch: Batch, order_key: int, before: Line, line: Line, item: Item) -> bool:
    """Store a line that changed; whether other units or amounts are on it now, not only shipped ones."""
    batch.run(SQL_UPDATE_LINE, line.quantity, line.shipped, order_key, line.id)
    same = (before.amount, before.taxes, before.adjustments) == (line.amount, line.taxes, line.adjustments)
    if same:
        return line.quantity != before.quantity
    amounts = (line.amount, line.line_tax, line.adjustment, line.adjustment_tax)
    batch.run(SQL_UPDATE_LINE_AMOUNTS, *amounts, order_key, line.id)
    known = {adjustment.id for adjustment in before.adjustments}
    for adjustment in line.adjustments:
        if adjustment.id not in known:
            _insert_carried(batch, order_key, line, item, adjustment)
            continue
        batch.run(SQL_UPDATE_LINE_ADJUSTMENT, adjustment.amount, order_key, adjustment.id)
        for tax in adjustment.taxes:
            batch.run(SQL_UPDATE_LINE_TAX, tax.amount, order_key, tax.id)
    for tax in line.taxes:
        batch.run(SQL_UPDATE_LINE_TAX, tax.amount, order_key, tax.id)
    return True


def _insert_carried(batch: Batch, order_key: int, line: Line, item: Item, added: CarriedAdjustment) -> None:
    """A line's share of a discount that its item did not have, with its taxes."""
    adjustment = next(one for one in item.adjustments if one.id == added.adjustment_id)
    batch.insert(
        "fulfillment_order_item_adjustments",
        rows.fulfillment_order_item_adjustments(
            order_key=order_key,
            id=added.id,
            fulfillment_order_item_id=line.id,
            adjustment_summary_id=adjustment.id,
            promotion_name=adjustment.name,
            amount=added.amount,
            credited_amount=added.credited,
        ),
    )
    taxes = {tax.id: tax for tax in adjustment.taxes}
    for carried in added.taxes:
        tax = taxes[carried.tax_id]
        batch.insert(
            "fulfillment_order_item_taxes",
            rows.fulfillment_order_item_taxes(
                order_key=order_key,
                id=carried.id,
                fulfillment_order_item_id=line.id,
                fulfillment_order_item_adjustment_id=added.id,
                tax_summary_id=tax.id,
                name=tax.name,
                type=tax.type,
                amount=carried.amount,
                credited_amount=carried.credited,
                rate=tax.rate,
                tax_effective_date=tax.effective,
                is_implied=int(tax.implied),
            ),
        )
