"""How what goes back of delivery charges and their discounts is split: exactly, and nobody gives more than it has."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from omscli.domain.shipping_refund import split_signed


@given(st.lists(st.integers(-40, 40), max_size=5), st.integers(0, 9), st.integers(1, 9))
@example([1, -1], 1, 2)
@example([1, 1, 1, -3], 1, 2)
def test_shares_add_up_to_the_share_and_none_is_beyond_its_part(parts, numerator, denominator):
    assume(sum(parts) >= 0)
    assume(numerator <= denominator)
    shares = split_signed(parts, numerator, denominator)
    assert abs(Fraction(sum(parts) * numerator, denominator) - sum(shares)) <= Fraction(1, 2)
    for part, share in zip(parts, shares, strict=True):
        assert min(0, part) <= share <= max(0, part)
