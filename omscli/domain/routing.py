"""Which locations fulfill a delivery group: filter → fewest splits → nearest on average → share out the units.

Source: spec §2.15 (find-routes-with-fewest-splits, rank-by-average-distance) and §7 (single and multi-location flow;
the single-location flow is `max_splits=0`). A new routing rule is a function and a line in FILTERS, which say which
locations may serve, or in PREFERENCES, which say which of the smallest routes is taken.

A location that is not inventory (a drop-shipper) holds any number of units. A line is split only when no location of
the route holds all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from omscli.domain.distance import meters_between
from omscli.domain.route_search import NODE_LIMIT, Cover, cheapest_cover, greedy_cover
from omscli.domain.values import dataclass

UNKNOWN_METERS = 10**12
"""What an unknown distance counts when routes are compared: more than known ones can sum to."""

_COST_BITS = 64
"""Room for the sum of one preference over a route, so that a preference never outweighs the one before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Units of a product to be fulfilled; `sku` is what explanations call it. Lines of one product are added up."""

    product_id: int
    quantity: int
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location as routing sees it: coordinates in micro-degrees, `stock` the units available to promise by product.

    `is_inventory=False` is a location without stock records, such as a drop-shipper: it can serve any quantity.
    `countries` are the ISO codes it ships to; None is everywhere.
    """

    location_id: int
    reference: str
    name: str = ""
    latitude: int | None = None
    longitude: int | None = None
    is_inventory: bool = True
    stock: Mapping[int, int] = field(default_factory=dict)
    enabled: bool = True
    group_ids: frozenset[int] = frozenset()
    countries: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What one delivery group asks for.

    `destination` is (latitude, longitude) in micro-degrees. `max_splits` is 0 for one location, 1 for up to two, None
    for any number. `only_location_id` is the location that a person chose: no other is looked at, not even the default.
    """

    lines: tuple[Line, ...]
    destination: tuple[int, int] | None = None
    country: str | None = None
    max_splits: int | None = None
    default_location_id: int | None = None
    only_location_id: int | None = None
    location_group_id: int | None = None


Assignment = tuple[int, tuple[tuple[int, int], ...]]
"""(location id, ((product id, units), …)): the lines of one fulfillment order."""


@dataclass(frozen=True, slots=True)
class Route:
    """The locations, nearest first, and the units each fulfills.

    `average_distance` is the plain average over the locations in whole meters, None when one of them is unknown.
    `exact` is False when the search was stopped by its limit, so a smaller or nearer route may exist.
    """

    assignments: tuple[Assignment, ...]
    average_distance: int | None
    used_default: bool = False
    exact: bool = True


@dataclass(frozen=True, slots=True)
class NoRoute:
    """Why nothing serves.

    `missing` are the products of which as many locations as are allowed hold too little: (product id, wanted, most
    units they hold). When it is empty, each product could be had, but not all of them from so few locations.
    `locations_needed` locations would serve if more splits were allowed; None when the stock is short at any number.
    """

    missing: tuple[tuple[int, int, int], ...]
    locations_needed: int | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """A rule on single locations: `keeps` decides, `says` gives the reason, with its number, for either outcome.

    `asked` says whether the request asks for it at all: where it does not, every location is kept.
    """

    name: str
    keeps: Callable[[Candidate, Request], bool]
    says: Callable[[Candidate, Request], str]
    asked: Callable[[Request], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Preference:
    """A cost of a location, from zero to UNKNOWN_METERS, by whose sum the smallest routes are compared."""

    name: str
    cost: Callable[[Candidate, Request], int]


def _is_enabled(candidate: Candidate, request: Request) -> bool:
    return candidate.enabled


def _says_enabled(candidate: Candidate, request: Request) -> str:
    return "enabled" if candidate.enabled else "not enabled for fulfillment"


def _is_chosen(candidate: Candidate, request: Request) -> bool:
    return request.only_location_id is None or candidate.location_id == request.only_location_id


def _says_chosen(candidate: Candidate, request: Request) -> str:
    if request.only_location_id is None:
        return "no location was chosen"
    return "the chosen location" if _is_chosen(candidate, request) else "another location was chosen"


def _is_in_group(candidate: Candidate, request: Request) -> bool:
    return request.location_group_id is None or request.location_group_id in candidate.group_ids


def _says_group(candidate: Candidate, request: Request) -> str:
    if request.location_group_id is None:
        return "no location group was chosen"
    return "in the location group" if _is_in_group(candidate, request) else "not in the location group"


def _ships_to(candidate: Candidate, request: Request) -> bool:
    # An order without a country cannot be tested against the list: the location stays.
    return candidate.countries is None or request.country is None or request.country in candidate.countries


def _says_country(candidate: Candidate, request: Request) -> str:
    if candidate.countries is None:
        return "ships everywhere"
    if request.country is None:
        return "the destination country is unknown"
    verb = "ships" if _ships_to(candidate, request) else "does not ship"
    return f"{verb} to {request.country} (ships to {', '.join(sorted(candidate.countries)) or 'no country'})"


def _has_stock(candidate: Candidate, request: Request) -> bool:
    if not candidate.is_inventory:
        return True
    get = candidate.stock.get
    for line in request.lines:  # noqa: SIM110  a generator costs more, and every location is asked for every order
        if get(line.product_id, 0) > 0:
            return True
    return False


def _says_stock(candidate: Candidate, request: Request) -> str:
    if not candidate.is_inventory:
        return "not an inventory location: any quantity"
    names = {line.product_id: line.sku or f"product {line.product_id}" for line in request.lines}
    return ", ".join(
        f"{min(max(0, candidate.stock.get(product, 0)), units)} of {units} unit{'' if units == 1 else 's'} "
        f"of {names[product]}"
        for product, units in wanted_units(request).items()
    )


def distance(candidate: Candidate, request: Request) -> int | None:
    """Whole meters from the location to the destination; None when either has no coordinates."""
    if request.destination is None or candidate.latitude is None or candidate.longitude is None:
        return None
    return meters_between(candidate.latitude, candidate.longitude, *request.destination)


def _distance_cost(candidate: Candidate, request: Request) -> int:
    destination, latitude, longitude = request.destination, candidate.latitude, candidate.longitude
    if destination is None or latitude is None or longitude is None:
        return UNKNOWN_METERS
    return meters_between(latitude, longitude, destination[0], destination[1])


FILTERS: tuple[Filter, ...] = (
    Filter("location enabled", _is_enabled, _says_enabled),
    Filter("chosen location", _is_chosen, _says_chosen, lambda request: request.only_location_id is not None),
    Filter("location group", _is_in_group, _says_group, lambda request: request.location_group_id is not None),
    Filter("country", _ships_to, _says_country, lambda request: request.country is not None),
    Filter("stock", _has_stock, _says_stock),
)
"""Applied in this order; a location dropped by one is not shown to the next."""

_BUT_STOCK = FILTERS[:-1]
"""What the route of one location needs: that it holds all of the order is asked of it anyhow."""

PREFERENCES: tuple[Preference, ...] = (Preference("average distance", _distance_cost),)
"""Compared in this order among the routes of the fewest locations; still equal ones go by the earlier references."""


@dataclass(frozen=True, slots=True)
class Search:
    """A request as numbers: the filtered locations in the order of their references, what they hold, what they cost."""

    kept: list[Candidate]
    wanted: dict[int, int]
    supplies: list[tuple[int, ...]]
    costs: list[int]
    most: int

    def covers(self, *, keep: int = 1, node_limit: int = NODE_LIMIT) -> Cover:
        """The `keep` best routes of the fewest locations, as positions in `kept`."""
        wanted = tuple(self.wanted.values())
        return cheapest_cover(wanted, self.supplies, self.costs, self.most, keep=keep, node_limit=node_limit)


def find_route(candidates: Sequence[Candidate], request: Request, node_limit: int = NODE_LIMIT) -> Route | NoRoute:
    """The route with the fewest locations, of those the nearest on average, of those the first by references.

    When none serves, the default location, if it holds everything. Raises ValueError for a request without lines, with
    a quantity below one, or with negative splits.
    """
    alone = _nearest_that_holds_all(candidates, request)
    if alone is not None:
        return _route([alone], request, wanted_units(request), exact=True)
    search = prepare(candidates, request)
    cover = search.covers(node_limit=node_limit)
    if cover.sets:
        chosen = [search.kept[position] for position in cover.sets[0]]
        return _route(chosen, request, search.wanted, exact=cover.exact)
    default = _default_location(candidates, request, search.wanted)
    if default is not None:
        return _route([default], request, search.wanted, used_default=True, exact=cover.exact)
    return _no_route(search, exact=cover.exact)


def _nearest_that_holds_all(candidates: Sequence[Candidate], request: Request) -> Candidate | None:
    """The best route of one location: nothing is fewer, and most orders have one, so the search is for the others.

    Stock is asked first: of many locations few hold all, and only those are put to the other rules.
    """
    alone = candidates
    for product, units in wanted_units(request).items():
        alone = [one for one in alone if not one.is_inventory or one.stock.get(product, 0) >= units]
    alone = _kept(alone, request, _BUT_STOCK)
    return min(alone, key=lambda candidate: (_cost(candidate, request), _by_reference(candidate)), default=None)


def _kept(candidates: Sequence[Candidate], request: Request, filters: Sequence[Filter]) -> list[Candidate]:
    if request.max_splits is not None and request.max_splits < 0:
        raise ValueError("the number of splits cannot be negative")
    kept = [*candidates]
    for rule in filters:
        if rule.asked(request):
            keeps = rule.keeps
            kept = [candidate for candidate in kept if keeps(candidate, request)]
    return kept


def _cost(candidate: Candidate, request: Request) -> int:
    """The preferences as one number, the first one weighing most."""
    cost = 0
    for preference in PREFERENCES:
        cost = cost << _COST_BITS | preference.cost(candidate, request)
    return cost


def prepare(candidates: Sequence[Candidate], request: Request) -> Search:
    """The request after the filters, as numbers to search in; raises ValueError like `find_route`."""
    wanted = wanted_units(request)
    kept = sorted(_kept(candidates, request, FILTERS), key=_by_reference)
    costs = [_cost(candidate, request) for candidate in kept]
    supplies = [_supply(candidate, wanted) for candidate in kept]
    most = len(kept) if request.max_splits is None else request.max_splits + 1
    return Search(kept, wanted, supplies, costs, most)


def wanted_units(request: Request) -> dict[int, int]:
    """The units wanted of each product, in the order of the lines."""
    if not request.lines:
        raise ValueError("a route needs a line")
    wanted: dict[int, int] = {}
    for line in request.lines:
        if line.quantity < 1:
            raise ValueError("a line needs at least one unit")
        wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity
    return wanted


def _by_reference(candidate: Candidate) -> tuple[str, int]:
    return candidate.reference, candidate.location_id


def _supply(candidate: Candidate, wanted: Mapping[int, int]) -> tuple[int, ...]:
    """What a location can give of each product: never more than is wanted, never less than nothing (oversold stock)."""
    if not candidate.is_inventory:
        return tuple(wanted.values())
    get = candidate.stock.get
    supply = []
    for product, units in wanted.items():
        held = get(product, 0)
        supply.append(units if held >= units else max(0, held))
    return tuple(supply)


def _default_location(candidates: Sequence[Candidate], request: Request, wanted: Mapping[int, int]) -> Candidate | None:
    """The default location if it holds everything: it may lie outside the group and the countries, but is enabled."""
    if request.default_location_id is None or request.only_location_id is not None:
        return None
    for candidate in candidates:
        if candidate.location_id == request.default_location_id and candidate.enabled:
            return candidate if _supply(candidate, wanted) == tuple(wanted.values()) else None
    return None


def average_distance(chosen: Sequence[Candidate], request: Request) -> int | None:
    """The plain average in whole meters, half up (as rank-by-average-distance); None when a distance is unknown."""
    total = 0
    for candidate in chosen:
        meters = distance(candidate, request)
        if meters is None:
            return None
        total += meters
    return (2 * total + len(chosen)) // (2 * len(chosen))


def nearest_first(chosen: Sequence[Candidate], request: Request) -> list[Candidate]:
    """The locations by distance, unknown ones last, equal ones by reference."""
    return sorted(chosen, key=lambda candidate: (_distance_cost(candidate, request), _by_reference(candidate)))


def _route(
    chosen: Sequence[Candidate],
    request: Request,
    wanted: Mapping[int, int],
    *,
    used_default: bool = False,
    exact: bool,
) -> Route:
    if len(chosen) == 1:  # it holds all that is wanted
        whole = (chosen[0].location_id, tuple(wanted.items()))
        return Route((whole,), distance(chosen[0], request), used_default, exact)
    near = nearest_first(chosen, request)
    shares: list[list[tuple[int, int]]] = [[] for _ in near]
    supplies = [_supply(candidate, wanted) for candidate in near]
    for column, (product, units) in enumerate(wanted.items()):
        for position, part in _share_out(units, [supply[column] for supply in supplies]):
            shares[position].append((product, part))
    assignments = tuple((candidate.location_id, tuple(share)) for candidate, share in zip(near, shares, strict=True))
    return Route(assignments, average_distance(near, request), used_default, exact)


def _share_out(units: int, held: Sequence[int]) -> list[tuple[int, int]]:
    """One product over the locations of a route: in as few parts as can be, the nearest location filled first.

    `held` is by distance. The largest holders make the fewest parts; of equal ones the nearer is taken. No part is
    zero, since one location fewer would not be enough.
    """
    parts: list[int] = []
    gathered = 0
    for position in sorted(range(len(held)), key=lambda position: (-held[position], position)):
        if gathered >= units:
            break
        parts.append(position)
        gathered += held[position]
    shares = []
    for position in sorted(parts):
        taken = min(units, held[position])
        shares.append((position, taken))
        units -= taken
    return shares


def _no_route(search: Search, *, exact: bool) -> NoRoute:
    missing = []
    for column, (product, units) in enumerate(search.wanted.items()):
        best = sum(sorted((supply[column] for supply in search.supplies), reverse=True)[: search.most])
        if best < units:
            missing.append((product, units, best))
    cover = greedy_cover(tuple(search.wanted.values()), search.supplies, search.costs)
    return NoRoute(tuple(missing), None if cover is None else len(cover), exact)
