"""Where a destination lies, as far as the set-up's own locations tell: no map, no network.

Orders carry addresses, not coordinates. The finest part of the address that a location shares (postal code, city,
state, country) gives the middle of those locations; without one the distance is unknown and routing goes by reference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from omscli.domain.values import dataclass

Point = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Address:
    """What of an address tells a place."""

    country: str | None = None
    state: str | None = None
    city: str | None = None
    postal_code: str | None = None


Key = tuple[str, ...]


class Atlas:
    """The known places, by every part of their addresses."""

    def __init__(self, known: Iterable[tuple[Address, Point]]) -> None:
        points: dict[Key, list[Point]] = defaultdict(list)
        for address, point in known:
            for key in _keys(address):
                points[key].append(point)
        self._middle = {key: _middle(found) for key, found in points.items()}
        self._found: dict[Address, Point | None] = {}

    def find(self, address: Address) -> Point | None:
        """The middle of the locations that share the finest part of the address; None when none does."""
        if address not in self._found:
            hits = (self._middle[key] for key in _keys(address) if key in self._middle)
            self._found[address] = next(hits, None)
        return self._found[address]


def _keys(address: Address) -> list[Key]:
    """Finest first; every one begins with the country, so that London, Ontario is not London."""
    country, state, city, postal = (
        (part or "").strip().casefold() for part in (address.country, address.state, address.city, address.postal_code)
    )
    if not country:
        return []
    keys: list[Key] = []
    if postal:
        keys.append((country, "postal", postal))
    if city:
        keys.append((country, "city", state, city))
    if state:
        keys.append((country, "state", state))
    return [*keys, (country,)]


def _middle(points: list[Point]) -> Point:
    return sum(point[0] for point in points) // len(points), sum(point[1] for point in points) // len(points)
