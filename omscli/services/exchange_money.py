"""Money that moves from an order whose units came back to the order that took their place: out of one, into the other.

It leaves the main order as a refund of type `Exchange` of its credit memo, and is a captured payment of type `Exchange`
of the new order, of the same method and with the gateway's reference, so that a later refund of it goes to where it
came from. No gateway is asked: at the gateway the money stays where it is.
"""

from __future__ import annotations

from typing import Any

from omscli.domain.exchanging import ORDER, RETURN, Settled
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import format_minor
from omscli.domain.refunds import OverRefund, RefundStep, plan_refund
from omscli.errors import Problem
from omscli.services.money_book import Book
from omscli.services.refund_rows import Refund, insert_refund
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import money, rows
from omscli.store.db import Reader
from omscli.store.exchanges import SQL_MOVED_METHODS, SQL_MOVED_PAYMENTS

EXCHANGE = "Exchange"
_METHOD = (
    "kind type card_last_four card_holder_name card_category expiry_month expiry_year gateway_token nick_name status"
    " processing_mode payment_gateway_id credit_account_id"
).split()


def move_money(
    reader: Reader,
    batch: Batch,
    scene: Scene,
    orders: tuple[int, int],
    for_: tuple[int | None, int],
    settled: Settled,
    reason: str,
) -> None:
    """Move what is reserved from the first order to the second, for a credit memo and its change order; a return that
    owes nothing has no credit memo, and nothing moves.
    """
    main, new = orders
    memo_id, change_order_id = for_
    book = Book(reader, batch, scene, orders)
    memo = next((one for one in money.load_credit_memos(reader, [main]) if one.id == memo_id), None)
    plan = plan_refund(None, settled.reserved, 0, book.payments_of(main))
    assert not isinstance(plan, OverRefund), "`shortage` was asked before, in the same transaction"
    currency = book.heads[main].currency
    mover = _Mover(reader, book, main, new, {row[0]: row for row in reader.rows(SQL_MOVED_PAYMENTS, main)})
    for step in plan.steps:
        assert memo is not None, "what is owed has a credit memo"
        mover.move(step, memo)
    mover.finish()
    sides = ((main, RETURN, new), (new, ORDER, main))
    for order_key, role, other in sides:
        ledger = book.ledger(order_key)
        batch.insert(
            "exchanges",
            rows.exchanges(
                order_key=order_key,
                id=ledger.new_id(),
                role=role,
                other_summary_id=child_key(other, 0),
                change_order_id=change_order_id,
                currency_iso_code=currency,
                reserved_amount=settled.reserved,
                reason=reason,
                created_date=scene.now,
            ),
        )
    book.ledger(main).event(
        "ExchangeOrderCreatedEvent",
        OrderSummaryId=encode(PREFIXES["OrderSummary"], child_key(main, 0)),
        ExchangeOrderSummaryId=encode(PREFIXES["OrderSummary"], child_key(new, 0)),
        ExchangeOrderNumber=book.heads[new].order_number,
        ReservedAmount=format_minor(settled.reserved, currency),
    )
    book.finish()


def shortage(reader: Reader, scene: Scene, order_key: int, reserved: int) -> Problem | None:
    """Why the order's payments cannot pay what is to be reserved: it was never captured, or went back before."""
    book = Book(reader, Batch(), scene, [order_key])
    plan = plan_refund(None, reserved, 0, book.payments_of(order_key))
    if not isinstance(plan, OverRefund):
        return None
    currency = book.heads[order_key].currency
    wanted, there = (format_minor(amount, currency) for amount in (plan.asked, plan.available))
    message = f"{wanted} {currency} of the return would pay the new order; captured and not refunded are {there}"
    return Problem("insufficient-funds", message, None, "capture the old order's invoice first: oms ensure-funds")


class _Mover:
    """Takes payments of one order and gives them to another; a payment method is the same one there."""

    def __init__(self, reader: Reader, book: Book, main: int, new: int, payments: dict[int, Any]) -> None:
        self._book, self._main, self._new = book, main, new
        self._payments = payments
        self._methods = {
            row[0]: dict(zip(_METHOD, row[1:], strict=True)) for row in reader.rows(SQL_MOVED_METHODS, main)
        }
        self._group = 0
        self._made: dict[int, tuple[int, int]] = {}
        """Payment summary of the main order → payment method and payment summary of the new one."""
        self._moved: dict[int, int] = {}

    def move(self, step: RefundStep, memo: money.BalanceRow) -> None:
        """Some money of one payment: a refund here, a payment there."""
        book = self._book
        _, kind, method_id, gateway_id, reference, summary_id = self._payments[step.payment_id]
        back = Refund(EXCHANGE, (kind, method_id), gateway_id, reference, step.amount)
        refund_id = insert_refund(book, (self._main, summary_id, step.payment_id), memo, memo.currency, back)
        book.move_out(step.payment_id, step.amount)
        book.credit(memo, step.amount)
        payment_id = self._give(summary_id, kind, method_id, gateway_id, reference, step.amount, memo.currency)
        if book.own is not None and book.is_own(summary_id):
            book.own.exchange(book.summaries[summary_id], refund_id, self._new, payment_id, step.amount)

    def _give(
        self, summary_id: int, kind: str, method_id: int, gateway_id: int, reference: str, amount: int, currency: str
    ) -> int:
        book, ledger = self._book, self._book.ledger(self._new)
        if not self._group:
            self._group = ledger.new_id()
            row = rows.payment_groups(order_key=self._new, id=self._group, source_object_id=child_key(self._new, 0))
            book.batch.insert("payment_groups", row)
        made = self._made.get(summary_id)
        if made is None:
            made = self._made[summary_id] = (ledger.new_id(), ledger.new_id())
            method = rows.payment_methods(order_key=self._new, id=made[0], **self._methods[method_id])
            book.batch.insert("payment_methods", method)
        self._moved[summary_id] = self._moved.get(summary_id, 0) + amount
        payment_id = ledger.new_id()
        book.batch.insert(
            "payments",
            rows.payments(
                order_key=self._new,
                id=payment_id,
                payment_group_id=self._group,
                payment_method_kind=kind,
                payment_method_id=made[0],
                order_payment_summary_id=made[1],
                payment_gateway_id=gateway_id,
                type=EXCHANGE,
                currency_iso_code=currency,
                amount=amount,
                balance=amount,
                status="Processed",
                processing_mode="External",
                gateway_ref_number=reference,
                effective_date=book.scene.now,
            ),
        )
        return payment_id

    def finish(self) -> None:
        """The payment summaries of the new order that hold what moved."""
        for summary_id, amount in self._moved.items():
            method_id, id_ = self._made[summary_id]
            before = self._book.summaries[summary_id]
            values = self._methods[before.method_id]
            self._book.batch.insert(
                "order_payment_summaries",
                rows.order_payment_summaries(
                    order_key=self._new,
                    id=id_,
                    payment_method_kind=before.method_kind,
                    payment_method_id=method_id,
                    method=before.method,
                    type=values["type"],
                    full_name=values["card_holder_name"],
                    currency_iso_code=before.currency,
                    captured_amount=amount,
                    balance_amount=amount,
                ),
            )
