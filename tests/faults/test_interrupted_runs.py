"""Runs that were killed or stopped: the ledger says where they stand, and going on does every unit exactly once."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from random import Random

import pytest

from tests.cli.test_place_many import bad
from tests.faults.batch import lines, order
from tests.state_hash import state_hash
from tests.world import BIN, Oms

RUN = re.compile(r"RUN-[0-9A-Z]{13}")
SEED = int(os.environ.get("OMS_TEST_SEED", "1"))
KILLS = int(os.environ.get("OMS_TEST_RUN_KILLS", "1"))
ORDERS = [bad(number) if number % 100 == 99 else order(number) for number in range(3000)]
"""Three units of 1,000 lines, ten of each refused."""

PLACE = ("place", "orders.ndjson", "--on-error", "skip", "--refused", "refused.ndjson", "--format", "ndjson")


def units(oms: Oms) -> int:
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        return connection.execute("SELECT COUNT(*) FROM runs_units").fetchone()[0]


def run_number(oms: Oms, *words: str) -> str:
    (run,) = oms.ok("runs", "list", "--json", *words).json["results"]
    return run["RunNumber"]


def start_and_wait_for_unit(oms: Oms, words: tuple[str, ...], unit: int, number: int) -> tuple[int, bytes]:
    """Run a command until so many units are committed, then send it the signal."""
    before = units(oms)
    with oms.start(*words, stdout=-3, stderr=-1) as running:
        deadline = time.monotonic() + 60
        while units(oms) - before < unit and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(number)
        _, err = running.communicate(timeout=60)
    return running.returncode, err


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A store before the batch, and the hash of the state that the uninterrupted batch leaves."""
    from tests.world import make_world

    world = make_world(tmp_path_factory.mktemp("runs"))
    world.ok("init", "--sample")
    world.write("orders.ndjson", lines(ORDERS))
    shutil.copy(world.dir / "oms.db", world.dir / "before.db")
    assert world(*PLACE).code == 3
    return world.dir, state_hash(world.dir / "oms.db"), (world.dir / "refused.ndjson").read_bytes()


def fresh(oms: Oms, shop) -> None:
    shutil.copy(shop[0] / "before.db", oms.dir / "oms.db")
    shutil.copy(shop[0] / "orders.ndjson", oms.dir / "orders.ndjson")


@pytest.mark.parametrize("kill", range(KILLS))
@pytest.mark.parametrize("how", ["resumed", "typed again"])
def test_a_batch_that_is_killed_between_units_and_gone_on_with_ends_as_if_it_never_was(oms, shop, how, kill):
    fresh(oms, shop)
    unit = Random(f"{SEED} {how} {kill}").randint(1, 2)
    code, _ = start_and_wait_for_unit(oms, PLACE, unit, signal.SIGKILL)
    assert code == -signal.SIGKILL
    number = run_number(oms, "--state", "killed")
    if how == "resumed":
        done = oms("runs", "resume", number, "--format", "ndjson")
        assert done.lines[0]["in"]["line"] == unit * 1000 + 1 or units(oms) == 3
        assert run_number(oms, "--state", "done") == number
    else:
        done = oms(*PLACE)
        assert {result["status"] for result in done.lines[:500]} == {"exists", "rejected"}
    assert done.code == 3
    assert state_hash(oms.dir / "oms.db") == shop[1]
    assert (oms.dir / "refused.ndjson").read_bytes() == shop[2]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_says_where_the_run_stands_and_how_to_go_on(oms, shop, number, code):
    fresh(oms, shop)
    ended, err = start_and_wait_for_unit(oms, PLACE[:-2], 1, number)
    assert ended == code
    run = run_number(oms, "--state", "stopped")
    done = units(oms)
    told = f"stopped at line {done * 1000:,} of orders.ndjson: {done * 990:,} created, {done * 10:,} rejected; "
    assert err.decode() == f"{told}go on with `oms runs resume {run}`\n"
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM orders").fetchone()[0] == done * 990


STRUCK = """
import os, signal, sys
from omscli.services.running import Run
from omscli.__main__ import entry
committed, left = Run.committed, [int(sys.argv.pop(1))]
def struck(run):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGTERM)
    committed(run)
Run.committed = struck
entry()
"""


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_a_signal_between_a_commit_and_the_note_of_it_leaves_the_run_where_the_store_is(oms, shop, unit):
    fresh(oms, shop)
    words = [BIN / "python", "-c", STRUCK, str(unit), *PLACE]
    done = subprocess.run(words, cwd=oms.dir, env=oms.environment(), capture_output=True)
    assert done.returncode == 143, done
    (run,) = oms.ok("runs", "list", "--json").json["results"]
    assert (run["State"], units(oms)) == ("done" if unit == 3 else "stopped", unit)
    assert json.loads(done.stderr)["where"] == {"file": "orders.ndjson", "line": unit * 1000}
    if unit < 3:
        again = oms("runs", "resume", run["RunNumber"], "--format", "ndjson")
        assert (again.code, again.lines[0]["in"]["line"]) == (3, unit * 1000 + 1)
    assert state_hash(oms.dir / "oms.db") == shop[1]
    assert units(oms) == 3


def test_a_program_reads_where_a_stopped_run_stands_in_one_line_of_json(oms, shop):
    fresh(oms, shop)
    _, err = start_and_wait_for_unit(oms, PLACE, 1, signal.SIGTERM)
    (line,) = err.splitlines()
    run, done = run_number(oms), units(oms)
    assert json.loads(line) == {
        "type": "stopped",
        "exit": 143,
        "run": run,
        "where": {"file": "orders.ndjson", "line": done * 1000},
        "summary": {"created": done * 990, "rejected": done * 10},
        "resume": f"oms runs resume {run}",
    }


def test_a_run_goes_on_only_with_the_file_that_it_read(oms, shop):
    fresh(oms, shop)
    start_and_wait_for_unit(oms, PLACE, 1, signal.SIGKILL)
    run = run_number(oms)
    path = oms.dir / "orders.ndjson"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"KILL-7", b"KALL-7", 1))
    refused = oms("runs", "resume", run)
    assert (refused.code, "is not what it was when" in refused.err) == (6, True)
    assert units(oms) <= 2
    path.write_bytes(whole + lines([order(9999)]).encode())  # what is not read yet may come to it
    assert oms("runs", "resume", run, "--format", "ids").code == 3
    assert oms.ok("list", "orders", "--where", "OrderReferenceNumber=KILL-9999", "--format", "ids").out


def test_copies_are_not_made_twice_by_a_killed_command_that_is_typed_again(oms, shop):
    fresh(oms, shop)
    words = ("place", "orders.ndjson", "--on-error", "skip", "--renumber", "--format", "ids")
    start_and_wait_for_unit(oms, words, 1, signal.SIGKILL)
    run = run_number(oms)
    again = oms(*words)
    assert f"this goes on with {run}" in again.err
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM orders").fetchone()[0] == 2970


@pytest.fixture
def sold(oms):
    oms.ok("init", "--sample")
    oms.write("one.json", order(1))
    for words in (("place", "one.json"), ("summarize", "--all"), ("approve", "--all")):
        oms.ok(*words)
    return oms


def as_if_killed_before_its_answer(oms: Oms) -> None:
    """What a kill between the commit and the answer leaves in the ledger."""
    with closing(sqlite3.connect(oms.dir / "oms.db", isolation_level=None)) as connection:
        sql = "UPDATE runs SET state = 'running', ended = NULL, process = 999999 WHERE id = (SELECT max(id) FROM runs)"
        connection.execute(sql)


@pytest.mark.parametrize(
    "words",
    [
        ("cancel", "KILL-1", "PEN-GEL=1", "--reason", "Unknown"),
        ("adjust", "KILL-1", "PEN-GEL", "--amount", "1", "--reason", "Unknown"),
    ],
)
def test_a_change_that_is_typed_twice_is_two_changes_but_one_after_a_kill(sold, words):
    words += ("--reason", "Unknown")
    sold.ok(*words)
    once = state_hash(sold.dir / "oms.db")
    as_if_killed_before_its_answer(sold)
    again = sold.ok(*words)
    assert "which did not come to its end" in again.err
    assert state_hash(sold.dir / "oms.db") == once
    sold.ok(*words)
    assert state_hash(sold.dir / "oms.db") != once


def test_units_are_taken_off_once_by_a_deallocate_that_is_killed_and_typed_again(sold):
    sold.ok("allocate", "--all")
    words = ("deallocate", "FO-0000001:PEN-GEL=1")
    sold.ok(*words)
    once = state_hash(sold.dir / "oms.db")
    as_if_killed_before_its_answer(sold)
    sold.ok(*words)
    assert state_hash(sold.dir / "oms.db") == once
    sold.ok(*words)
    assert state_hash(sold.dir / "oms.db") != once


def test_a_stock_file_that_a_killed_run_took_in_does_not_undo_what_was_shipped_since(sold):
    sold.write("a.csv", "location,sku,on_hand\nWH-BERLIN,PEN-GEL,50\n")
    sold.write("b.csv", "location,sku,on_hand\nWH-BERLIN,MUG-BLUE,60\n")
    words = ("ingest", "stock", "a.csv", "b.csv", "--json")
    sold.ok(*words)
    as_if_killed_before_its_answer(sold)
    sold.ok("allocate", "--all", "--location", "WH-BERLIN")
    sold.ok("ship", "--all")
    shipped = state_hash(sold.dir / "oms.db")
    assert [result["status"] for result in sold.ok(*words).json["results"]] == ["exists", "exists"]
    assert state_hash(sold.dir / "oms.db") == shipped
    assert [result["status"] for result in sold.ok(*words).json["results"]] == ["updated", "updated"]
