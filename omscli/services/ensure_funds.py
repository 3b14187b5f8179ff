"""`oms ensure-funds`: the money of invoices: captured money is applied, authorized money captured and applied (D30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omscli.domain.explained import Notes
from omscli.domain.funds import Apply, Capture, InsufficientFunds, Step, plan_funds
from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.outcomes import unsettled
from omscli.errors import OmsError, Problem
from omscli.services.chunked import Lot, Lots
from omscli.services.explaining import explained
from omscli.services.gateway_access import Gateways
from omscli.services.gateway_calls import run_with_gateway
from omscli.services.money_book import Book
from omscli.services.scene import Scene
from omscli.services.sequences import Way, Ways, turns_of
from omscli.services.unit import Batch, Result, Runner
from omscli.store import money
from omscli.store.db import Database, Reader
from omscli.store.money import BalanceRow

COLUMNS = ("InvoiceNumber", "OrderNumber", "TotalAmountWithTax", "AppliedAmount", "CapturedAmount", "Balance")


def ready_to_fund(reader: Reader) -> list[int]:
    """Posted invoices that are not paid in full, in the order in which they were made."""
    return [row[0] for row in reader.rows(money.SQL_READY_TO_FUND)]


def ensure_funds(
    database: Database,
    runner: Runner,
    invoices: Iterable[int],
    scene: Scene,
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Iterator[Result]:
    """Pay invoices, given by id, in full or not at all, or as `ways` say; one result each; `explain` adds the rules.

    `updated` (paid), `exists` (was paid), `rejected` (`insufficient-funds`, `declined`, …), `unknown` (no answer).
    """
    gateways = Gateways()
    for lot in Lots(invoices, order_key_of):

        def plan(reader: Reader, lot: Lot[int] = lot) -> Batch:
            return plan_ensure_funds(reader, lot.claim(reader), scene, gateways, ways=ways, explain=explain)

        yield from run_with_gateway(database, runner, scene, gateways, plan)


def plan_ensure_funds(
    reader: Reader,
    invoices: Sequence[int],
    scene: Scene,
    gateways: Gateways,
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Batch:
    """What is applied at once, and the captures that are about to be asked for."""
    batch = Batch()
    keys = sorted({order_key_of(id_) for id_ in invoices})
    reader.hold(keys)
    found = {row.id: row for row in money.load_invoices(reader, keys, list(invoices))}
    book = Book(reader, batch, scene, keys)
    for id_ in dict.fromkeys(invoices):
        if id_ in found:
            notes: Notes | None = [] if explain else None
            way = ways.of(id_) if ways else None
            batch.results.append(explained(_fund(book, reader, gateways, found[id_], way, notes), notes, book.label))
    book.finish()
    return batch


def _fund(
    book: Book, reader: Reader, gateways: Gateways, invoice: BalanceRow, way: Way | None, notes: Notes | None
) -> Result:
    if invoice.balance == 0:
        return _result("exists", book, invoice, ())
    problem = _refusal(book, invoice)
    if problem:
        return _result("rejected", book, invoice, (), (problem,))
    key = invoice.order_key
    try:
        turns = turns_of(book, key, way) if way else ()
    except OmsError as error:
        return _result("rejected", book, invoice, (), error.problems)
    money_of = book.payments_of(key), book.authorizations_of(key)
    partial = way is not None and way.partial
    plan = plan_funds(invoice.balance, *money_of, book.scene.now, notes, sequence=turns, partial=partial)
    if isinstance(plan, InsufficientFunds):
        return _result("rejected", book, invoice, (), (_insufficient(invoice, plan),))
    try:
        for step in plan.steps:
            if isinstance(step, Capture):
                gateways.open(reader, book.authorizations[step.authorization_id].gateway_id)
    except OmsError as error:
        return _result("rejected", book, invoice, (), error.problems)
    for step in plan.steps:
        if isinstance(step, Apply):
            book.apply(step.payment_id, invoice, step.amount)
        else:
            book.start_capture(step.authorization_id, invoice, step.amount)
    if invoice.balance == 0:
        book.resolve_exceptions(key, invoice.id)
    return _result("updated", book, invoice, plan.steps)


def _refusal(book: Book, invoice: BalanceRow) -> Problem | None:
    if invoice.status != "Posted":
        return Problem(
            "wrong-state", f"{invoice.number} is {invoice.status}: only a posted invoice is paid", None, None
        )
    calls = [(intent.state, intent.created) for intent in book.intents.get(invoice.id, ())]
    return unsettled(invoice.number, calls, book.scene.now) if calls else None


def _insufficient(invoice: BalanceRow, funds: InsufficientFunds) -> Problem:
    needed, captured, authorized, missing, expired = (
        format_minor(amount, invoice.currency)
        for amount in (funds.needed, funds.captured, funds.authorized, funds.missing, funds.expired)
    )
    message = (
        f"{invoice.number} needs {needed} {invoice.currency}; {captured} is captured and not used, "
        f"{authorized} can be captured: {missing} is missing"
    )
    help_ = f"{expired} more was authorized, but that expired" if funds.expired else "add a payment to the order"
    return Problem("insufficient-funds", message, None, help_)


def _result(
    status: str, book: Book, invoice: BalanceRow, steps: Sequence[Step], problems: tuple[Problem, ...] = ()
) -> Result:
    currency = invoice.currency
    applied = sum(step.amount for step in steps if isinstance(step, Apply))
    captures = [step for step in steps if isinstance(step, Capture)]
    captured = sum(step.amount for step in captures)
    asked = sum(step.amount for step in captures if not book.is_own(_summary_of(book, step)))
    fields = {
        "InvoiceNumber": invoice.number,
        "InvoiceId": encode(PREFIXES["Invoice"], invoice.id),
        "OrderNumber": book.heads[invoice.order_key].order_number,
        "CurrencyIsoCode": currency,
        "TotalAmountWithTax": to_decimal(invoice.total, currency),
        "AppliedAmount": to_decimal(applied, currency),
        "CapturedAmount": to_decimal(captured, currency),
        "PendingAmount": to_decimal(0, currency),
        "Balance": to_decimal(invoice.balance - asked, currency),
        "Steps": [_step(book, step, currency) for step in steps],
    }
    return Result(status, fields, problems, key=invoice.id)


def _summary_of(book: Book, step: Step) -> int:
    if isinstance(step, Apply):
        return book.payments[step.payment_id].state.summary_id
    return book.authorizations[step.authorization_id].state.summary_id


def _step(book: Book, step: Step, currency: str) -> dict[str, Any]:
    if isinstance(step, Apply):
        kind, id_ = "Payment", step.payment_id
    else:
        kind, id_ = "PaymentAuthorization", step.authorization_id
    return {
        "Action": type(step).__name__,
        f"{kind}Id": encode(PREFIXES[kind], id_),
        "Method": book.summaries[_summary_of(book, step)].method,
        "Amount": to_decimal(step.amount, currency),
        "Why": step.why,
    }
