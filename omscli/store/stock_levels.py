"""Stock levels as files set and show them; the reservations of orders are no matter of this module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from omscli.store.db import Reader

SQL_LEVELS = """
SELECT s.location_id, s.product_id, s.on_hand, s.reserved, s.safety_stock FROM stock s
WHERE s.location_id IN :list AND s.product_id IN :list
"""
SQL_ALL_LEVELS = """
SELECT l.external_reference, p.stock_keeping_unit, s.on_hand, s.safety_stock
FROM stock s JOIN locations l ON l.id = s.location_id JOIN products p ON p.id = s.product_id
ORDER BY l.external_reference, p.stock_keeping_unit
"""
SQL_SET_LEVEL = "UPDATE stock SET on_hand = ?, safety_stock = ? WHERE location_id = ? AND product_id = ?"

Spot = tuple[int, int]
"""A location and a product."""


class LevelRow(NamedTuple):
    """Units of a product at a location."""

    on_hand: int
    reserved: int
    safety_stock: int


def levels_of(reader: Reader, spots: Iterable[Spot]) -> dict[Spot, LevelRow]:
    """The levels at these spots; a spot that never had stock is not in the answer. A writer has
    them to itself from here.
    """
    wanted = set(spots)
    locations, products = sorted({spot[0] for spot in wanted}), sorted({spot[1] for spot in wanted})
    reader.hold_stock(locations, products)
    found = reader.rows(SQL_LEVELS, locations, products)
    return {(row[0], row[1]): LevelRow(*row[2:]) for row in found if (row[0], row[1]) in wanted}
