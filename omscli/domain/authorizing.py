"""What of an order's money is still to be promised, and what of its promises is not needed (spec §6.1, §2.4).

An order needs what `GrandTotalAmount` and post-fulfillment change orders that are not refunded yet come to (the same
two that excess funds are measured by, D33), less what was paid. Promises above that are let go; what they lack is
authorized again. A promise that has expired counts for nothing (D30), and what is under way counts as if it were done.
"""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.payment_summaries import AuthorizationState, Buckets
from omscli.domain.refunds import choose
from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Promised:
    """How an order's promises stand: `needed` is to be paid, `usable` is promised for it, `asked` being asked for."""

    needed: int
    usable: int
    asked: int

    @property
    def missing(self) -> int:
        """What is to be authorized."""
        return max(0, self.needed - self.usable - self.asked)

    @property
    def spare(self) -> int:
        """What of the promises the order does not need."""
        return max(0, min(self.usable, self.usable - self.needed))


@dataclass(frozen=True, slots=True)
class ReversalStep:
    """Let money of an authorization go."""

    authorization_id: int
    amount: int
    why: str


def promised(
    grand_total: int, owed: int, buckets: Sequence[Buckets], authorizations: Sequence[AuthorizationState], now: int
) -> Promised:
    """How the promises of an order stand at the instant `now`; `owed`: post-fulfillment changes not refunded yet."""
    paid = sum(part.captured + part.pending_capture - part.refunded for part in buckets)
    usable = sum(one.usable(now) for one in authorizations)
    return Promised(max(0, grand_total + owed - paid), usable, sum(part.pending_authorization for part in buckets))


def plan_reversal(spare: int, authorizations: Sequence[AuthorizationState], now: int) -> tuple[ReversalStep, ...]:
    """Which authorizations let `spare` go: the one with exactly that, else the smallest that covers, else the largest
    down; ties go to the older (as D31 does for refunds, so that what is kept stays in few pieces).
    """
    usable = {one.id: one.usable(now) for one in authorizations if one.usable(now)}
    return tuple(
        ReversalStep(id_, amount, why.replace("refund", "let go")) for id_, amount, why in choose(usable, spare)
    )


def to_authorize_again(
    summaries: Sequence[tuple[int, Buckets]], authorizations: Sequence[AuthorizationState], now: int
) -> int | None:
    """The payment summary, of (id, buckets) oldest first, whose method is asked for more money.

    The one with the most money in promises that have expired, else the oldest that ever promised any, else the oldest;
    ties go to the older. None for an order without any.
    """
    lost: dict[int, int] = {}
    for one in authorizations:
        rest = one.amount - one.captured - one.reversed - one.usable(now)
        lost[one.summary_id] = lost.get(one.summary_id, 0) + rest
    ranked = [
        (-lost.get(id_, 0), not buckets.authorization, place, id_) for place, (id_, buckets) in enumerate(summaries)
    ]
    return min(ranked)[3] if ranked else None
