"""A batch of a thousand orders that is killed again and again, at any of its units: in the end each is done once."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.batch import lines, order
from tests.faults.stages import CHUNK, Stages, files, rows
from tests.verified import what_is_broken
from tests.world import Oms, make_world

ORDERS = 1000
AT_ONCE = 50
UNITS = ORDERS // AT_ONCE
STEPS = (
    ("place", "orders.ndjson", "--on-error", "skip"),
    ("summarize", "--all"),
    ("approve", "--all"),
    ("allocate", "--all"),
    ("export", "--all", "--to", "out"),
    ("ship", "--all"),
    ("invoice", "--all"),
)
"""What a batch of orders goes through; each step takes up what a killed one left."""


def shop(stages: Stages, folder: Path) -> Oms:
    oms = make_world(folder)
    shutil.copytree(stages["place"].folder, oms.dir, dirs_exist_ok=True)
    oms.write("orders.ndjson", lines(order(number) for number in range(ORDERS)))
    levels = "".join(f"WH-NEWARK,{sku},9000\n" for sku in ("MUG-BLUE", "PEN-GEL"))
    oms.write("stock.csv", f"location,sku,on_hand\n{levels}")
    oms.ok("ingest", "stock", "stock.csv")
    return oms


def killed_until_done(stages: Stages, oms: Oms, words: tuple[str, ...], dice: random.Random) -> int:
    """Run the command, each time killed at any of its units, until it ends by itself; how often it was killed.

    Orders that are there are units too where a file is read again, so the unit may be any that the file has: were it
    one of the first few, a batch that has come further would be killed for ever.
    """
    kills = 0
    while True:
        dies = dice.randint(1, UNITS + 2), dice.choice(("before", "after"))
        child = stages.forks.start(oms.dir, oms.environment(), words, chunk=AT_ONCE, dies=dies)
        code = stages.forks.wait(child)
        assert what_is_broken(oms.dir / "oms.db") == []
        if code != -signal.SIGKILL:
            assert code == 0
            return kills
        kills += 1


def once_each(oms: Oms) -> None:
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        for sql in (
            "SELECT COUNT(*), COUNT(DISTINCT order_reference_number) FROM orders",
            "SELECT COUNT(*), COUNT(DISTINCT order_key) FROM order_summaries",
            "SELECT COUNT(*), COUNT(DISTINCT order_key) FROM fulfillment_orders",
            "SELECT COUNT(*), COUNT(DISTINCT order_key) FROM invoices",
        ):
            assert connection.execute(sql).fetchone() == (ORDERS, ORDERS), sql


@pytest.mark.proof("batches", 20, 2_000)
def test_a_batch_that_is_killed_at_any_unit_does_every_order_once(proof, stages, tmp_path):
    uninterrupted = shop(stages, tmp_path / "uninterrupted")
    for words in STEPS:
        done = stages.run(uninterrupted, *words, chunk=AT_ONCE)
        assert done.code == 0, done
    once_each(uninterrupted)
    expected = rows(uninterrupted.dir), files(uninterrupted.dir)
    for trial in proof.rounds():
        with trial:
            oms = shop(stages, tmp_path / f"batch-{trial.number}")
            for words in STEPS:
                trial.weight += killed_until_done(stages, oms, words, trial.dice)
            once_each(oms)
            assert (rows(oms.dir), files(oms.dir)) == expected
            shutil.rmtree(oms.dir.parent)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("unit", range(1, 8))
def test_an_advance_that_dies_at_any_unit_hands_over_every_file(stages, tmp_path, unit, when):
    stage = stages["advance"]
    with stages.copy(stage, tmp_path / "advance") as oms:
        words = (*stage.words, "--until", "exported")
        env = oms.environment()
        code = stages.forks.wait(stages.forks.start(oms.dir, env, words, chunk=ORDERS, dies=(unit, when)))
        assert code in (0, -signal.SIGKILL)
        stages.goes_on(oms, stage)


def test_the_units_of_a_small_batch_are_many(stages):
    assert len(stages["place"].ends[CHUNK].rows["oms.db orders"]) >= CHUNK * 4
