"""Several processes for `oms advance --all`: the same end as one, one answer, and a worker's death is told."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.batch import lines, order

ORDERS = 120


def shop(oms, count: int = ORDERS) -> None:
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(count)))
    oms.ok("place", "orders.ndjson", "--format", "ids")


def statuses(oms) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        return connection.execute("SELECT status, COUNT(*) FROM order_summaries GROUP BY status").fetchall()


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_three_workers_answer_what_one_does_in_the_order_of_the_flow(oms):
    shop(oms)
    done = oms.ok("advance", "--all", "--simulate", "--workers", "3", "--json").json
    steps = [result["Step"] for result in done["results"]]
    assert list(dict.fromkeys(steps)) == ["summarize", "approve", "allocate", "export", "ship"]
    assert steps == sorted(steps, key=["summarize", "approve", "allocate", "export", "ship"].index)
    assert all(steps.count(step) == ORDERS for step in set(steps))
    assert statuses(oms) == [("Fulfilled", ORDERS)]
    runs = oms.ok("runs", "list", "--json").json["results"][1:]
    assert [(run["State"], run["CommandLine"]) for run in runs] == [
        ("done", "oms advance --all --simulate --workers 3 --json")
    ] * 3
    assert oms.ok("advance", "--all", "--workers", "3", "--json").json["results"] == []


def test_a_worker_that_is_killed_is_told_and_the_same_command_does_what_it_left(oms):
    shop(oms, 600)
    with oms.start("advance", "--all", "--simulate", "--workers", "2", stdout=-3, stderr=-1) as running:
        while len(workers := children(running.pid)) < 2 and running.poll() is None:
            time.sleep(0.005)
        os.kill(workers[0], signal.SIGKILL)
        _, err = running.communicate(timeout=100)
    assert running.returncode == 3
    assert b"worker 1 (process" in err
    assert b"was ended by signal 9" in err
    oms.ok("advance", "--all", "--simulate", "--workers", "2")
    assert statuses(oms) == [("Fulfilled", 600)]


def test_a_signal_to_the_command_ends_its_workers_too(oms):
    shop(oms, 600)
    with oms.start("advance", "--all", "--simulate", "--workers", "2", stdout=-3, stderr=-1) as running:
        while len(workers := children(running.pid)) < 2 and running.poll() is None:
            time.sleep(0.005)
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=30)
    assert running.returncode == 143
    assert err.startswith(b"stopped: what each worker had committed stays")
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    oms.ok("advance", "--all", "--simulate")
    assert statuses(oms) == [("Fulfilled", 600)]


def test_workers_are_for_all_orders_and_not_for_a_preview(oms):
    shop(oms, 1)
    assert oms("advance", "KILL-0", "--workers", "2").code == 2
    assert oms("advance", "--all", "--workers", "2", "--preview").code == 2
