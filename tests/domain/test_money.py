"""Shares to date, where units were taken back and left an odd cent with the others."""

from __future__ import annotations

import pytest

from omscli.domain.money import portion_to_date, split


@pytest.mark.parametrize("sign", [1, -1])
def test_a_share_to_date_is_never_of_the_other_sign(sign):
    assert portion_to_date(sign * 10, sign * 6, 1, 1, 4) == 0  # 5 of 10 are due to date, and 6 were taken
    assert portion_to_date(sign * 10, sign * 6, 2, 1, 4) == sign * 2
    assert portion_to_date(sign * 10, sign * 6, 3, 1, 4) == sign * 4  # the last unit takes what is left


def test_the_larger_remainder_gets_the_cent_and_signs_stay():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 5]) == [-17, -83]
    assert split(10, [0, 0]) == [5, 5]
