"""How long a command takes to start, as a multiple of `python -c pass` in the same round.

    .venv/bin/python benchmarks/startup.py [--rounds 15] [--json]

Every round lives the life of one order, a process a command, one after the other, so that whatever else the machine
does falls on all alike; the ratio is taken within the round and its median is shown. The store is a throw-away one. A
command that fails is shown as failed, not timed; the exit code is 1 if a target is missed or a command failed.
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

SKU = "TSHIRT-RED"
ORDER = {
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": SKU, "Quantity": 1, "UnitPrice": 19.99}],
        }
    ],
    "Payments": [{"Type": "Authorization", "Amount": 19.99, "PaymentGateway": "mock", "CardType": "Visa"}],
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
MOST = 12.0
"""What the issue allows a command that goes through an order's life, in a process of its own."""

PREPARED = ("CANCEL", "SHIP")
"""Orders of every round that are placed, summarized and approved before it is measured; those to ship exported too."""


def oms(name: str, *words: str, target: float = MOST) -> Case:
    """A command whose words may name the round `{n}` and the order's `{number}` (as in FO-{number})."""
    return Case(
        f"oms {name}", lambda n: [OMS, *name.split(), *(word.format(n=n, **numbers(n)) for word in words)], target
    )


def numbers(n: int) -> dict[str, str]:
    """The numbers of the order that round `n` (from -1, which warms up) places, and of the one that it ships."""
    first = 2 * (MAX_ROUNDS + 1)
    return {"number": f"{first + n + 2:07d}", "ship": f"{2 * (n + 2):07d}"}


MAX_ROUNDS = 60
CASES = (
    Case("oms --version", lambda _: [OMS, "--version"], 1.5),
    oms("--help"),
    oms("place", "order-{n}.json"),
    oms("summarize", "STARTUP-{n}"),
    oms("approve", "STARTUP-{n}"),
    oms("allocate", "STARTUP-{n}"),
    oms("export", "FO-{number}", "--to", "out"),
    oms("ingest asn", "asn-{n}.json"),
    oms("ship", "FO-{ship}"),
    oms("invoice", "--all"),  # in the sample shop a shipment makes its invoice and captures it: nothing is left
    oms("ensure-funds", "INV-{number}"),
    oms("cancel", "CANCEL-{n}", "--all-items", "--reason", "Unknown"),
    oms("return", "STARTUP-{n}", "--all-items", "--reason", "Unknown"),
    oms("ensure-refunds", "--all"),
    oms("advance", "SHIP-{n}"),
    oms("verify"),
    oms("show", "STARTUP-{n}", "--json", target=8),
    oms("timeline", "STARTUP-{n}"),
    oms("next", "STARTUP-{n}"),
    oms("list", "orders"),
)
"""An order's life in the order in which a round lives it."""


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


def prepare(folder: Path, env: dict[str, str]) -> None:
    """A store with the orders that are to be there, and the files of every round."""
    with (folder / "prepared.ndjson").open("w", encoding="utf-8") as file:
        for n in range(-1, MAX_ROUNDS):
            file.writelines(json.dumps({"OrderReferenceNumber": f"{name}-{n}", **ORDER}) + "\n" for name in PREPARED)
            order = {"OrderReferenceNumber": f"STARTUP-{n}", **ORDER}
            (folder / f"order-{n}.json").write_text(json.dumps(order))
            lines = [{"StockKeepingUnit": SKU, "Quantity": 1}]
            notice = {"AsnNumber": f"ASN-{n}", "FulfillmentOrderNumber": f"FO-{numbers(n)['number']}", "Lines": lines}
            (folder / f"asn-{n}.json").write_text(json.dumps({**notice, "ShipDate": "2026-01-06"}))
    to_ship = [f"SHIP-{n}" for n in range(-1, MAX_ROUNDS)]
    for words in (
        ["init", "--sample"],
        ["place", "prepared.ndjson"],
        ["summarize", "--all"],
        ["approve", "--all"],
        ["allocate", *to_ship],
        ["export", "--all", "--to", "out"],
    ):
        _, problem = timed([OMS, *words], folder, env)
        if problem:
            print(f"preparing: oms {' '.join(words)}: {problem}", file=sys.stderr)


def measure(rounds: int) -> tuple[float, list[Row]]:
    """The median of `python -c pass` in milliseconds, and a row for each case."""
    home = Path(tempfile.mkdtemp(prefix="oms-startup-"))
    try:
        env = environment(home)
        prepare(home, env)
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
