"""`oms invoice`: a fulfillment order, fulfilled or not, gets its one invoice (D9, A16, spec §5.6)."""

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
from omscli.store.billing import BilledFulfillmentOrder
from omscli.store.db import Reader
from omscli.store.order_heads import Head, load_heads

COLUMNS = ("InvoiceNumber", "FulfillmentOrderNumber", "OrderNumber", "TotalAmountWithTax", "Balance", "CurrencyIsoCode")


def ready_to_invoice(reader: Reader) -> list[int]:
    """Fulfilled fulfillment orders without an invoice, in the order in which they were made."""
    return [row[0] for row in reader.rows(billing.SQL_READY_TO_INVOICE)]


def plan_invoice(reader: Reader, fulfillment_orders: Sequence[int], scene: Scene, *, reships: bool = True) -> Batch:
    """The invoices of fulfillment orders, given by id: `created`, with the invoice's id as `key`, or `rejected`.

    Refused: `already-invoiced`, `wrong-state` (canceled, no units left, a reship), `unmanaged`, `invoice-too-long`.
    Without `reships` they are passed over: nobody asked for their invoice.
    """
    batch = Batch()
    ids = list(dict.fromkeys(fulfillment_orders))
    keys = sorted({order_key_of(id_) for id_ in ids})
    reader.hold(keys)
    found = billing.load_fulfillment_orders(reader, keys, ids)
    items = billing.load_fulfilled_items(reader, keys, ids)
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


def _refusal(order: BilledFulfillmentOrder, head: Head, lines: list[BilledItem], document: Document) -> Problem | None:
    units = sum(line.quantity or 0 for line in lines)
    problem = invoice_refusal(
        order.number, order.status, order.category, units, order.invoice_number, head.managed, bool(order.is_reship)
    ) or length_refusal(document, INVOICE_LINES, f"the invoice of {order.number}")
    if problem is None and document.total_with_tax < 0:
        message = f"{order.number} comes to {format_minor(document.total_with_tax, head.currency)}: nothing to invoice"
        return Problem("wrong-state", message, None, None)
    return problem


def _store(
    batch: Batch, ledger: Numbering, head: Head, order: BilledFulfillmentOrder, document: Document, position: int
) -> Result:
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
            fulfillment_order_id=order.id,
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
    batch.run(billing.SQL_SET_INVOICE, id_, head.order_key, order.id)
    total = document.total_with_tax
    ledger.event(
        "InvoiceCreatedEvent",
        InvoiceId=encode(PREFIXES["Invoice"], id_),
        InvoiceNumber=number,
        FulfillmentOrderNumber=order.number,
        TotalAmountWithTax=format_minor(total, head.currency),
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


def _rejected(order: BilledFulfillmentOrder, head: Head, problem: Problem) -> Result:
    currency = head.currency
    total, balance = (
        None if amount is None else to_decimal(amount, currency)
        for amount in (order.invoice_total, order.invoice_balance)
    )
    fields = _fields(order, head, order.invoice_number, order.invoice_id, total, balance, None)
    return Result("rejected", fields, (problem,), key=order.invoice_id)


def _fields(
    order: BilledFulfillmentOrder,
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
        "FulfillmentOrderNumber": order.number,
        "OrderNumber": head.order_number,
        "CurrencyIsoCode": currency,
        "TotalAmount": to_decimal(document.total, currency) if document else None,
        "TotalTaxAmount": to_decimal(document.total_tax, currency) if document else None,
        "TotalAmountWithTax": total,
        "Balance": balance,
    }
