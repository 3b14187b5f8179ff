"""The money of a chunk of orders while it is worked on: read at once, moved by the rules, stored as what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import format_minor
from omscli.domain.payment_summaries import AuthorizationState, Buckets, PaymentState
from omscli.gateways.port import CAPTURE, REFUND
from omscli.services.exceptions import ExceptionBook
from omscli.services.numbering import Ledger, Numbering
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store import money, rows
from omscli.store.db import Reader
from omscli.store.money import AuthorizationRow, BalanceRow, ExceptionRow, OpenIntent, PaymentSummaryRow
from omscli.store.order_heads import load_heads
from omscli.store.order_states import load

if TYPE_CHECKING:
    from omscli.services.own_tenders import OwnTenders


class Book:
    """Payments, authorizations, invoices and credit memos of some orders, by key, as they are now.

    `changing` names the orders whose own state may change (an exception will be raised); an order with an active
    payment exception is always one of them, because a success resolves it.
    """

    def __init__(
        self, reader: Reader, batch: Batch, scene: Scene, order_keys: Iterable[int], changing: Iterable[int] = ()
    ) -> None:
        self.batch, self.scene = batch, scene
        keys = sorted(set(order_keys))
        self.heads = load_heads(reader, keys)
        self.intents = load_intents_by_target(reader, keys)
        flat = [intent for intents in self.intents.values() for intent in intents]
        self.summaries = {row.id: row for row in money.load_payment_summaries(reader, keys)}
        self.payments = {row.state.id: row for row in money.load_payments(reader, keys, flat)}
        self.authorizations = {row.state.id: row for row in money.load_authorizations(reader, keys)}
        self._summaries_of = _by_order((row.order_key, id_) for id_, row in self.summaries.items())
        self._payments_of = _by_order((row.order_key, id_) for id_, row in self.payments.items())
        self._authorizations_of = _by_order((row.order_key, id_) for id_, row in self.authorizations.items())
        self._exceptions: dict[int, list[ExceptionRow]] = defaultdict(list)
        for exception in money.load_payment_exceptions(reader, keys):
            self._exceptions[exception.attached_to].append(exception)
        heavy = {row.order_key for found in self._exceptions.values() for row in found} | set(changing)
        self._exception_book = ExceptionBook(reader, batch, sorted(heavy))
        states = load(reader, sorted(heavy)) if heavy else {}
        self._ledgers: dict[int, Ledger] = {
            key: Change(batch, scene, states[key]) if key in states else Numbering(batch, scene, head)
            for key, head in self.heads.items()
        }
        self._dirty: dict[str, set[int]] = {"summary": set(), "payment": set(), "authorization": set()}
        self._balances: dict[tuple[str, int], BalanceRow] = {}
        self._logged: dict[int, tuple[int, str]] = {}
        self.own: OwnTenders | None = None
        """Those of the orders' tenders that are the shop's own: gift cards and store credit."""
        self._reader = reader
        if any(row.credit_id is not None for row in self.summaries.values()):
            self.tenders()

    def ledger(self, order_key: int) -> Ledger:
        """What numbers the order's records and takes its events."""
        return self._ledgers[order_key]

    def payments_of(self, order_key: int) -> list[PaymentState]:
        """The order's payments, oldest first."""
        return [self.payments[id_].state for id_ in self._payments_of.get(order_key, ())]

    def authorizations_of(self, order_key: int) -> list[AuthorizationState]:
        """The order's authorizations, oldest first."""
        return [self.authorizations[id_].state for id_ in self._authorizations_of.get(order_key, ())]

    def is_own(self, summary_id: int) -> bool:
        """Whether its money moves here and now, and no gateway is asked."""
        return self.summaries[summary_id].credit_id is not None

    def summaries_of(self, order_key: int) -> list[PaymentSummaryRow]:
        """The order's payment summaries, oldest first."""
        return [self.summaries[id_] for id_ in self._summaries_of.get(order_key, ())]

    def paid(self, order_key: int) -> int:
        """Σ(captured − refunded) of the order."""
        buckets = [self.summaries[id_].buckets for id_ in self._summaries_of.get(order_key, ())]
        return sum(part.captured - part.refunded for part in buckets)

    def label(self, id_: int) -> str:
        """What people call a payment summary (`Visa - 4242`); the id of a payment or an authorization."""
        if id_ in self.summaries:
            return self.summaries[id_].method
        return encode(PREFIXES["Payment" if id_ in self.payments else "PaymentAuthorization"], id_)

    # ---- moves

    def apply(self, payment_id: int, invoice: BalanceRow, amount: int) -> None:
        """Put captured money towards an invoice."""
        row = self.payments[payment_id]
        row.state = row.state.apply(amount)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.applied(amount)
        self._dirty["payment"].add(payment_id)
        self._dirty["summary"].add(summary.id)
        self._line(payment_id, invoice, amount)

    def apply_new(self, payment_id: int, summary_id: int, invoice: BalanceRow, amount: int) -> None:
        """Put money of a payment towards an invoice that is only being stored, its balance net of it."""
        summary = self.summaries[summary_id]
        summary.buckets = summary.buckets.applied(amount)
        self._dirty["summary"].add(summary_id)
        self._line(payment_id, invoice, amount)

    def _line(self, payment_id: int, invoice: BalanceRow, amount: int) -> None:
        invoice.balance -= amount
        invoice.applied += amount
        self._balances["invoice", invoice.id] = invoice
        self.batch.insert(
            "payment_line_invoices",
            rows.payment_line_invoices(
                order_key=invoice.order_key,
                id=self.ledger(invoice.order_key).new_id(),
                payment_id=payment_id,
                invoice_id=invoice.id,
                amount=amount,
                type="Applied",
                applied_date=self.scene.now,
            ),
        )

    def credit(self, memo: BalanceRow, amount: int) -> None:
        """Money of a credit memo went back."""
        memo.balance -= amount
        memo.applied += amount
        self._balances["memo", memo.id] = memo

    def pay_by_credit(self, memo: BalanceRow, invoice: BalanceRow, amount: int) -> None:
        """Put money of a credit memo towards an invoice: what is owed to the buyer pays what the buyer owes."""
        self.credit(memo, amount)
        invoice.balance -= amount
        self._balances["invoice", invoice.id] = invoice
        self.batch.run(money.SQL_CREDIT_INVOICE, amount, invoice.order_key, invoice.id)
        self.batch.insert(
            "credit_memo_applications",
            rows.credit_memo_applications(
                order_key=memo.order_key,
                id=self.ledger(memo.order_key).new_id(),
                credit_memo_id=memo.id,
                invoice_id=invoice.id,
                amount=amount,
                type="Applied",
                applied_date=self.scene.now,
            ),
        )
        self.ledger(memo.order_key).event(
            "CreditMemoAppliedEvent",
            CreditMemoNumber=memo.number,
            InvoiceNumber=invoice.number,
            Amount=format_minor(amount, memo.currency),
        )

    def start_capture(self, authorization_id: int, invoice: BalanceRow, amount: int) -> None:
        """Write down that a capture is about to be asked for."""
        row = self.promise(authorization_id, self.authorizations[authorization_id].state.capture_started(amount))
        summary = self.summaries[row.state.summary_id]
        self.moved(summary.id, summary.buckets.capture_started(amount))
        if self.own is not None and summary.credit_id is not None:
            self.own.capture(authorization_id, summary, invoice, amount)
            return
        self.intent(
            CAPTURE, invoice.order_key, row.gateway_id, summary.id, amount, authorization=authorization_id,
            invoice=invoice.id,
        )  # fmt: skip

    def start_refund(self, payment_id: int, memo: BalanceRow | None, amount: int) -> None:
        """Write down that a refund is about to be asked for: for a credit memo, or as excess funds."""
        row = self.payments[payment_id]
        row.state = row.state.refund_started(amount, excess=memo is None)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.refund_started(amount)
        self._dirty["summary"].add(summary.id)
        if self.own is not None and summary.credit_id is not None:
            self.own.refund(payment_id, summary, memo, amount)
            return
        memo_id = memo.id if memo else None
        self.intent(REFUND, row.order_key, row.gateway_id, summary.id, amount, payment=payment_id, memo=memo_id)

    def tenders(self) -> OwnTenders:
        """The shop's own tenders, for orders that have none yet too: money may become store credit."""
        if self.own is None:
            from omscli.services.own_tenders import OwnTenders  # 4 ms, where there are some

            self.own = OwnTenders(self._reader, self)
        return self.own

    def refund_to_credit(self, payment_id: int, memo: BalanceRow | None, amount: int) -> None:
        """Give money of a payment back as store credit of the buyer, here and now."""
        row = self.payments[payment_id]
        row.state = row.state.refund_started(amount, excess=memo is None)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.refund_started(amount)
        self.tenders().to_store_credit(payment_id, summary, memo, amount)

    def moved(self, summary_id: int, buckets: Buckets) -> PaymentSummaryRow:
        """A payment summary whose money moved."""
        summary = self.summaries[summary_id]
        summary.buckets = buckets
        self._dirty["summary"].add(summary_id)
        return summary

    def promise(self, authorization_id: int, state: AuthorizationState) -> AuthorizationRow:
        """An authorization of which more, or less, is left."""
        row = self.authorizations[authorization_id]
        row.state = state
        self._dirty["authorization"].add(authorization_id)
        return row

    def intent(
        self,
        interaction: str,
        order_key: int,
        gateway_id: int,
        summary_id: int,
        amount: int,
        *,
        authorization: int | None = None,
        payment: int | None = None,
        invoice: int | None = None,
        memo: int | None = None,
    ) -> None:
        """Write a call down, before it is made."""
        id_ = self.ledger(order_key).new_id()
        self.batch.insert(
            "gateway_intents",
            rows.gateway_intents(
                order_key=order_key,
                id=id_,
                interaction_type=interaction,
                idempotency_key=f"{encode(PREFIXES['GatewayIntent'], id_)}-{self.scene.now}",
                state="sending",
                payment_gateway_id=gateway_id,
                order_payment_summary_id=summary_id,
                payment_authorization_id=authorization,
                payment_id=payment,
                invoice_id=invoice,
                credit_memo_id=memo,
                currency_iso_code=self.heads[order_key].currency,
                amount=amount,
                attempts=1,
                created_date=self.scene.now,
            ),
        )

    def capture_failed(self, authorization_id: int, amount: int) -> None:
        """Release what a capture that did not happen had reserved."""
        row = self.promise(authorization_id, self.authorizations[authorization_id].state.capture_failed(amount))
        self.moved(row.state.summary_id, self.summaries[row.state.summary_id].buckets.capture_failed(amount))

    def capture_done(self, summary_id: int, amount: int) -> None:
        """Money was captured."""
        self.moved(summary_id, self.summaries[summary_id].buckets.capture_done(amount))

    def refund_failed(self, payment_id: int, amount: int, *, excess: bool) -> None:
        """Release what a refund that did not happen had reserved."""
        row = self.payments[payment_id]
        row.state = row.state.refund_failed(amount, excess=excess)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.refund_failed(amount)
        self._dirty["summary"].add(summary.id)

    def refund_done(self, payment_id: int, amount: int, *, excess: bool) -> None:
        """Money went back."""
        row = self.payments[payment_id]
        from_balance = row.state.from_balance(amount, excess=excess)
        row.state = row.state.refund_done(amount, excess=excess)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.refund_done(amount, from_balance)
        self._dirty["payment"].add(payment_id)
        self._dirty["summary"].add(summary.id)

    def move_out(self, payment_id: int, amount: int) -> None:
        """Money of a credit memo leaves the order for another one: it went back, and no gateway was asked."""
        row = self.payments[payment_id]
        row.state = row.state.refund_started(amount, excess=False)
        summary = self.summaries[row.state.summary_id]
        summary.buckets = summary.buckets.refund_started(amount)
        self.refund_done(payment_id, amount, excess=False)

    def logged(self, summary_id: int, log_id: int, message: str) -> None:
        """What a gateway said last about a payment summary."""
        self._logged[summary_id] = (log_id, message)

    # ---- exceptions

    def has_exception(self, target: int) -> bool:
        """Whether an active payment exception is attached to the record."""
        return bool(self._exceptions.get(target))

    def raise_exception(self, order_key: int, kind: str, target: int, message: str, description: str) -> None:
        """Hold the order with a payment exception on the record; one that has one keeps it (spec §1.9)."""
        if self.has_exception(target):
            return
        change = self.ledger(order_key)
        assert isinstance(change, Change), "the orders of declined calls are loaded whole"
        number = self._exception_book.open(
            change, category="Payment", message=message, description=description, attached_to=(kind, target)
        )
        self._exceptions[target].append(ExceptionRow(order_key, 0, number, target))  # 0: of this unit of work

    def resolve_exceptions(self, order_key: int, target: int) -> None:
        """What the exceptions on the record were about has succeeded."""
        change = self.ledger(order_key)
        if not isinstance(change, Change):
            return
        found = [exception for exception in self._exceptions.get(target, ()) if exception.id]
        for exception in found:
            self._exception_book.settle(change, exception.id)
            change.event("ProcessExceptionResolvedEvent", ProcessExceptionNumber=exception.number)
        self._exceptions[target] = [exception for exception in self._exceptions[target] if not exception.id]

    # ---- storing

    def finish(self) -> None:
        """Store every amount that moved, and the numbers that were given out."""
        batch = self.batch
        if self.own is not None:
            self.own.ledger.finish()
        for id_ in sorted(self._dirty["summary"]):
            summary = self.summaries[id_]
            log = self._logged.pop(id_, None)
            if log is None:
                batch.run(money.SQL_SET_BUCKETS, *summary.buckets.columns(), summary.order_key, id_)
            else:
                sql = money.SQL_SET_BUCKETS_AND_LAST_LOG
                batch.run(sql, *summary.buckets.columns(), *log, summary.order_key, id_)
        for id_, log in self._logged.items():
            batch.run(money.SQL_SET_LAST_LOG, *log, self.summaries[id_].order_key, id_)
        for id_ in sorted(self._dirty["payment"]):
            row = self.payments[id_]
            state = row.state
            batch.run(money.SQL_SET_PAYMENT, state.applied, state.refunded, state.balance, row.order_key, id_)
        for id_ in sorted(self._dirty["authorization"]):
            promise = self.authorizations[id_]
            taken = promise.state.captured, promise.state.reversed
            batch.run(money.SQL_SET_AUTHORIZATION, *taken, promise.order_key, id_)
        for (kind, id_), balance in self._balances.items():
            sql = money.SQL_SET_INVOICE if kind == "invoice" else money.SQL_SET_CREDIT_MEMO
            batch.run(sql, balance.balance, balance.applied, balance.order_key, id_)
        for ledger in self._ledgers.values():
            ledger.finish()


def load_intents_by_target(reader: Reader, keys: Sequence[int]) -> dict[int, list[OpenIntent]]:
    """Calls without a known outcome, by the invoice, credit memo or order (key n = 0) that they are for."""
    found: dict[int, list[OpenIntent]] = defaultdict(list)
    for intent in money.load_open_intents(reader, keys):
        found[intent.invoice_id or intent.credit_memo_id or intent.order_key << 20].append(intent)
    return dict(found)


def _by_order(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for order_key, id_ in pairs:
        found[order_key].append(id_)
    return found
