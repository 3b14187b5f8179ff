"""Killed, or twice at once, while a gateway is being asked: money moves once, and what is not known is said."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.world import REPOSITORY

ORDER = REPOSITORY / "sample_orders" / "01-plain-single.json"


@pytest.fixture
def invoiced(oms):
    oms.ok("init", "--sample")
    oms.ok("place", ORDER)
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    oms.ok("invoice", "FO-0000001")
    return oms


def slow(milliseconds):
    return {"OMS_MOCK_SCRIPT": json.dumps([{"then": "slow", "milliseconds": milliseconds}])}


def rows(oms, sql):
    with sqlite3.connect(oms.dir / "oms.db") as connection:
        return connection.execute(sql).fetchall()


def wait_until_asked(oms, process):
    for _ in range(600):
        if rows(oms, "SELECT 1 FROM gateway_intents WHERE state = 'sending'"):
            return
        assert process.poll() is None, "the command ended before it asked"
        time.sleep(0.05)
    raise AssertionError("nothing was asked within 30 seconds")


def test_a_command_that_is_killed_while_it_waits_leaves_a_call_to_reconcile(invoiced):
    process = invoiced.start("ensure-funds", "--all", env=slow(60_000), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until_asked(invoiced, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    again = invoiced("ensure-funds", "--all")
    assert again.code == 6
    assert "under way in another process" in again.err
    later = {"OMS_NOW": "2026-01-05T10:10:00Z"}
    assert invoiced("ensure-funds", "--all", env=later).code == 8
    invoiced.ok("payments", "reconcile", env=later)
    assert rows(invoiced, "SELECT state, attempts FROM gateway_intents") == [("succeeded", 2)]
    assert rows(invoiced, "SELECT amount FROM payments") == [(4302,)]
    invoiced.ok("verify", env=later)


def test_two_commands_at_once_capture_once(invoiced):
    process = invoiced.start("ensure-funds", "--all", env=slow(3_000), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until_asked(invoiced, process)
    meanwhile = invoiced("ensure-funds", "--all")
    assert (meanwhile.code, "under way in another process" in meanwhile.err) == (6, True)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert rows(invoiced, "SELECT amount FROM payments") == [(4302,)]
    invoiced.ok("verify")


def test_a_store_is_not_locked_while_a_gateway_is_asked(invoiced):
    process = invoiced.start("ensure-funds", "--all", env=slow(60_000), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until_asked(invoiced, process)
    try:
        invoiced.ok("place", REPOSITORY / "sample_orders" / "02-plain-list.json", "--lock-timeout", "1")
    finally:
        process.kill()
        process.communicate()
