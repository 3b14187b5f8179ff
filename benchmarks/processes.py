"""Several processes on one SQLite file against one: python benchmarks/processes.py [--orders N] [--processes 8]

The same orders are placed and then allocated twice, each time on a new store: by one process, and by several at once,
each with its share of the orders. Throughput of the several must be at least 0.7 of the one's, every process must end
with 0, every order must be there and allocated exactly once, `oms verify` must find nothing, and the two stores must
hold the same number of rows. Meanwhile a probe takes the write lock for an instant, again and again, the way a small
command does: how long it had to wait is the third figure. Exit 1 when any of it does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from life.machine import facts
from life.shop import write_files

OMS = Path(sys.executable).parent / "oms"
SHARE = 0.7
PROBE_EVERY = 0.05
PROBE_TIMEOUT = 120


@dataclass(slots=True)
class Phase:
    """One command by so many processes at once: seconds from the first start to the last end, and CPU seconds."""

    command: str
    processes: int
    seconds: float
    cpu: float
    waits: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def line(self, orders: int) -> str:
        """A row of the table."""
        waits = sorted(self.waits) or [0.0]
        middle, most = waits[len(waits) // 2] * 1000, waits[-1] * 1000
        rate = f"{orders / self.seconds:>10,.0f} {self.seconds:>8.2f} {self.cpu:>8.2f}"
        return f"{self.command:<10} {self.processes:>10} {rate} {middle:>10.0f} {most:>10.0f}"


class Probe(threading.Thread):
    """A small writer beside the others: how long it waits for the write lock, in seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self.done = threading.Event()

    def run(self) -> None:
        store = sqlite3.connect("oms.db", timeout=PROBE_TIMEOUT, isolation_level=None)
        while not self.done.wait(PROBE_EVERY):
            since = time.perf_counter()
            store.execute("BEGIN IMMEDIATE")
            self.waits.append(time.perf_counter() - since)
            store.execute("ROLLBACK")
        store.close()


def main() -> int:
    """Measure both, print the table, say what does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=8)
    arguments = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in facts(Path(tempfile.gettempdir())).items()))
    heads = ("processes", "orders/s", "seconds", "CPU s", "wait ms", "longest ms")
    widths = (10, 10, 8, 8, 10, 10)
    shown = " ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    print(f"\n{f'{arguments.orders:,} orders':<10} {shown}", flush=True)
    problems: list[str] = []
    found = [measured(arguments.orders, count, problems) for count in (1, arguments.processes)]
    for one, several in zip(*(phases for phases, _ in found), strict=True):
        share, by_cpu = one.seconds / several.seconds, one.cpu / several.cpu
        print(f"{several.command}: {several.processes} processes reach {share:.2f} of one (by CPU {by_cpu:.2f})")
        if share < SHARE:
            problems.append(f"{several.command} by {several.processes}: {share:.2f} of one process, not {SHARE}")
    (_, first), (_, second) = found
    problems += [f"{name}: {count} and {second[name]} rows" for name, count in first.items() if count != second[name]]
    print("everything holds" if not problems else "MISSED: " + "; ".join(problems))
    return 1 if problems else 0


def measured(orders: int, processes: int, problems: list[str]) -> tuple[list[Phase], dict[str, int]]:
    """Both commands on a new store, and how many rows its tables have afterwards."""
    with tempfile.TemporaryDirectory(prefix="oms-processes-") as folder:
        os.chdir(folder)
        os.environ.update(OMS_NOW="2026-01-05T10:00:00Z", OMS_ACTOR="bench", OMS_STORE=f"{folder}/oms.db")
        write_files(orders)
        for words in ("init . --empty", "setup apply shop.toml", "ingest stock stock.csv"):
            alone(words)
        shares = shared_out(processes)
        phases = [together("place", [(["place", f"{share}.ndjson"], None) for share in shares])]
        for step in ("summarize", "approve"):
            alone(f"{step} --all")
        phases.append(together("allocate", [(["allocate", "-"], f"{share}.names") for share in shares]))
        for phase in phases:
            print(phase.line(orders), flush=True)
            problems += phase.problems
        problems += checked(orders)
        counts = rows()
        os.chdir("/")
    return phases, counts


def shared_out(processes: int) -> list[str]:
    """The orders, and their names, in a file for each process."""
    lines = Path("orders.ndjson").read_text(encoding="utf-8").splitlines(keepends=True)
    size = -(-len(lines) // processes)
    shares = []
    for number in range(processes):
        mine = lines[number * size : (number + 1) * size]
        shares.append(f"share-{number}")
        Path(f"share-{number}.ndjson").write_text("".join(mine), encoding="utf-8")
        names = [json.loads(line)["OrderReferenceNumber"] for line in mine]
        Path(f"share-{number}.names").write_text("\n".join(names) + "\n", encoding="utf-8")
    return shares


def alone(words: str) -> None:
    """One command, not measured."""
    subprocess.run([OMS, *words.split(), "--quiet", "--format", "ids"], stdout=subprocess.DEVNULL, check=True)


def together(command: str, runs: Sequence[tuple[list[str], str | None]]) -> Phase:
    """The command lines, each with its standard input, started at once; over when the last has ended."""
    probe = Probe()
    probe.start()
    before, since = os.times(), time.perf_counter()
    started = []
    for words, stdin in runs:
        line = [OMS, *words, "--format", "ndjson", "--quiet"]
        with Path(stdin or os.devnull).open("rb") as source, Path(f"out-{len(started)}").open("wb") as out:
            started.append(subprocess.Popen(line, stdin=source, stdout=out, stderr=subprocess.PIPE))
    said = [process.communicate()[1].decode() for process in started]
    seconds, after = time.perf_counter() - since, os.times()
    probe.done.set()
    probe.join()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    problems = [
        f"`oms {command}` ended with {process.returncode}: {' '.join(text.split())}"
        for process, text in zip(started, said, strict=True)
        if process.returncode or text
    ]
    return Phase(command, len(runs), seconds, cpu, probe.waits, problems)


def checked(orders: int) -> list[str]:
    """What is not as it must be."""
    store = sqlite3.connect("oms.db")
    found = {
        "orders": store.execute("SELECT COUNT(*) FROM orders").fetchone()[0],
        "allocated": store.execute("SELECT COUNT(DISTINCT order_key) FROM fulfillment_orders").fetchone()[0],
        "units twice": store.execute(
            "SELECT COUNT(*) FROM order_item_summaries WHERE quantity_allocated > quantity_ordered"
        ).fetchone()[0],
    }
    store.close()
    wanted = {"orders": orders, "allocated": orders, "units twice": 0}
    problems = [f"{name}: {count}, not {wanted[name]}" for name, count in found.items() if count != wanted[name]]
    verified = subprocess.run([OMS, "verify"], capture_output=True, text=True, check=False)
    return problems + ([f"oms verify: {verified.stdout}{verified.stderr}"] if verified.returncode else [])


def rows() -> dict[str, int]:
    """How many rows each table of orders has."""
    store = sqlite3.connect("oms.db")
    names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    orders = [
        name for name in names if any(row[1] == "order_key" for row in store.execute(f"PRAGMA table_info({name})"))
    ]
    found = {name: store.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in orders}
    store.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
