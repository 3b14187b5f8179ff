"""Great-circle distance between two places given in integer micro-degrees, in whole meters.

Sines need floating point. "No float anywhere" (D20) is about amounts and quantities: a float here never leaves this
function, is never added up and never stored. Rounding to whole meters makes the answer the same on every machine, since
math libraries differ by some nanometers; routes are then compared by sums of integers, exactly.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6_371_009
"""Mean radius of the Earth (IUGG R1) in meters; the sphere is within 0.6 % of the true distance."""

MICRO = 1_000_000
"""Micro-degrees in a degree."""


@lru_cache(maxsize=1 << 16)  # a shop has few locations, and its destinations lie where they do: all but a few repeat
def meters_between(latitude: int, longitude: int, to_latitude: int, to_longitude: int) -> int:
    """Whole meters along the great circle, by the haversine formula, which is exact for near places too."""
    start, end = radians(latitude / MICRO), radians(to_latitude / MICRO)
    across = sin((end - start) / 2)
    along = sin(radians((to_longitude - longitude) / MICRO) / 2)
    chord = across * across + cos(start) * cos(end) * along * along
    # Rounding can lift opposite points of the globe a hair above 1, where asin has no value.
    return round(2 * EARTH_RADIUS * asin(sqrt(min(chord, 1))))
