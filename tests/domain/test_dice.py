"""Chance from a seed: the same everywhere, spread evenly, and different for different seeds."""

from __future__ import annotations

from collections import Counter

from omscli.domain.dice import Dice


def test_the_numbers_are_those_of_the_published_generator():
    dice = Dice()  # SplitMix64 from state 0, as the Java library's test vectors give it
    assert [dice._next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_one_seed_is_one_sequence_and_another_seed_another():
    def first(*seeds):
        dice = Dice(*seeds)
        return [dice.below(1000) for _ in range(8)]

    assert first(1, 2) == first(1, 2)
    assert len({tuple(first(seed, number)) for seed in range(20) for number in range(20)}) == 400


def test_numbers_are_spread_evenly():
    dice = Dice(7)
    counts = Counter(dice.between(1, 6) for _ in range(6000))
    assert set(counts) == {1, 2, 3, 4, 5, 6}
    assert all(850 < count < 1150 for count in counts.values())
    assert 1800 < sum(dice.chance(20) for _ in range(10_000)) < 2200


def test_some_are_different_ones_and_never_more_than_there_are():
    dice = Dice(3)
    for _ in range(100):
        found = dice.some("abcde", 3)
        assert len(set(found)) == 3
    assert sorted(dice.some("abc", 9)) == ["a", "b", "c"]
