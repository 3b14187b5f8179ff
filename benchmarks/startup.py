"""How long a command takes to start, as a multiple of `python -c pass` in the same round.

    .venv/bin/python benchmarks/startup.py [--rounds 15] [--json]

Every round runs each command once, one after the other, so that whatever else the machine does falls on all alike; the
ratio is taken within the round and its median is shown. The store is a throw-away one. A command that fails is shown as
failed, not timed; the exit code is 1 if a target is missed or a command failed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = Path(sys.executable).resolve()  # the real binary: a shim costs seven times as much as the program
PASS = "python -c pass"

ORDER = {
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "STARTUP-SKU", "Quantity": 2, "UnitPrice": 19.99}],
        }
    ],
    "Payments": [{"Type": "Authorization", "Amount": 39.98, "PaymentGateway": "mock", "CardType": "Visa"}],
}


@dataclass(frozen=True, slots=True)
class Case:
    """One command to time: its words, given the number of the round, and the most it may cost."""

    name: str
    words: Callable[[int], list[str]]
    target: float


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    median_ms: float | None
    ratio: float | None
    target: float
    failed: str = ""

    @property
    def met(self) -> bool:
        return self.ratio is not None and self.ratio <= self.target


OMS = str(BIN / "oms")
CASES = (
    Case("oms --version", lambda _: [OMS, "--version"], 1.5),
    Case("oms --help", lambda _: [OMS, "--help"], 12),
    Case("oms show X --json", lambda _: [OMS, "show", "STARTUP-SHOWN", "--json"], 8),
    Case("oms place one.json", lambda n: [OMS, "place", f"order-{n}.json", "--create-missing"], 16),
)


def environment(home: Path) -> dict[str, str]:
    """A plain environment: no developer's settings, byte code allowed."""
    return {
        "PATH": f"{BIN}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "OMS_NOW": "2026-01-05T10:00:00Z",
    }


def timed(words: list[str], folder: Path, env: dict[str, str]) -> tuple[float, str]:
    """Wall seconds of one run, and what went wrong if something did."""
    begin = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    seconds = time.perf_counter() - begin
    problem = done.stderr.decode(errors="replace").strip().splitlines()[:1] if done.returncode else []
    return seconds, f"exit {done.returncode}: {''.join(problem)}" if done.returncode else ""


def prepare(folder: Path, env: dict[str, str], rounds: int) -> None:
    """A store with one order to show, and a new order file for every round."""
    names = {number: f"STARTUP-{number}" for number in range(-1, rounds)}
    for number, reference in names.items():
        (folder / f"order-{number}.json").write_text(json.dumps({"OrderReferenceNumber": reference, **ORDER}))
    (folder / "shown.json").write_text(json.dumps({"OrderReferenceNumber": "STARTUP-SHOWN", **ORDER}))
    for words in (["init", "--sample"], ["place", "shown.json", "--create-missing"], ["summarize", "--all"]):
        _, problem = timed([OMS, *words], folder, env)
        if problem:
            print(f"preparing: oms {' '.join(words)}: {problem}", file=sys.stderr)


def measure(rounds: int) -> tuple[float, list[Row]]:
    """The median of `python -c pass` in milliseconds, and a row for each case."""
    home = Path(tempfile.mkdtemp(prefix="oms-startup-"))
    try:
        env = environment(home)
        prepare(home, env, rounds)
        venv_python = [str(BIN / "python"), "-c", "pass"]
        broken = {case.name: timed(case.words(-1), home, env)[1] for case in CASES}  # warms the caches, too
        base: list[float] = []
        seconds: dict[str, list[float]] = {case.name: [] for case in CASES}
        for number in range(rounds):
            base.append(timed(venv_python, home, env)[0])
            for case in (case for case in CASES if not broken[case.name]):
                took, problem = timed(case.words(number), home, env)
                seconds[case.name].append(took)
                broken[case.name] = problem
        return statistics.median(base) * 1000, [
            row(case, seconds[case.name], base, broken[case.name]) for case in CASES
        ]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def row(case: Case, seconds: list[float], base: list[float], problem: str) -> Row:
    """The medians of one case; nothing if it failed."""
    if problem:
        return Row(case.name, None, None, case.target, problem)
    ratios = [took / floor for took, floor in zip(seconds, base, strict=True)]
    return Row(case.name, statistics.median(seconds) * 1000, statistics.median(ratios), case.target)


def show(base_ms: float, rows: list[Row]) -> None:
    """The table."""
    print(f"{'command':<20} {'ms':>7} {'x pass':>8} {'target':>8}")
    print(f"{PASS:<20} {base_ms:>7.1f} {1:>8.2f} {'':>8}")
    for line in rows:
        if line.ratio is None or line.median_ms is None:
            print(f"{line.name:<20} {'failed':>7} {'':>8} {line.target:>8g}  {line.failed}")
        else:
            verdict = "" if line.met else "  MISSED"
            print(f"{line.name:<20} {line.median_ms:>7.1f} {line.ratio:>8.2f} {line.target:>8g}{verdict}")


def main() -> int:
    """Measure, show, and say by the exit code whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="the same numbers as JSON")
    options = parser.parse_args()
    if "shims" in PYTHON.parts:
        parser.error(f"{PYTHON} is a shim; run this with the Python of the virtual environment")
    base_ms, rows = measure(options.rounds)
    if options.json:
        print(
            json.dumps({"python": str(PYTHON), "pass_ms": base_ms, "rows": [asdict(line) for line in rows]}, indent=2)
        )
    else:
        show(base_ms, rows)
    return 0 if all(line.met for line in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
