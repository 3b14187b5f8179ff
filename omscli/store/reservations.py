"""Stock as fulfillment moves it: what is available, and the statements that reserve, release and ship units.

Stock files set levels elsewhere (`stock_levels.py`); here units only move for orders, each with its movement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from omscli.store.db import Reader

SQL_AVAILABLE = """
SELECT location_id, product_id, on_hand - reserved - safety_stock FROM stock
WHERE location_id IN :list AND product_id IN :list
"""
SQL_AVAILABLE_OF_MANY = """
SELECT location_id, product_id, on_hand - reserved - safety_stock FROM stock
WHERE location_id IN :list AND +product_id IN :list
"""
"""The same rows, by reading all stock of the locations: for many products that is four times as fast as to look up
every product at every location, which is what the `+` tells the engine not to do.
"""
MANY = 300
"""Products from which on all stock is read: at fewer the lookups win."""
SQL_RESERVE = """
UPDATE stock SET reserved = CASE WHEN on_hand - reserved - safety_stock >= ? THEN reserved + ? ELSE -1 END
WHERE location_id = ? AND product_id = ?
"""
"""Reserve units. Where somebody else was faster (no lock held, as on PostgreSQL) the CHECK refuses −1 and with it the
whole unit of work, so that nothing is oversold and nothing is lost silently.
"""
SQL_MOVE = """
UPDATE stock SET on_hand = on_hand + ?, reserved = reserved + ? WHERE location_id = ? AND product_id = ?
"""
SQL_PLACES = """
SELECT l.id, l.external_reference, l.name, l.location_type, l.is_inventory_location, l.is_active, l.latitude,
       l.longitude, l.country, l.state, l.city, l.postal_code
FROM locations l ORDER BY l.id
"""
SQL_MEMBERSHIPS = """
SELECT a.location_id, g.id FROM location_group_assignments a
JOIN location_groups g ON g.id = a.location_group_id WHERE g.is_enabled = 1
"""
SQL_GROUPS = "SELECT external_reference, id FROM location_groups"
SQL_INVENTORY = "SELECT id FROM locations WHERE is_inventory_location = 1"


class PlaceRow(NamedTuple):
    """A location as allocation needs it; coordinates in millionths of a degree."""

    id: int
    reference: str
    name: str
    location_type: str
    is_inventory: int
    is_active: int
    latitude: int | None
    longitude: int | None
    country: str | None
    state: str | None
    city: str | None
    postal_code: str | None


def places(reader: Reader) -> list[PlaceRow]:
    """Every location."""
    return [PlaceRow(*row) for row in reader.rows(SQL_PLACES)]


def memberships(reader: Reader) -> dict[int, set[int]]:
    """Location → the enabled groups that it is a member of."""
    groups: dict[int, set[int]] = defaultdict(set)
    for location_id, group_id in reader.rows(SQL_MEMBERSHIPS):
        groups[location_id].add(group_id)
    return groups


def location_groups(reader: Reader) -> dict[str, int]:
    """The keys of the location groups by external reference."""
    return dict(reader.rows(SQL_GROUPS))


def available(reader: Reader, location_ids: Iterable[int], product_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Units available to fulfill (on hand − reserved − safety stock): location → product → units."""
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    products = sorted(set(product_ids))
    sql = SQL_AVAILABLE if len(products) < MANY else SQL_AVAILABLE_OF_MANY
    for location_id, product_id, units in reader.rows(sql, list(location_ids), products):
        levels[location_id][product_id] = units
    return levels


def inventory_locations(reader: Reader) -> frozenset[int]:
    """The locations whose stock is counted."""
    return frozenset(row[0] for row in reader.rows(SQL_INVENTORY))
