"""Units of an order move on and every amount stays what it is: stored without reading the order's amounts.

`Change` stores the difference between two whole states. Where units are shipped and fulfilled, what moves with them is
what their fulfillment order carries, to the cent, so the counters of the items are enough to tell the statuses, and the
amounts are added where they go.
"""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.statuses import header_status_of, item_status_of
from omscli.services.events import record_event
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store.unit_moves import (
    SQL_FULFILL_ADJUSTMENT,
    SQL_FULFILL_TAX,
    SQL_SET_MOVED,
    SQL_SHIP_ITEM,
    Counters,
    MovingOrder,
)

Part = tuple[int, int, int]
"""A tax or discount summary, the amount of it that a fulfillment order carries, and what was credited of it ahead."""


class UnitMoves:
    """One order whose units move; it numbers the order's new records as `Change` does."""

    __slots__ = ("_batch", "_lines", "_n", "_order", "_touched", "order_key", "scene", "summary_id")

    def __init__(self, batch: Batch, scene: Scene, order: MovingOrder) -> None:
        self._batch, self._order, self._n = batch, order, order.last_n
        self._touched: dict[int, Counters] = {}
        self._lines: dict[int, int] = {}
        self.scene = scene
        self.order_key = order.order_key
        self.summary_id = encode(PREFIXES["OrderSummary"], child_key(order.order_key, 0))

    def new_id(self) -> int:
        """The key of the order's next record."""
        self._n += 1
        return child_key(self.order_key, self._n)

    def event(self, type_: str, **payload: object) -> None:
        """Record a platform event of this order."""
        record_event(self._batch, self.scene, self.order_key, self.new_id(), type_, payload)

    def ship(self, item_id: int, units: int) -> None:
        """QuantityShipped rises."""
        ordered, canceled, allocated, shipped, *rest = self._counters(item_id)
        self._put(item_id, (ordered, canceled, allocated, shipped + units, *rest))

    def fulfill(self, item_id: int, units: int, amount: int) -> None:
        """QuantityFulfilled rises, and with it the line amount that those units carry."""
        ordered, canceled, allocated, shipped, fulfilled, *rest = self._counters(item_id)
        self._put(item_id, (ordered, canceled, allocated, shipped, fulfilled + units, *rest))
        self._lines[item_id] = self._lines.get(item_id, 0) + amount

    def fulfill_parts(self, taxes: Iterable[Part], adjustments: Iterable[Part]) -> None:
        """Taxes and discounts that go with fulfilled units, and what of them was credited before they were."""
        for sql, parts in ((SQL_FULFILL_TAX, taxes), (SQL_FULFILL_ADJUSTMENT, adjustments)):
            for id_, amount, credited in parts:
                if amount or credited:
                    self._batch.run(sql, amount, credited, self.order_key, id_)

    def finish(self) -> None:
        """Store what moved, with the statuses that follow."""
        order, key = self._order, self.order_key
        products = tuple(order.products.values())
        status = header_status_of(products, approved=order.approved, held=order.held)
        if status != order.status:
            self.event(
                "OrderSumStatusChangedEvent",
                OldStatus=order.status,
                NewStatus=status,
                OrderSummaryId=self.summary_id,
            )
        for id_, counters in self._touched.items():
            added = self._lines.get(id_, 0)
            self._batch.run(SQL_SHIP_ITEM, item_status_of(counters), counters[3], counters[4], added, key, id_)
        if self._n != order.last_n:
            self._batch.run(SQL_SET_MOVED, status, self._n, key)

    def _counters(self, item_id: int) -> Counters:
        return self._order.products.get(item_id) or self._order.charges[item_id]

    def _put(self, item_id: int, counters: Counters) -> None:
        order = self._order
        (order.products if item_id in order.products else order.charges)[item_id] = counters
        self._touched[item_id] = counters
