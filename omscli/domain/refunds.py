"""What is owed back to the buyer, as rules over sums of minor units (D31–D33)."""

from __future__ import annotations

from collections.abc import Iterable


def excess_funds(captured: int, refunded: int, grand_total: int, unrefunded_post_change_totals: Iterable[int]) -> int:
    """Captured money that belongs to no invoice and to no credit memo, for the whole order (D33).

    `grand_total` is what is left of the order. `unrefunded_post_change_totals` is what its post-fulfillment change
    orders owe the buyer and was not refunded yet, as positive amounts: the balance of a credit memo, or the reduction
    of a change order that has none. Refunds under way count when they are done (D32).
    """
    return max(0, captured - refunded - grand_total - sum(unrefunded_post_change_totals))
