"""`oms ensure-refunds`: money goes back for credit memos and as excess funds (D31, D32, D33, spec §6.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from omscli.domain.explained import Explained, Notes
from omscli.domain.explained import amounts as amounts_of
from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.outcomes import unsettled
from omscli.domain.refunds import OverRefund, RefundPlan, RefundStep, excess_funds, plan_refund, shares_of
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Problem
from omscli.gateways.port import REFUND
from omscli.services.chunked import Lot, Lots
from omscli.services.explaining import explained
from omscli.services.gateway_access import Gateways
from omscli.services.gateway_calls import run_with_gateway
from omscli.services.money_book import Book
from omscli.services.refund_fallback import AS_CREDIT, fallen_back
from omscli.services.scene import Scene
from omscli.services.sequences import Way, Ways, turns_of
from omscli.services.unit import Batch, Result, Runner
from omscli.store import money
from omscli.store.change_orders import SQL_CREDITED, SQL_NOT_CREDITED
from omscli.store.db import Database, Reader
from omscli.store.money import BalanceRow

COLUMNS = ("CreditMemoNumber", "OrderNumber", "OwedAmount", "RefundedAmount", "Balance", "CurrencyIsoCode", "Note")


ToPay = Sequence[int] | Literal["fees"]
"""Invoices that credit memos pay before they are refunded (`invoicesToPay`), by id; or all open ones of fees."""

FEES: Literal["fees"] = "fees"


@dataclass(frozen=True, slots=True)
class Excess:
    """Excess funds of an order to refund; `asked` in minor units, or all that is owed."""

    order_key: int
    asked: int | None = None


def ready_to_refund(reader: Reader) -> list[int]:
    """Posted credit memos that are not refunded in full, in the order in which they were made."""
    return [row[0] for row in reader.rows(money.SQL_READY_TO_REFUND)]


def may_have_excess(reader: Reader) -> list[int]:
    """Orders that paid more than they come to; some of it may be owed for returns, which `refund_excess` leaves out."""
    return [row[0] for row in reader.rows(money.SQL_MAY_HAVE_EXCESS)]


def ensure_refunds(
    database: Database,
    runner: Runner,
    credit_memos: Iterable[int],
    scene: Scene,
    to_pay: ToPay = (),
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Iterator[Result]:
    """Refund credit memos, given by id; one result each; `explain` adds the rules that applied. The invoices `to_pay`
    are paid of them first; `ways` say in which sequence the payment methods are asked.

    `updated` (refunded), `exists` (was refunded), `rejected` (`over-refund`, `declined`, …), `unknown` (no answer).
    """
    gateways = Gateways()
    for lot in Lots(credit_memos, order_key_of):

        def plan(reader: Reader, lot: Lot[int] = lot) -> Batch:
            return plan_refund_credit_memos(
                reader, lot.claim(reader), scene, gateways, to_pay, ways=ways, explain=explain
            )

        results = run_with_gateway(database, runner, scene, gateways, plan)

        def instead(reader: Reader, declined: Sequence[int]) -> Batch:
            return plan_refund_credit_memos(reader, declined, scene, gateways, ways=AS_CREDIT, explain=explain)

        yield from fallen_back(database, runner, results, ways, instead)


def refund_excess(
    database: Database,
    runner: Runner,
    orders: Iterable[Excess],
    scene: Scene,
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Iterator[Result]:
    """Refund excess funds of orders; `skipped` where none is owed, otherwise as `ensure_refunds`."""
    gateways = Gateways()
    for lot in Lots(orders, lambda order: order.order_key):

        def plan(reader: Reader, lot: Lot[Excess] = lot) -> Batch:
            return plan_refund_excess(reader, lot.claim(reader), scene, gateways, ways=ways, explain=explain)

        results = run_with_gateway(database, runner, scene, gateways, plan)

        def instead(reader: Reader, declined: Sequence[int]) -> Batch:
            rest = [Excess(order_key_of(target)) for target in declined]
            return plan_refund_excess(reader, rest, scene, gateways, ways=AS_CREDIT, explain=explain)

        yield from fallen_back(database, runner, results, ways, instead)


def plan_refund_credit_memos(
    reader: Reader,
    ids: Sequence[int],
    scene: Scene,
    gateways: Gateways,
    to_pay: ToPay = (),
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Batch:
    """What credit memos pay of the invoices `to_pay` of their orders, and the refunds of the rest that are about to be
    asked for.
    """
    batch = Batch()
    keys = sorted({order_key_of(id_) for id_ in ids})
    book = Book(reader, batch, scene, keys)
    memos = {memo.id: memo for memo in money.load_credit_memos(reader, keys)}
    invoices = _invoices_to_pay(book, reader, keys, to_pay)
    for id_ in dict.fromkeys(ids):
        if id_ in memos:
            memo = memos[id_]
            notes: Notes | None = [] if explain else None
            refund = _Refund(book, reader, gateways, ways.of(id_) if ways else _PLAIN, notes)
            result = _refund_memo(refund, memo, invoices.get(memo.order_key, ()))
            batch.results.append(explained(result, notes, book.label))
    book.finish()
    return batch


def plan_refund_excess(
    reader: Reader,
    orders: Sequence[Excess],
    scene: Scene,
    gateways: Gateways,
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Batch:
    """The refunds of excess funds that are about to be asked for."""
    batch = Batch()
    keys = sorted({order.order_key for order in orders})
    book = Book(reader, batch, scene, keys)
    owed: dict[int, int] = dict.fromkeys(keys, 0)
    for sql in (SQL_NOT_CREDITED, SQL_CREDITED):
        for key, amount in reader.rows(sql, keys):
            owed[key] += amount
    for order in {order.order_key: order for order in orders}.values():
        if order.order_key in book.heads:
            notes: Notes | None = [] if explain else None
            way = ways.of(order.order_key << 20) if ways else _PLAIN
            refund = _Refund(book, reader, gateways, way, notes)
            result = _refund_excess(refund, order, owed[order.order_key])
            batch.results.append(explained(result, notes, book.label))
    book.finish()
    return batch


def _invoices_to_pay(book: Book, reader: Reader, keys: Sequence[int], to_pay: ToPay) -> dict[int, list[BalanceRow]]:
    """The open invoices to pay of credit memos, by order; one that a capture is under way for waits for its answer."""
    ids = [row[1] for row in reader.rows(money.SQL_UNPAID_FEES, keys)] if to_pay == FEES else list(to_pay)
    found: dict[int, list[BalanceRow]] = {}
    for invoice in money.load_invoices(reader, keys, ids) if ids else ():
        if invoice.balance and invoice.status == "Posted" and not book.intents.get(invoice.id):
            found.setdefault(invoice.order_key, []).append(invoice)
    return found


_PLAIN = Way()


@dataclass(frozen=True, slots=True)
class _Refund:
    """One refund while it is planned: the money it comes from, the way it is to take, and the notes on it."""

    book: Book
    reader: Reader
    gateways: Gateways
    way: Way
    notes: Notes | None

    def plan(self, order_key: int, asked: int | None, owed: int, pending: int) -> RefundPlan | OverRefund:
        """Through which payments it goes. Raises what an entry of the sequence is refused for."""
        turns = turns_of(self.book, order_key, self.way)
        payments, partial = self.book.payments_of(order_key), self.way.partial
        plan = plan_refund(asked, owed, pending, payments, self.notes, sequence=turns, partial=partial)
        if partial and owed > pending and isinstance(plan, RefundPlan) and not plan.steps:
            return OverRefund(owed - pending, 0)  # the sequence has nothing to give
        return plan


def _refund_memo(refund: _Refund, memo: BalanceRow, invoices: Sequence[BalanceRow]) -> Result:
    """Pay the invoices of the credit memo, then refund the rest; nothing is paid of one that cannot be refunded."""
    book = refund.book
    target = _Target(memo.order_key, memo.id, memo)
    if memo.balance == 0:
        return _result("exists", book, target, 0, None)
    calls = [(intent.state, intent.created) for intent in book.intents.get(memo.id, ())]
    if calls:
        return _result("rejected", book, target, memo.balance, None, (unsettled(memo.number, calls, book.scene.now),))
    owed = memo.balance
    paid = shares_of(owed, [invoice.balance for invoice in invoices])
    rest = owed - sum(paid)
    try:
        plan = refund.plan(memo.order_key, None, rest, 0)
    except OmsError as error:
        return _result("rejected", book, target, rest, None, error.problems)
    result = _start(refund, target, rest, plan)
    if result.status != "updated" or rest == owed:
        return result
    for invoice, amount in zip(invoices, paid, strict=True):
        if amount:
            book.pay_by_credit(memo, invoice, amount)
            book.resolve_exceptions(memo.order_key, invoice.id)
    left = rest - (plan.amount if isinstance(plan, RefundPlan) else 0)
    amounts = {"OwedAmount": owed, "AppliedAmount": owed - rest, "Balance": left}
    return replace(
        result, fields=result.fields | {name: to_decimal(amount, memo.currency) for name, amount in amounts.items()}
    )


def _refund_excess(refund: _Refund, order: Excess, not_refunded: int) -> Result:
    book, key = refund.book, order.order_key
    target = _Target(key, key << 20, None)
    excess = excess_funds(book.paid(key), book.heads[key].grand_total, not_refunded, refund.notes)
    open_ = [intent for intent in book.intents.get(key << 20, []) if intent.interaction == REFUND]
    pending = sum(intent.amount for intent in open_)
    try:
        plan = refund.plan(key, order.asked, excess, pending)
    except OmsError as error:
        return _result("rejected", book, target, excess, None, error.problems)
    if isinstance(plan, RefundPlan) and plan.amount == 0:
        calls = [(intent.state, intent.created) for intent in open_]
        if calls:
            what = f"the excess funds of order {book.heads[key].order_number}"
            return _result("rejected", book, target, excess, None, (unsettled(what, calls, book.scene.now),))
        return _result("skipped", book, target, excess, plan)
    return _start(refund, target, excess, plan)


@dataclass(frozen=True, slots=True)
class _Target:
    """What money goes back for: a credit memo, or an order's excess funds."""

    order_key: int
    id: int
    memo: BalanceRow | None


def _start(refund: _Refund, target: _Target, owed: int, plan: RefundPlan | OverRefund) -> Result:
    book = refund.book
    if isinstance(plan, OverRefund):
        return _result("rejected", book, target, owed, None, (_over_refund(book, target, plan),))
    as_credit, problem = _as_credit(refund, plan)
    if problem:
        return _result("rejected", book, target, owed, None, (problem,))
    try:
        for step in plan.steps:
            if step.payment_id not in as_credit:
                refund.gateways.open(refund.reader, book.payments[step.payment_id].gateway_id)
    except OmsError as error:
        return _result("rejected", book, target, owed, None, error.problems)
    for step in plan.steps:
        give = book.refund_to_credit if step.payment_id in as_credit else book.start_refund
        give(step.payment_id, target.memo, step.amount)
    return _result("updated", book, target, owed, plan, as_credit=as_credit)


def _as_credit(refund: _Refund, plan: RefundPlan) -> tuple[frozenset[int], Problem | None]:
    """The payments of which money becomes store credit: all of them where that was asked for, else those by a gift card
    or store credit that can take nothing back, because money on it would be out of the buyer's reach; or why not.
    """
    book, way = refund.book, refund.way
    if way.to_credit:
        _note_credit(refund, plan.amount)
        return frozenset(step.payment_id for step in plan.steps), None
    refused: dict[int, str] = {}
    for step in plan.steps:
        credit = book.own.refuses(book.summaries[_summary_of(book, step)]) if book.own else None
        if credit is not None:
            refused[step.payment_id] = credit.name
    if way.fallback or not refused:
        if refused:
            _note_credit(refund, sum(step.amount for step in plan.steps if step.payment_id in refused))
        return frozenset(refused), None
    name = next(iter(refused.values()))
    message = f"{name} is closed or has expired: nothing can be refunded to it"
    help_ = "--fallback store-credit gives that back as store credit, --to store-credit all of it"
    return frozenset(), Problem("credit-refused", message, None, help_)


def _note_credit(refund: _Refund, amount: int) -> None:
    if refund.notes is not None:
        says = "it becomes store credit of the buyer, and the payments that it comes from count as refunded"
        source = "spec §1.8 (NonReferenced); issue 4, point 6"
        refund.notes.append(Explained("store credit", says, source, amounts_of(Refunded=amount)))


def _over_refund(book: Book, target: _Target, plan: OverRefund) -> Problem:
    head = book.heads[target.order_key]
    asked, available = (format_minor(amount, head.currency) for amount in (plan.asked, plan.available))
    message = f"order {head.order_number} has {available} {head.currency} available to refund, less than {asked}"
    return Problem("over-refund", message, None, "no more goes back than was captured and not refunded yet")


def _result(
    status: str,
    book: Book,
    target: _Target,
    owed: int,
    plan: RefundPlan | None,
    problems: tuple[Problem, ...] = (),
    as_credit: frozenset[int] = frozenset(),
) -> Result:
    head, memo = book.heads[target.order_key], target.memo
    currency = head.currency
    refunded = plan.amount if plan else 0
    steps = plan.steps if plan else ()
    at_once = [step.payment_id in as_credit or book.is_own(_summary_of(book, step)) for step in steps]
    asked = sum(step.amount for step, done in zip(steps, at_once, strict=True) if not done)
    fields = {
        "CreditMemoNumber": memo.number if memo else None,
        "CreditMemoId": encode(PREFIXES["CreditMemo"], memo.id) if memo else None,
        "OrderNumber": head.order_number,
        "CurrencyIsoCode": currency,
        "OwedAmount": to_decimal(owed, currency),
        "RefundedAmount": to_decimal(refunded, currency),
        "AppliedAmount": to_decimal(0, currency),
        "PendingAmount": to_decimal(0, currency),
        "Balance": to_decimal(memo.balance - asked, currency) if memo else None,
        "Note": _note(plan, owed, currency) if plan and plan.short else None,
        "Steps": [_step(book, step, currency, step.payment_id in as_credit) for step in steps],
    }
    return Result(status, fields, problems, key=target.id)


def _note(plan: RefundPlan, owed: int, currency: str) -> str:
    """Why less is refunded than was asked for (D32)."""
    asked, given, still = (format_minor(amount, currency) for amount in (plan.amount + plan.short, plan.amount, owed))
    return (
        f"{asked} was asked for, {still} is owed: {given} is refunded, "
        "because what was refunded before, or is on its way, counts against it"
    )


def _summary_of(book: Book, step: RefundStep) -> int:
    return book.payments[step.payment_id].state.summary_id


def _step(book: Book, step: RefundStep, currency: str, as_credit: bool) -> dict[str, Any]:
    return {
        "Action": "Refund as store credit" if as_credit else "Refund",
        "PaymentId": encode(PREFIXES["Payment"], step.payment_id),
        "Method": book.summaries[_summary_of(book, step)].method,
        "Amount": to_decimal(step.amount, currency),
        "Why": step.why,
    }
