"""Why a route was taken: every location kept or dropped, the routes that were compared, and what decided.

For `oms allocate --explain`. The decision is `find_route`'s own; only the runners-up are looked for here, so explaining
never changes the answer and the everyday path does not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.route_search import NODE_LIMIT
from omscli.domain.routing import (
    FILTERS,
    PREFERENCES,
    Candidate,
    NoRoute,
    Request,
    Route,
    Search,
    average_distance,
    find_route,
    nearest_first,
    prepare,
)
from omscli.domain.values import dataclass

ROUTE_CAP = 10
"""Routes that an explanation shows, the winner among them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A location that a filter dropped, or that passed them all (then `rule` is the last one), and the reason."""

    rule: str
    location_id: int
    reference: str
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RankedRoute:
    """A route that was compared: its locations nearest first, and their average distance in whole meters, if known."""

    location_ids: tuple[int, ...]
    references: tuple[str, ...]
    average_distance: int | None
    won: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """The way to a decision.

    `routes` are the best routes of the fewest locations, best first, at most ROUTE_CAP; `more_routes` says that there
    are others, or that the node limit ended the search for them. `decided_by` names the rule that decided, and `why`
    says it with its numbers.
    """

    verdicts: tuple[Verdict, ...]
    routes: tuple[RankedRoute, ...]
    more_routes: bool
    decided_by: str
    why: str


def explain_route(
    candidates: Sequence[Candidate], request: Request, node_limit: int = NODE_LIMIT
) -> tuple[Route | NoRoute, Trace]:
    """The answer of `find_route` and the way to it; raises ValueError for the same requests."""
    result = find_route(candidates, request, node_limit)
    verdicts = _verdicts(candidates, request)
    if isinstance(result, NoRoute):
        return result, Trace(verdicts, (), False, "no route", _why_none(result, request, node_limit))
    by_id = {candidate.location_id: candidate for candidate in candidates}
    winner = _ranked([by_id[location_id] for location_id, _ in result.assignments], request, won=True)
    if result.used_default:
        why = f"nothing else serves; the default location {winner.references[0]} holds everything"
        return result, Trace(verdicts, (winner,), False, "default location", why)
    others, more = _runners_up(prepare(candidates, request), request, winner, node_limit)
    if result.exact:
        decided_by, why = _decision(winner, others, more, by_id, request)
    else:
        decided_by = "node limit"
        why = f"{_locations(winner)}: the best route found in {node_limit} sets of locations, where the search stops"
    return result, Trace(verdicts, (winner, *others), more, decided_by, why)


def _verdicts(candidates: Sequence[Candidate], request: Request) -> tuple[Verdict, ...]:
    """In the order of the rules, then of the references: first who was dropped, last who was kept."""
    verdicts = []
    kept = sorted(candidates, key=lambda candidate: (candidate.reference, candidate.location_id))
    for rule in FILTERS:
        dropped = [candidate for candidate in kept if not rule.keeps(candidate, request)]
        kept = [candidate for candidate in kept if rule.keeps(candidate, request)]
        verdicts += [
            Verdict(rule.name, candidate.location_id, candidate.reference, False, rule.says(candidate, request))
            for candidate in dropped
        ]
    last = FILTERS[-1]
    verdicts += [
        Verdict(last.name, candidate.location_id, candidate.reference, True, last.says(candidate, request))
        for candidate in kept
    ]
    return tuple(verdicts)


def _runners_up(
    search: Search, request: Request, winner: RankedRoute, node_limit: int
) -> tuple[tuple[RankedRoute, ...], bool]:
    """The next best routes of as many locations, and whether there are more than are shown."""
    cover = search.covers(keep=ROUTE_CAP + 1, node_limit=node_limit)
    routes = [_ranked([search.kept[position] for position in chosen], request) for chosen in cover.sets]
    others = [
        route
        for route in routes
        if route.location_ids != winner.location_ids and len(route.location_ids) == len(winner.location_ids)
    ]
    return tuple(others[: ROUTE_CAP - 1]), len(others) >= ROUTE_CAP or not cover.exact


def _ranked(chosen: Sequence[Candidate], request: Request, *, won: bool = False) -> RankedRoute:
    near = nearest_first(chosen, request)
    return RankedRoute(
        tuple(candidate.location_id for candidate in near),
        tuple(candidate.reference for candidate in near),
        average_distance(near, request),
        won,
    )


def _decision(
    winner: RankedRoute, others: Sequence[RankedRoute], more: bool, by_id: Mapping[int, Candidate], request: Request
) -> tuple[str, str]:
    """The rule that decided, and the sentence that says it with its numbers."""
    size = _locations(winner)
    if not others:
        return "fewest splits", f"{size}: {'the best' if more else 'the only'} route of so few locations"
    second = others[0]
    beaten = f"{_with_distance(winner)} before {_with_distance(second)}"
    for preference in PREFERENCES:
        ours, theirs = (
            sum(preference.cost(by_id[location_id], request) for location_id in route.location_ids)
            for route in (winner, second)
        )
        if ours != theirs:
            return preference.name, f"{size}: {beaten}"
    return "location references", f"{size}: {beaten}, equal but for the order of the references"


def _why_none(result: NoRoute, request: Request, node_limit: int) -> str:
    allowed = None if request.max_splits is None else request.max_splits + 1
    names = {line.product_id: line.sku or f"product {line.product_id}" for line in request.lines}
    parts = [f"{best} of {wanted} units of {names[product]}" for product, wanted, best in result.missing]
    if parts:
        limit = "all locations hold" if allowed is None else f"{allowed} location{'' if allowed == 1 else 's'} can hold"
        parts[0] = f"{limit} at most {parts[0]}"
    if result.locations_needed is not None:
        parts.append(f"{result.locations_needed} locations would serve, {allowed} allowed")
    if not result.exact:
        parts.append(f"the search stopped after {node_limit} sets of locations")
    return "; ".join(parts)


def _with_distance(route: RankedRoute) -> str:
    meters = "distance unknown" if route.average_distance is None else f"{route.average_distance} m on average"
    return f"{' + '.join(route.references)} ({meters})"


def _locations(route: RankedRoute) -> str:
    count = len(route.location_ids)
    return f"{count} location{'' if count == 1 else 's'}"
