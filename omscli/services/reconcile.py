"""`oms payments`: calls to gateways whose outcome is not known, and asking the gateways what became of them (D34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.instants import format_instant
from omscli.domain.money import to_decimal
from omscli.domain.outcomes import LEASE_MILLISECONDS, is_lost
from omscli.gateways.port import Finding, Gateway, GatewayRequest
from omscli.services.gateway_access import Gateways
from omscli.services.gateway_calls import ask_and_settle
from omscli.services.scene import Scene
from omscli.services.settlement import COLUMNS
from omscli.services.unit import Batch, Result, Runner, chunks
from omscli.store.db import Database, Reader
from omscli.store.intents import (
    SQL_CLAIM_INTENT,
    SQL_LOGS,
    Intent,
    asked_for,
    forgotten_keys,
    load_all,
    load_gateway,
    load_intents,
    load_unsettled,
)
from omscli.store.seals import GATEWAY, SQL_SEAL_RECORD, count_seal

__all__ = ["COLUMNS", "list_calls", "ready_to_reconcile", "reconcile", "show_call"]


def ready_to_reconcile(reader: Reader, now: int, lease: int = LEASE_MILLISECONDS) -> list[int]:
    """The ids of calls that nobody waits for: without an answer, or of a process that is dead for `lease` ms."""
    return [intent.id for intent in load_unsettled(reader) if is_lost(intent.state, intent.created, now, lease)]


def list_calls(reader: Reader, now: int, *, settled: bool = False) -> Iterator[dict[str, Any]]:
    """Every call without a known outcome (or, `settled`, every call at all) as records to show.

    `Manual`: its gateway knows its key no more, so only a person can find out (`oms payments resolve`).
    """
    yield from _shown(reader, load_all(reader) if settled else load_unsettled(reader), now)


def _shown(reader: Reader, calls: Iterable[Intent], now: int) -> Iterator[dict[str, Any]]:
    calls = list(calls)
    waiting = [intent.order_key for intent in calls if intent.state == "unknown"]
    forgotten = forgotten_keys(reader, waiting) if waiting else set()
    for intent in calls:
        waits = intent.state not in ("succeeded", "failed")
        yield {
            **_fields(intent),
            "Lost": waits and is_lost(intent.state, intent.created, now),
            "Manual": waits and (intent.order_key, asked_for(intent.key)) in forgotten,
            "Attempts": intent.attempts,
            "IdempotencyKey": intent.key,
        }


def show_call(reader: Reader, intent_id: int, now: int) -> dict[str, Any]:
    """A call with all that its gateway said of it."""
    (intent,) = load_intents(reader, [intent_id])
    record = next(_shown(reader, [intent], now))
    gateway = load_gateway(reader, intent.gateway_id)
    record |= {
        "PaymentGateway": gateway.name if gateway else None,
        "OrderPaymentSummaryId": encode(PREFIXES["OrderPaymentSummary"], intent.summary_id),
        "PaymentAuthorizationId": _id("PaymentAuthorization", intent.authorization_id),
        "PaymentId": _id("Payment", intent.payment_id),
        "InvoiceId": _id("Invoice", intent.invoice_id),
        "CreditMemoId": _id("CreditMemo", intent.credit_memo_id),
        "CreatedDate": format_instant(intent.created),
        "Log": [
            {
                "CreatedDate": format_instant(at),
                "InteractionStatus": status,
                "SfResultCode": sf_code,
                "GatewayResultCode": code,
                "GatewayMessage": message,
                "GatewayRefNumber": reference,
                "IsNotification": bool(notified),
            }
            for at, status, sf_code, code, message, reference, notified in reader.rows(
                SQL_LOGS, intent.order_key, asked_for(intent.key)
            )
        ],
    }
    return record


def _id(kind: str, key: int | None) -> str | None:
    return None if key is None else encode(PREFIXES[kind], key)


def reconcile(database: Database, runner: Runner, intents: Sequence[int], scene: Scene) -> Iterator[Result]:
    """Ask the gateways what became of calls, given by intent id, under their own keys, and store the answers.

    `updated` (it was done), `rejected` (it was not: its money is free again), `unknown` (still no answer), `skipped`
    (settled meanwhile).
    """
    gateways = Gateways()
    for chunk in chunks(intents):

        def claim(reader: Reader, chunk: list[int] = chunk) -> Batch:
            return _plan_claim(reader, chunk, gateways)

        planned = runner(database, claim)
        attempts = {result.key: result.fields["Attempts"] for result in planned.results if result.key}
        with database.read() as reader:
            stored = load_intents(reader, chunk)
        claimed = [one for one in stored if one.state == "sending" and attempts.get(one.id) == one.attempts]
        answered: dict[int | None, Result] = {}
        if claimed:
            settled = ask_and_settle(database, runner, scene, gateways, claimed, _inquire)
            answered = {result.key: result for result in settled}
        yield from (answered.get(result.key, result) for result in planned.results)


def _inquire(gateway: Gateway, request: GatewayRequest) -> Finding:
    return gateway.inquire(request)


def _plan_claim(reader: Reader, ids: Sequence[int], gateways: Gateways) -> Batch:
    """One more attempt at each call that is still open; what is read back with that number is asked, nothing else."""
    batch = Batch()
    reader.hold(order_key_of(id_) for id_ in ids)
    for intent in load_intents(reader, ids):
        if intent.state not in ("sending", "unknown"):
            batch.results.append(Result("skipped", _fields(intent), key=intent.id))
            continue
        gateways.open(reader, intent.gateway_id)
        attempts = intent.attempts + 1
        batch.run(SQL_CLAIM_INTENT, attempts, intent.order_key, intent.id)
        batch.run(SQL_SEAL_RECORD, *count_seal(GATEWAY, intent.id, attempts))
        batch.results.append(Result("updated", {**_fields(intent), "Attempts": attempts}, key=intent.id))
    return batch


def _fields(intent: Intent) -> dict[str, Any]:
    return {
        "GatewayIntentId": encode(PREFIXES["GatewayIntent"], intent.id),
        "OrderNumber": intent.order,
        "InteractionType": intent.interaction,
        "Amount": to_decimal(intent.amount, intent.currency),
        "CurrencyIsoCode": intent.currency,
        "State": intent.state,
        "GatewayMessage": None,
        "Attempts": intent.attempts,
    }
