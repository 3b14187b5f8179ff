"""What the rows of invoices and credit memos have in common."""

from __future__ import annotations

from datetime import date

from omscli.domain.invoicing import Document

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 24 * 60 * 60 * 1000


def day_of(instant: int) -> str:
    """The UTC date of an instant."""
    return date.fromordinal(_EPOCH + instant // _DAY).isoformat()


def document_totals(document: Document) -> dict[str, int]:
    """The totals of a document by column."""
    return {
        "total_charge_amount": document.charge,
        "total_charge_tax_amount": document.charge_tax,
        "total_adjustment_amount": document.adjustment,
        "total_adjustment_tax_amount": document.adjustment_tax,
        "total_amount": document.total,
        "total_tax_amount": document.total_tax,
        "total_amount_with_tax": document.total_with_tax,
    }
