"""`oms` on the peers' work: python oms_here.py {batch,process,command} ORDERS (run by benchmarks/peers.py)

The commands are the same in each way: `oms place`, then `oms advance --until paid --simulate`, which summarizes,
approves, allocates, exports, ships, invoices and captures. `batch` is two commands for all orders, `command` two
processes for each order, `process` what the two commands call, for each order inside this one process on an open store,
as the peers run: each of the eight steps of each order is a transaction of its own.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from life.shop import write_files

from omscli.documents.orders.reading import OrderRead, read_orders
from omscli.services.advance import Journey, advance
from omscli.services.place import PlaceOptions, place_orders
from omscli.services.scene import Scene
from omscli.services.unit import submit
from omscli.store.db import open_store

OMS = Path(sys.executable).parent / "oms"
LINES = 3
WARM_UP = 5
WAYS = {
    "batch": "oms, two commands for all orders",
    "process": "oms in one process, an order at a time",
    "command": "oms, two processes for each order",
}


def main(way: str, orders: int) -> None:
    """Place, pay and ship this many orders; one line of JSON about it."""
    warm_up = WARM_UP if way == "process" else 0
    with tempfile.TemporaryDirectory(prefix="oms-peer-") as folder:
        os.chdir(folder)
        os.environ.update(OMS_STORE=f"{folder}/oms.db", OMS_ACTOR="bench")
        write_files(orders + warm_up)
        for words in ("init . --empty", "setup apply shop.toml", "ingest stock stock.csv"):
            in_a_process(words)
        if way == "batch":
            seconds, cpu = timed(lambda: two_commands("orders.ndjson", "--all"))
        elif way == "command":
            files = one_file_each()
            seconds, cpu = timed(lambda: [two_commands(file, name) for file, name in files])
        else:
            seconds, cpu = one_by_one(warm_up)
        check(orders + warm_up)
        os.chdir("/")
    whose = resource.RUSAGE_SELF if way == "process" else resource.RUSAGE_CHILDREN
    peak = resource.getrusage(whose).ru_maxrss / 1024
    answer = {"name": WAYS[way], "orders": orders, "seconds": seconds, "cpu": cpu, "peak_mb": peak}
    print(json.dumps(answer))


def two_commands(file: str, which: str) -> None:
    """Place what the file has, and take it as far as paid."""
    in_a_process(f"place {file}")
    in_a_process(f"advance {which} --until paid --simulate")


def in_a_process(words: str) -> None:
    """The installed command."""
    with Path("answer.ndjson").open("wb") as answer:
        subprocess.run([OMS, *words.split(), "--format", "ndjson", "--quiet"], stdout=answer, check=True)


def one_by_one(warm_up: int) -> tuple[float, float]:
    """The orders one after the other on an open store; what the first ones took does not count."""
    scene = Scene(int(time.time() * 1000), "bench", "advance")
    reads = read_orders(["orders.ndjson"])
    with open_store(Path("oms.db")) as database:
        journey = Journey(database, submit, scene, Path("out"), True)

        def whole_life(read: OrderRead) -> None:
            (placed,) = place_orders(database, submit, [read], scene, PlaceOptions())
            assert placed.key is not None, placed
            for result in advance(journey, [placed.key], "paid"):
                assert result.status in ("created", "updated"), result

        for read in islice(reads, warm_up):
            whole_life(read)
        return timed(lambda: [whole_life(read) for read in reads])


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds and CPU seconds of this process and its children."""
    since, before = time.perf_counter(), os.times()
    work()
    seconds, after = time.perf_counter() - since, os.times()
    return seconds, sum(after[:4]) - sum(before[:4])


def one_file_each() -> list[tuple[str, str]]:
    """Each order in a file of its own: the files, and the names of the orders."""
    files = []
    for number, line in enumerate(Path("orders.ndjson").read_text(encoding="utf-8").splitlines()):
        Path(f"{number}.json").write_text(line, encoding="utf-8")
        files.append((f"{number}.json", json.loads(line)["OrderReferenceNumber"]))
    return files


def check(orders: int) -> None:
    """Every order is there, whole, paid and shipped: else the figure would be of something else."""
    store = sqlite3.connect("oms.db")
    found = [
        store.execute(sql).fetchone()[0]
        for sql in (
            "SELECT COUNT(*) FROM OrderSummary WHERE Status = 'Fulfilled'",
            "SELECT COUNT(*) FROM order_item_summaries WHERE quantity_fulfilled = quantity_ordered",
            "SELECT COUNT(DISTINCT order_key) FROM invoices",  # one for each part of an order that ships
            "SELECT COUNT(*) FROM invoices WHERE balance <> 0",
        )
    ]
    store.close()
    wanted = [orders, LINES * orders, orders, 0]
    if found != wanted:
        sys.exit(f"oms: shipped, lines, invoiced, unpaid: {found}, not {wanted}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
