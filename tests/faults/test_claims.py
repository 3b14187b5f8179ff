"""Two processes on one folder take each file once; what one is taking in, the other skips and names."""

from __future__ import annotations

import fcntl
import json
import sqlite3
from contextlib import closing

import pytest

from tests.faults.batch import lines, order

FILES = 200


@pytest.mark.parametrize("words", [(), ("--on-error", "skip")])
def test_two_processes_on_a_folder_of_200_files_take_each_file_once(oms, words):
    oms.ok("init", "--sample")
    for number in range(FILES):
        oms.write(f"in/{number:03}.json", order(number))
    command = ("place", "in", "--format", "ndjson", *words)
    running = [oms.start(*command, stdout=-1, stderr=-1) for _ in range(2)]
    created = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        results = [json.loads(line) for line in out.splitlines()[:-1]]
        created += [result["in"]["file"] for result in results if result["status"] == "created"]
        assert {result["status"] for result in results} <= {"created", "exists", "skipped"}
    assert sorted(created) == [f"in/{number:03}.json" for number in range(FILES)]
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM orders").fetchone()[0] == FILES


@pytest.mark.parametrize("kind", ["place", "ingest asn"])
def test_a_file_that_another_process_has_is_skipped_and_the_process_named(oms, kind):
    oms.ok("init", "--sample")
    words = kind.split()
    oms.write("in/a.json", order(1))
    path = oms.write("in/b.json", order(2) if kind == "place" else {})
    (oms.dir / "in/a.json").unlink() if kind != "place" else None
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = oms(*words, "in", "--json")
        told = oms(*words, "in")
    assert done.code == 0
    (skipped,) = [result for result in done.json["results"] if result["status"] == "skipped"]
    assert skipped["in"]["file"] == "in/b.json"
    assert "note[locked]: process" in told.err
    assert "took this file in" in told.err


def test_a_file_that_is_named_itself_waits_for_nobody_s_claim(oms):
    oms.ok("init", "--sample")
    path = oms.write("one.ndjson", lines([order(1)]))
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert oms.ok("place", "one.ndjson", "--json").json["summary"] == {"total": 1, "created": 1}
