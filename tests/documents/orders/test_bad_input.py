"""Every wrong order file is refused with its code, its place and words that say what is wrong."""

import importlib.util
import sys
from pathlib import Path

import pytest

from omscli.documents.orders.reading import read_orders

_SPEC = importlib.util.spec_from_file_location("bad_input", Path(__file__).parents[1] / "bad_input.py")
assert _SPEC is not None
assert _SPEC.loader is not None
bad_input = importlib.util.module_from_spec(_SPEC)
sys.modules["bad_input"] = bad_input
_SPEC.loader.exec_module(bad_input)


@pytest.mark.parametrize("case", bad_input.CASES, ids=lambda case: case.name)
def test_a_wrong_file_is_refused_where_it_is_wrong(case, tmp_path):
    file = tmp_path / case.name
    file.write_bytes(case.data)
    reads = list(read_orders([file]))
    problems = [problem for read in reads for problem in read.problems]
    assert problems, "nothing was refused"
    first = problems[0]
    place = first.place
    assert first.code == case.code, first
    assert case.message in first.message, first
    assert place.file == str(file)
    assert (f"{place.line}:{place.column}" if place.line else None) == case.where, first
    if case.path:
        assert place.path == case.path
    assert all((read.order is None) == bool(read.problems) for read in reads)
    assert "4111111111111111" not in repr(problems)


def test_the_good_order_behind_the_bad_ones_is_good(tmp_path):
    file = tmp_path / "good.json"
    file.write_text(bad_input.GOOD)
    (read,) = read_orders([file])
    assert read.problems == ()
    assert read.order.reference == "BAD-1"


def test_names_of_cases_are_file_names_of_their_own():
    names = [case.name for case in bad_input.CASES]
    assert len(set(names)) == len(names) > 80
