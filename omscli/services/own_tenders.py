"""Gift cards and store credit as tenders of orders: their money moves in the unit of work that stores the payment.

No gateway is asked, so nothing of it can be unknown: what is authorized is captured and refunded at once, exactly once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omscli.domain.credits import ACTIVE, CAPTURE, REFUND, SALE, Credit
from omscli.gateways.port import CAPTURE as CAPTURE_CALL
from omscli.gateways.port import REFUND as REFUND_CALL
from omscli.gateways.port import Approved
from omscli.services.credit_ledger import CreditLedger
from omscli.services.settlement import captured, refunded
from omscli.store.db import Reader
from omscli.store.intents import Intent
from omscli.store.money import BalanceRow, PaymentSummaryRow

if TYPE_CHECKING:
    from omscli.services.money_book import Book


class OwnTenders:
    """The gift cards and store credits that pay the orders of a book."""

    def __init__(self, reader: Reader, book: Book) -> None:
        self._book = book
        ids = {row.credit_id for row in book.summaries.values() if row.credit_id is not None}
        self.ledger = CreditLedger(reader, book.batch, book.scene, ids)

    def refuses(self, summary: PaymentSummaryRow) -> Credit | None:
        """The account of a payment summary, if it can take nothing back: its money would be out of reach there."""
        if summary.credit_id is None:
            return None
        credit = self.ledger[summary.credit_id]
        return credit if credit.status != ACTIVE or credit.expired(self._book.scene.now) else None

    def capture(self, authorization_id: int, summary: PaymentSummaryRow, invoice: BalanceRow, amount: int) -> None:
        """What was promised leaves the balance and the reserve, and pays the invoice."""
        book = self._book
        promise = book.authorizations[authorization_id]
        credit = self._credit(summary)
        call = self._call(
            CAPTURE_CALL, summary, promise.gateway_id, amount, authorization=authorization_id, invoice=invoice
        )
        payment_id = captured(book, call, authorization_id, Approved(credit.number), invoice)
        self._move(summary, credit, CAPTURE, "Payment", payment_id, -amount, -amount)

    def refund(self, payment_id: int, summary: PaymentSummaryRow, memo: BalanceRow | None, amount: int) -> None:
        """Money of a payment comes back to the balance that it left."""
        book = self._book
        credit = self._credit(summary)
        call = self._call(
            REFUND_CALL, summary, book.payments[payment_id].gateway_id, amount, payment=payment_id, memo=memo
        )
        refund_id = refunded(book, call, payment_id, Approved(credit.number), memo)
        self._move(summary, credit, REFUND, "Refund", refund_id, amount, 0)

    def exchange(
        self, summary: PaymentSummaryRow, refund_id: int, new_order: int, payment_id: int, amount: int
    ) -> None:
        """Money of a payment pays another order: it comes back to the balance for one, and leaves it for the other."""
        credit = self._credit(summary)
        self._move(summary, credit, REFUND, "Refund", refund_id, amount, 0)
        id_ = self._book.ledger(new_order).new_id()
        self.ledger.move(credit.id, SALE, id=id_, kind="Payment", of=payment_id, balance=-amount, order_key=new_order)

    def _credit(self, summary: PaymentSummaryRow) -> Credit:
        assert summary.credit_id is not None, "it is no tender of our own"
        return self.ledger[summary.credit_id]

    def _move(
        self, summary: PaymentSummaryRow, credit: Credit, cause: str, kind: str, of: int, balance: int, reserved: int
    ) -> None:
        key = summary.order_key
        id_ = self._book.ledger(key).new_id()
        self.ledger.move(credit.id, cause, id=id_, kind=kind, of=of, balance=balance, reserved=reserved, order_key=key)

    def _call(
        self,
        interaction: str,
        summary: PaymentSummaryRow,
        gateway_id: int,
        amount: int,
        *,
        authorization: int | None = None,
        payment: int | None = None,
        invoice: BalanceRow | None = None,
        memo: BalanceRow | None = None,
    ) -> Intent:
        """The call that a gateway would have got; it is never stored, and answered as it is made."""
        book = self._book
        return Intent(
            order_key=summary.order_key,
            id=0,
            interaction=interaction,
            key="",
            state="succeeded",
            gateway_id=gateway_id,
            summary_id=summary.id,
            authorization_id=authorization,
            payment_id=payment,
            invoice_id=invoice.id if invoice else None,
            credit_memo_id=memo.id if memo else None,
            currency=summary.currency,
            amount=amount,
            attempts=1,
            created=book.scene.now,
            reference=None,
            order=book.heads[summary.order_key].order_number,
        )
