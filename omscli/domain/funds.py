"""Ensure funds (D30, spec §6.2, v56+): which captured money is applied to an invoice, and what is captured for it.

Payment summaries with captured money come first: one whose balance is exactly what is missing, else the largest,
repeated. Then authorized money by the same rule, captured and applied. Within a payment summary its payments, or its
authorizations, by the same rule again. Ties go to the older record, which is the one with the smaller id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from omscli.domain.payment_summaries import AuthorizationState, PaymentState
from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Apply:
    """Put captured money of a payment towards the invoice."""

    payment_id: int
    amount: int
    why: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Capture money of an authorization, and put it towards the invoice."""

    authorization_id: int
    amount: int
    why: str


Step = Apply | Capture


@dataclass(frozen=True, slots=True)
class FundsPlan:
    """The steps that pay an invoice in full; Σ of their amounts is exactly what was missing."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class InsufficientFunds:
    """There is less money than the invoice needs: nothing is applied and nothing is captured."""

    needed: int
    captured: int
    authorized: int
    expired: int

    @property
    def missing(self) -> int:
        """What is missing after all captured and authorized money."""
        return self.needed - self.captured - self.authorized


EXACT = "exactly what is missing"
LARGEST = "the largest"


def plan_funds(
    needed: int, payments: Sequence[PaymentState], authorizations: Sequence[AuthorizationState], now: int
) -> FundsPlan | InsufficientFunds:
    """How an invoice with the balance `needed` is paid at the instant `now`; never in part."""
    captured = [(payment.summary_id, payment.id, payment.usable) for payment in payments]
    promised = [(one.summary_id, one.id, one.usable(now)) for one in authorizations]
    in_hand, authorized = sum(part[2] for part in captured), sum(part[2] for part in promised)
    if needed > in_hand + authorized:
        expired = sum(max(0, one.amount - one.captured - one.reversed) - one.usable(now) for one in authorizations)
        return InsufficientFunds(needed, in_hand, authorized, expired)
    taken, missing = _take(needed, captured, "balance")
    promises, _ = _take(missing, promised, "authorization")
    captures = [Capture(id_, amount, why) for id_, amount, why in promises]
    return FundsPlan((*[Apply(id_, amount, why) for id_, amount, why in taken], *captures))


def _take(needed: int, sources: list[tuple[int, int, int]], noun: str) -> tuple[list[tuple[int, int, str]], int]:
    """Take from (summary, record, amount) triples by the rule: (record, amount, why), and what is still missing."""
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for summary_id, id_, amount in sources:
        if amount > 0:
            members[summary_id][id_] = amount
    taken = []
    totals = {summary_id: sum(parts.values()) for summary_id, parts in members.items()}
    while needed and totals:
        summary_id, why = exact_or_largest(totals, needed)
        share = min(needed, totals.pop(summary_id))
        needed -= share
        parts = members[summary_id]
        reason = f"its {noun} is {why}" if why == EXACT else f"{why} {noun}"
        records = len(parts)
        while share:
            id_, inner = exact_or_largest(parts, share)
            amount = min(share, parts.pop(id_))
            share -= amount
            taken.append((id_, amount, f"{reason}; of its {records} records {inner}" if records > 1 else reason))
    return taken, needed


def exact_or_largest(amounts: dict[int, int], needed: int) -> tuple[int, str]:
    """The oldest whose amount is exactly what is needed, else the oldest of the largest; and why."""
    if len(amounts) == 1:
        ((id_, amount),) = amounts.items()
        return id_, EXACT if amount == needed else LARGEST
    exact = [id_ for id_, amount in amounts.items() if amount == needed]
    if exact:
        return min(exact), EXACT
    largest = max(amounts.values())
    return min(id_ for id_, amount in amounts.items() if amount == largest), LARGEST
