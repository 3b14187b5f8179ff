"""The money of one payment method on an order: its buckets and how they move (spec §1.4, §6.1).

Authorizing, capturing, applying and refunding each move money from one bucket to another; nothing else changes them.
All amounts are minor units of the order's currency. A move that would take more than a bucket holds is a bug of the
caller, so it raises ValueError; the store's CHECKs say the same.
"""

from __future__ import annotations

from omscli.domain.payment_buckets import Buckets as Buckets
from omscli.domain.payment_buckets import less
from omscli.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Captured money: some of it a balance, some held by the invoices that it paid, some given back.

    `pending` is what refunds under way will take, `pending_excess` the part of it that goes back as excess funds.
    """

    id: int
    summary_id: int
    amount: int
    balance: int
    applied: int = 0
    refunded: int = 0
    pending: int = 0
    pending_excess: int = 0

    @property
    def held(self) -> int:
        """Money that invoices hold: neither a balance nor given back."""
        return self.amount - self.refunded - self.balance

    @property
    def available_to_refund(self) -> int:
        """What may still be given back."""
        return max(0, self.amount - self.refunded - self.pending)

    @property
    def usable(self) -> int:
        """The balance that may be applied: without what refunds under way will take from it."""
        for_credit_memos = self.pending - self.pending_excess
        return max(0, self.balance - self.pending_excess - max(0, for_credit_memos - self.held))

    def apply(self, amount: int) -> PaymentState:
        """Put money towards an invoice."""
        return replace(self, balance=less(self.balance, amount), applied=self.applied + amount)

    def from_balance(self, amount: int, *, excess: bool) -> int:
        """How much of a refund leaves the balance.

        Excess funds are money that no invoice holds, a credit memo gives back what an invoice took: each takes from
        its own part first and from the other only what is missing there.
        """
        return min(amount, self.balance) if excess else max(0, amount - self.held)

    def refund_started(self, amount: int, *, excess: bool) -> PaymentState:
        """A refund of it is about to be asked for; never more than is available."""
        less(self.available_to_refund, amount)
        more = amount if excess else 0
        return replace(self, pending=self.pending + amount, pending_excess=self.pending_excess + more)

    def refund_failed(self, amount: int, *, excess: bool) -> PaymentState:
        """The refund that was under way did not happen."""
        more = amount if excess else 0
        return replace(self, pending=less(self.pending, amount), pending_excess=less(self.pending_excess, more))

    def refund_done(self, amount: int, *, excess: bool) -> PaymentState:
        """The refund that was under way happened; never more than was captured."""
        less(self.amount - self.refunded, amount)
        settled = self.refund_failed(amount, excess=excess)
        balance = less(self.balance, self.from_balance(amount, excess=excess))
        return replace(settled, refunded=self.refunded + amount, balance=balance)


@dataclass(frozen=True, slots=True)
class AuthorizationState:
    """Money that a gateway promised until it expires; `captured` and `reversed` count what is done and under way."""

    id: int
    summary_id: int
    amount: int
    captured: int = 0
    reversed: int = 0
    expires: int | None = None

    def usable(self, now: int) -> int:
        """What may still be captured: nothing once it has expired (D30)."""
        if self.expires is not None and self.expires <= now:
            return 0
        return max(0, self.amount - self.captured - self.reversed)

    def capture_started(self, amount: int) -> AuthorizationState:
        """Money of it is being captured."""
        less(self.amount - self.captured - self.reversed, amount)
        return replace(self, captured=self.captured + amount)

    def capture_failed(self, amount: int) -> AuthorizationState:
        """The capture did not happen: the money is available again."""
        return replace(self, captured=less(self.captured, amount))

    def reversal_started(self, amount: int) -> AuthorizationState:
        """Money of it is being let go."""
        less(self.amount - self.captured - self.reversed, amount)
        return replace(self, reversed=self.reversed + amount)

    def reversal_failed(self, amount: int) -> AuthorizationState:
        """The reversal did not happen: the money is available again."""
        return replace(self, reversed=less(self.reversed, amount))
