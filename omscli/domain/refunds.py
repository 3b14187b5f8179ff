"""Ensure refunds (D31, spec §6.3) and what is owed (D32, D33): through which payments money goes back.

For a credit memo, and the same for excess funds: the payment summary that has exactly the amount available to refund,
else the smallest that covers it, else from the largest down. Within a payment summary the same over its payments.
Ties go to the older record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from omscli.domain.excess import excess_funds as excess_funds
from omscli.domain.explained import Explained, Notes, amounts
from omscli.domain.payment_summaries import PaymentState
from omscli.domain.values import dataclass

EXACT = "exactly the amount available to refund"
COVERS = "the smallest that covers it"
LARGEST = "the largest available to refund"
_RULES = {EXACT: "exact amount", COVERS: "smallest that covers", LARGEST: "largest first"}


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


def shares_of(credit: int, balances: Sequence[int]) -> list[int]:
    """What a credit pays of invoices with these balances, one after the other (spec §2.10: `invoicesToPay`)."""
    shares = []
    for balance in balances:
        shares.append(min(credit, balance))
        credit -= shares[-1]
    return shares


def plan_refund(
    asked: int | None, owed: int, pending: int, payments: Sequence[PaymentState], notes: Notes | None = None
) -> RefundPlan | OverRefund:
    """Refund what was asked for, or all that is owed when nothing was named; `notes` gets the rules that applied.

    Refunds done are no longer part of `owed`; those under way (`pending`) count against it too, so that asking twice
    does not pay twice (D32).
    """
    available = sum(payment.available_to_refund for payment in payments)
    due = max(0, owed - pending)
    wanted = due if asked is None else asked
    if notes is not None:
        _note_due(notes, asked, owed, pending, available)
    if wanted > available:
        return OverRefund(wanted, available)
    amount = min(wanted, due)
    return RefundPlan(_steps(amount, payments, notes), amount, wanted - amount)


def _note_due(notes: Notes, asked: int | None, owed: int, pending: int, available: int) -> None:
    due = max(0, owed - pending)
    numbers = amounts(Owed=owed, Pending=pending, **({} if asked is None else {"Asked": asked}), Due=due)
    if asked is not None and asked > due:
        says = "no more goes back than is owed, and what is on its way counts against it"
    else:
        says = "what is owed goes back" if asked is None else "what was asked for is owed"
    notes.append(Explained("what is due", says, "D32; spec §6.4", numbers))
    wanted = due if asked is None else asked
    says = "the payments cover it" if wanted <= available else "no more goes back than was captured and not refunded"
    numbers = amounts(Wanted=wanted, AvailableToRefund=available)
    notes.append(Explained("available to refund", says, "D31; spec §6.3 step 1", numbers))


def _steps(amount: int, payments: Sequence[PaymentState], notes: Notes | None) -> tuple[RefundStep, ...]:
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for payment in payments:
        if payment.available_to_refund > 0:
            members[payment.summary_id][payment.id] = payment.available_to_refund
    steps: list[RefundStep] = []
    totals = {key: sum(parts.values()) for key, parts in members.items()}
    for summary_id, share, why in choose(totals, amount):
        parts = members[summary_id]
        if notes is not None:
            numbers = amounts(AvailableToRefund=totals[summary_id], Refunded=share)
            notes.append(Explained(_RULES[why], why, "D31; spec §6.3 steps 3 and 5", numbers, summary_id))
        for payment_id, part, inner in choose(parts, share):
            reason = f"{why}; of its {len(parts)} payments {inner}" if len(parts) > 1 else why
            steps.append(RefundStep(payment_id, part, reason))
            if notes is not None and len(parts) > 1:
                numbers = amounts(AvailableToRefund=parts[payment_id], Refunded=part)
                says = f"of its {len(parts)} payments {inner}"
                source = "D31; spec §6.3 step 4"
                notes.append(Explained("within a payment summary", says, source, numbers, payment_id))
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
