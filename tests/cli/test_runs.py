"""`oms runs`: which commands are runs, what the ledger says of them, and what cannot be gone on with."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from omscli.store.runs import process_start
from tests.faults.batch import lines, order


def runs(oms, *words):
    return oms.ok("runs", "list", "--json", *words).json["results"]


def test_a_command_that_changes_nothing_is_no_run(oms):
    oms.ok("init", "--sample")
    oms.write("one.json", order(1))
    oms.ok("place", "one.json", "--check")
    oms.ok("summarize", "--all")
    oms.ok("list", "orders")
    assert runs(oms) == []
    oms.ok("place", "one.json")
    oms.ok("place", "one.json")  # is there already
    assert [(run["CommandLine"], run["State"], run["Results"]) for run in runs(oms)] == [
        ("oms place one.json", "done", "1 created")
    ]


def test_a_command_of_one_unit_is_one_transaction_and_its_run_ends_in_it(oms):
    oms.ok("init", "--sample")
    oms.write("one.json", order(1))
    for words in (("place", "one.json"), ("summarize", "--all"), ("approve", "--all"), ("allocate", "--all")):
        with closing(sqlite3.connect(oms.dir / "oms.db")) as watcher:
            watcher.execute("PRAGMA wal_autocheckpoint=0")
            before = watcher.execute("PRAGMA data_version").fetchone()[0]
            oms.ok(*words)
            assert watcher.execute("PRAGMA data_version").fetchone()[0] == before + 1
    assert {(run["State"], run["Units"]) for run in runs(oms)} == {("done", 1)}


def test_a_run_shows_its_files_and_units_and_never_the_url_of_the_store(oms):
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(1500)))
    oms.ok("place", "orders.ndjson", "--on-error", "skip", "--store", "sqlite:///oms.db")
    (run,) = runs(oms)
    assert run["CommandLine"] == "oms place orders.ndjson --on-error skip"
    whole = oms.ok("runs", "show", run["RunNumber"].lower(), "--json").json["results"][0]
    (file,) = whole["InputFiles"]
    assert (file["Path"], file["State"], file["LinesDone"]) == ("orders.ndjson", "done", 1500)
    assert [(unit["First"], unit["Last"]) for unit in whole["CommittedUnits"]] == [
        ("orders.ndjson:1", "orders.ndjson:1000"),
        ("orders.ndjson:1001", "orders.ndjson:1500"),
    ]
    page = oms.ok("runs", "show", run["RunNumber"]).out
    assert "Committed units" in page


def test_the_number_of_the_run_is_no_part_of_the_answer(oms):
    oms.ok("init", "--sample")
    oms.write("one.json", order(1))
    done = oms.ok("place", "one.json", "-v")
    assert f"run {runs(oms)[0]['RunNumber']}" in done.err
    assert "RUN-" not in done.out


def test_what_cannot_be_gone_on_with_is_refused_in_words(oms):
    oms.ok("init", "--sample")
    oms.ok("place", "-", stdin=lines([order(1)]))
    number = runs(oms)[0]["RunNumber"]
    again = oms.ok("runs", "resume", number, "--json")
    assert again.json["results"][0]["status"] == "exists"  # it is done
    with closing(sqlite3.connect(oms.dir / "oms.db", isolation_level=None)) as connection:
        connection.execute("UPDATE runs SET state = 'stopped'")
        refused = oms("runs", "resume", number)
        assert (refused.code, "standard input, which is gone" in refused.err) == (6, True)
        living = (os.getpid(), process_start(os.getpid()))
        connection.execute("UPDATE runs SET state = 'running', process = ?, process_start = ?", living)
        refused = oms("runs", "resume", number)
        assert (refused.code, "is still at work" in refused.err) == (6, True)
    assert oms("runs", "show", "RUN-0000000000000").code == 5
    assert oms("runs", "list", "--state", "kiled").code == 2
