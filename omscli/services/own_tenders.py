"""Gift cards and store credit as tenders of orders: their money moves in the unit of work that stores the payment.

No gateway is asked, so nothing of it can be unknown: what is authorized is captured and refunded at once, exactly once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omscli.domain.credits import ACTIVE, CAPTURE, REFUND, RELEASE, SALE, STORE_CREDIT, Credit
from omscli.domain.payment_methods import ALTERNATIVE
from omscli.gateways.port import CAPTURE as CAPTURE_CALL
from omscli.gateways.port import REFUND as REFUND_CALL
from omscli.gateways.port import REVERSAL as REVERSAL_CALL
from omscli.gateways.port import Approved
from omscli.services.credit_ledger import CreditLedger
from omscli.services.refund_rows import Refund
from omscli.services.settled import captured, give_back, refunded, reversed_
from omscli.store import rows
from omscli.store.credits import SQL_CREDIT_OF_METHODS, SQL_OWN_CREDIT
from omscli.store.db import Reader
from omscli.store.intents import Intent
from omscli.store.money import BalanceRow, PaymentSummaryRow

if TYPE_CHECKING:
    from omscli.services.money_book import Book


class OwnTenders:
    """The gift cards and store credits that pay the orders of a book."""

    def __init__(self, reader: Reader, book: Book) -> None:
        self._book, self._reader = book, reader
        self._owned: dict[tuple[int, str], int] | None = None
        self._methods: dict[tuple[int, int], int] = {}
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
        payment_id = captured(book, call, authorization_id, Approved(credit.number), invoice, amount)
        self._move(summary, credit, CAPTURE, "Payment", payment_id, -amount, -amount)

    def refund(self, payment_id: int, summary: PaymentSummaryRow, memo: BalanceRow | None, amount: int) -> None:
        """Money of a payment comes back to the balance that it left."""
        book = self._book
        credit = self._credit(summary)
        call = self._call(
            REFUND_CALL, summary, book.payments[payment_id].gateway_id, amount, payment=payment_id, memo=memo
        )
        refund_id = refunded(book, call, payment_id, Approved(credit.number), memo, amount)
        self._move(summary, credit, REFUND, "Refund", refund_id, amount, 0)

    def exchange(
        self, summary: PaymentSummaryRow, refund_id: int, new_order: int, payment_id: int, amount: int
    ) -> None:
        """Money of a payment pays another order: it comes back to the balance for one, and leaves it for the other."""
        credit = self._credit(summary)
        self._move(summary, credit, REFUND, "Refund", refund_id, amount, 0)
        id_ = self._book.ledger(new_order).new_id()
        self.ledger.move(credit.id, SALE, id=id_, kind="Payment", of=payment_id, balance=-amount, order_key=new_order)

    def to_store_credit(
        self, payment_id: int, summary: PaymentSummaryRow, memo: BalanceRow | None, amount: int
    ) -> Credit:
        """Money of a payment becomes store credit of the buyer instead: of what he has in the currency, or a new one.

        The payment counts as refunded, to another tender (`NonReferenced`, spec §1.8).
        """
        book, key = self._book, summary.order_key
        credit = self._store_credit(key)
        method = (ALTERNATIVE, self._method(key, credit))
        back = Refund("NonReferenced", method, self.ledger.gateway(), credit.number, amount)
        refund_id = give_back(book, summary, payment_id, memo, back)
        self._move(summary, credit, REFUND, "Refund", refund_id, amount, 0)
        return credit

    def _store_credit(self, order_key: int) -> Credit:
        """The buyer's own, in the currency of the order; what all orders of the book have is read at once."""
        heads = self._book.heads
        if self._owned is None:
            owners = sorted({head.account_id for head in heads.values()})
            self._owned = {(row[0], row[1]): row[2] for row in self._reader.rows(SQL_OWN_CREDIT, owners)}
            self._methods = {
                (row[0], row[2]): row[1] for row in self._reader.rows(SQL_CREDIT_OF_METHODS, sorted(heads))
            }
        owner = heads[order_key].account_id, heads[order_key].currency
        if owner not in self._owned:
            self._owned[owner] = self.ledger.open(STORE_CREDIT, owner[1], owner=owner[0]).id
        return self.ledger[self._owned[owner]]

    def _method(self, order_key: int, credit: Credit) -> int:
        """The payment method of an order that is the store credit; made where it has none."""
        known = self._methods.get((order_key, credit.id))
        if known is not None:
            return known
        id_ = self._methods[order_key, credit.id] = self._book.ledger(order_key).new_id()
        self._book.batch.insert(
            "payment_methods",
            rows.payment_methods(
                order_key=order_key,
                id=id_,
                kind=ALTERNATIVE,
                type=STORE_CREDIT,
                nick_name=f"Store credit {credit.number}",
                status=ACTIVE,
                processing_mode="External",
                payment_gateway_id=self.ledger.gateway(),
                credit_account_id=credit.id,
            ),
        )
        return id_

    def release(self, authorization_id: int, summary: PaymentSummaryRow, amount: int) -> None:
        """What was promised and is not needed leaves the reserve, and may be promised to another order."""
        book = self._book
        credit = self._credit(summary)
        promise = book.authorizations[authorization_id]
        call = self._call(REVERSAL_CALL, summary, promise.gateway_id, amount, authorization=authorization_id)
        adjustment_id = reversed_(book, call, authorization_id, Approved(credit.number), amount)
        self._move(summary, credit, RELEASE, "PaymentAuthAdjustment", adjustment_id, 0, -amount)

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
