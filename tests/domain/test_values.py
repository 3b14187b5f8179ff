"""`dataclass` and `replace` of `domain/values.py` are those of the standard library, only faster."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

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


ASSIGNS = """
from omscli.domain.order_state import Amounts
from omscli.domain.values import replace
replace(Amounts(5), amount=6).amount = 7
"""


def test_the_type_checker_refuses_an_assignment_to_a_field(tmp_path):
    (tmp_path / "assigns.py").write_text(ASSIGNS)
    words = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(tmp_path / "assigns.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert 'Property "amount" defined in "Amounts" is read-only' in done.stdout


def test_values_are_equal_and_hashed_by_their_fields():
    assert Amounts(5, 1) == Amounts(5, allocated=1) != Amounts(5)
    assert len({Amounts(5, 1), Amounts(5, 1), Amounts(5)}) == 2


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(AttributeError):
        replace(Amounts(5), price=6)
