"""What a tender declined to take back becomes store credit of the buyer, where that was asked for (`--fallback`).

A decision of ours where the reference has none: the gateway is asked first and its decline stays in its log; what is
owed still is then given at once, so the buyer gets it exactly once, whatever the gateway says later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from omscli.domain.values import replace
from omscli.services.sequences import Way, Ways
from omscli.services.unit import Batch, Result, Runner
from omscli.store.db import Database, Reader

AS_CREDIT = Ways(Way(to_credit=True))
"""All of it as store credit."""


def fallen_back(
    database: Database,
    runner: Runner,
    results: Sequence[Result],
    ways: Ways | None,
    instead: Callable[[Reader, Sequence[int]], Batch],
) -> Iterator[Result]:
    """The results, where a tender declined and store credit was to take its place, with what became of that: what is
    owed still is given as store credit, in a unit of work of its own. Not where an outcome is unknown: it may have
    gone back.
    """
    declined = [
        result.key
        for result in results
        if ways is not None and result.key is not None and ways.of(result.key).fallback and _was_declined(result)
    ]
    given = {}
    if declined:
        batch = runner(database, lambda reader: instead(reader, declined))
        given = {result.key: result for result in batch.results}
    for result in results:
        other = given.get(result.key)
        yield _both(result, other) if other is not None and result.key in declined else result


def _was_declined(result: Result) -> bool:
    return result.status == "rejected" and any(problem.code == "declined" for problem in result.problems)


def _both(first: Result, other: Result) -> Result:
    """A refund of which a part was declined, and what was given as store credit for it."""
    if other.status not in ("updated", "preview"):
        return first
    fields, more = first.fields, other.fields
    said = "; ".join(problem.message for problem in first.problems if problem.code == "declined")
    both = {
        **fields,
        "RefundedAmount": fields["RefundedAmount"] + more["RefundedAmount"],
        "Balance": more["Balance"],
        "Note": f"{said}: {more['RefundedAmount']} {more['CurrencyIsoCode']} is given as store credit",
        "Steps": [*fields["Steps"], *more["Steps"]],
    }
    if "Explanation" in more:
        both["Explanation"] = [*fields.get("Explanation", ()), *more["Explanation"]]
    return replace(other, fields=both)
