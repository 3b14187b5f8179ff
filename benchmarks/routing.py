"""Orders routed per second, beside the time to just read the same stock once; run: python benchmarks/routing.py

Every order wants 1 to 3 units of 5 of 100 products; a location has a product with the probability `fill`, then 1 to 5
units. Destinations are spread over the United States. Every order sees the same stock, since routing does not take it.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from omscli.domain.routing import Candidate, Line, Request, Route, find_route

PRODUCTS, LINES = 100, 5


def place_in_the_states(random):
    return random.randint(26_000_000, 48_000_000), random.randint(-123_000_000, -71_000_000)


def world(random, locations, fill, orders, geography):
    candidates = []
    for number in range(locations):
        stock = {product: random.randint(1, 5) for product in range(PRODUCTS) if random.random() < fill}
        candidates.append(Candidate(number, f"L{number:03}", "", *place_in_the_states(random), stock=stock))
    requests = []
    for _ in range(orders):
        lines = tuple(Line(product, random.randint(1, 3)) for product in random.sample(range(PRODUCTS), LINES))
        requests.append(Request(lines, place_in_the_states(random) if geography else None))
    return candidates, requests


def read_once(candidates, request):
    """The least that any routing must do: look at what every location has of every line."""
    return sum(candidate.stock.get(line.product_id, 0) for candidate in candidates for line in request.lines)


def measure(locations, fill, orders, geography=True):
    candidates, requests = world(Random(1), locations, fill, orders, geography)
    started = time.perf_counter()
    for request in requests:
        read_once(candidates, request)
    raw = time.perf_counter() - started
    times, results = [], []
    for request in requests:
        before = time.perf_counter()
        results.append(find_route(candidates, request))
        times.append(time.perf_counter() - before)
    routes = [result for result in results if isinstance(result, Route)]
    sizes = sum(len(route.assignments) for route in routes) / max(1, len(routes))
    print(
        f"{locations:4} locations, fill {fill}{'' if geography else ', no destination'}: "
        f"{orders / sum(times):7.0f} orders/s, median {statistics.median(times) * 1e3:.2f} ms, "
        f"worst {max(times) * 1e3:.1f} ms, {sum(times) / raw:.0f} × reading; {len(routes)} of {orders} served "
        f"by {sizes:.2f} locations, {sum(not result.exact for result in results)} stopped at the limit"
    )


if __name__ == "__main__":
    for fill in (0.1, 0.3, 0.6):
        measure(20, fill, 4000)
    for fill in (0.1, 0.3, 0.6):
        measure(200, fill, 1000)
    for fill in (0.1, 0.3):
        measure(200, fill, 500, geography=False)
