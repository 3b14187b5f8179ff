"""Several processes on one store: nothing is sold, placed or changed twice, nothing is lost, nobody is turned away."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.faults.batch import lines, order

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
    found["OrderDeliveryGroups"][0]["OrderItems"] = [{"StockKeepingUnit": "RARE", "Quantity": 4, "UnitPrice": 1}]
    return found


def test_four_processes_allocate_the_last_thousand_units_to_nobody_twice(oms):
    oms.ok("init", "--sample")
    oms.write("shop.toml", SHOP)
    oms.ok("setup", "apply", "shop.toml")
    oms.write("orders.ndjson", lines(rare(number) for number in range(400)))  # 1,600 units are wanted
    oms.ok("place", "orders.ndjson", "--create-missing")
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")
    shares = [[f"RARE-{number}" for number in range(start, 400, 4)] for start in range(4)]
    batches = [("allocate", *share[at : at + 50], "--location", "ONLY", "--json") for at in (0, 50) for share in shares]
    ended = [*together(oms, *batches[:4]), *together(oms, *batches[4:])]
    assert {code for code, _, _ in ended} <= {0, 3, 7}, ended
    assert not [err for _, _, err in ended if "bug" in err or "locked" in err or "Traceback" in err]
    sql = (
        "SELECT on_hand, reserved FROM stock s JOIN products p ON p.id = s.product_id WHERE stock_keeping_unit = 'RARE'"
    )
    assert rows(oms, sql) == [(1000, 1000)]
    assert rows(oms, "SELECT SUM(quantity) FROM fulfillment_order_items") == [(1000,)]
    oms.ok("verify")


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
