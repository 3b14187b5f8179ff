"""Credit memos: what post-fulfillment change orders owe the buyer; each is credited once (spec §2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.invoicing import CREDIT_MEMO_LINES, Document, DocumentLine, bill, credited, length_refusal
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.numbers import human_number
from omscli.errors import Problem
from omscli.services.billing_rows import day_of, document_totals
from omscli.services.numbering import Numbering
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store import billing, rows
from omscli.store.billing import CreditedChangeOrder
from omscli.store.db import Reader
from omscli.store.order_heads import Head, load_heads

COLUMNS = ("CreditMemoNumber", "OrderNumber", "ChangeOrderNumbers", "TotalAmountWithTax", "Balance", "CurrencyIsoCode")


def ready_to_credit(reader: Reader) -> list[int]:
    """Post-fulfillment change orders that owe something and have no credit memo, in the order of their orders."""
    return [row[0] for row in reader.rows(billing.SQL_READY_TO_CREDIT)]


def plan_credit_memo(reader: Reader, change_orders: Sequence[int], scene: Scene) -> Batch:
    """Credit memos for change orders, given by id: one for all those of an order, its id as `key`.

    `created`; `exists` for a change order that was credited; `skipped` when nothing is owed for it; `rejected`
    (`wrong-state`) for one that is not post-fulfillment, because its money is excess funds, and `invoice-too-long`.
    """
    batch = Batch()
    keys = sorted({order_key_of(id_) for id_ in change_orders})
    wanted = set(change_orders)
    heads = load_heads(reader, keys)
    counts = billing.load_counts(reader, billing.SQL_CREDIT_MEMO_COUNTS, keys)
    by_order: dict[int, list[CreditedChangeOrder]] = {key: [] for key in keys}
    for change in billing.load_change_orders(reader, keys):
        if change.id in wanted:
            by_order[change.order_key].append(change)
    items = billing.load_changed_items(reader, keys, sorted(wanted))
    for key, changes in by_order.items():
        head = heads[key]
        open_: list[CreditedChangeOrder] = []
        for change in changes:
            settled = _settled(head, change)
            if settled:
                batch.results.append(settled)
            else:
                open_.append(change)
        if not open_:
            continue
        document = bill(credited(item) for change in open_ for item in items.get(change.id, ()))
        batch.results.append(_credit(batch, scene, head, open_, document, counts.get(key, 0) + 1))
    return batch


def _settled(head: Head, change: CreditedChangeOrder) -> Result | None:
    """The result of a change order that needs no credit memo, or cannot have one."""
    if change.memo_id is not None:
        return Result("exists", _fields(head, change.memo_number, change.memo_id, [change], None), key=change.memo_id)
    if change.is_pre_fulfillment != 0:
        message = f"{change.number} changed units before they were fulfilled: its money is excess funds"
        problem = Problem("wrong-state", message, None, f"`oms ensure-refunds --excess {head.order_number}`")
        return Result("rejected", _fields(head, None, None, [change], None), (problem,))
    if change.grand_total >= 0:
        return Result("skipped", _fields(head, None, None, [change], None))
    return None


def _credit(
    batch: Batch, scene: Scene, head: Head, changes: list[CreditedChangeOrder], document: Document, position: int
) -> Result:
    number = human_number("CreditMemo", head.order_key, position)
    problem = length_refusal(document, CREDIT_MEMO_LINES, f"the credit memo of order {head.order_number}")
    if problem:
        return Result("rejected", _fields(head, None, None, changes, document), (problem,))
    ledger = Numbering(batch, scene, head)
    id_ = ledger.new_id()
    batch.insert(
        "credit_memos",
        rows.credit_memos(
            order_key=head.order_key,
            id=id_,
            credit_memo_number=number,
            document_number=number,
            billing_account_id=head.account_id,
            bill_to_contact_id=head.contact_id,
            status="Posted",
            currency_iso_code=head.currency,
            tax_locale_type=head.tax_locale,
            credit_date=day_of(scene.now),
            balance=document.total_with_tax,
            created_date=scene.now,
            **document_totals(document),
        ),
    )
    line_ids = [ledger.new_id() for _ in document.lines]
    for line_id, line in zip(line_ids, document.lines, strict=True):
        _line(batch, head.order_key, id_, line_id, line, line_ids)
    for change in changes:
        link = rows.credit_memo_change_orders(order_key=head.order_key, id=change.id, credit_memo_id=id_)
        batch.insert("credit_memo_change_orders", link)
    ledger.event(
        "CreditMemoCreatedEvent",
        CreditMemoId=encode(PREFIXES["CreditMemo"], id_),
        CreditMemoNumber=number,
        ChangeOrderNumbers=[change.number for change in changes],
        TotalAmountWithTax=format_minor(document.total_with_tax, head.currency),
    )
    ledger.finish()
    return Result("created", _fields(head, number, id_, changes, document), key=id_)


def _line(batch: Batch, order_key: int, memo_id: int, id_: int, line: DocumentLine, ids: list[int]) -> None:
    batch.insert(
        "credit_memo_lines",
        rows.credit_memo_lines(
            order_key=order_key,
            id=id_,
            credit_memo_id=memo_id,
            type=line.type,
            related_line_id=None if line.related is None else ids[line.related],
            reference_kind=line.reference[0],
            reference_entity_item_id=line.reference[1],
            item_type=line.item_type,
            product_id=line.product_id,
            charge_amount=line.charge,
            adjustment_amount=line.adjustment,
            tax_amount=line.tax,
            line_amount=line.amount,
            tax_rate=line.rate,
            tax_name=line.tax_name,
            is_implied=int(line.implied),
        ),
    )


def _fields(
    head: Head, number: str | None, id_: int | None, changes: list[CreditedChangeOrder], document: Document | None
) -> dict[str, Any]:
    total = to_decimal(document.total_with_tax, head.currency) if document else None
    return {
        "CreditMemoNumber": number,
        "CreditMemoId": encode(PREFIXES["CreditMemo"], id_) if id_ else None,
        "OrderNumber": head.order_number,
        "ChangeOrderNumbers": ", ".join(change.number for change in changes),
        "CurrencyIsoCode": head.currency,
        "TotalAmountWithTax": total,
        "Balance": total,
    }
