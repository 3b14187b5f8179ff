"""Ensure refunds (D31, spec §6.3) and what is owed (D32, D33): through which payments money goes back.

For a credit memo, and the same for excess funds: the payment summary that has exactly the amount available to refund,
else the smallest that covers it, else from the largest down. Within a payment summary the same over its payments.
Ties go to the older record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from omscli.domain.excess import excess_funds as excess_funds
from omscli.domain.explained import Explained, Notes, amounts
from omscli.domain.payment_summaries import PaymentState
from omscli.domain.turns import IN_TURN, Turn
from omscli.domain.values import dataclass

EXACT = "exactly the amount available to refund"
COVERS = "the smallest that covers it"
LARGEST = "the largest available to refund"
_RULES = {IN_TURN: "sequence", EXACT: "exact amount", COVERS: "smallest that covers", LARGEST: "largest first"}


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
    asked: int | None,
    owed: int,
    pending: int,
    payments: Sequence[PaymentState],
    notes: Notes | None = None,
    *,
    sequence: Sequence[Turn] = (),
    partial: bool = False,
) -> RefundPlan | OverRefund:
    """Refund what was asked for, or all that is owed when nothing was named; `notes` gets the rules that applied.

    The payment summaries of a `sequence` come first, in its order; what they leave is refunded by the default rule, or
    (`partial`) stays owed.

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
    steps = _steps(amount, payments, notes, sequence, partial)
    return RefundPlan(steps, sum(step.amount for step in steps), wanted - amount)


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


def _steps(
    amount: int, payments: Sequence[PaymentState], notes: Notes | None, sequence: Sequence[Turn], partial: bool
) -> tuple[RefundStep, ...]:
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for payment in payments:
        if payment.available_to_refund > 0:
            members[payment.summary_id][payment.id] = payment.available_to_refund
    steps: list[RefundStep] = []
    totals = {key: sum(parts.values()) for key, parts in members.items()}
    for turn in sequence:
        share = min(turn.limit(amount), totals.get(turn.summary_id, 0))
        if share:
            steps += _of_summary(members, totals, turn.summary_id, share, IN_TURN, notes)
            amount -= share
    for summary_id, share, why in () if partial and sequence else choose(totals, amount):
        steps += _of_summary(members, totals, summary_id, share, why, notes)
    return _joined(steps)


def _of_summary(
    members: Mapping[int, dict[int, int]],
    totals: dict[int, int],
    summary_id: int,
    share: int,
    why: str,
    notes: Notes | None,
) -> list[RefundStep]:
    """Refund a share through the payments of one payment summary; what is left of them stays available."""
    parts, steps = members[summary_id], []
    if notes is not None:
        numbers = amounts(AvailableToRefund=totals[summary_id], Refunded=share)
        source = "spec §6.3 step 2 (sequences)" if why == IN_TURN else "D31; spec §6.3 steps 3 and 5"
        notes.append(Explained(_RULES[why], why, source, numbers, summary_id))
    records = len(parts)
    for payment_id, part, inner in choose(parts, share):
        reason = f"{why}; of its {records} payments {inner}" if records > 1 else why
        steps.append(RefundStep(payment_id, part, reason))
        if notes is not None and records > 1:
            numbers = amounts(AvailableToRefund=parts[payment_id], Refunded=part)
            says = f"of its {records} payments {inner}"
            notes.append(Explained("within a payment summary", says, "D31; spec §6.3 step 4", numbers, payment_id))
        parts[payment_id] -= part
    for payment_id in [payment_id for payment_id, left in parts.items() if not left]:
        del parts[payment_id]
    totals[summary_id] -= share
    if not totals[summary_id]:
        del totals[summary_id]
    return steps


def _joined(steps: Sequence[RefundStep]) -> tuple[RefundStep, ...]:
    """Each payment once: what it gave in its turn and by the rule is one step."""
    joined: dict[int, RefundStep] = {}
    for step in steps:
        before = joined.get(step.payment_id)
        if before is not None:
            step = RefundStep(step.payment_id, before.amount + step.amount, f"{before.why}; then {step.why}")
        joined[step.payment_id] = step
    return tuple(joined.values())


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
