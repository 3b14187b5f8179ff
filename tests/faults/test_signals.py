"""Signals: the exit code says which, what was under way is rolled back, and the same command goes on."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from tests.faults.batch import lines, order
from tests.faults.changing import COMMANDS
from tests.faults.stages import CHUNK
from tests.faults.stages import rows as store_rows
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


def asked_to_stop(forks, stage, oms, number, dice):
    """A signal at a random time of the command; how it ended and what it said."""
    said = oms.home / "said"
    said.touch()  # it may be gone before it opens it
    child = forks.start(oms.dir, oms.environment(), stage.words, err=said, chunk=CHUNK)
    return forks.killed_after(dice.uniform(0, stage.ends[CHUNK].seconds), child, number), said.read_text()


def left_alone(forks, stage, oms, dice):
    """The reader of the answer goes away after some bytes of it."""
    said, pipe = oms.home / "said", oms.home / "pipe"
    os.mkfifo(pipe)
    child = forks.start(oms.dir, oms.environment(), stage.words, out=pipe, err=said, chunk=CHUNK)
    with pipe.open("rb", buffering=0) as reader:
        reader.read(dice.randint(1, 2000))
    return forks.wait(child), said.read_text()


@pytest.mark.proof("signals", 4 * len(COMMANDS), 2_000)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_at_any_time_ends_a_command_with_its_code_and_it_goes_on(proof, stages, tmp_path, name):
    stage = stages[name]
    end = stage.ends[CHUNK]
    for trial in proof.tries():
        with trial, stages.copy(stage, tmp_path / str(trial.number)) as oms:
            number, code = (*SIGNALS, (signal.SIGPIPE, 141))[trial.number % 4]
            if number == signal.SIGPIPE:
                ended, said = left_alone(stages.forks, stage, oms, trial.dice)
                assert store_rows(oms.dir) == end.rows, "a reader that goes away stops no change"
            else:
                ended, said = asked_to_stop(stages.forks, stage, oms, number, trial.dice)
            assert ended in (end.code, code, -number), (ended, said)
            assert "Traceback" not in said
            stages.goes_on(oms, stage, CHUNK)


LOADING = """
import os, signal, sys
class Loading:
    def find_spec(self, name, path, target=None):
        if name == "omscli.cli.app":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Loading())
sys.argv = ["oms", "list", "orders"]
from omscli.__main__ import entry
entry()
"""


def test_ctrl_c_while_oms_is_loading_is_an_end_and_no_traceback(oms):
    done = subprocess.run([BIN / "python", "-c", LOADING], cwd=oms.dir, env=oms.environment(), capture_output=True)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


STRUCK = """
import os, signal, sys
from omscli import __main__ as main
from omscli.cli import app
def then_struck(call):
    return lambda: (call(), os.kill(os.getpid(), signal.SIGINT))[0]
def struck(call):
    def first_a_signal(*words, **more):
        os.kill(os.getpid(), signal.SIGINT)
        return call(*words, **more)
    return first_a_signal
{where}
sys.argv = ["oms", "show", "NOBODY"]
main.entry()
"""


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("app.take_options = struck(app.take_options)", 130, b"stopped: "),
        ("app.show_error = struck(app.show_error)", 130, b"stopped: "),
        ("app.say_stopped = app.show_error = struck(app.show_error)", -2, b""),
        ("main.main = then_struck(main.main)", -2, b"error[not-found]"),
    ],
)
def test_ctrl_c_at_the_beginning_in_an_error_or_at_the_end_is_an_end_and_no_traceback(oms, where, code, said):
    oms.ok("init", "--sample")
    script = STRUCK.replace("{where}", where)
    done = subprocess.run([BIN / "python", "-c", script], cwd=oms.dir, env=oms.environment(), capture_output=True)
    assert done.returncode == code, done
    assert b"Traceback" not in done.stderr
    assert said in done.stderr
