"""A proof is a test that tries one thing many times, at random: few times in `make test`, many in `make soak`.

`@pytest.mark.proof("kills", 300, 10_000)` says its name and both counts; the cases of one proof share them, and a
second count of `None` means every try there is. Each try has dice of its own, made from the seed, the case and the
try's number, so that any of them can be tried again alone: `make soak PROOF=kills SEED=7 FROM=41 COUNT=1`. What was
tried, with which seed, and what failed is one table at the end.
"""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest

ENOUGH = 5
"""Failures of one case after which a soak gives it up."""


def add_options(parser: pytest.Parser) -> None:
    """The options of proofs; `make soak` gives them."""
    group = parser.getgroup("proofs")
    group.addoption("--soak", action="store_true", help="run the proofs alone, to their second figure")
    group.addoption("--proof", metavar="NAME", help="only this proof")
    group.addoption("--count", type=int, metavar="N", help="tries of each proof, instead of its figure")
    group.addoption("--seconds", type=float, metavar="S", help="stop each case of a proof after this time")
    group.addoption("--seed", type=int, default=1, metavar="S", help="another seed, other tries; the same, the same")
    group.addoption("--first-try", type=int, default=0, metavar="N", help="begin each case with its N-th try")


@dataclass
class Try(AbstractContextManager["Try"]):
    """One try: its own dice. What fails in it is told with what repeats it."""

    case: Case
    number: int
    weight: int = 1
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.case.seed}-{self.case.name}-{self.number}")

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if error is not None and not isinstance(error, Exception):  # a skip, a Ctrl-C
            return False
        self.case.done += self.weight
        if error is None:
            return False
        told = "".join(traceback.format_exception(error))
        self.case.failures.append(f"{self.case.name}, seed {self.case.seed}, try {self.number}:\n{told}")
        return self.case.soaking and len(self.case.failures) < ENOUGH


@dataclass
class Case:
    """One case of a proof: how many tries are its share, and what became of them."""

    proof: str
    name: str
    count: int | None
    seed: int
    first: int = 0
    seconds: float | None = None
    soaking: bool = False
    planned: int = 0
    done: int = 0
    failures: list[str] = field(default_factory=list)

    def tries(self, every: int = 0) -> Iterator[Try]:
        """The tries of this case, until their number or the time is reached; `every` is how many there are at all."""
        self.planned = every if self.count is None else self.count
        yield from self._begin(range(self.first, self.first + self.planned))

    def rounds(self, weight: int = 0) -> Iterator[Try]:
        """Rounds of several tries each, which say in `weight` how many they were, until those are enough."""
        assert self.count is not None
        self.planned = self.count

        def numbers() -> Iterator[int]:
            number = self.first
            while self.done < self.planned:
                yield number
                number += 1

        for trial in self._begin(numbers()):
            trial.weight = weight
            yield trial

    def _begin(self, numbers: Iterable[int]) -> Iterator[Try]:
        until = None if self.seconds is None else time.monotonic() + self.seconds
        for number in numbers:
            if until is not None and time.monotonic() > until:
                break
            yield Try(self, number)
        assert not self.failures, "\n".join(self.failures)


def share_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """How many cases each proof has; with --soak, only the proofs are kept, with --proof only that one."""
    cases: dict[str, int] = {}
    for item in items:
        mark = item.get_closest_marker("proof")
        if mark:
            cases[mark.args[0]] = cases.get(mark.args[0], 0) + 1
    config.stash[CASES] = cases
    wanted = config.getoption("--proof")
    if wanted and wanted not in cases:
        raise pytest.UsageError(f"there is no proof {wanted}; there are {', '.join(sorted(cases))}")
    if not wanted and not config.getoption("--soak"):
        return

    def is_wanted(item: pytest.Item) -> bool:
        mark = item.get_closest_marker("proof")
        return mark is not None and wanted in (None, mark.args[0])

    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    items[:] = [item for item in items if is_wanted(item)]


CASES = pytest.StashKey[dict[str, int]]()


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[Case]:
    """The case of a proof that this test is."""
    mark = request.node.get_closest_marker("proof")
    assert mark is not None, "a test that uses `proof` is marked @pytest.mark.proof(name, first, second)"
    name, first, second = mark.args
    option = request.config.getoption
    total = option("--count") or (second if option("--soak") else first)
    cases = request.config.stash[CASES][name]
    case = Case(
        proof=name,
        name=request.node.name,
        count=None if total is None else -(-total // cases),
        seed=option("--seed"),
        first=option("--first-try"),
        seconds=option("--seconds"),
        soaking=option("--soak"),
    )
    yield case
    request.node.user_properties.append(("proof", [name, case.done, case.planned, case.seed, len(case.failures)]))


def take_down(report: pytest.TestReport, table: dict[str, list[int]]) -> None:
    """Add what a case reports, from whichever process it ran in, to the table."""
    for kind, found in report.user_properties if report.when == "teardown" else ():
        if kind == "proof":
            name, done, planned, seed, failures = found  # type: ignore[misc]
            row = table.setdefault(name, [0, 0, seed, 0])
            row[0] += done
            row[1] += planned
            row[3] += failures


def show_table(write: Any, table: dict[str, list[int]]) -> None:
    """«proof | count | seed | failures»."""
    if not table:
        return
    write.section("proofs")
    write.line(f"{'proof':<24} {'tries':>9} {'of':>9} {'seed':>12} {'failures':>9}")
    for name, (done, planned, seed, failures) in sorted(table.items()):
        write.line(f"{name:<24} {done:>9,} {planned:>9,} {seed:>12} {failures:>9,}")
