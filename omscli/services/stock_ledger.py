"""Stock that a unit of work moves: a row in `stock_movements` for every cause, one update for every stock level.

Only counted locations have stock: at a supplier nothing is reserved and nothing moves.
"""

from __future__ import annotations

from collections import defaultdict

from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.reservations import SQL_MOVE, SQL_RESERVE

Place = tuple[int, int]
"""Location and product."""


class StockLedger:
    """The movements of one unit of work, added up by place; `finish` puts the updates into the batch."""

    def __init__(self, batch: Batch, scene: Scene, inventory: frozenset[int]) -> None:
        self._batch = batch
        self._scene = scene
        self._inventory = inventory
        self._reserved: dict[Place, int] = defaultdict(int)
        self._moved: dict[Place, tuple[int, int]] = {}

    def counts(self, location_id: int) -> bool:
        """Whether the location's stock is counted."""
        return location_id in self._inventory

    def reserve(self, location_id: int, product_id: int, units: int, *, id: int, order_key: int, line_id: int) -> None:
        """Units of a new fulfillment-order line; `id` is the key of the movement."""
        self._reserved[location_id, product_id] += units
        self._record(location_id, product_id, 0, units, "allocate", id, order_key, "FulfillmentOrderLineItem", line_id)

    def release(
        self, location_id: int, product_id: int, units: int, *, cause: str, id: int, order_key: int, line_id: int
    ) -> None:
        """Units that came off a line (`cause` deallocate or short)."""
        self._add(location_id, product_id, 0, -units)
        self._record(location_id, product_id, 0, -units, cause, id, order_key, "FulfillmentOrderLineItem", line_id)

    def ship(
        self, location_id: int, product_id: int, units: int, *, id: int, order_key: int, shipment_item_id: int
    ) -> None:
        """Units that left in a parcel: off the shelf, and no more reserved."""
        self._add(location_id, product_id, -units, -units)
        self._record(location_id, product_id, -units, -units, "ship", id, order_key, "ShipmentItem", shipment_item_id)

    def restock(self, location_id: int, product_id: int, units: int, *, id: int, order_key: int, line_id: int) -> None:
        """Units that came back and are for sale again; the place has its row in `stock`."""
        self._add(location_id, product_id, units, 0)
        self._record(location_id, product_id, units, 0, "restock", id, order_key, "ReturnOrderLineItem", line_id)

    def finish(self) -> None:
        """One statement for each place that changed."""
        for (location_id, product_id), units in sorted(self._reserved.items()):
            self._batch.run(SQL_RESERVE, units, units, location_id, product_id)
        for (location_id, product_id), (on_hand, reserved) in sorted(self._moved.items()):
            self._batch.run(SQL_MOVE, on_hand, reserved, location_id, product_id)

    def _add(self, location_id: int, product_id: int, on_hand: int, reserved: int) -> None:
        before = self._moved.get((location_id, product_id), (0, 0))
        self._moved[location_id, product_id] = (before[0] + on_hand, before[1] + reserved)

    def _record(
        self,
        location: int,
        product: int,
        on_hand: int,
        reserved: int,
        cause: str,
        id: int,
        key: int,
        kind: str,
        of: int,
    ) -> None:
        self._batch.insert(
            "stock_movements",
            rows.stock_movements(
                order_key=key,
                id=id,
                location_id=location,
                product_id=product,
                on_hand_change=on_hand,
                reserved_change=reserved,
                cause=cause,
                cause_kind=kind,
                cause_id=of,
                created_date=self._scene.now,
            ),
        )
