"""Why a decision came out as it did: each rule that applied, what it said, its numbers and its source.

For `--explain`. The rules of `domain/` write these notes themselves while they decide, into a list that a caller gave
them; without one they write nothing, so the everyday path does not pay for it, and an explanation is never a second
opinion.
"""

from __future__ import annotations

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of an explanation that is money, in minor units of the order's currency; the others count units."""

    minor: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule that applied.

    `rule` is its name, `says` what it decided, in words, `numbers` what it decided by, named, in the order to show
    them; `source` where it stands: a decision (D30), a section of the specification (spec §6.2). `about` is the id of
    the record that it was applied to: an item, a payment summary, an authorization; None: the order.
    """

    rule: str
    says: str
    source: str
    numbers: tuple[tuple[str, Amount | int], ...] = ()
    about: int | None = None


Notes = list[Explained]
"""The rules that applied, in the order in which they did."""


def amounts(**minor: int) -> tuple[tuple[str, Amount], ...]:
    """Amounts by their names."""
    return tuple([(name, Amount(value)) for name, value in minor.items()])
