"""What a person says of goods that came, by SKU, as what became of each line of a return order."""

from __future__ import annotations

from collections.abc import Mapping

from omscli.domain.return_orders import Arrived, ReturnLine, ReturnOrder, lines_named
from omscli.domain.values import dataclass
from omscli.errors import Problem, nearest


@dataclass(frozen=True, slots=True)
class Told:
    """Units by SKU or line id: received, rejected of those, not expected any more; and what becomes of the goods."""

    received: Mapping[str, int]
    rejected: Mapping[str, int]
    canceled: Mapping[str, int]
    rejection_reason: str | None
    plan: str


def arrivals(order: ReturnOrder, told: Told) -> tuple[tuple[Arrived, ...], tuple[Problem, ...]]:
    """The lines that the names mean, the earlier first, each with its units.

    Rejected units are among those received; they are not taken back, so they are canceled on the line.
    Problems: `not-found`, `wrong-state` where all lines of a name are processed (A22), `over-return`, `bad-quantity`.
    """
    found: list[Arrived] = []
    problems: list[Problem] = []
    for name in dict.fromkeys((*told.received, *told.rejected, *told.canceled)):
        lines = lines_named(order, name)
        problem = _unknown(order, name) if not lines else None
        if not problem:
            made, problem = _spread(order, name, lines, told)
            found += made
        problems += [problem] if problem else []
    return tuple(found), tuple(problems)


def _spread(order: ReturnOrder, name: str, lines: list[ReturnLine], told: Told) -> tuple[list[Arrived], Problem | None]:
    received, rejected = told.received.get(name, 0), told.rejected.get(name, 0)
    canceled = told.canceled.get(name, 0)
    expected = sum(line.expected for line in lines)
    if received + canceled > expected:
        message = f"{order.number}: {received + canceled} of {name} are more than the {expected} that are expected"
        return [], Problem("over-return", message, None, "open another return order for what came on top")
    if rejected > received:
        message = f"{order.number}: {rejected} of {name} cannot be rejected of {received} received"
        return [], Problem("bad-quantity", message, None, "units that are rejected are received first")
    made = []
    for line in lines:
        came = min(received, line.expected)
        bad = min(rejected, came)
        gone = min(canceled, line.expected - came)
        received, rejected, canceled = received - came, rejected - bad, canceled - gone
        if came or gone:
            reason = told.rejection_reason if bad else None
            made.append(Arrived(line.id, came - bad, gone + bad, came, bad, reason, told.plan))
    return made, None


def _unknown(order: ReturnOrder, name: str) -> Problem:
    if any(line.sku == name for line in order.lines):
        message = f"{order.number}: every line for {name} was processed and is read-only"
        return Problem("wrong-state", message, None, "open another return order for what came on top")
    known = list(dict.fromkeys(line.sku for line in order.lines if line.open))
    guess = nearest(name, known)
    help_ = f'did you mean "{guess}"?' if guess else f"it expects {', '.join(known) or 'nothing'}"
    return Problem("not-found", f'{order.number} expects no "{name}"', None, help_)
