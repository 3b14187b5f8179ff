"""`oms verify`: every invariant of the store, derived anew from its rows; one result an invariant, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omscli.errors import Exit, OmsError, Problem
from omscli.services.invariants.check import Invariant, Offence
from omscli.services.invariants.table import INVARIANTS
from omscli.services.unit import Result
from omscli.store.db import Reader

COLUMNS = ("Invariant", "Number", "Broken", "Says")
SHOWN = 5
"""Offending records that are named; of the rest only the number."""


def verify(reader: Reader, invariants: Sequence[Invariant] = INVARIANTS) -> list[Result]:
    """A result for each invariant: `ok`, `broken`, or `finding` (nothing is damaged, but somebody has to look)."""
    return list(check(reader, invariants))


def check(reader: Reader, invariants: Sequence[Invariant] = INVARIANTS) -> Iterator[Result]:
    """The same, each result as soon as it is known."""
    for invariant in invariants:
        count, first = _count(reader, invariant.check(reader))
        yield Result(
            _status(invariant, count),
            {
                "Invariant": invariant.name,
                "Number": invariant.number,
                "Says": invariant.says,
                "Broken": count,
                "Records": [{"Record": offence.record, "What": offence.what} for offence in first],
            },
        )


def _count(reader: Reader, offences: Iterable[Offence]) -> tuple[int, list[Offence]]:
    count, first = 0, []
    try:
        for offence in offences:
            count += 1
            if count <= SHOWN:
                first.append(offence)
    except Exception as error:
        if not reader.shows_damage(error):
            raise
        count += 1
        first.append(Offence("the store", f"it cannot be read to the end: {error}"))
    return count, first


def _status(invariant: Invariant, count: int) -> str:
    if not count:
        return "ok"
    return "finding" if invariant.finding else "broken"


def verdict(results: Iterable[Result]) -> Exit:
    """The exit code: 0 clean, 12 for a broken invariant, 20 when there are only findings."""
    statuses = {result.status for result in results}
    if "broken" in statuses:
        return Exit.DAMAGED
    return Exit.FINDINGS if "finding" in statuses else Exit.DONE


def refusal(results: Iterable[Result]) -> OmsError | None:
    """The broken invariants as one refusal, with their first records."""
    problems = []
    for result in results:
        if result.status == "broken":
            fields = result.fields
            shown = "; ".join(f"{record['Record']}: {record['What']}" for record in fields["Records"][:2])
            message = f"{fields['Invariant']} ({fields['Says']}) is broken by {fields['Broken']:,}: {shown}"
            help_ = "restore a backup (`oms store restore`), or report it with the store"
            problems.append(Problem("broken-invariant", message, None, help_))
    return OmsError(tuple(problems), "nothing was changed") if problems else None
