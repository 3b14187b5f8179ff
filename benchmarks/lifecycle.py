"""Every step of an order's life against the raw limit of SQLite: python benchmarks/lifecycle.py [--orders N] [--linear]

Generated orders (three items with taxes, a discount on one, an authorization) go through the installed command, step
by step, each in a process of its own. After each step the rows that it wrote are read back and written once more by
plain `sqlite3.executemany` into a copy of the store as it was before the step (`life/raw.py`). The ratio of the two is
what counts; both halves run one after the other on the same machine, a ratio below 1 means slower than raw. `--linear`
runs a tenth of the orders first: no step may take more than 11 times as long for ten times as many. Targets that are
missed are named; with `--strict` the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from life.machine import facts
from life.shop import write_files, write_notices

OMS = Path(sys.executable).parent / "oms"
RAW = Path(__file__).resolve().parent / "life" / "raw.py"
CHUNK = 1000
PEAK_MB = 200
GROWTH = 11


@dataclass(frozen=True, slots=True)
class Step:
    """One command; `share` of the raw limit is its target, so many orders are one commit (0: all of them)."""

    name: str
    words: str
    share: float = 0.35
    commit: int = CHUNK
    first: Callable[[], None] | None = None


STEPS = (
    Step("place", "place orders.ndjson", share=0.45, commit=0),  # a file is one transaction
    Step("summarize", "summarize --all"),
    Step("approve", "approve --all"),
    Step("cancel 5 %", "cancel --file cancels.ndjson"),
    Step("allocate", "allocate --all"),
    Step("export", "export --all --to out --as json"),
    Step("ingest asn", "ingest asn asn.ndjson", commit=0, first=write_notices),
    Step("invoice", "invoice --all"),
    Step("ensure-funds", "ensure-funds --all"),
    Step("return 8 %", "return --file returns.ndjson"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a step took, and what the raw limit took right after it."""

    step: str
    orders: int
    rows: int
    seconds: float
    cpu: float
    raw_seconds: float
    raw_cpu: float
    peak_mb: float
    target: float

    @property
    def share(self) -> float:
        """Of the raw limit, by the clock."""
        return self.raw_seconds / self.seconds

    @property
    def cpu_share(self) -> float:
        """Of the raw limit, by processor time: steadier where others use the machine too."""
        return self.raw_cpu / self.cpu


def main() -> int:
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=5_000)
    parser.add_argument("--linear", action="store_true", help="a tenth of the orders too, and how time grows")
    parser.add_argument("--until", metavar="STEP", help="the last step to run, e.g. allocate")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    parser.add_argument("--json", action="store_true", help="the same figures as JSON")
    parser.add_argument("--folder", type=Path, help="work here and keep it; must not exist")
    arguments = parser.parse_args()
    machine = facts(Path(tempfile.gettempdir()))
    say = (lambda *_: None) if arguments.json else (lambda text: print(text, flush=True))
    say(", ".join(f"{name} {value}" for name, value in machine.items()))
    sizes = [arguments.orders // 10, arguments.orders] if arguments.linear else [arguments.orders]
    runs = [measured(size, arguments.until, arguments.folder, say) for size in sizes]
    grown = growth(runs[0], runs[-1]) if arguments.linear else {}
    if grown:
        say(f"\ntime for {sizes[1]:,} orders as a multiple of that for {sizes[0]:,} (at most {GROWTH}):")
        say("  ".join(f"{step} {times:.1f}" for step, times in grown.items()))
    missed = misses(runs[-1], grown)
    say("every target is met" if not missed else "MISSED: " + "; ".join(missed))
    if arguments.json:
        rows = [[asdict(one) | {"share": one.share, "cpu_share": one.cpu_share} for one in run] for run in runs]
        print(json.dumps({"machine": machine, "runs": rows, "growth": grown, "missed": missed}, indent=2))
    return 1 if missed and arguments.strict else 0


def measured(orders: int, until: str | None, folder: Path | None, say: Callable[[str], None]) -> list[Figure]:
    """The whole life of so many orders on a new store."""
    heads = ("orders/s", "rows", "seconds", "CPU s", "raw s", "raw CPU", "of raw", "by CPU", "peak MB")
    say(f"\n{f'{orders:,} orders':<14} {' '.join(f'{head:>9}' for head in heads)}")
    home = Path(tempfile.mkdtemp(prefix="oms-life-")) if folder is None else folder / str(orders)
    home.mkdir(parents=True, exist_ok=folder is None)
    os.environ.update(OMS_NOW="2026-01-05T10:00:00Z", OMS_ACTOR="bench")
    os.chdir(home)
    try:
        write_files(orders)
        for words in ("init . --empty", "setup apply shop.toml", "ingest stock stock.csv"):
            command(words)
        figures = []
        for step in STEPS:
            figures.append(one(step))
            say(line(figures[-1]))
            if step.name.startswith(until or "?"):
                break
        return figures
    finally:
        os.chdir("/")
        if folder is None:
            shutil.rmtree(home)


def line(figure: Figure) -> str:
    """A row of the table."""
    return (
        f"{figure.step:<14} {figure.orders / figure.seconds:>9,.0f} {figure.rows:>9,} {figure.seconds:>9.2f}"
        f" {figure.cpu:>9.2f} {figure.raw_seconds:>9.2f} {figure.raw_cpu:>9.2f} {figure.share:>9.2f}"
        f" {figure.cpu_share:>9.2f} {figure.peak_mb:>9.0f}"
    )


def one(step: Step) -> Figure:
    """Run a step, then write its rows without it."""
    if step.first is not None:
        step.first()
    fold("oms.db")
    shutil.copy("oms.db", "before.db")
    seconds, cpu, peak = command(step.words)
    fold("oms.db")
    shutil.copy("before.db", "raw.db")
    words = [sys.executable, str(RAW), "before.db", "oms.db", "raw.db", str(step.commit)]
    raw = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return Figure(step.name, raw["orders"], raw["rows"], seconds, cpu, raw["seconds"], raw["cpu"], peak, step.share)


def command(words: str) -> tuple[float, float, float]:
    """Run one; its wall seconds, CPU seconds and peak megabytes. The answer goes into a file.

    The peak of a child counts what its parent had when it was started, so this process must stay small.
    """
    started = time.perf_counter()
    with Path("answer.ndjson").open("wb") as answer:
        process = subprocess.Popen([str(OMS), *words.split(), "--format", "ndjson", "--quiet"], stdout=answer)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"`oms {words}` ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def fold(path: str) -> None:
    """Everything of the store into its one file, so that it can be copied."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def growth(small: list[Figure], large: list[Figure]) -> dict[str, float]:
    """How many times as long each step took; by processor time, which the start of the process is part of."""
    return {after.step: after.cpu / before.cpu for before, after in zip(small, large, strict=True)}


def misses(figures: list[Figure], grown: dict[str, float]) -> list[str]:
    """The steps that miss their share of the raw limit, take too much memory, or grow faster than the orders."""
    slow = [f"{one.step}: {one.share:.2f} of raw, not {one.target}" for one in figures if one.share < one.target]
    large = [f"{one.step}: {one.peak_mb:.0f} MB" for one in figures if one.peak_mb >= PEAK_MB]
    return slow + large + [f"{step}: {times:.1f} times as long" for step, times in grown.items() if times > GROWTH]


if __name__ == "__main__":
    sys.exit(main())
