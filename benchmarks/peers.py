"""The open-source peers beside `oms` on the same work: make peers, or benchmarks/peers.py [--orders N] [--only NAME]

Each peer is installed in its pinned version into a folder of its own outside this repository (--folder, by default
~/.cache/oms-peers) and then, warm, places, pays and ships orders of three lines: in process, on SQLite, through the
functions that its documentation names. The adapter of each stands in `peers/`, checks at the end that every order is
there, paid and shipped, and prints its figures; nothing of theirs is in this repository. They do more than `oms` in
some places (permissions, accounting, promotions) and less in others (no invoices in Oscar and Vendure).

`oms` runs before and after every peer on the same machine: the ratios are to the mean of the two, by the clock and by
processor time, which other programs on the machine disturb less.

Exit 0: everything was measured. Exit 3: a peer could not be installed or run; the output says which, and why.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from life.machine import facts

ADAPTERS = Path(__file__).resolve().parent / "peers"
CACHE = Path.home() / ".cache" / "oms-peers"
NOT_MEASURED = 3
ONE_BY_ONE, BATCH = "process", "batch"
BATCH_TIMES = 20
"""The two commands of `batch` take so many times the orders: 100 would measure how a process starts."""


class Unable(Exception):
    """A peer cannot be installed or run here; the text says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """How to install it into a folder, and how to run its adapter there; `pins` are the versions."""

    name: str
    pins: str
    adapter: str

    @property
    def on_node(self) -> bool:
        """Whether it is a node package, not a Python one."""
        return self.pins.endswith(".json")

    def install(self, cache: Path) -> Path:
        """Its folder, filled if it is not yet. Raises Unable."""
        pins = (ADAPTERS / self.pins).read_text(encoding="utf-8")
        folder = cache / self.name
        mark = folder / "installed"
        if mark.exists() and mark.read_text(encoding="utf-8") == pins:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"installing {self.name} into {folder}", flush=True)
        if self.on_node:
            for program in ("node", "npm"):
                if shutil.which(program) is None:
                    raise Unable(f"{program} is not on this machine")
            (folder / "package.json").write_text(pins, encoding="utf-8")
            called(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], folder)
        else:
            called([sys.executable, "-m", "venv", "."], folder)
            called(["bin/pip", "install", "--quiet", "-r", str(ADAPTERS / self.pins)], folder)
        mark.write_text(pins, encoding="utf-8")
        return folder

    def measured(self, cache: Path, orders: int) -> Figure:
        """Install and run it. Raises Unable."""
        folder = self.install(cache)
        program = "node" if self.on_node else "bin/python"
        return figure(called([program, str(ADAPTERS / self.adapter), str(orders)], folder))


PEERS = (
    Peer("django-oscar", "django_oscar.txt", "django_oscar.py"),
    Peer("vendure", "vendure.json", "vendure.js"),
    Peer("tryton", "tryton_sale.txt", "tryton_sale.py"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What an adapter measured."""

    name: str
    orders: int
    seconds: float
    cpu: float
    peak_mb: float

    def line(self) -> str:
        """A row of the table."""
        rates = f"{self.orders / self.seconds:>10,.1f} {self.orders / self.cpu:>10,.1f}"
        return f"{self.name:<40} {self.orders:>7,} {rates} {self.peak_mb:>8.0f}"


def figure(output: str) -> Figure:
    """The last line of an adapter's output."""
    lines = output.strip().splitlines()
    try:
        return Figure(**json.loads(lines[-1]))
    except (IndexError, ValueError, TypeError) as error:
        raise Unable(f"it printed no figures: {lines[-1:]}") from error


def called(words: Sequence[str], folder: Path) -> str:
    """What a program printed. Raises Unable with the last words of one that failed."""
    program = str(folder / words[0]) if "/" in words[0] else words[0]
    done = subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise Unable(f"`{' '.join(words)}` ended with {done.returncode}: {' / '.join(said[-3:])}")
    return done.stdout


def ours(way: str, orders: int) -> Figure:
    """`oms` on the same work."""
    words = [sys.executable, str(ADAPTERS / "oms_here.py"), way, str(orders)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return figure(done.stdout)


def main() -> int:
    """Measure everything, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=100)
    parser.add_argument("--only", choices=[peer.name for peer in PEERS], action="append")
    parser.add_argument("--folder", type=Path, default=CACHE, help="where the peers are installed")
    arguments = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in facts(Path(tempfile.gettempdir())).items()))
    print(
        f"\n{'placed, paid and shipped':<40} {'orders':>7} {'orders/s':>10} {'/ CPU s':>10} {'peak MB':>8}", flush=True
    )
    print(ours("command", arguments.orders // 5).line(), flush=True)
    wanted = [peer for peer in PEERS if not arguments.only or peer.name in arguments.only]
    ratios, unable = [], {}
    before = both(arguments.orders)
    for peer in wanted:
        try:
            theirs = peer.measured(arguments.folder, arguments.orders)
        except Unable as reason:
            unable[peer.name] = str(reason)
            print(f"{peer.name:<40} not measured: {reason}", flush=True)
            continue
        print(theirs.line(), flush=True)
        after = both(arguments.orders)
        ratios.append((theirs, before, after))
        before = after
    report(ratios)
    if unable:
        print(f"\nNOT MEASURED: {', '.join(unable)} (see above)")
    return NOT_MEASURED if unable else 0


def both(orders: int) -> dict[str, Figure]:
    """`oms` an order at a time, and all at once."""
    found = {ONE_BY_ONE: ours(ONE_BY_ONE, orders), BATCH: ours(BATCH, orders * BATCH_TIMES)}
    for one in found.values():
        print(one.line(), flush=True)
    return found


def report(ratios: Sequence[tuple[Figure, dict[str, Figure], dict[str, Figure]]]) -> None:
    """How many times as many orders `oms` takes through, a second and a CPU second."""
    if not ratios:
        return
    print(f"\n{'oms is so many times as fast as':<40} {'one by one':>12} {'by CPU':>8} {'batch':>10} {'by CPU':>8}")
    for theirs, before, after in ratios:
        cells = []
        for way in (ONE_BY_ONE, BATCH):
            runs = (before[way], after[way])
            seconds = sum(one.seconds / one.orders for one in runs) / 2
            cpu = sum(one.cpu / one.orders for one in runs) / 2
            cells += [theirs.seconds / theirs.orders / seconds, theirs.cpu / theirs.orders / cpu]
        print(f"{theirs.name:<40} {cells[0]:>10,.1f} × {cells[1]:>6,.1f} × {cells[2]:>8,.0f} × {cells[3]:>6,.0f} ×")


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    sys.exit(main())
