"""`replace` of `domain/values.py` is the one of the standard library, only faster."""

from __future__ import annotations

import dataclasses

import pytest

from omscli.domain.order_state import Amounts
from omscli.domain.quantities import Quantities
from omscli.domain.values import replace


@dataclasses.dataclass(frozen=True, slots=True)
class One:
    only: int


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Amounts(5, 1), {"fulfilled": 3}),
        (Quantities(4, shipped=2), {"shipped": 3, "ordered": 9}),
        (One(1), {"only": 2}),
    ],
)
def test_it_answers_what_the_standard_library_answers(value, changes):
    before = dataclasses.asdict(value)
    assert replace(value, **changes) == dataclasses.replace(value, **changes)
    assert dataclasses.asdict(value) == before


def test_what_it_answers_is_frozen_too():
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(Amounts(5), amount=6).amount = 7


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(AttributeError):
        replace(Amounts(5), price=6)
