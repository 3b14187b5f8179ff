"""New records of an order whose state stays as it is: their keys and events, without reading its items."""

from __future__ import annotations

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.services.events import record_event
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.services.unit_moves import UnitMoves
from omscli.store.order_heads import SQL_SET_LAST_N, Head


class Numbering:
    """Gives out an order's keys; `Change` does the same for an order whose state changes too. One of them an order."""

    __slots__ = ("_batch", "_before", "_n", "order_key", "scene")

    def __init__(self, batch: Batch, scene: Scene, head: Head) -> None:
        self._batch = batch
        self._before = self._n = head.last_n
        self.order_key = head.order_key
        self.scene = scene

    @property
    def summary_id(self) -> str:
        """The id of the order's summary."""
        return encode(PREFIXES["OrderSummary"], child_key(self.order_key, 0))

    def new_id(self) -> int:
        """The key of the order's next record."""
        self._n += 1
        return child_key(self.order_key, self._n)

    def event(self, type_: str, **payload: object) -> None:
        """Record a platform event of this order."""
        record_event(self._batch, self.scene, self.order_key, self.new_id(), type_, payload)

    def finish(self) -> None:
        """Store how far the numbers went."""
        if self._n != self._before:
            self._batch.run(SQL_SET_LAST_N, self._n, self.order_key)


Ledger = Numbering | Change | UnitMoves
"""What numbers the records of an order while it is worked on."""
