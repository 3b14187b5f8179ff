"""Ensure funds (D30, spec §6.2, v56+): which captured money is applied to an invoice, and what is captured for it.

Payment summaries with captured money come first: one whose balance is exactly what is missing, else the largest,
repeated. Then authorized money by the same rule, captured and applied. Within a payment summary its payments, or its
authorizations, by the same rule again. A sequence of payment summaries comes before the rule (`domain/turns.py`).
Ties go to the older record, which is the one with the smaller id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from omscli.domain.explained import Explained, Notes, amounts
from omscli.domain.payment_summaries import AuthorizationState, PaymentState
from omscli.domain.turns import IN_TURN, Turn
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
    """The steps that pay an invoice: Σ of their amounts is exactly what was missing, less where a part was allowed."""

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


_Taken = list[tuple[int, int, str]]
"""Record, amount, why."""

EXACT = "exactly what is missing"
LARGEST = "the largest"


def plan_funds(
    needed: int,
    payments: Sequence[PaymentState],
    authorizations: Sequence[AuthorizationState],
    now: int,
    notes: Notes | None = None,
    *,
    sequence: Sequence[Turn] = (),
    partial: bool = False,
) -> FundsPlan | InsufficientFunds:
    """How an invoice with the balance `needed` is paid at the instant `now`.

    The payment summaries of a `sequence` come first, in its order, each with its captured money before its authorized;
    what they leave is paid by the default rule, or (`partial`) left open. Never in part otherwise. `notes` gets the
    rules that applied.
    """
    captured = _Purse("balance", "D30; spec §6.2 steps 2-4", _members(payments))
    promised = _Purse("authorization", "D30; spec §6.2 steps 5-7", _promised(authorizations, now))
    in_hand, authorized = captured.total(), promised.total()
    expired = sum(max(0, one.amount - one.captured - one.reversed) - one.usable(now) for one in authorizations)
    if notes is not None:
        _note_available(notes, needed, in_hand, authorized, expired)
    if needed > in_hand + authorized and not partial:
        return InsufficientFunds(needed, in_hand, authorized, expired)
    applied, promises, missing = _in_turn(needed, captured, promised, sequence, notes)
    if partial and missing == needed > 0:
        return InsufficientFunds(needed, 0, 0, expired)
    if not partial:
        more, missing = _take(missing, captured, notes)
        rest, _ = _take(missing, promised, notes)
        applied, promises = _joined(applied + more), _joined(promises + rest)
    captures = [Capture(id_, amount, why) for id_, amount, why in promises]
    return FundsPlan((*[Apply(id_, amount, why) for id_, amount, why in applied], *captures))


def _in_turn(
    needed: int, captured: _Purse, promised: _Purse, sequence: Sequence[Turn], notes: Notes | None
) -> tuple[_Taken, _Taken, int]:
    """What the payment summaries of a sequence give: captured money, authorized money, and what is still missing."""
    taken: dict[str, _Taken] = {captured.noun: [], promised.noun: []}
    for turn in sequence:
        limit = turn.limit(needed)
        for purse in (captured, promised):
            has = sum(purse.members.get(turn.summary_id, {}).values())
            share = min(limit, has)
            if not share:
                continue
            if notes is not None:
                numbers = amounts(Missing=needed, Available=has, Taken=share)
                source = "spec §6.2 (sequences)"
                notes.append(Explained(f"sequence: {purse.noun}", IN_TURN, source, numbers, turn.summary_id))
            taken[purse.noun] += _records(purse, turn.summary_id, share, IN_TURN, notes)
            needed, limit = needed - share, limit - share
    return _joined(taken[captured.noun]), _joined(taken[promised.noun]), needed


def _joined(taken: _Taken) -> _Taken:
    """Each record once: what it gave in its turn and by the rule is one step."""
    joined: dict[int, tuple[int, str]] = {}
    for id_, amount, why in taken:
        before, reason = joined.get(id_, (0, ""))
        joined[id_] = before + amount, why if not reason or why == reason else f"{reason}; then {why}"
    return [(id_, amount, why) for id_, (amount, why) in joined.items()]


@dataclass(frozen=True, slots=True)
class _Purse:
    """Money of one sort, by payment summary and record; what is taken is no longer in it."""

    noun: str
    source: str
    members: dict[int, dict[int, int]]

    def total(self) -> int:
        """All that is in it."""
        return sum([amount for parts in self.members.values() for amount in parts.values()])


def _members(payments: Sequence[PaymentState]) -> dict[int, dict[int, int]]:
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for payment in payments:
        usable = payment.usable
        if usable > 0:
            members[payment.summary_id][payment.id] = usable
    return members


def _promised(authorizations: Sequence[AuthorizationState], now: int) -> dict[int, dict[int, int]]:
    members: dict[int, dict[int, int]] = defaultdict(dict)
    for one in authorizations:
        usable = one.usable(now)
        if usable > 0:
            members[one.summary_id][one.id] = usable
    return members


def _take(needed: int, purse: _Purse, notes: Notes | None) -> tuple[_Taken, int]:
    """Take from payment summaries by the rule: (record, amount, why), and what is still missing."""
    taken: _Taken = []
    totals = {summary_id: sum(parts.values()) for summary_id, parts in purse.members.items() if parts}
    while needed and totals:
        summary_id, why = exact_or_largest(totals, needed)
        has = totals.pop(summary_id)
        share = min(needed, has)
        reason = f"its {purse.noun} is {why}" if why == EXACT else f"{why} {purse.noun}"
        if notes is not None:
            numbers = amounts(Missing=needed, Available=has, Taken=share)
            rule = f"{'exact' if why == EXACT else 'largest'} {purse.noun}"
            notes.append(Explained(rule, reason, purse.source, numbers, summary_id))
        needed -= share
        taken += _records(purse, summary_id, share, reason, notes)
    return taken, needed


def _records(purse: _Purse, summary_id: int, share: int, reason: str, notes: Notes | None) -> _Taken:
    """Take from the records of one payment summary, by the same rule; what is left of them stays in the purse."""
    parts, taken = purse.members[summary_id], []
    records = len(parts)
    while share:
        id_, inner = exact_or_largest(parts, share)
        has = parts.pop(id_)
        amount = min(share, has)
        if amount < has:
            parts[id_] = has - amount
        if notes is not None and records > 1:
            numbers = amounts(Missing=share, Available=has, Taken=amount)
            notes.append(
                Explained("within a payment summary", f"of its {records} records {inner}", "D30", numbers, id_)
            )
        share -= amount
        taken.append((id_, amount, f"{reason}; of its {records} records {inner}" if records > 1 else reason))
    return taken


def _note_available(notes: Notes, needed: int, captured: int, authorized: int, expired: int) -> None:
    enough = needed <= captured + authorized
    says = "captured and authorized money covers it" if enough else "there is less money than the invoice needs"
    numbers = amounts(Needed=needed, Captured=captured, Authorized=authorized)
    notes.append(Explained("available funds", says, "D30; spec §6.2 step 1", numbers))
    if expired:
        says = "an authorization is never captured once it has expired"
        notes.append(Explained("expired authorizations", says, "D30; spec §6.1", amounts(Expired=expired)))


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
