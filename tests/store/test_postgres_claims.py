"""Processes with the same orders on their lists share them on a server: each takes what the others have not."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import contextmanager

import psycopg
import pytest

from tests.faults.batch import lines, order
from tests.world import make_world

SECOND = "SELECT order_key FROM orders ORDER BY order_key OFFSET %s LIMIT 1"
HELD = "SELECT order_key FROM orders WHERE order_key = %s FOR UPDATE"
APPROVED = "SELECT COUNT(*) FROM order_summaries WHERE approved_date IS NOT NULL"
FLOW = '[flow]\nkind = "multi"\non_fulfilled = "manual"\n'
UNITS = "SELECT COUNT(*) FROM runs_units"
WAITING = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture(params=["", "?isolation=serializable"])
def oms(tmp_path, request):
    world = make_world(tmp_path / "world", server=request.param)
    world.ok("init", "--sample")
    world.write("flow.toml", FLOW)
    world.ok("setup", "apply", "flow.toml")
    world.write("orders.ndjson", lines(order(number) for number in range(4)))
    world.ok("place", "orders.ndjson")
    return world


@contextmanager
def one_held(oms, at=1):
    """The second order is locked by another process; a connection to look at what is committed meanwhile."""
    url = oms.store.partition("?")[0]
    with psycopg.connect(url, autocommit=True) as look, psycopg.connect(url) as other:
        other.execute(HELD, other.execute(SECOND, (at,)).fetchone())
        yield look, other.commit


def until(connection, sql, value):
    """Wait for what other processes commit, until it is at least so much."""
    for _ in range(300):
        if connection.execute(sql).fetchone()[0] >= value:
            return
        time.sleep(0.05)
    raise AssertionError(f"never {value}: {sql}")


def started(oms, *words):
    return oms.start(*words, "--format", "ndjson", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def results(process):
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    found = [json.loads(line) for line in out.splitlines()]
    return [(one["OrderNumber"], one["status"]) for one in found if "OrderNumber" in one]


def test_an_order_that_another_process_has_comes_last_and_nobody_waits_meanwhile(oms):
    oms.ok("summarize", "--all")
    with one_held(oms) as (look, let_go):
        process = started(oms, "approve", "--all")
        until(look, APPROVED, 3)
        assert process.poll() is None, "it waits for the one that is held"
        let_go()
        told = [number for number, _ in results(process)]
    first, second, third, fourth = sorted(told)
    assert told == [first, third, fourth, second]


def test_two_processes_with_one_list_do_each_order_once(oms):
    oms.ok("summarize", "--all")
    with one_held(oms) as (look, let_go):
        processes = [started(oms, "approve", "--all") for _ in range(2)]
        until(look, WAITING, 2)
        assert look.execute(APPROVED).fetchone() == (3,)
        let_go()
        told = [one for process in processes for one in results(process)]
    assert sorted(number for number, status in told if status == "updated") == sorted({number for number, _ in told})
    assert {status for _, status in told} == {"updated", "exists"}


def test_every_step_passes_by_an_order_that_is_held(oms):
    for step in ("summarize", "approve", "allocate", "export", "ship", "invoice", "ensure-funds"):
        with one_held(oms) as (look, let_go):
            units = look.execute(UNITS).fetchone()[0]
            process = started(oms, step, "--all", *(("--to", "out") if step == "export" else ()))
            until(look, UNITS, units + 1)
            until(look, WAITING, 1)
            let_go()
            assert len(results(process)) == 4, step
    assert oms("verify").code == 0
