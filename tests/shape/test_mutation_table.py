"""The table of defects fits the code of today: `make mutation` takes hours, and would say so only there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.mutation.run import NEAR, ROOT
from tests.mutation.table import ARGUED, DEFECTS


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_what_a_defect_changes_stands_in_its_file_once(defect):
    assert (ROOT / "omscli" / defect.file).read_text(encoding="utf-8").count(defect.old) == 1


def test_every_argument_is_about_a_defect_and_the_nearest_tests_are_there():
    assert set(ARGUED) <= {defect.what for defect in DEFECTS}
    assert [name for names in NEAR.values() for name in names.split() if not path_of(name).exists()] == []


def path_of(name):
    return ROOT / "tests" / "domain" / f"test_{name}.py"


def test_words_that_no_defect_has_are_refused():
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation.run", "no-such-word"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "no defect has one of these words: no-such-word" in done.stderr) == (2, True)
