"""`make mutation`: make every defect of the table in a copy of the code, one at a time, and see whether tests find it.

Only what tests of this process see is tried: the rules' own tests, those of services, and some histories of the model.
What survives all of them is named at the end, and the exit code is 1 unless the table argues why nothing can find it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.table import ARGUED, DEFECTS, Defect

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("omscli", "tests", "sample_orders", "pyproject.toml")
ROUNDS = (
    ("tests/domain",),
    ("tests/properties/test_order_histories.py", "--count", "16"),
    ("tests/properties", "--deselect", "tests/properties/test_order_histories.py"),
    ("tests/services/test_ensure_funds.py", "tests/services/test_ensure_refunds.py", "tests/services/test_invoice.py"),
    ("tests/properties/test_order_histories.py", "--count", "40", "--seed", "2"),
)
"""What is run against a defect, the quick first, until one of them fails."""
NEAR = {
    "money": "money allocation changes adjusting",
    "shares": "allocation changes adjusting fulfillment",
    "order_state": "adjusting changes",
    "deallocation": "deallocation",
    "shipping_refund": "shipping_refund changes",
    "discounts": "adjusting",
    "adjusting": "adjusting",
    "funds": "funds",
    "payment_summaries": "funds refunds payment_summaries",
    "payment_buckets": "payment_summaries",
    "refunds": "refunds",
    "excess": "refunds",
    "fees": "fees",
    "invoicing": "invoicing",
    "change_balances": "adjusting changes",
    "bookkeeping": "bookkeeping",
}
"""The pure tests next to a file, by their names: they come before all rounds."""
PATIENCE = 400
"""Seconds for each: far more than any needs without a defect."""


def main() -> int:
    """All defects, or those whose text has a word of the command line in it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only defects with one of these words in file or what they are")
    parser.add_argument("--trust", action="store_true", help="do not try first that the tests pass without a defect")
    parser.add_argument("--argued", action="store_true", help="try those, too, of which the table argues")
    parser.add_argument("--rounds", type=int, default=len(ROUNDS), help="only so many of them, after the nearest tests")
    arguments = parser.parse_args()
    words = arguments.words
    chosen = [one for one in DEFECTS if not words or any(word in f"{one.file} {one.what}" for word in words)]
    if not chosen:
        parser.error(f"no defect has one of these words: {' '.join(words)}")
    survived, killed = [], 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for name in COPIED:
            source = ROOT / name
            where = copy / name
            if source.is_dir():
                shutil.copytree(source, where, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, where)
        if not arguments.trust and killer(copy) is not None:
            print("the tests fail without any defect: nothing can be said")
            return 2
        print("| killed by | s | file | defect |\n|---|---|---|---|", flush=True)
        for defect in chosen:
            if defect.what in ARGUED and not arguments.argued:
                print(f"| argued | 0 | {defect.file} | {defect.what} |", flush=True)
                continue
            began = time.monotonic()
            found = tried(copy, defect, arguments.rounds)
            said = found or ("argued" if defect.what in ARGUED else "SURVIVED")
            print(f"| {said} | {time.monotonic() - began:.0f} | {defect.file} | {defect.what} |", flush=True)
            killed += found is not None
            if found is None and defect.what not in ARGUED:
                survived.append(defect)
    print(f"\n{killed} of {len(chosen)} killed, {len(survived)} survived without an argument")
    return 1 if survived else 0


def tried(copy: Path, defect: Defect, rounds: int) -> str | None:
    """The first test that fails with the defect, or None; the copy is as before afterwards."""
    path = copy / "omscli" / defect.file
    text = path.read_text(encoding="utf-8")
    assert text.count(defect.old) == 1, f"{defect.file}: {defect.old!r} stands there {text.count(defect.old)} times"
    path.write_text(text.replace(defect.old, defect.new), encoding="utf-8")
    try:
        return killer(copy, path.stem, rounds)
    finally:
        path.write_text(text, encoding="utf-8")


def killer(copy: Path, near: str = "", rounds: int = len(ROUNDS)) -> str | None:
    """The first test that fails on the copy, of those next to the file and of so many rounds."""
    first = tuple(f"tests/domain/test_{name}.py" for name in NEAR.get(near, "").split())
    for words in (*([first] if first else []), *ROUNDS[:rounds]):
        try:
            done = asked(copy, words)
        except subprocess.TimeoutExpired:
            return "a test that hangs"
        if done.returncode:
            failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
            return failed[0].split(" ")[1].rpartition("/")[2].partition("[")[0] if failed else f"exit {done.returncode}"
    return None


def asked(copy: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What pytest says of the copy; a loop that a defect left without an end is cut off."""
    options = ("-x", "-q", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *words],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


if __name__ == "__main__":
    sys.exit(main())
