"""The proofs' own tool: what failed is told with what repeats it, and a soak goes on after a failure."""

from __future__ import annotations

import pytest

from tests.proofs import ENOUGH, Case


def case(**changes):
    return Case(**{"proof": "p", "name": "n", "count": 10, "seed": 7} | changes)


def drawn(of):
    found = []
    for trial in of.tries():
        with trial:
            found.append(trial.dice.random())
    return found


def fails(of, *numbers):
    for trial in of.tries():
        with trial:
            assert trial.number not in numbers


def test_a_try_can_be_repeated_alone():
    assert drawn(case(first=4, count=1)) == [drawn(case())[4]]
    assert drawn(case(seed=8)) != drawn(case())


def test_a_failure_ends_a_test_at_once_and_is_counted():
    of = case()
    with pytest.raises(AssertionError):
        fails(of, 3)
    assert (of.done, len(of.failures)) == (4, 1)


def test_a_soak_goes_on_after_a_failure_and_says_what_repeats_it():
    of = case(soaking=True)
    with pytest.raises(AssertionError, match="n, seed 7, try 3:"):
        fails(of, 3)
    assert (of.done, of.planned, len(of.failures)) == (10, 10, 1)


def test_a_soak_gives_a_case_up_that_only_fails():
    of = case(soaking=True)
    with pytest.raises(AssertionError):
        fails(of, *range(10))
    assert of.done == ENOUGH


def test_rounds_go_on_until_their_tries_are_enough():
    of = case(count=10)
    for trial in of.rounds():
        with trial:
            trial.weight = 4
    assert (of.done, of.planned) == (12, 10)


def test_time_ends_a_case(monkeypatch):
    of = case(seconds=5, count=10)
    clock = iter(range(0, 100, 2))
    monkeypatch.setattr("tests.proofs.time.monotonic", lambda: next(clock))
    drawn(of)
    assert 0 < of.done < 10
