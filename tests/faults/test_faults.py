"""One system call of a command fails or is its last: exit 14 or done, the store whole, and the command goes on.

Every write, sync, truncation, open, rename and removal that a command does in its folder, and every write of its
answer, can be killed (KILL), fail (EIO) or find no room (ENOSPC).
"""

from __future__ import annotations

import random

import pytest

from tests.faults import strace
from tests.faults.changing import COMMANDS
from tests.faults.strace import FAULTS, Point

pytestmark = strace.needed


def chosen(points: list[Point], number: int, every: bool, dice: random.Random) -> tuple[Point, str]:
    """What is tried: in turn when it is to be everything, else any kind of call alike, and any call of that kind."""
    if every:
        return points[number // 3], list(FAULTS)[number % 3]
    call = dice.choice(sorted({point.call for point in points}))
    return dice.choice([point for point in points if point.call == call]), list(FAULTS)[number % 3]


@pytest.mark.proof("faults", 5 * len(COMMANDS), None)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_in_any_call_of_a_command_leaves_it_to_be_run_again(proof, stages, tmp_path, name):
    stage = stages[name]
    with stages.copy(stage, tmp_path / "whole") as oms:
        points = strace.points(oms, stage.words)
    for trial in proof.tries(every=3 * len(points)):
        with trial, stages.copy(stage, tmp_path / str(trial.number)) as oms:
            point, fault = chosen(points, trial.number, proof.count is None, trial.dice)
            done, hit = strace.struck(oms, stage.words, point, FAULTS[fault])
            told = f"{fault} at {point.call} {point.nth}: {point.line}\n{done}"
            assert hit, f"not hit: {told}"
            try:
                if fault == "KILL":
                    assert done.code in (-9, 137)
                else:
                    stages.ended_well(oms, stage, done)
                stages.goes_on(oms, stage)
            except AssertionError as error:
                raise AssertionError(told) from error
