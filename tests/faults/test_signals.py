"""Signals: the exit code says which, what was under way is rolled back, and the same command goes on."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from tests.faults.batch import lines, order
from tests.world import BIN

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def orders(oms):
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        return connection.execute("SELECT COUNT(*) FROM orders").fetchone()[0]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_while_orders_come_in_rolls_all_of_them_back(oms, number, code):
    oms.ok("init", "--sample")
    running = oms.start("place", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdin.write(lines(order(each) for each in range(1500)).encode())
    running.stdin.flush()
    time.sleep(1.5)  # the first thousand are planned, the end of the file has not come
    running.send_signal(number)
    _, err = running.communicate(timeout=30)
    assert running.returncode == code, err
    assert b"Traceback" not in err
    assert b"stopped: " in err
    assert orders(oms) == 0
    oms.ok("verify")


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_while_a_gateway_is_asked_leaves_a_call_to_reconcile(oms, number, code):
    oms.ok("init", "--sample")
    oms.write("one.json", order(1))
    for words in (("place", "one.json"), ("summarize", "--all"), ("approve", "--all"), ("allocate", "--all")):
        oms.ok(*words)
    oms.ok("invoice", "FO-0000001")
    slow = {"OMS_MOCK_SCRIPT": json.dumps([{"then": "slow", "milliseconds": 60_000}])}
    running = oms.start("ensure-funds", "--all", env=slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    running.send_signal(number)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, b"Traceback" in err) == (code, False), err
    assert oms("verify").code == 20
    oms.ok("payments", "reconcile", "--lease", "0")
    oms.ok("ensure-funds", "--all")
    oms.ok("verify")


def test_a_reader_that_goes_away_ends_a_list_with_141_and_never_a_change(oms):
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(1200)))
    piped = f"{BIN}/oms place orders.ndjson --format ndjson | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", piped], cwd=oms.dir, env=oms.environment(), capture_output=True, check=True, timeout=120
    )
    assert done.stdout.strip() == b"141", done
    assert b"Traceback" not in done.stderr
    assert orders(oms) == 1200
    piped = f"{BIN}/oms list orders --limit 1200 --json | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", piped], cwd=oms.dir, env=oms.environment(), capture_output=True, check=True, timeout=120
    )
    assert (done.stdout.strip(), done.stderr) == (b"141", b"")
