"""What an explanation says of locations and routes, and what the node limit does to both."""

from __future__ import annotations

from random import Random

import pytest

from omscli.domain.routing import Candidate, Line, NoRoute, Request, Route, find_route
from omscli.domain.routing_trace import ROUTE_CAP, explain_route

SHIRT, MUG, HAT = 1, 2, 3
HOME = (0, 0)


def place(location_id, stock=None, *, degrees=None, reference=None, **fields):
    """A location so many degrees east of HOME; it is a drop-shipper when it has no stock."""
    return Candidate(
        location_id,
        reference or f"L{location_id:02}",
        latitude=None if degrees is None else 0,
        longitude=None if degrees is None else round(degrees * 1_000_000),
        is_inventory=stock is not None,
        stock=stock or {},
        **fields,
    )


def ask(*lines, destination=HOME, **fields):
    names = {SHIRT: "TSHIRT-RED", MUG: "MUG", HAT: "HAT"}
    return Request(tuple(Line(product, units, names[product]) for product, units in lines), destination, **fields)


def chosen(result):
    assert isinstance(result, Route), result
    return [location for location, _ in result.assignments]


# ---- filters


@pytest.mark.parametrize(
    ("dropped", "fields", "rule", "reason"),
    [
        (place(1, enabled=False), {}, "location enabled", "not enabled for fulfillment"),
        (place(1), {"only_location_id": 2}, "chosen location", "another location was chosen"),
        (place(1), {"location_group_id": 7}, "location group", "not in the location group"),
        (
            place(1, countries=frozenset({"MX", "CA"})),
            {"country": "US"},
            "country",
            "does not ship to US (ships to CA, MX)",
        ),
        (place(1, {HAT: 5}), {}, "stock", "0 of 2 units of TSHIRT-RED, 0 of 1 unit of MUG"),
    ],
)
def test_each_filter_drops_its_location_and_says_why(dropped, fields, rule, reason):
    other = place(2, {SHIRT: 3, MUG: 1}, group_ids=frozenset({7}), countries=frozenset({"US"}))
    result, trace = explain_route([dropped, other], ask((SHIRT, 2), (MUG, 1), **fields))
    assert chosen(result) == [2]
    assert [(v.rule, v.location_id, v.reference, v.kept, v.reason) for v in trace.verdicts] == [
        (rule, 1, "L01", False, reason),
        ("stock", 2, "L02", True, "2 of 2 units of TSHIRT-RED, 1 of 1 unit of MUG"),
    ]


# ---- routes


def test_an_explanation_shows_the_routes_that_were_compared_and_what_decided():
    locations = [place(1, {SHIRT: 1}, degrees=3), place(2, {SHIRT: 1}, degrees=1), place(3, {SHIRT: 1}, degrees=2)]
    result, trace = explain_route(locations, ask((SHIRT, 2)))
    assert chosen(result) == [2, 3]
    assert [(route.references, route.average_distance, route.won) for route in trace.routes] == [
        (("L02", "L03"), 166_793, True),
        (("L02", "L01"), 222_390, False),
        (("L03", "L01"), 277_988, False),
    ]
    assert not trace.more_routes
    assert trace.decided_by == "average distance"
    assert trace.why == "2 locations: L02 + L03 (166793 m on average) before L02 + L01 (222390 m on average)"


def test_an_explanation_names_the_references_when_they_decide():
    _, trace = explain_route([place(1, {SHIRT: 1}), place(2, {SHIRT: 1})], ask((SHIRT, 1)))
    assert trace.decided_by == "location references"
    assert trace.why.endswith(
        "L01 (distance unknown) before L02 (distance unknown), equal but for the order of the references"
    )


def test_an_explanation_of_an_only_route_says_that_it_is_the_only_one():
    _, trace = explain_route([place(1, {SHIRT: 2}), place(2, {SHIRT: 1})], ask((SHIRT, 2)))
    assert (trace.decided_by, trace.why) == ("fewest splits", "1 location: the only route of so few locations")


def test_an_explanation_shows_at_most_so_many_routes_and_says_that_there_are_more():
    _, trace = explain_route([place(number, degrees=number) for number in range(20)], ask((SHIRT, 1)))
    assert [route.location_ids for route in trace.routes] == [(number,) for number in range(ROUTE_CAP)]
    assert trace.more_routes


def test_an_explanation_of_the_default_location_says_so():
    _, trace = explain_route([place(2, {SHIRT: 1})], ask((SHIRT, 1), location_group_id=7, default_location_id=2))
    assert (trace.decided_by, trace.why) == (
        "default location",
        "nothing else serves; the default location L02 holds everything",
    )


def test_an_explanation_of_no_route_says_what_is_short_and_how_many_locations_would_serve():
    locations = [place(number, {SHIRT: 2}) for number in (1, 2, 3)]
    _, trace = explain_route(locations, ask((SHIRT, 5), max_splits=1))
    assert trace.decided_by == "no route"
    assert trace.why == "2 locations can hold at most 4 of 5 units of TSHIRT-RED; 3 locations would serve, 2 allowed"
    _, trace = explain_route(locations, ask((SHIRT, 9)))
    assert trace.why == "all locations hold at most 6 of 9 units of TSHIRT-RED"


# ---- the node limit


def hard_locations(random):
    """Twelve locations of which three together may serve, in many ways that nearly do."""
    return [
        place(number, {product: random.randint(0, 4) for product in (SHIRT, MUG, HAT)}, degrees=number)
        for number in range(12)
    ]


def test_at_the_node_limit_the_greedy_cover_is_taken_and_said():
    locations = hard_locations(Random(2))
    request = ask((SHIRT, 9), (MUG, 9), (HAT, 9))
    result, trace = explain_route(locations, request, node_limit=0)
    assert isinstance(result, Route)
    assert not result.exact
    assert trace.decided_by == "node limit"
    assert "the best route found in 0 sets of locations" in trace.why
    assert units_of(result) == {SHIRT: 9, MUG: 9, HAT: 9}
    exact = find_route(locations, request)
    assert exact.exact
    assert len(exact.assignments) <= len(result.assignments)


def test_at_the_node_limit_a_greedy_cover_of_too_many_locations_is_no_route():
    locations = [place(1, {SHIRT: 3, MUG: 3}), place(2, {SHIRT: 4, HAT: 1}), place(3, {MUG: 4, HAT: 3})]
    request = ask((SHIRT, 4), (MUG, 4), (HAT, 4), max_splits=1)
    assert chosen(find_route(locations, request)) == [2, 3]
    tempting = [*locations, place(4, {SHIRT: 3, MUG: 3, HAT: 3})]
    result, trace = explain_route(tempting, request, node_limit=0)
    assert result == NoRoute((), locations_needed=3, exact=False)
    assert trace.why == "3 locations would serve, 2 allowed; the search stopped after 0 sets of locations"


def units_of(route):
    totals = {}
    for _, share in route.assignments:
        for product, units in share:
            totals[product] = totals.get(product, 0) + units
    return totals
