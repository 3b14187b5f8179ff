"""`dataclass` and `replace` of `domain/values.py` are those of the standard library, only faster."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
import subprocess
import sys

import pytest

from omscli.domain.order_state import Amounts
from omscli.domain.quantities import Quantities
from omscli.domain.values import dataclass, replace


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
from omscli.domain.values import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Ours:
    first: int
    secret: str = dataclasses.field(default="s", repr=False)
    seen: list[int] = dataclasses.field(default_factory=list)
    note: str | None = dataclasses.field(default=None, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    first: int
    secret: str = dataclasses.field(default="s", repr=False)
    seen: list[int] = dataclasses.field(default_factory=list)
    note: str | None = dataclasses.field(default=None, compare=False)


@pytest.mark.parametrize("given", [{}, {"secret": "t"}, {"seen": [4]}, {"note": "n", "secret": "u"}])
def test_defaults_factories_and_what_is_compared_and_shown_are_as_in_the_standard_library(given):
    ours, theirs = Ours(1, **given), Theirs(1, **given)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert repr(ours).removeprefix("Ours") == repr(theirs).removeprefix("Theirs")
    for other in ({}, {"note": "x"}, {"secret": "t"}, {"seen": [4]}):
        assert (ours == Ours(1, **other)) is (theirs == Theirs(1, **other))
    assert [field.name for field in dataclasses.fields(Ours)] == [field.name for field in dataclasses.fields(Theirs)]
    assert Ours(1).seen is not Ours(1).seen


def test_values_of_two_classes_are_never_equal():
    assert Ours(1) != Theirs(1)
    assert Amounts(5) != Ours(5)


def test_a_value_has_its_fields_and_no_other_and_says_what_it_lacks():
    with pytest.raises(AttributeError):
        Ours(1).other = 2
    with pytest.raises(TypeError, match=re.escape("Ours.__init__() missing 1 required positional argument: 'first'")):
        Ours()


def test_a_value_is_checked_by_its_own_rule_when_it_is_made():
    @dataclass(slots=True)
    class Counted:
        count: int

        def __post_init__(self):
            self.count = abs(self.count)

    assert [Counted(-3).count, Counted(count=-4).count] == [3, 4]
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counted(1))


def test_a_class_that_adds_fields_to_another_is_the_standard_library_s():
    @dataclass(frozen=True)
    class Base:
        first: int

    @dataclass(frozen=True)
    class Wider(Base):
        second: int = 2

    assert dataclasses.asdict(Wider(1)) == {"first": 1, "second": 2}


def test_values_go_to_another_process_and_come_back():
    assert pickle.loads(pickle.dumps(Ours(3, seen=[1]))) == Ours(3, seen=[1])
    assert copy.copy(Ours(3)) == Ours(3)
