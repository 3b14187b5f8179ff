"""The amounts of an order payment summary under the names of the reference, and how money moves between them (§6.1)."""

from __future__ import annotations

from omscli.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Buckets:
    """An order payment summary's amounts under the names of the reference."""

    pending_authorization: int = 0
    authorization: int = 0
    pending_reversal: int = 0
    reversal: int = 0
    pending_capture: int = 0
    captured: int = 0
    pending_refund: int = 0
    refunded: int = 0
    balance: int = 0

    @property
    def available_to_capture(self) -> int:
        """AvailableToCaptureAmount (spec §1.4)."""
        taken = self.captured + self.pending_capture + self.reversal + self.pending_reversal
        return max(0, self.authorization - taken)

    @property
    def available_to_refund(self) -> int:
        """AvailableToRefundAmount (spec §1.4); a capture under way counts, though it cannot be refunded yet."""
        return max(0, self.captured + self.pending_capture - self.refunded - self.pending_refund)

    def authorization_started(self, amount: int) -> Buckets:
        """An authorization is about to be asked for."""
        return replace(self, pending_authorization=more(self.pending_authorization, amount))

    def authorization_failed(self, amount: int) -> Buckets:
        """The authorization that was under way, or that much of it, was not given."""
        return replace(self, pending_authorization=less(self.pending_authorization, amount))

    def authorization_done(self, amount: int) -> Buckets:
        """The authorization that was under way was given."""
        pending = less(self.pending_authorization, amount)
        return replace(self, pending_authorization=pending, authorization=more(self.authorization, amount))

    def reversal_started(self, amount: int) -> Buckets:
        """A reversal is about to be asked for."""
        return replace(self, pending_reversal=more(self.pending_reversal, amount))

    def reversal_failed(self, amount: int) -> Buckets:
        """The reversal that was under way did not happen: the money is still promised."""
        return replace(self, pending_reversal=less(self.pending_reversal, amount))

    def reversal_done(self, amount: int) -> Buckets:
        """The reversal that was under way happened."""
        return replace(self, pending_reversal=less(self.pending_reversal, amount), reversal=more(self.reversal, amount))

    def capture_started(self, amount: int) -> Buckets:
        """A capture is about to be asked for."""
        return replace(self, pending_capture=more(self.pending_capture, amount))

    def capture_failed(self, amount: int) -> Buckets:
        """The capture that was under way did not happen."""
        return replace(self, pending_capture=less(self.pending_capture, amount))

    def capture_done(self, amount: int) -> Buckets:
        """The capture that was under way happened: its money is a balance until it is applied to an invoice."""
        return replace(
            self,
            pending_capture=less(self.pending_capture, amount),
            captured=more(self.captured, amount),
            balance=self.balance + amount,
        )

    def applied(self, amount: int) -> Buckets:
        """Captured money was put towards an invoice."""
        return replace(self, balance=less(self.balance, amount))

    def refund_started(self, amount: int) -> Buckets:
        """A refund is about to be asked for; never more than was captured and neither refunded nor under way."""
        less(self.captured - self.refunded - self.pending_refund, amount)
        return replace(self, pending_refund=more(self.pending_refund, amount))

    def refund_failed(self, amount: int) -> Buckets:
        """The refund that was under way did not happen."""
        return replace(self, pending_refund=less(self.pending_refund, amount))

    def refund_done(self, amount: int, from_balance: int) -> Buckets:
        """The refund that was under way happened, `from_balance` of it out of money that no invoice held."""
        return replace(
            self,
            pending_refund=less(self.pending_refund, amount),
            refunded=more(self.refunded, amount),
            balance=less(self.balance, from_balance),
        )

    def columns(self) -> tuple[int, ...]:
        """The amounts in the column order of `order_payment_summaries`."""
        return (
            self.pending_authorization,
            self.authorization,
            self.pending_reversal,
            self.reversal,
            self.pending_capture,
            self.captured,
            self.pending_refund,
            self.refunded,
            self.balance,
        )


def less(bucket: int, amount: int) -> int:
    """A bucket after money was taken from it. Raises ValueError when it holds less."""
    if amount < 0 or amount > bucket:
        raise ValueError(f"{amount} cannot be taken from {bucket}")
    return bucket - amount


def more(bucket: int, amount: int) -> int:
    """A bucket after money came into it."""
    if amount < 0:
        raise ValueError(f"{amount} is negative")
    return bucket + amount
