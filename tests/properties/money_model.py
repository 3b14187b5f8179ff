"""A reference model of an order's money, written from the spec and the decisions (D30-D34), and nothing of `omscli`.

Tenders are numbers, in the order in which the order names them; every record is found by its place in its list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Payment:
    """Captured money: a balance, what invoices hold, what went back, and what refunds under way will take."""

    tender: int
    amount: int
    balance: int
    applied: int = 0
    refunded: int = 0
    for_memos: int = 0
    for_excess: int = 0

    @property
    def held(self) -> int:
        return self.amount - self.refunded - self.balance

    @property
    def available(self) -> int:
        return self.amount - self.refunded - self.for_memos - self.for_excess

    @property
    def usable(self) -> int:
        return max(0, self.balance - self.for_excess - max(0, self.for_memos - self.held))


@dataclass
class Promise:
    """An authorization; what is captured of it or being captured is taken."""

    tender: int
    amount: int
    taken: int = 0
    let_go: int = 0

    @property
    def usable(self) -> int:
        return self.amount - self.taken - self.let_go


@dataclass
class Call:
    """A call to the gateway without an answer: a capture for an invoice; a refund for a credit memo or as excess."""

    kind: str
    record: int
    amount: int
    target: int | None
    attempt: int = 1


@dataclass
class Money:
    """The money of an order; invoices and credit memos by the store's id, as [total, balance]."""

    payments: list[Payment] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    invoices: dict[int, list[int]] = field(default_factory=dict)
    memos: dict[int, list[int]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    not_credited: int = 0
    """Σ of post-fulfillment change orders that have no credit memo."""
    fees: dict[int, int] = field(default_factory=dict)
    """The fees of changes: change order to total; `fee_invoices` are theirs, of those that are billed."""
    fee_invoices: dict[int, int] = field(default_factory=dict)

    @property
    def paid(self) -> int:
        return sum(one.amount - one.refunded for one in self.payments)

    def buckets(self, tender: int) -> tuple[int, ...]:
        """Authorized, capture pending, captured, refund pending, refunded, balance (spec §6.1)."""
        mine = [one for one in self.payments if one.tender == tender]
        pending = [c.amount for c in self.calls if c.kind == "Capture" and self.promises[c.record].tender == tender]
        sums = [(p.amount, p.for_memos + p.for_excess, p.refunded, p.balance) for p in mine]
        captured, refunding, refunded, balance = (
            (sum(column) for column in zip(*sums, strict=True)) if sums else [0] * 4
        )
        authorized = sum(one.amount for one in self.promises if one.tender == tender)
        return authorized, sum(pending), captured, refunding, refunded, balance

    # ---- ensure funds (D30)

    def fund(self, invoice: int) -> tuple[str, list[Call]]:
        """What becomes of it: `exists`, `rejected` (an open call, too little), or `updated` with the calls to make."""
        needed = self.invoices[invoice][1]
        if not needed:
            return "exists", []
        hand, promised = [p.usable for p in self.payments], [p.usable for p in self.promises]
        if any(c.kind == "Capture" and c.target == invoice for c in self.calls) or needed > sum(hand) + sum(promised):
            return "rejected", []
        applied, needed = _draw(needed, hand, [p.tender for p in self.payments])
        for place, amount in applied:
            self._apply(self.payments[place], invoice, amount)
        captures, needed = _draw(needed, promised, [p.tender for p in self.promises])
        assert not needed
        calls = [Call("Capture", place, amount, invoice) for place, amount in captures]
        for call in calls:
            self.promises[call.record].taken += call.amount
        self.calls += calls
        return "updated", calls

    def _apply(self, payment: Payment, invoice: int, amount: int) -> None:
        payment.balance -= amount
        payment.applied += amount
        self.invoices[invoice][1] -= amount

    # ---- ensure refunds (D31, D32, D33)

    def excess(self, grand_total: int) -> int:
        waiting = self.not_credited + sum(balance for _, balance in self.memos.values())
        return max(0, self.paid - grand_total - waiting)

    def refund_memo(self, memo: int, to_pay: Sequence[int] = ()) -> tuple[str, list[Call]]:
        """A credit memo pays the invoices first that it is to (spec §2.10), and the rest goes back: all or nothing."""
        owed = self.memos[memo][1]
        if not owed:
            return "exists", []
        if any(c.kind == "Refund" and c.target == memo for c in self.calls):
            return "rejected", []
        paid = {}
        for invoice in to_pay:
            waits = any(c.kind == "Capture" and c.target == invoice for c in self.calls)
            paid[invoice] = 0 if waits else min(owed, self.invoices[invoice][1])
            owed -= paid[invoice]
        result = self._refund(owed, memo)
        for invoice, amount in paid.items() if result[0] == "updated" else ():
            self.invoices[invoice][1] -= amount
            self.memos[memo][1] -= amount
        return result

    def refund_excess(self, grand_total: int, asked: int | None) -> tuple[str, list[Call]]:
        pending = sum(c.amount for c in self.calls if c.kind == "Refund" and c.target is None)
        due = max(0, self.excess(grand_total) - pending)
        wanted = due if asked is None else asked
        if wanted > sum(one.available for one in self.payments):
            return "rejected", []
        if not min(wanted, due):
            return ("rejected" if pending else "skipped"), []
        return self._refund(min(wanted, due), None)

    def _refund(self, amount: int, memo: int | None) -> tuple[str, list[Call]]:
        calls = []
        rooms = [one.available for one in self.payments]
        if amount > sum(rooms):
            return "rejected", []
        tenders: dict[int, int] = {}
        for one, room in zip(self.payments, rooms, strict=True):
            tenders[one.tender] = tenders.get(one.tender, 0) + room
        for tender, share in _give(amount, tenders):
            mine = {place: rooms[place] for place, one in enumerate(self.payments) if one.tender == tender}
            calls += [Call("Refund", place, part, memo) for place, part in _give(share, mine)]
        for call in calls:
            self._pending(call, call.amount)
        self.calls += calls
        return "updated", calls

    def _pending(self, call: Call, amount: int) -> None:
        payment = self.payments[call.record]
        if call.target is None:
            payment.for_excess += amount
        else:
            payment.for_memos += amount

    # ---- promises that are not needed

    def reverse(self, grand_total: int) -> tuple[str, list[Call]]:
        """Authorized money beyond what the order still has to pay is let go, by the rule of D31."""
        waiting = self.not_credited + sum(balance for _, balance in self.memos.values())
        coming = sum(call.amount for call in self.calls if call.kind == "Capture")
        needed = max(0, grand_total + waiting - self.paid - coming)
        spare = max(0, sum(one.usable for one in self.promises) - needed)
        if not spare and not any(call.kind == "Reversal" for call in self.calls):
            return "skipped", []
        if self.calls:
            return "rejected", []
        rooms = {place: one.usable for place, one in enumerate(self.promises) if one.usable}
        calls = [Call("Reversal", place, amount, None) for place, amount in _give(spare, rooms)]
        for call in calls:
            self.promises[call.record].let_go += call.amount
        self.calls += calls
        return "updated", calls

    # ---- what the gateway says (D34)

    def answer(self, call: Call, said: str) -> None:
        """`approve`, `decline` (also: nothing was sent), or `unknown`, after which the call stays open."""
        if said == "unknown":
            return
        self.calls.remove(call)
        if call.kind == "Refund":
            self._pending(call, -call.amount)
        if said == "decline":
            if call.kind == "Capture":
                self.promises[call.record].taken -= call.amount
            if call.kind == "Reversal":
                self.promises[call.record].let_go -= call.amount
        elif call.kind == "Capture":
            assert call.target is not None
            payment = Payment(self.promises[call.record].tender, call.amount, call.amount)
            self.payments.append(payment)
            self._apply(payment, call.target, min(call.amount, self.invoices[call.target][1]))
        elif call.kind == "Refund":
            payment, amount = self.payments[call.record], call.amount
            own = payment.balance if call.target is None else payment.held
            rest = max(0, amount - own)
            payment.balance -= amount - rest if call.target is None else rest
            payment.refunded += amount
            if call.target is not None:
                self.memos[call.target][1] -= amount


def _draw(needed: int, room: list[int], tenders: list[int]) -> tuple[list[tuple[int, int]], int]:
    """D30: the tender that has exactly what is missing, else the one with most; the same over its records."""
    taken: list[tuple[int, int]] = []
    left = {
        tender: sum(r for r, t in zip(room, tenders, strict=True) if t == tender) for tender in sorted(set(tenders))
    }
    left = {tender: amount for tender, amount in left.items() if amount}
    while needed and left:
        tender = _exact_or_most(left, needed)
        share = min(needed, left.pop(tender))
        needed -= share
        parts = {place: r for place, r in enumerate(room) if r and tenders[place] == tender}
        while share:
            place = _exact_or_most(parts, share)
            some = min(share, parts.pop(place))
            share -= some
            taken.append((place, some))
    return taken, needed


def _exact_or_most(room: dict[int, int], needed: int) -> int:
    exact = [key for key in sorted(room) if room[key] == needed]
    return exact[0] if exact else min(room, key=lambda key: (-room[key], key))


def _give(amount: int, room: dict[int, int]) -> list[tuple[int, int]]:
    """D31: who has exactly this much, else the smallest that covers it, else from the largest down."""
    covering = sorted((has, key) for key, has in room.items() if has >= amount)
    if covering:
        return [(covering[0][1], amount)]
    given = []
    for has, key in sorted(((has, key) for key, has in room.items() if has), key=lambda one: (-one[0], one[1])):
        given.append((key, min(has, amount)))
        amount -= min(has, amount)
    return [one for one in given if one[1]]
