"""The sequence in which the payment methods of an order are asked (`sequences`, spec §6.2, §6.3).

Where the reference is silent we decided: an entry takes at most the amount that it names, and never more than its
payment summary has; an entry without one takes all that is still wanted.
"""

from __future__ import annotations

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry of a sequence: a payment summary, and at most how much of it, in minor units (None: all it has)."""

    summary_id: int
    amount: int | None = None

    def limit(self, wanted: int) -> int:
        """How much of what is wanted it may take."""
        return wanted if self.amount is None else min(wanted, self.amount)


IN_TURN = "its turn in the sequence"
