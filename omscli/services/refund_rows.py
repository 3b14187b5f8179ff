"""The records of a refund: what went back, and the payment that it came from (spec §1.8)."""

from __future__ import annotations

from omscli.domain.values import dataclass
from omscli.services.money_book import Book
from omscli.store import rows
from omscli.store.money import BalanceRow


@dataclass(frozen=True, slots=True)
class Refund:
    """How money goes back: its type, the payment method (kind, key), the gateway and its name for it, minor units."""

    type: str
    method: tuple[str, int]
    gateway_id: int
    reference: str | None
    amount: int


def insert_refund(book: Book, of: tuple[int, int, int], memo: BalanceRow | None, currency: str, back: Refund) -> int:
    """Store a refund `of` an order's payment summary and payment (their keys), and its line; answers its key."""
    order_key, summary_id, payment_id = of
    ledger = book.ledger(order_key)
    refund_id = ledger.new_id()
    book.batch.insert(
        "refunds",
        rows.refunds(
            order_key=order_key,
            id=refund_id,
            payment_method_kind=back.method[0],
            payment_method_id=back.method[1],
            order_payment_summary_id=summary_id,
            payment_gateway_id=back.gateway_id,
            credit_memo_id=memo.id if memo else None,
            type=back.type,
            currency_iso_code=currency,
            amount=back.amount,
            status="Processed",
            gateway_ref_number=back.reference,
            effective_date=book.scene.now,
        ),
    )
    line = rows.refund_line_payments(
        order_key=order_key,
        id=ledger.new_id(),
        refund_id=refund_id,
        payment_id=payment_id,
        amount=back.amount,
        type="Applied",
    )
    book.batch.insert("refund_line_payments", line)
    return refund_id
