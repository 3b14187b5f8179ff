"""`oms invoice`: a fulfillment order, fulfilled or not, gets its one invoice (D9, A16, spec §5.6), and so does a change
order that adds fees (§2.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.invoicing import (
    INVOICE_LINES,
    BilledItem,
    Document,
    DocumentLine,
    bill,
    change_invoice_refusal,
    invoice_refusal,
    length_refusal,
)
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.numbers import human_number
from omscli.errors import Problem
from omscli.services.billing_rows import day_of, document_totals
from omscli.services.numbering import Numbering
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store import billing, rows
from omscli.store.billing import BilledChangeOrder, BilledFulfillmentOrder
from omscli.store.db import Reader
from omscli.store.order_heads import Head, load_heads

Billed = BilledFulfillmentOrder | BilledChangeOrder
"""What has one invoice."""

COLUMNS = ("InvoiceNumber", "FulfillmentOrderNumber", "OrderNumber", "TotalAmountWithTax", "Balance", "CurrencyIsoCode")


def ready_to_invoice(reader: Reader) -> list[int]:
    """Fulfilled fulfillment orders without an invoice, in the order in which they were made; then such fees."""
    return [row[0] for sql in _READY for row in reader.rows(sql)]


_READY = (billing.SQL_READY_TO_INVOICE, billing.SQL_READY_TO_INVOICE_CHANGES)


def fees_to_invoice(reader: Reader, order_keys: Sequence[int]) -> list[int]:
    """The change orders of these orders that add fees and have no invoice."""
    return [row[0] for row in reader.rows(billing.SQL_CHANGES_TO_INVOICE, list(order_keys))]


def plan_invoice(reader: Reader, records: Sequence[int], scene: Scene, *, reships: bool = True) -> Batch:
    """The invoices of fulfillment orders and of change orders that add fees, given by id: `created`, with the invoice's
    id as `key`, or `rejected`.

    Refused: `already-invoiced`, `wrong-state` (canceled, no units left, a reship, no fee), `unmanaged`,
    `invoice-too-long`. Without `reships` they are passed over: nobody asked for their invoice.
    """
    batch = Batch()
    ids = list(dict.fromkeys(records))
    keys = sorted({order_key_of(id_) for id_ in ids})
    reader.hold(keys)
    found: dict[int, Billed] = dict(billing.load_fulfillment_orders(reader, keys, ids))
    items = billing.load_fulfilled_items(reader, keys, ids)
    others = [id_ for id_ in ids if id_ not in found]
    if others:
        found |= billing.load_billed_changes(reader, keys, others)
        items |= billing.load_added_items(reader, keys, others)
    heads = load_heads(reader, keys)
    counts = billing.load_counts(reader, billing.SQL_INVOICE_COUNTS, keys)
    ledgers = {key: Numbering(batch, scene, head) for key, head in heads.items()}
    for id_ in ids:
        order = found.get(id_)
        if order is None or (order.is_reship and not reships):
            continue
        head, lines = heads[order.order_key], items.get(id_, [])
        document = bill(lines)
        problem = _refusal(order, head, lines, document)
        if problem:
            batch.results.append(_rejected(order, head, problem))
            continue
        position = counts[order.order_key] = counts.get(order.order_key, 0) + 1
        batch.results.append(_store(batch, ledgers[order.order_key], head, order, document, position))
    for ledger in ledgers.values():
        ledger.finish()
    return batch


def _refusal(order: Billed, head: Head, lines: list[BilledItem], document: Document) -> Problem | None:
    if isinstance(order, BilledChangeOrder):
        return change_invoice_refusal(order.number, order.fees, order.invoice_number)
    units = sum(line.quantity or 0 for line in lines)
    problem = invoice_refusal(
        order.number, order.status, order.category, units, order.invoice_number, head.managed, bool(order.is_reship)
    ) or length_refusal(document, INVOICE_LINES, f"the invoice of {order.number}")
    if problem is None and document.total_with_tax < 0:
        message = f"{order.number} comes to {format_minor(document.total_with_tax, head.currency)}: nothing to invoice"
        return Problem("wrong-state", message, None, None)
    return problem


def _store(batch: Batch, ledger: Numbering, head: Head, order: Billed, document: Document, position: int) -> Result:
    change = isinstance(order, BilledChangeOrder)
    id_ = ledger.new_id()
    number = human_number("Invoice", head.order_key, position)
    day = day_of(ledger.scene.now)
    batch.insert(
        "invoices",
        rows.invoices(
            order_key=head.order_key,
            id=id_,
            invoice_number=number,
            document_number=number,
            fulfillment_order_id=None if change else order.id,
            change_order_id=order.id if change else None,
            billing_account_id=head.account_id,
            bill_to_contact_id=head.contact_id,
            status="Posted",
            currency_iso_code=head.currency,
            tax_locale_type=head.tax_locale,
            invoice_date=day,
            due_date=day,
            balance=document.total_with_tax,
            created_date=ledger.scene.now,
            **document_totals(document),
        ),
    )
    line_ids = [ledger.new_id() for _ in document.lines]
    for line_id, line in zip(line_ids, document.lines, strict=True):
        _line(batch, head.order_key, id_, line_id, line, line_ids)
    if not change:
        batch.run(billing.SQL_SET_INVOICE, id_, head.order_key, order.id)
    total = document.total_with_tax
    ledger.event(
        "InvoiceCreatedEvent",
        InvoiceId=encode(PREFIXES["Invoice"], id_),
        InvoiceNumber=number,
        TotalAmountWithTax=format_minor(total, head.currency),
        **{"ChangeOrderNumber" if change else "FulfillmentOrderNumber": order.number},
    )
    amount = to_decimal(total, head.currency)
    return Result("created", _fields(order, head, number, id_, amount, amount, document), key=id_)


def _line(batch: Batch, order_key: int, invoice_id: int, id_: int, line: DocumentLine, ids: list[int]) -> None:
    batch.insert(
        "invoice_lines",
        rows.invoice_lines(
            order_key=order_key,
            id=id_,
            invoice_id=invoice_id,
            type=line.type,
            related_line_id=None if line.related is None else ids[line.related],
            reference_kind=line.reference[0],
            reference_entity_item_id=line.reference[1],
            item_type=line.item_type,
            product_id=line.product_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            charge_amount=line.charge,
            adjustment_amount=line.adjustment,
            tax_amount=line.tax,
            line_amount=line.amount,
            tax_rate=line.rate,
            tax_name=line.tax_name,
            is_implied=int(line.implied),
        ),
    )


def _rejected(order: Billed, head: Head, problem: Problem) -> Result:
    currency = head.currency
    total, balance = (
        None if amount is None else to_decimal(amount, currency)
        for amount in (order.invoice_total, order.invoice_balance)
    )
    fields = _fields(order, head, order.invoice_number, order.invoice_id, total, balance, None)
    return Result("rejected", fields, (problem,), key=order.invoice_id)


def _fields(
    order: Billed,
    head: Head,
    number: str | None,
    invoice_id: int | None,
    total: Decimal | None,
    balance: Decimal | None,
    document: Document | None,
) -> dict[str, Any]:
    currency = head.currency
    return {
        "InvoiceNumber": number,
        "InvoiceId": encode(PREFIXES["Invoice"], invoice_id) if invoice_id else None,
        "FulfillmentOrderNumber": None if isinstance(order, BilledChangeOrder) else order.number,
        "ChangeOrderNumber": order.number if isinstance(order, BilledChangeOrder) else None,
        "OrderNumber": head.order_number,
        "CurrencyIsoCode": currency,
        "TotalAmount": to_decimal(document.total, currency) if document else None,
        "TotalTaxAmount": to_decimal(document.total_tax, currency) if document else None,
        "TotalAmountWithTax": total,
        "Balance": balance,
    }
