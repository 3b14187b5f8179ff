"""kill -9 at random moments: the store opens and verifies, and the same command again ends where it would have ended.

Every command that changes something is killed at a random time of its run, or at a random write, on copies of the
store that the commands before it made; most tries fork from a process that has imported `oms`, some start it anew.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest
import typer

from omscli.cli.app import _module, load
from omscli.cli.table import COMMANDS as TABLE
from tests.faults import strace
from tests.faults.changing import COMMANDS, READING
from tests.faults.stages import CHUNK, Stage, Stages
from tests.world import Oms


def every_command() -> set[str]:
    """The commands of `oms`, and those of its groups by both names."""
    found = set()
    for name in TABLE:
        loaded = load(name, ())
        own = {name} if not hasattr(loaded, "commands") else set()
        inner = {info.name for info in getattr(_module(name), "app", typer.Typer()).registered_commands}
        found |= own | {f"{name} {each}" for each in getattr(loaded, "commands", inner)}
    return found


def test_no_changing_command_lacks_a_proof():
    assert every_command() == set(COMMANDS) | READING


def forked(stages: Stages, stage: Stage, oms: Oms, dice: random.Random) -> None:
    """Killed after a random part of its time; earlier, when it had ended before."""
    after = dice.uniform(0, stage.ends[CHUNK].seconds)
    while (
        stages.forks.killed_after(after, stages.forks.start(oms.dir, oms.environment(), stage.words, chunk=CHUNK))
        != -signal.SIGKILL
    ):
        after *= 0.8
        stages.again(stage, oms)


def started(stages: Stages, stage: Stage, oms: Oms, dice: random.Random) -> None:
    """The same with the installed command, its start included."""
    after = dice.uniform(0, stage.ends[None].seconds + 0.2)
    while True:
        running = oms.start(*stage.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        running.send_signal(signal.SIGKILL)
        if running.wait() == -signal.SIGKILL:
            return
        after *= 0.8
        stages.again(stage, oms)


def at_a_write(stages: Stages, stage: Stage, oms: Oms, dice: random.Random) -> None:
    """Killed when it begins its n-th write to the store."""
    nth = dice.randint(1, 60)
    while not strace.struck(oms, stage.words, strace.Point("pwrite64", nth, ""), "signal=KILL")[1]:
        nth //= 2  # a command with fewer writes dies at an earlier one
        assert nth, "no write that could be killed"
        stages.again(stage, oms)


WAYS = (*[forked] * 8, started, at_a_write if strace.works() else started)


@pytest.mark.proof("kills", 300, 10_000)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_was_killed_goes_on_where_it_was(proof, stages, tmp_path, name):
    stage = stages[name]
    for trial in proof.tries():
        with trial, stages.copy(stage, tmp_path / str(trial.number)) as oms:
            way = trial.dice.choice(WAYS)
            way(stages, stage, oms, trial.dice)
            stages.goes_on(oms, stage, CHUNK if way is forked else None)


def test_half_a_change_would_be_seen(stages, tmp_path):
    stage = stages["cancel"]
    with stages.copy(stage, tmp_path / "torn") as oms:
        with closing(sqlite3.connect(oms.dir / "oms.db")) as connection, connection:
            connection.execute("UPDATE order_item_summaries SET quantity_canceled = 1 WHERE order_key = 3")
        with pytest.raises(AssertionError):
            stages.goes_on(oms, stage)
