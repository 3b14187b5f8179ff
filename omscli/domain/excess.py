"""Excess funds: captured money that is owed back and tied to no credit memo (D33)."""

from __future__ import annotations


def excess_funds(paid: int, grand_total: int, not_refunded: int) -> int:
    """Captured money that is owed back and tied to no credit memo (D33).

    `paid` is Σ(captured − refunded), `not_refunded` Σ grand totals of post-fulfillment change orders that are not
    refunded yet, positive.
    """
    return max(0, paid - grand_total - not_refunded)
