"""Several processes on one store: nothing is sold, placed or changed twice, nothing is lost, nobody is turned away."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.faults.batch import lines, order
from tests.faults.operations import orders, shop
from tests.faults.servers import STORES, place

SHOP = """
[flow]
kind = "multi"

[[locations]]
reference = "ONLY"
name = "The only place"
type = "Warehouse"

[[products]]
sku = "RARE"
name = "Rare thing"

[[price_books]]
name = "Standard Price Book"
standard = true

[price_books.prices]
RARE = { USD = 1.00 }

[opening_stock.ONLY]
RARE = { on_hand = 1000 }
"""


def rows(oms, sql):
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        return connection.execute(sql).fetchall()


def together(oms, *commands):
    started = [oms.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for words in commands]
    ended = [(process, *process.communicate(timeout=120)) for process in started]
    return [(process.returncode, out.decode(), err.decode()) for process, out, err in ended]


def test_two_processes_place_the_same_file_once(oms):
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(200)))
    ended = together(oms, *[("place", "orders.ndjson", "--json")] * 2)
    assert [code for code, _, _ in ended] == [0, 0], ended
    assert rows(oms, "SELECT COUNT(*) FROM orders") == [(200,)]
    summaries = [json.loads(out)["summary"] for _, out, _ in ended]
    assert sorted(summary.get("created", 0) for summary in summaries) == [0, 200]


def rare(number):
    found = order(number)
    found["OrderReferenceNumber"] = f"RARE-{number}"
    found["OrderDeliveryGroups"][0]["OrderItems"] = [{"StockKeepingUnit": "RARE", "Quantity": 1, "UnitPrice": 1}]
    found["Payments"] = []
    return found


RESERVED = "SELECT reserved FROM stock s JOIN products p ON p.id = s.product_id WHERE stock_keeping_unit = 'RARE'"


@pytest.mark.proof("oversell", 2 * 16 * 200, 2 * 64 * 1000)
@pytest.mark.parametrize("engine", STORES)
def test_a_thousand_units_are_allocated_once_by_many_processes(proof, forks, request, tmp_path, engine):
    processes = 64 if proof.soaking else 16
    each = -(-proof.count // processes)
    units = min(1000, processes * each // 2)
    for trial in proof.rounds(processes * each):
        with trial, place(tmp_path / f"race-{trial.number}", engine, request) as place_:
            oms = place_.oms
            oms.write("shop.toml", SHOP.replace("1000", str(units)))
            oms.write("orders.ndjson", lines(rare(number) for number in range(processes * each)))
            place_.ok("init", "--sample")
            for words in ("setup apply shop.toml", "place orders.ndjson", "summarize --all", "approve --all"):
                place_.ok(*words.split())
            names = [f"RARE-{number}" for number in range(processes * each)]
            commands = [in_tens(names[start::processes]) for start in range(processes)]
            running = {forks.start(oms.dir, place_.env, *some, chunk=1): some for some in commands}
            if proof.soaking:
                running = struck(forks, oms, place_, running, trial.dice)
            assert {forks.wait(child) for child in running} <= {0, 3, 7}
            assert place_.rows(RESERVED) == [(units,)]
            assert place_.rows("SELECT SUM(quantity) FROM fulfillment_order_items") == [(units,)]
            assert place_.broken() == []


def in_tens(names):
    """Command lines for ten orders each; run with a chunk of one, every allocation is a transaction of its own."""
    return [("allocate", *names[at : at + 10], "--location", "ONLY") for at in range(0, len(names), 10)]


def struck(forks, oms, place_, running, dice):
    """Kill some of the processes at random moments; what each was to do is then begun anew."""
    for _ in range(len(running) // 4):
        time.sleep(dice.uniform(0.05, 1))
        child = dice.choice(list(running))
        some = running.pop(child)
        os.kill(child, signal.SIGKILL)
        forks.wait(child)
        running[forks.start(oms.dir, place_.env, *some, chunk=1)] = some
    return running


@pytest.mark.proof("mixed", 2 * 2_500, 2 * 250_000)
@pytest.mark.parametrize("engine", STORES)
def test_random_changes_of_the_same_products_by_many_processes_lose_nothing(proof, forks, request, tmp_path, engine):
    """Each round starts anew, so that its orders stay few enough to be met by several processes."""
    processes, rounds = 8, -(-proof.count // 2000)
    each = -(-proof.count // rounds // processes)
    for trial in proof.rounds(processes * each):
        with trial, place(tmp_path / f"mixed-{trial.number}", engine, request) as place_:
            oms, name = place_.oms, f"{proof.seed}-{trial.number}"
            oms.write("shop.toml", shop())
            oms.write("orders.ndjson", orders(60, trial.dice.randrange(2**30), name))
            place_.ok("init", "--empty")
            for words in ("setup apply shop.toml", "place orders.ndjson", "summarize --all", "approve --all"):
                place_.ok(*words.split())
            reports = [oms.home / f"report-{number}" for number in range(processes)]
            running = [
                forks.start(
                    oms.dir, place_.env, err=oms.home / f"err-{number}",
                    call="tests.faults.operations:work", arguments=[f"{name}-{number}", each, str(reports[number])],
                )
                for number in range(processes)
            ]  # fmt: skip
            assert {forks.wait(child) for child in running} == {0}
            ended = Counter()
            for report in reports:
                ended.update(json.loads(report.read_text()))
            assert not [what for what in ended if what.startswith("unexpected")], ended
            done = {what.split()[0] for what in ended if what.endswith(" 0")}
            assert done >= {"allocate", "cancel", "ingest", "adjust", "return"} or each < 100, ended
            assert place_.broken() == []


def test_different_changes_of_the_same_orders_at_once_lose_nothing(oms):
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(40)))
    oms.ok("place", "orders.ndjson")
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")
    names = [f"KILL-{number}" for number in range(40)]
    for name, units in (("one", 1), ("two", 2)):
        item = [{"StockKeepingUnit": "PEN-GEL", "Quantity": units}]
        oms.write(f"{name}.ndjson", lines({"OrderReferenceNumber": order_, "Items": item} for order_ in names))
    cancels = [("cancel", "--file", f"{name}.ndjson", "--reason", "Unknown") for name in ("one", "two")]
    ended = together(oms, *cancels)
    assert [code for code, _, _ in ended] == [0, 0], ended
    sql = "SELECT DISTINCT quantity_canceled FROM order_item_summaries WHERE stock_keeping_unit = 'PEN-GEL'"
    assert rows(oms, sql) == [(3,)]
    ended = together(oms, ("allocate", "--all"), ("cancel", "KILL-0", "MUG-BLUE=1", "--reason", "Unknown"))
    assert {code for code, _, _ in ended} <= {0, 7}, ended
    oms.ok("verify")


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("words", [("place", "order.json"), ("summarize", "--all"), ("export", "--all", "--to", "out")])
def test_a_lock_that_is_held_longer_than_the_timeout_is_exit_11(oms, words):
    oms.ok("init", "--sample")
    oms.write("order.json", order(1))
    oms.ok("place", "order.json")
    if words[0] == "export":
        for step in ("summarize", "approve", "allocate"):
            oms.ok(step, "--all")
    oms.write("order.json", order(2))
    command = [sys.executable, "-c", HOLD, oms.dir / "oms.db"]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        refused = oms(*words, "--lock-timeout", "0.2")
        assert refused.code == 11, refused
        assert "error[locked]" in refused.err
        assert "oms.db" in refused.err
        assert oms("list", "orders", "--lock-timeout", "0.2").code == 0
        waiting = oms.start(*words, "--lock-timeout", "30", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    _, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, err
