"""Ensure refunds (D31, spec §6.3) and what is owed (D32, D33): through which payments money goes back.

For a credit memo, and the same for excess funds: the payment summary that has exactly the amount available to refund,
else the smallest that covers it, else from the largest down. Within a payment summary the same over its payments.
Ties go to the older record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from omscli.domain.excess import excess_funds as excess_funds
from omscli.domain.payment_summaries import PaymentState
from omscli.domain.values import dataclass

EXACT = "exactly the amount available to refund"
COVERS = "the smallest that covers it"
LARGEST = "the largest available to refund"


@dataclass(frozen=True, slots=True)
class RefundStep:
    """Give money of a payment back."""

    payment_id: int
    amount: int
    why: str


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """The steps of a refund; Σ of their amounts is `amount`.

    `short` is how much less that is than was asked for: what is refunded already, or on its way, is not owed (D32).
    """

    steps: tuple[RefundStep, ...]
    amount: int
    short: int = 0


@dataclass(frozen=True, slots=True)
class OverRefund:
    """More was asked for than the order's payments have available to refund: nothing is refunded."""

    asked: int
    available: int


def plan_refund(
    asked: int | None, owed: int, pending: int, payments: Sequence[PaymentState]
) -> RefundPlan | OverRefund:
    """Refund what was asked for, or all that is owed when nothing was named.

    Refunds done are no longer part of `owed`; those under way (`pending`) count against it too, so that asking twice
    does not pay twice (D32).
    """
    available = sum(payment.available_to_refund for payment in payments)
    due = max(0, owed - pending)
    wanted = due if asked is None else asked
    if wanted > available:
        return OverRefund(wanted, available)
    amount = min(wanted, due)
    return RefundPlan(_steps(amount, payments), amount, wanted - amount)


def _steps(amount: int, payments: Sequence[PaymentState]) -> tuple[RefundStep, ...]:
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for payment in payments:
        if payment.available_to_refund > 0:
            members[payment.summary_id][payment.id] = payment.available_to_refund
    steps: list[RefundStep] = []
    for summary_id, share, why in choose({key: sum(parts.values()) for key, parts in members.items()}, amount):
        parts = members[summary_id]
        for payment_id, part, inner in choose(parts, share):
            reason = f"{why}; of its {len(parts)} payments {inner}" if len(parts) > 1 else why
            steps.append(RefundStep(payment_id, part, reason))
    return tuple(steps)


def choose(available: dict[int, int], amount: int) -> list[tuple[int, int, str]]:
    """Which records give how much of the amount, and why; they have it together."""
    if not amount:
        return []
    for why, fitting in (
        (EXACT, [id_ for id_, has in available.items() if has == amount]),
        (COVERS, [id_ for id_, has in available.items() if has > amount]),
    ):
        if fitting:
            return [(min(fitting, key=lambda id_: (available[id_], id_)), amount, why)]
    chosen: list[tuple[int, int, str]] = []
    for id_ in sorted(available, key=lambda id_: (-available[id_], id_)):
        part = min(amount, available[id_])
        if part:
            chosen.append((id_, part, LARGEST))
        amount -= part
    return chosen
