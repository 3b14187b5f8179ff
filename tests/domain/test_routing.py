"""Routing: one sentence a rule, and the exact search against every set of locations there is."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from omscli.domain.distance import meters_between
from omscli.domain.routing import Candidate, Line, NoRoute, Request, Route, find_route
from omscli.domain.routing_trace import explain_route

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


# ---- fewest locations, then distance, then references


def test_one_far_location_is_better_than_two_near_ones():
    near, nearer, far = (
        place(1, {SHIRT: 1}, degrees=2),
        place(2, {MUG: 1}, degrees=1),
        place(3, {SHIRT: 1, MUG: 1}, degrees=50),
    )
    assert chosen(find_route([near, nearer, far], ask((SHIRT, 1), (MUG, 1)))) == [3]


def test_of_routes_with_as_many_locations_the_nearest_on_average_is_taken():
    far, near = place(1, {SHIRT: 5}, degrees=30), place(2, {SHIRT: 5}, degrees=20)
    result = find_route([far, near], ask((SHIRT, 5)))
    assert result == Route(((2, ((SHIRT, 5),)),), meters_between(0, 0, 0, 20_000_000))


def test_two_middling_locations_are_nearer_on_average_than_one_near_and_one_far():
    locations = [
        place(1, {SHIRT: 1}, degrees=1),
        place(2, {MUG: 1, HAT: 1}, degrees=40),
        place(3, {SHIRT: 1, MUG: 1}, degrees=15),
        place(4, {HAT: 1}, degrees=16),
    ]
    assert chosen(find_route(locations, ask((SHIRT, 1), (MUG, 1), (HAT, 1)))) == [3, 4]


def test_the_average_distance_is_the_plain_average_over_the_locations_whatever_they_send():
    one, two = place(1, {SHIRT: 99}, degrees=1), place(2, {MUG: 1}, degrees=2)
    result = find_route([one, two], ask((SHIRT, 99), (MUG, 1)))
    assert result.average_distance == round((111_195 + 222_390) / 2 + 0.1)


def test_equally_near_routes_go_to_the_earlier_reference_in_whatever_order_the_locations_come():
    east, west = place(7, {SHIRT: 1}, degrees=1, reference="B"), place(8, {SHIRT: 1}, degrees=-1, reference="A")
    assert chosen(find_route([east, west], ask((SHIRT, 1)))) == [8]
    assert chosen(find_route([west, east], ask((SHIRT, 1)))) == [8]


def test_a_tie_of_pairs_is_decided_by_the_first_reference_that_differs():
    locations = [place(number, {SHIRT: 1}, degrees=1) for number in (4, 3, 2, 1)]
    assert chosen(find_route(locations, ask((SHIRT, 2)))) == [1, 2]


def test_without_a_destination_the_references_decide_and_the_distance_is_unknown():
    locations = [place(2, {SHIRT: 1}, degrees=1), place(1, {SHIRT: 1}, degrees=90)]
    result = find_route(locations, ask((SHIRT, 1), destination=None))
    assert chosen(result) == [1]
    assert result.average_distance is None


def test_a_location_without_coordinates_comes_after_every_known_one():
    locations = [place(1, {SHIRT: 1}), place(2, {SHIRT: 1}, degrees=179)]
    assert chosen(find_route(locations, ask((SHIRT, 1)))) == [2]


# ---- lines and units


def test_a_line_that_no_location_holds_alone_comes_from_two_the_nearest_filled_first():
    locations = [place(1, {SHIRT: 4}, degrees=9), place(2, {SHIRT: 3}, degrees=1)]
    result = find_route(locations, ask((SHIRT, 5)))
    assert result.assignments == ((2, ((SHIRT, 3),)), (1, ((SHIRT, 2),)))


def test_a_line_is_not_split_when_one_location_of_the_route_holds_all_of_it():
    near, far = place(1, {SHIRT: 4, MUG: 1}, degrees=1), place(2, {SHIRT: 5, HAT: 1}, degrees=9)
    result = find_route([near, far], ask((SHIRT, 5), (MUG, 1), (HAT, 1)))
    assert result.assignments == ((1, ((MUG, 1),)), (2, ((SHIRT, 5), (HAT, 1))))


def test_a_line_that_two_locations_of_the_route_hold_goes_to_the_nearer():
    far, near = place(1, {SHIRT: 1, MUG: 1}, degrees=9), place(2, {SHIRT: 1, HAT: 1}, degrees=1)
    result = find_route([far, near], ask((SHIRT, 1), (MUG, 1), (HAT, 1)))
    assert result.assignments == ((2, ((SHIRT, 1), (HAT, 1))), (1, ((MUG, 1),)))


def test_two_lines_of_one_product_need_the_sum_of_both():
    short, enough = place(1, {SHIRT: 3}, degrees=1), place(2, {SHIRT: 4}, degrees=9)
    assert find_route([short, enough], ask((SHIRT, 2), (SHIRT, 2))).assignments == ((2, ((SHIRT, 4),)),)


def test_an_unlimited_location_serves_any_quantity():
    result = find_route([place(1, {SHIRT: 9}, degrees=1), place(2, degrees=5)], ask((SHIRT, 1_000_000), (MUG, 1)))
    assert result.assignments == ((2, ((SHIRT, 1_000_000), (MUG, 1))),)


def test_oversold_stock_counts_as_none():
    result = find_route([place(1, {SHIRT: -5, MUG: 1}), place(2, {SHIRT: 2})], ask((SHIRT, 3), (MUG, 1)))
    assert result == NoRoute(((SHIRT, 3, 2),), None)


# ---- splits


def test_the_single_location_flow_needs_one_location_for_everything():
    locations = [place(1, {SHIRT: 1}), place(2, {MUG: 1})]
    assert find_route(locations, ask((SHIRT, 1), (MUG, 1), max_splits=0)) == NoRoute((), locations_needed=2)
    assert chosen(find_route([*locations, place(3, {SHIRT: 1, MUG: 1})], ask((SHIRT, 1), (MUG, 1), max_splits=0))) == [
        3
    ]


def test_one_split_is_up_to_two_locations():
    locations = [place(number, {SHIRT: 2}) for number in (1, 2, 3)]
    assert chosen(find_route(locations, ask((SHIRT, 4), max_splits=1))) == [1, 2]
    assert find_route(locations, ask((SHIRT, 5), max_splits=1)) == NoRoute(((SHIRT, 5, 4),), locations_needed=3)


def test_more_splits_than_locations_are_no_error():
    assert chosen(find_route([place(1, {SHIRT: 1})], ask((SHIRT, 1), max_splits=9))) == [1]


# ---- nothing serves


def test_short_stock_names_the_product_what_is_wanted_and_what_there_is():
    locations = [place(1, {SHIRT: 2, MUG: 1}), place(2, {SHIRT: 1})]
    assert find_route(locations, ask((SHIRT, 5), (MUG, 1))) == NoRoute(((SHIRT, 5, 3),), None)


def test_no_locations_at_all_miss_everything():
    assert find_route([], ask((SHIRT, 5), (MUG, 1))) == NoRoute(((SHIRT, 5, 0), (MUG, 1, 0)), None)


def test_the_default_location_serves_when_the_group_does_not():
    outside = place(2, {SHIRT: 1}, degrees=1)
    result = find_route([outside], ask((SHIRT, 1), location_group_id=7, default_location_id=2))
    assert result == Route(((2, ((SHIRT, 1),)),), 111_195, used_default=True)


def test_an_unlimited_default_location_serves_whatever_the_country():
    abroad = place(2, countries=frozenset({"FR"}))
    result = find_route([abroad], ask((SHIRT, 9), country="US", default_location_id=2))
    assert chosen(result) == [2]
    assert result.used_default


def test_a_default_location_without_the_stock_does_not_serve():
    locations = [place(2, {SHIRT: 1})]
    assert find_route(locations, ask((SHIRT, 2), default_location_id=2)) == NoRoute(((SHIRT, 2, 1),), None)


def test_a_disabled_or_unknown_default_location_does_not_serve():
    assert isinstance(find_route([place(2, enabled=False)], ask((SHIRT, 2), default_location_id=2)), NoRoute)
    assert isinstance(find_route([], ask((SHIRT, 2), default_location_id=2)), NoRoute)


def test_the_default_location_is_not_preferred_while_another_serves():
    locations = [place(1, {SHIRT: 1}, degrees=1), place(2, {SHIRT: 1}, degrees=9)]
    result = find_route(locations, ask((SHIRT, 1), default_location_id=2))
    assert chosen(result) == [1]
    assert not result.used_default


def test_a_chosen_location_that_cannot_serve_is_not_replaced_by_the_default():
    locations = [place(1, {SHIRT: 1}), place(2)]
    result = find_route(locations, ask((SHIRT, 2), only_location_id=1, default_location_id=2))
    assert result == NoRoute(((SHIRT, 2, 1),), None)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (ask(), "a route needs a line"),
        (ask((SHIRT, 0)), "at least one unit"),
        (ask((SHIRT, 1), max_splits=-1), "cannot be negative"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_, words):
    with pytest.raises(ValueError, match=words):
        find_route([place(1)], request_)


# ---- filters (each one, with what is said of it: test_routing_trace.py)


def test_an_order_without_a_country_keeps_locations_that_have_a_list():
    assert chosen(find_route([place(1, countries=frozenset({"US"}))], ask((SHIRT, 1)))) == [1]


# ---- exactness: every instance against every set of locations


def units_of(route):
    totals = {}
    for _, share in route.assignments:
        for product, units in share:
            totals[product] = totals.get(product, 0) + units
    return totals


def random_request(random):
    request = ask(
        *((product, random.randint(1, 5)) for product in random.sample([SHIRT, MUG, HAT], random.randint(1, 3))),
        destination=random.choice([HOME, HOME, HOME, None]),
        max_splits=random.choice([0, 1, 2, None]),
    )
    fill = random.choice([0.2, 0.5, 0.9])
    locations = [
        place(
            number,
            None
            if random.random() < 0.05
            else {product: random.randint(-1, 6) for product in (SHIRT, MUG, HAT) if random.random() < fill},
            degrees=random.choice([None, random.randint(-3, 3), random.randint(-90, 90)]),
        )
        for number in range(random.randint(0, 8))
    ]
    random.shuffle(locations)
    return locations, request


def best_by_trying_all(locations, request):
    """(number of locations, unknown distances, meters, references) of the best route, or None."""
    wanted = {}
    for line in request.lines:
        wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity
    keys = []
    most = len(locations) if request.max_splits is None else min(len(locations), request.max_splits + 1)
    for size in range(1, most + 1):
        for group in combinations(locations, size):
            if all(
                any(not c.is_inventory for c in group) or sum(max(0, c.stock.get(product, 0)) for c in group) >= units
                for product, units in wanted.items()
            ):
                known = [c for c in group if request.destination and c.longitude is not None]
                meters = sum(meters_between(c.latitude, c.longitude, 0, 0) for c in known)
                keys.append((size, size - len(known), meters, sorted(c.reference for c in group)))
    return min(keys, default=None)


def test_routes_are_the_best_there_are_and_carry_exactly_the_units_wanted():
    random = Random(99)
    routes = 0
    for _ in range(1500):
        locations, request = random_request(random)
        result, trace = explain_route(locations, request)
        best = best_by_trying_all(locations, request)
        assert (best is None) == isinstance(result, NoRoute)
        if isinstance(result, NoRoute):
            assert result.missing or (result.locations_needed or 0) > request.max_splits + 1
            continue
        routes += 1
        by_id = {c.location_id: c for c in locations}
        assert sorted(by_id[location].reference for location in chosen(result)) == best[3]
        assert units_of(result) == {line.product_id: line.quantity for line in request.lines}
        for location, share in result.assignments:
            assert share
            for product, units in share:
                assert units > 0
                assert not by_id[location].is_inventory or units <= by_id[location].stock[product]
        assert trace.routes[0].location_ids == tuple(chosen(result))
        assert [route.won for route in trace.routes] == [True] + [False] * (len(trace.routes) - 1)
    assert routes > 500


def test_the_order_in_which_locations_come_does_not_matter():
    random = Random(5)
    for _ in range(300):
        locations, request = random_request(random)
        assert find_route(locations, request) == find_route(sorted(locations, key=lambda c: c.location_id), request)
