"""Waiting for the write lock of a store: whose it is, how long one waits, and that everybody has his turn."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time

import pytest

from omscli.errors import OmsError
from omscli.store import sqlite
from omscli.store.db import open_store
from omscli.store.holders import holder_of

HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "oms.db"
    sqlite.create(path)
    return path


@pytest.fixture
def other(path):
    """Starts a program that writes to the store, and says so once it does."""
    started = []

    def start(program, *words):
        command = [sys.executable, "-c", program, str(path), *words]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout.readline() == b"held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_who_holds_the_lock_is_named_with_what_it_runs(path, other):
    assert holder_of(path) is None
    process = other(HOLD)
    assert holder_of(path).startswith(f"process {process.pid} ({sys.executable} -c")
    assert len(holder_of(path)) < 120
    process.kill()
    process.wait()
    assert holder_of(path) is None


def test_a_reader_is_not_the_holder(path):
    with open_store(path) as database, database.read() as reader:
        assert reader.value("SELECT COUNT(*) FROM currencies")
        assert holder_of(path) is None


def test_a_writer_is_the_holder_only_as_long_as_it_writes(path):
    with open_store(path) as database:
        with database.write():
            assert holder_of(path).startswith(f"process {os.getpid()} (")
        assert holder_of(path) is None


@pytest.mark.parametrize(
    "line", ["1: -> POSIX ADVISORY WRITE 1 0:1:{} 120 120", "1: FLOCK ADVISORY WRITE 1 0:1:{} 0 EOF"]
)
def test_other_locks_and_processes_that_cannot_be_seen_are_not_named(path, tmp_path, line):
    with open_store(path) as database, database.read() as reader:
        reader.value("SELECT 1 FROM currencies")
        inode = path.with_name("oms.db-shm").stat().st_ino
        locks = tmp_path / "locks"
        locks.write_text(f"1: POSIX ADVISORY READ 1 0:1:{inode} 120 120\n{line.format(1)}\n", encoding="ascii")
        assert holder_of(path, locks) is None
        locks.write_text(f"1: POSIX ADVISORY WRITE 0 0:1:{inode} 120 121\n", encoding="ascii")
        assert holder_of(path, locks) is None
    assert holder_of(path, tmp_path / "absent") is None


def test_the_refusal_names_the_holder_and_comes_when_the_time_is_over(path, other):
    process = other(HOLD)
    since = time.monotonic()
    with open_store(path, lock_timeout=0.3) as database, pytest.raises(OmsError) as refused, database.write():
        pass
    assert refused.value.problems[0].code == "locked"
    assert f"locked by process {process.pid} (" in refused.value.problems[0].message
    assert 0.3 <= time.monotonic() - since < 5


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        return self.seconds

    def monotonic_ns(self):
        return 500

    def sleep(self, seconds):
        self.seconds += seconds


class Queue:
    """A connection to a store whose lock is free after some time; until then somebody commits every so often."""

    def __init__(self, clock, free_after, commit_every):
        self.clock, self.free_after, self.commit_every = clock, free_after, commit_every

    def execute(self, sql):
        if sql == "BEGIN IMMEDIATE" and self.clock.seconds < self.free_after:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorname = "SQLITE_BUSY"
            raise error
        return self

    def fetchone(self):
        return (int(self.clock.seconds / self.commit_every),)


@pytest.mark.parametrize(("free_after", "commit_every", "refused_at"), [(100, 5, None), (100, 12, 10), (9, 99, None)])
def test_only_a_time_in_which_nobody_commits_counts(path, monkeypatch, free_after, commit_every, refused_at):
    clock = Clock()
    monkeypatch.setattr(sqlite, "time", clock)
    database = sqlite.SqliteDatabase(path, lock_timeout=10)
    try:
        database._wait_for_lock(Queue(clock, free_after, commit_every))
        refused_after = None
    except sqlite3.OperationalError:
        refused_after = round(clock.seconds)
    assert refused_after == refused_at
    assert refused_at or clock.seconds == pytest.approx(free_after, abs=0.1)


def test_an_error_other_than_a_lock_is_not_waited_for(path):
    odd = sqlite3.connect(":memory:", isolation_level=None)
    odd.execute("BEGIN")
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        sqlite.SqliteDatabase(path)._wait_for_lock(odd)
    odd.close()
