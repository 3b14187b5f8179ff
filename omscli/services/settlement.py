"""Unit 2 of a call to a gateway: its answer as payments, refunds, buckets, logs, exceptions and events (D34, §6.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import format_minor, to_decimal
from omscli.domain.values import dataclass
from omscli.errors import Problem
from omscli.gateways.port import (
    AUTHORIZATION,
    CAPTURE,
    REFUND,
    REVERSAL,
    Answer,
    Approved,
    Declined,
    NotSent,
    Unknown,
)
from omscli.services.money_book import Book
from omscli.services.promise_moves import authorization_failed, reversal_failed
from omscli.services.scene import Scene
from omscli.services.settled import authorized, captured, log, refunded, reversed_
from omscli.services.unit import Batch, Result
from omscli.store import money
from omscli.store.db import Reader
from omscli.store.intents import SQL_SETTLE_INTENT, Intent, load_intents
from omscli.store.money import BalanceRow

COLUMNS = ("GatewayIntentId", "OrderNumber", "InteractionType", "Amount", "CurrencyIsoCode", "State", "GatewayMessage")

GATEWAY, NOTIFICATION, PERSON = "gateway", "notification", "person"
"""Who may tell what became of a call."""

STATES = {Approved: "succeeded", Declined: "failed", NotSent: "failed", Unknown: "unknown"}
"""What an answer makes of its intent."""


@dataclass(slots=True)
class _Open:
    """The records that the money of a chunk of calls is for."""

    invoices: dict[int, BalanceRow]
    memos: dict[int, BalanceRow]

    def of(self, intent: Intent) -> BalanceRow | None:
        """The invoice or credit memo of a call; none for excess funds."""
        if intent.invoice_id is not None:
            return self.invoices[intent.invoice_id]
        return self.memos[intent.credit_memo_id] if intent.credit_memo_id is not None else None


def plan_settlement(
    reader: Reader,
    intents: Sequence[Intent],
    answers: Mapping[int, Answer],
    names: Mapping[int, str],
    scene: Scene,
    *,
    whole: bool,
    told_by: str = GATEWAY,
) -> Batch:
    """Store the answers, by intent id, to calls as they were asked; a call that was settled meanwhile is skipped.

    `names` are the gateways'. One result an intent: `updated` (done), `rejected` (`declined`, `gateway-unreachable`),
    `unknown` (`outcome-unknown`), with the balance that its invoice or credit memo now has and what was approved;
    `whole`: and all that is shown of a call. `told_by`: the gateway that was asked, its `NOTIFICATION` or a `PERSON`.
    """
    batch = Batch()
    keys = sorted({intent.order_key for intent in intents})
    reader.hold(keys)
    declined = {
        one.order_key for one in intents if isinstance(answers[one.id], Declined) and one.interaction in _FAILED
    }
    book = Book(reader, batch, scene, keys, declined)
    open_ = {one.id for calls in book.intents.values() for one in calls if one.state != "planned"}
    settled = [intent.id for intent in intents if intent.id not in open_]
    states = {one.id: one.state for one in load_intents(reader, settled)} if settled else {}
    bills = sorted({intent.invoice_id for intent in intents if intent.invoice_id is not None})
    invoices = {row.id: row for row in money.load_invoices(reader, keys, bills)} if bills else {}
    for_memos = any(intent.credit_memo_id is not None for intent in intents)
    memos = {row.id: row for row in money.load_credit_memos(reader, keys)} if for_memos else {}
    targets = _Open(invoices, memos)
    tell = _fields if whole else _balance
    for intent in intents:
        answer, record = answers[intent.id], targets.of(intent)
        if intent.id not in open_:
            got = intent.amount if states[intent.id] == "succeeded" else 0
            fields = tell(intent, states[intent.id], "settled meanwhile", record, got)
            batch.results.append(Result("skipped", fields, key=intent.id))
            continue
        made = _settle(book, intent, answer, record)
        problem = _problem(intent, answer, names[intent.gateway_id])
        if isinstance(answer, Declined) and intent.interaction in _FAILED:
            _hold(book, intent, problem)
        log(book, intent, answer, made, notified=told_by == NOTIFICATION)
        if told_by == PERSON:
            id_ = encode(PREFIXES["GatewayIntent"], intent.id)
            ledger = book.ledger(intent.order_key)
            ledger.event("GatewayCallResolvedEvent", GatewayIntentId=id_, State=STATES[type(answer)])
        state = STATES[type(answer)]
        batch.run(SQL_SETTLE_INTENT, state, scene.now, intent.order_key, intent.id)
        fields = tell(intent, state, answer.message, record, approved(intent, answer))
        batch.results.append(Result(_STATUSES[state], fields, (problem,) if problem else (), key=intent.id))
    book.finish()
    return batch


_STATUSES = {"succeeded": "updated", "failed": "rejected", "unknown": "unknown"}


def call_fields(intent: Intent, state: str, message: str | None) -> dict[str, Any]:
    """What is shown of a call."""
    return {
        "GatewayIntentId": encode(PREFIXES["GatewayIntent"], intent.id),
        "OrderNumber": intent.order,
        "InteractionType": intent.interaction,
        "Amount": to_decimal(intent.amount, intent.currency),
        "CurrencyIsoCode": intent.currency,
        "State": state,
        "GatewayMessage": message,
    }


def _fields(intent: Intent, state: str, message: str, record: BalanceRow | None, got: int) -> dict[str, Any]:
    return call_fields(intent, state, message) | _balance(intent, state, message, record, got)


def _balance(intent: Intent, state: str, message: str, record: BalanceRow | None, got: int) -> dict[str, Any]:
    balance = to_decimal(record.balance, intent.currency) if record else None
    return {"Balance": balance, "ApprovedAmount": to_decimal(got, intent.currency)}


def _settle(book: Book, intent: Intent, answer: Answer, record: BalanceRow | None) -> int | None:
    """Release what was not approved and settle what was; the authorization that came of it, if one did."""
    if isinstance(answer, Unknown):
        return None
    got = approved(intent, answer)
    rest = intent.amount - got
    if intent.interaction == AUTHORIZATION:
        if rest:
            authorization_failed(book, intent.summary_id, rest)
        return authorized(book, intent, answer, got) if isinstance(answer, Approved) else None
    if intent.interaction == REVERSAL and intent.authorization_id is not None:
        if rest:
            reversal_failed(book, intent.authorization_id, rest)
        if isinstance(answer, Approved):
            reversed_(book, intent, intent.authorization_id, answer, got)
    elif intent.authorization_id is not None and record is not None:
        if rest:
            book.capture_failed(intent.authorization_id, rest)
        if isinstance(answer, Approved):
            captured(book, intent, intent.authorization_id, answer, record, got)
    elif intent.payment_id is not None:
        if rest:
            book.refund_failed(intent.payment_id, rest, excess=record is None)
        if isinstance(answer, Approved):
            refunded(book, intent, intent.payment_id, answer, record, got)
    return None


def approved(intent: Intent, answer: Answer) -> int:
    """For how much the gateway did what it was asked; it may be less than that was."""
    if not isinstance(answer, Approved):
        return 0
    return intent.amount if answer.amount is None else answer.amount


def _problem(intent: Intent, answer: Answer, gateway: str) -> Problem | None:
    amount = f"{format_minor(intent.amount, intent.currency)} {intent.currency}"
    if isinstance(answer, Approved):
        return _partly(intent, approved(intent, answer), amount, gateway)
    what = f"{_VERBS[intent.interaction]} {amount} for order {intent.order}: {answer.message}"
    if isinstance(answer, Declined):
        help_ = "try again later, or another way: a later success resolves the process exception"
        now = f"order {intent.order} is held by a process exception, and no money moved"
        if intent.interaction not in _FAILED:
            help_, now = "it is let go when it expires; or try again later", "the money is promised still"
        return Problem("declined", f'gateway "{gateway}" declined to {what} ({answer.code})', None, help_, now)
    if isinstance(answer, NotSent):
        message = f'gateway "{gateway}" was not reached to {what}'
        return Problem("gateway-unreachable", message, None, "nothing was sent; run it again")
    if answer.forgotten:
        id_ = encode(PREFIXES["GatewayIntent"], intent.id)
        message = f'gateway "{gateway}" knows the key no more under which it was asked to {what}'
        help_ = f"look it up at the gateway, then say what it did: `oms payments resolve {id_} --as succeeded|failed`"
        return Problem("outcome-unknown", message, None, help_)
    help_ = "the money may have moved: ask with `oms payments reconcile`, do not repeat the call"
    return Problem("outcome-unknown", f'gateway "{gateway}" did not say whether it did {what}', None, help_)


def _partly(intent: Intent, got: int, amount: str, gateway: str) -> Problem | None:
    if got == intent.amount:
        return None
    message = (
        f'gateway "{gateway}" was asked to {_VERBS[intent.interaction]} {amount} for order {intent.order} '
        f"and did it for {format_minor(got, intent.currency)}"
    )
    return Problem("partly-approved", message, None, "what is missing is asked for anew when you run it again")


_VERBS = {AUTHORIZATION: "authorize", CAPTURE: "capture", REFUND: "refund", REVERSAL: "let go of"}
_FAILED = {AUTHORIZATION: "OM Authorization Failed", CAPTURE: "OM Capture Failed", REFUND: "OM Refund Failed"}
"""What a declined call holds the order with; a promise that is not let go holds nothing."""


def _hold(book: Book, intent: Intent, problem: Problem | None) -> None:
    kind = "Invoice" if intent.invoice_id else "CreditMemo" if intent.credit_memo_id else "OrderSummary"
    target = intent.target
    if intent.interaction == AUTHORIZATION:
        kind, target = "OrderPaymentSummary", intent.summary_id
    message = _FAILED[intent.interaction]
    book.raise_exception(intent.order_key, kind, target, message, problem.message if problem else message)
