"""Excess funds: captured money that is owed back and tied to no credit memo (D33)."""

from __future__ import annotations

from omscli.domain.explained import Explained, Notes, amounts


def excess_funds(paid: int, grand_total: int, not_refunded: int, notes: Notes | None = None) -> int:
    """Captured money that is owed back and tied to no credit memo (D33).

    `paid` is Σ(captured − refunded), `not_refunded` Σ grand totals of post-fulfillment change orders that are not
    refunded yet, positive. `notes` gets the rule.
    """
    excess = max(0, paid - grand_total - not_refunded)
    if notes is not None:
        says = "what is paid and not refunded, less what the order comes to, less what returns still owe"
        numbers = amounts(Paid=paid, GrandTotalAmount=grand_total, OwedForReturns=not_refunded, Excess=excess)
        notes.append(Explained("excess funds", says, "D33; spec §2.7", numbers))
    return excess
