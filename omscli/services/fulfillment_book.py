"""Fulfillment orders of a chunk, read at once and changed one after the other; every use case of them works on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from omscli.domain.fulfillment_order import FulfillmentOrder, roll_up, totals_of_line
from omscli.domain.ids import PREFIXES, decode, encode, order_key_of
from omscli.domain.money import to_decimal
from omscli.domain.order_state import OrderState
from omscli.services.fulfillment_changes import FulfillmentChange
from omscli.services.scene import Scene
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.fulfillment import load_fulfillment_orders
from omscli.store.order_states import load
from omscli.store.reservations import inventory_locations


class FulfillmentBook:
    """The orders of a chunk with their fulfillment orders; `finish` stores all that changed."""

    def __init__(self, reader: Reader, batch: Batch, scene: Scene, order_keys: Iterable[int]) -> None:
        keys = sorted(set(order_keys))
        self.batch = batch
        self.scene = scene
        self.ledger = StockLedger(batch, scene, inventory_locations(reader))
        self._states = load(reader, keys)
        self._orders = load_fulfillment_orders(reader, keys)
        self._changes: dict[int, FulfillmentChange] = {}

    def state(self, order_key: int) -> OrderState:
        """The order as it is now."""
        change = self._changes.get(order_key)
        return change.change.state if change else self._states[order_key]

    def order(self, key: int) -> FulfillmentOrder:
        """The fulfillment order as it is now."""
        order_key = order_key_of(key)
        change = self._changes.get(order_key)
        return change.orders[key] if change else self._orders[order_key][key]

    def change(self, key: int) -> FulfillmentChange:
        """The change of the order that the fulfillment order belongs to; one an order, whatever happens to it."""
        order_key = order_key_of(key)
        known = self._changes.get(order_key)
        if known is None:
            known = FulfillmentChange(
                self.batch, self.scene, self._states[order_key], self._orders[order_key], self.ledger
            )
            self._changes[order_key] = known
        return known

    def finish(self) -> None:
        """Store what changed: orders, fulfillment orders, stock."""
        for change in self._changes.values():
            change.finish()
        self.ledger.finish()

    def fields(self, key: int) -> dict[str, Any]:
        """What a result shows of a fulfillment order."""
        state, order = self.state(order_key_of(key)), self.order(key)
        totals = roll_up([totals_of_line(line) for line in order.lines])
        return {
            "OrderNumber": state.order_number,
            "FulfillmentOrderNumber": order.number,
            "FulfillmentOrderId": encode(PREFIXES["FulfillmentOrder"], order.id),
            "ItemCount": totals[0],
            "GrandTotalAmount": to_decimal(totals[-1], state.currency),
            "CurrencyIsoCode": state.currency,
            "Status": order.status,
        }


def fulfilled_among(results: Iterable[Result]) -> list[int]:
    """The fulfillment orders that the results leave `Fulfilled`: what the standard flow goes on with (D9)."""
    found: dict[int, None] = {}
    for result in results:
        if result.fields.get("Status") == "Fulfilled" and result.status in ("created", "updated", "exists"):
            decoded = decode(str(result.fields.get("FulfillmentOrderId")))
            if decoded:
                found[decoded[1]] = None
    return list(found)
