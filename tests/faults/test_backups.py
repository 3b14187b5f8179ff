"""Backups and restores that are killed, race with writers, or meet a full disk: whole or not there at all."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.faults.batch import SEED, lines, order
from tests.faults.strace import works as strace_works
from tests.faults.test_disk import limited, without_rights
from tests.state_hash import state_hash
from tests.verified import what_is_broken
from tests.world import make_world

BACKUPS = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A shop with 150 orders, a backup of it from when it had 100, and the state of both."""
    oms = make_world(tmp_path_factory.mktemp("backups") / "world")
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(100)))
    oms.ok("place", "orders.ndjson")
    oms.ok("store", "backup", "monday.db")
    oms.write("more.ndjson", lines(order(number) for number in range(100, 150)))
    oms.ok("place", "more.ndjson")
    return oms, state_hash(oms.dir / "oms.db"), state_hash(oms.dir / "monday.db")


@pytest.fixture
def shop(oms, made):
    shutil.copytree(made[0].dir, oms.dir, dirs_exist_ok=True)
    return oms


def names(oms):
    return sorted(path.name for path in oms.dir.iterdir() if not path.name.endswith(("-wal", "-shm")))


COMMANDS = {"backup": ("store", "backup", "tuesday.db"), "restore": ("store", "restore", "monday.db", "--force")}


def as_it_was_or_as_it_should_be(oms, made, name):
    """After a kill: nothing half is there, and the same command again does it."""
    _, now, monday = made
    assert state_hash(oms.dir / "oms.db") in ({now} if name == "backup" else {now, monday})
    assert what_is_broken(oms.dir / "oms.db") == []
    if "tuesday.db" in names(oms):
        assert state_hash(oms.dir / "tuesday.db") == now
        (oms.dir / "tuesday.db").unlink()
    oms.ok(*COMMANDS[name], env={"OMS_NOW": "2026-01-05T11:00:00Z"})
    assert state_hash(oms.dir / "oms.db") == (now if name == "backup" else monday)
    assert not [name for name in names(oms) if name.startswith(".")]


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_random_it_is_done_or_not_and_can_be_done_again(shop, made, name):
    dice, kills = random.Random(f"{SEED}-{name}"), 0
    start = time.monotonic()
    shop.ok(*COMMANDS[name])
    seconds = time.monotonic() - start
    while kills < 3:
        shutil.rmtree(shop.dir)
        shutil.copytree(made[0].dir, shop.dir)
        running = shop.start(*COMMANDS[name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * dice.uniform(0.5, 1.0))
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
        seconds *= 0.97  # the machine may be less busy than it was
        as_it_was_or_as_it_should_be(shop, made, name)


CALLS = [("pwrite64", 300), ("fsync", 4), ("fdatasync", 4), ("link", 1), ("unlink", 4), ("ftruncate", 2)]


@pytest.mark.skipif(not strace_works(), reason="no strace here, or it may not trace")
@pytest.mark.parametrize(("call", "most"), CALLS)
@pytest.mark.parametrize("name", COMMANDS)
def test_dying_at_a_system_call_it_is_done_or_not_and_can_be_done_again(shop, made, name, call, most):
    nth, code = random.Random(f"{SEED}-{name}-{call}").randint(1, most), 0
    while code != -signal.SIGKILL and nth:  # with fewer calls it dies at an earlier one
        trace = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}"]
        words = ["strace", "-f", "-o", "/dev/null", *trace, "oms", *COMMANDS[name]]
        code = subprocess.run(words, cwd=shop.dir, env=shop.environment(), capture_output=True, check=False).returncode
        nth //= 2
        if code != -signal.SIGKILL:
            shutil.rmtree(shop.dir)
            shutil.copytree(made[0].dir, shop.dir)
    if code != -signal.SIGKILL:
        pytest.skip(f"{name} does not call {call}")
    as_it_was_or_as_it_should_be(shop, made, name)


@pytest.mark.skipif(not strace_works(), reason="no strace here, or it may not trace")
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_refuses_a_write_is_exit_14_and_changes_nothing(shop, made, name, error):
    nth = random.Random(f"{SEED}-{name}-{error}").randint(1, 100)
    trace = ["-e", "trace=pwrite64", "-e", f"inject=pwrite64:error={error}:when={nth}+"]
    words = ["strace", "-f", "-o", "/dev/null", *trace, "oms", *COMMANDS[name]]
    done = subprocess.run(words, cwd=shop.dir, env=shop.environment(), capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (14, False), done.stderr
    as_it_was_or_as_it_should_be(shop, made, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_exit_14_and_changes_nothing(shop, made, name):
    code, _, err = limited(shop, *COMMANDS[name], kibibytes=100)
    assert (code, "Traceback" in err) == (14, False), err
    assert names(shop) == names(made[0])
    as_it_was_or_as_it_should_be(shop, made, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_may_not_be_written_is_exit_14_and_stays_as_it_is(stages, shop, made, name):
    shop.dir.chmod(0o555)
    try:
        code, _, err = without_rights(stages, shop, *COMMANDS[name])
    finally:
        shop.dir.chmod(0o755)
    assert (code, "Traceback" in err) == (14, False), err
    assert names(shop) == names(made[0])


WRITER = """
import itertools, sys
from pathlib import Path
from omscli.services.unit import Batch, submit
from omscli.store import rows
from omscli.store.db import open_store

def two_halves(name):
    batch = Batch()
    for half in ("first", "second"):
        batch.insert("settings", rows.settings(name=f"{name}-{half}", value="x" * 400))
    return batch

with open_store(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for number in itertools.count():
        submit(store, lambda reader: two_halves(f"{sys.argv[2]}-{number}"))
"""


def test_a_backup_while_others_write_is_one_moment_of_the_store(shop):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, shop.dir / "oms.db", str(number)], stdout=subprocess.PIPE)
        for number in range(4)
    ]
    try:
        assert {writer.stdout.readline() for writer in writers} == {b"ready\n"}
        seen = 0
        for number in range(BACKUPS):
            shop.ok("store", "backup", f"{number}.db", "--verify")
            with closing(sqlite3.connect(shop.dir / f"{number}.db")) as backup:
                (halves,) = backup.execute("SELECT COUNT(*) FROM settings WHERE name LIKE '%-first'").fetchone()
                (others,) = backup.execute("SELECT COUNT(*) FROM settings WHERE name LIKE '%-second'").fetchone()
            assert halves == others > seen
            seen = halves
        assert all(writer.poll() is None for writer in writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_a_backup_while_orders_are_placed_verifies(shop):
    shop.write("many.ndjson", lines(order(number) for number in range(1000, 3000)))
    placing = shop.start("place", "many.ndjson", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    number = 0
    while placing.poll() is None:
        shop.ok("store", "backup", f"{number}.db", "--verify", "--force")
        number += 1
    assert placing.returncode == 0
    assert number > 0
    shop.ok("store", "restore", "0.db", "--force")
    assert state_hash(shop.dir / "oms.db") == state_hash(shop.dir / "0.db")


def test_who_reads_while_a_store_is_restored_sees_one_state_or_the_other(shop):
    """However the two meet: nobody is turned away, and nobody reads one store with the journal of another."""
    shop.ok("store", "backup", "tuesday.db")
    wanted = {shop.ok("--store", f"{day}.db", "list", "orders", "--format", "ids").out for day in ("monday", "tuesday")}
    for number, day in enumerate(("monday", "tuesday") * 2):
        words = ("store", "restore", f"{day}.db", "--force", "--now", f"2026-01-05T1{number}:00:00Z")
        restoring = shop.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while restoring.poll() is None:
            assert shop.ok("list", "orders", "--format", "ids").out in wanted
        assert (restoring.returncode, restoring.communicate()[1].splitlines()[0]) == (0, b"1 updated")
        assert state_hash(shop.dir / "oms.db") == state_hash(shop.dir / f"{day}.db")
    assert what_is_broken(shop.dir / "oms.db") == []
