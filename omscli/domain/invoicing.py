"""Invoices and credit memos: their lines and totals (spec §5.6, §1.7).

A Charge line per line with its full amount, an Adjustment line per discount, a Tax line related to what it taxes. Taxes
that are known only as a sum (gross prices, D27) count like any other and are marked `implied`, so that they are never
shown as a line. An invoice bills a fulfillment order; a credit memo turns the signs of post-fulfillment change orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from omscli.domain.values import dataclass
from omscli.errors import Problem

INVOICE_LINES = 2_000
CREDIT_MEMO_LINES = 500

ITEM_TYPES = {"Order Product": "OrderProduct", "Delivery Charge": "DeliveryCharge", "Fee": "Fee"}
"""Type of an order item → ReferenceEntityItemType."""

Reference = tuple[str, int]
"""The object name and key of the order's record that a line bills."""


@dataclass(frozen=True, slots=True)
class BilledTax:
    """A tax on a line, or on one of its discounts."""

    amount: int
    name: str
    rate: str | None
    implied: bool


@dataclass(frozen=True, slots=True)
class BilledAdjustment:
    """A discount of a line, with its taxes; negative as it is on the order."""

    reference: Reference
    amount: int
    taxes: tuple[BilledTax, ...] = ()


@dataclass(frozen=True, slots=True)
class BilledItem:
    """What is billed, or credited, of one order item."""

    reference: Reference
    type: str
    product_id: int
    quantity: int | None
    unit_price: int | None
    amount: int
    taxes: tuple[BilledTax, ...] = ()
    adjustments: tuple[BilledAdjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of an invoice or credit memo; `related` is the position of the line that it adjusts or taxes."""

    type: str
    related: int | None
    reference: Reference
    item_type: str
    product_id: int
    quantity: int | None = None
    unit_price: int | None = None
    charge: int = 0
    adjustment: int = 0
    tax: int = 0
    rate: str | None = None
    tax_name: str | None = None
    implied: bool = False

    @property
    def amount(self) -> int:
        """The line's amount: of charges, adjustments and taxes one each."""
        return self.charge + self.adjustment + self.tax


@dataclass(slots=True)
class Document:
    """The lines of an invoice or credit memo and their totals."""

    lines: list[DocumentLine] = field(default_factory=list)
    charge: int = 0
    charge_tax: int = 0
    adjustment: int = 0
    adjustment_tax: int = 0

    @property
    def total(self) -> int:
        """TotalAmount: charges and adjustments."""
        return self.charge + self.adjustment

    @property
    def total_tax(self) -> int:
        """TotalTaxAmount, implied taxes included."""
        return self.charge_tax + self.adjustment_tax

    @property
    def total_with_tax(self) -> int:
        """TotalAmountWithTax, where the balance starts."""
        return self.total + self.total_tax


def bill(items: Iterable[BilledItem]) -> Document:
    """The document that bills these items; signs stay as they are."""
    document = Document()
    for item in items:
        item_type = ITEM_TYPES[item.type]
        charge = len(document.lines)
        document.lines.append(
            DocumentLine(
                "Charge",
                None,
                item.reference,
                item_type,
                item.product_id,
                item.quantity,
                item.unit_price,
                charge=item.amount,
            )
        )
        document.charge += item.amount
        document.charge_tax += _tax_lines(document, charge, item.reference, item_type, item)
        for adjustment in item.adjustments:
            position = len(document.lines)
            document.lines.append(
                DocumentLine(
                    "Adjustment",
                    charge,
                    adjustment.reference,
                    item_type,
                    item.product_id,
                    adjustment=adjustment.amount,
                )
            )
            document.adjustment += adjustment.amount
            document.adjustment_tax += _tax_lines(
                document, position, adjustment.reference, item_type, item, adjustment.taxes
            )
    return document


def _tax_lines(
    document: Document,
    related: int,
    reference: Reference,
    item_type: str,
    item: BilledItem,
    taxes: tuple[BilledTax, ...] | None = None,
) -> int:
    total = 0
    for tax in item.taxes if taxes is None else taxes:
        document.lines.append(
            DocumentLine(
                "Tax",
                related,
                reference,
                item_type,
                item.product_id,
                tax=tax.amount,
                rate=tax.rate,
                tax_name=tax.name,
                implied=tax.implied,
            )
        )
        total += tax.amount
    return total


def credited(item: BilledItem) -> BilledItem:
    """A line of a change order, which is a negative delta, as a credit memo says it: what goes back is positive."""
    return BilledItem(
        item.reference,
        item.type,
        item.product_id,
        item.quantity,
        item.unit_price,
        -item.amount,
        tuple(_turned(tax) for tax in item.taxes),
        tuple(
            BilledAdjustment(part.reference, -part.amount, tuple(_turned(tax) for tax in part.taxes))
            for part in item.adjustments
        ),
    )


def _turned(tax: BilledTax) -> BilledTax:
    return BilledTax(-tax.amount, tax.name, tax.rate, tax.implied)


def invoice_refusal(
    number: str,
    status: str,
    category: str,
    units: int,
    invoice_number: str | None,
    managed: bool,
    is_reship: bool = False,
) -> Problem | None:
    """Why a fulfillment order cannot be invoiced, or None; it need not be fulfilled (A16). A reship has no charge."""
    if is_reship:
        message = f"{number} is a reship: its units were invoiced when they were sent first"
        return Problem("wrong-state", message, None, None)
    if not managed:
        message = f"the order of {number} is unmanaged: it is kept for reference and never invoiced"
        return Problem("unmanaged", message, None, None)
    if invoice_number is not None:
        help_ = f"`oms show {invoice_number}` shows it"
        return Problem("already-invoiced", f"{number} has its invoice: {invoice_number}", None, help_)
    if category in ("CANCELLED", "REJECTED"):
        return Problem("wrong-state", f"{number} is {status}: there is nothing to invoice", None, None)
    if units == 0:
        return Problem("wrong-state", f"{number} has no units left: there is nothing to invoice", None, None)
    return None


def change_invoice_refusal(number: str, fees: int, invoice_number: str | None) -> Problem | None:
    """Why a change order cannot be invoiced, or None: only fees are billed so, what is fulfilled is billed by then."""
    if invoice_number is not None:
        help_ = f"`oms show {invoice_number}` shows it"
        return Problem("already-invoiced", f"{number} has its invoice: {invoice_number}", None, help_)
    if not fees:
        return Problem("wrong-state", f"{number} charges no fee: there is nothing to invoice", None, None)
    return None


def length_refusal(document: Document, limit: int, what: str) -> Problem | None:
    """`invoice-too-long` for a document with more lines than the reference takes; implied taxes are no lines."""
    lines = sum(not line.implied for line in document.lines)
    if lines <= limit:
        return None
    message = f"{what} would have {lines:,} lines; {limit:,} is the limit (items, discounts and taxes all count)"
    return Problem(
        "invoice-too-long", message, None, "split the fulfillment order, or credit fewer change orders at once"
    )
