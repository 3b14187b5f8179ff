"""What is read and written of an order whose units move on while every amount stays what it is.

Such a step needs the counters of the items and none of their prices, taxes and discounts: what moves with the units is
told by the fulfillment order that carries them, and is added to where it goes. `services/unit_moves.py` is the only
caller of the updates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from omscli.domain.order_state import PRODUCT
from omscli.store.db import Reader

SQL_MOVING = """
SELECT order_key, order_number, currency_iso_code, status, approved_date IS NOT NULL, is_suspended,
       active_process_exception_count, last_n
FROM order_summaries WHERE order_key IN :list
"""
SQL_COUNTERS = """
SELECT order_key, id, type, quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped,
       quantity_fulfilled, quantity_return_initiated, quantity_returned, quantity_reshipped
FROM order_item_summaries WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_SHIP_ITEM = """
UPDATE order_item_summaries SET status = ?, quantity_shipped = ?, quantity_fulfilled = ?,
  fulfilled_line_amount = fulfilled_line_amount + ?
WHERE order_key = ? AND id = ?
"""
SQL_FULFILL_TAX = """
UPDATE order_item_tax_summaries SET fulfilled_amount = fulfilled_amount + ?, ahead_amount = ahead_amount + ?
WHERE order_key = ? AND id = ?
"""
SQL_FULFILL_ADJUSTMENT = """
UPDATE order_item_adjustment_summaries SET fulfilled_amount = fulfilled_amount + ?, ahead_amount = ahead_amount + ?
WHERE order_key = ? AND id = ?
"""
SQL_SET_MOVED = "UPDATE order_summaries SET status = ?, last_n = ? WHERE order_key = ?"

Counters = tuple[int, ...]
"""An item's counters in the order of `Quantities`."""


class MovingOrder(NamedTuple):
    """An order summary as far as moving units needs it; `counters` by item, of its products and of its charges."""

    order_key: int
    order_number: str
    currency: str
    status: str
    approved: bool
    held: bool
    last_n: int
    products: dict[int, Counters]
    charges: dict[int, Counters]


def load_moving(reader: Reader, order_keys: Iterable[int]) -> dict[int, MovingOrder]:
    """These orders by their key, each with a summary; whoever writes has called `hold` before."""
    keys = sorted(set(order_keys))
    products: dict[int, dict[int, Counters]] = {}
    charges: dict[int, dict[int, Counters]] = {}
    for key, id_, type_, *counters in reader.rows(SQL_COUNTERS, keys):
        into = products if type_ == PRODUCT else charges
        of_order = into.get(key)
        if of_order is None:
            of_order = into[key] = {}
        of_order[id_] = tuple(counters)
    rows: list[Any] = reader.rows(SQL_MOVING, keys)
    return {
        key: MovingOrder(
            key,
            number,
            currency,
            status,
            approved != 0,
            suspended != 0 or exceptions > 0,
            last_n,
            products.get(key, {}),
            charges.get(key, {}),
        )
        for key, number, currency, status, approved, suspended, exceptions, last_n in rows
    }
