"""The exact search against every set of locations there is."""

from __future__ import annotations

from itertools import combinations
from random import Random

from omscli.domain.route_search import cheapest_cover, greedy_cover


def every_best_set(wanted, supplies, costs, most):
    """All sets of the smallest size that serve, the cheapest first, ties by their sorted positions."""
    for size in range(1, most + 1):
        serving = [
            positions
            for positions in combinations(range(len(supplies)), size)
            if all(sum(supplies[i][p] for i in positions) >= units for p, units in enumerate(wanted))
        ]
        if serving:
            return sorted(serving, key=lambda positions: (sum(costs[i] for i in positions), positions))
    return []


def random_instance(random):
    products = random.randint(1, 5)
    wanted = tuple(random.randint(1, random.choice([1, 2, 6])) for _ in range(products))
    fill = random.choice([0.15, 0.3, 0.6, 1.0])
    supplies = [
        tuple(random.randint(1, units) if random.random() < fill else 0 for units in wanted)
        for _ in range(random.randint(0, 9))
    ]
    costs = [random.randint(0, random.choice([0, 2, 1000])) for _ in supplies]
    return wanted, supplies, costs


def test_the_search_finds_the_same_best_sets_as_trying_every_set():
    random = Random(20240229)
    served = 0
    for _ in range(3000):
        wanted, supplies, costs = random_instance(random)
        most = random.randint(1, max(1, len(supplies)))
        expected = every_best_set(wanted, supplies, costs, most)
        served += bool(expected)
        keep = random.choice([1, 1, 3, 10])
        cover = cheapest_cover(wanted, supplies, costs, most, keep=keep)
        assert cover.exact
        assert list(cover.sets) == expected[:keep], (wanted, supplies, costs, most)
    assert 1000 < served < 2900


def test_a_limited_search_still_serves_and_is_never_better_than_the_best():
    random = Random(7)
    for _ in range(1000):
        wanted, supplies, costs = random_instance(random)
        expected = every_best_set(wanted, supplies, costs, len(supplies))
        cover = cheapest_cover(wanted, supplies, costs, len(supplies), node_limit=random.randint(0, 3))
        assert bool(cover.sets) == bool(expected)
        if cover.exact:
            assert list(cover.sets) == expected[:1]
        elif expected:
            (positions,) = cover.sets
            assert len(positions) >= len(expected[0])
            assert all(sum(supplies[i][p] for i in positions) >= units for p, units in enumerate(wanted))


def test_the_greedy_cover_has_no_location_that_it_could_do_without():
    random = Random(8)
    for _ in range(1000):
        wanted, supplies, costs = random_instance(random)
        positions = greedy_cover(wanted, supplies, costs)
        assert (positions is None) == (not every_best_set(wanted, supplies, costs, len(supplies)))
        for left_out in positions or ():
            rest = [i for i in positions if i != left_out]
            assert any(sum(supplies[i][p] for i in rest) < units for p, units in enumerate(wanted))
