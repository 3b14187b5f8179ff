"""`oms payments`: calls to gateways whose outcome is not known, and asking the gateways what became of them (D34)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.money import to_decimal
from omscli.domain.outcomes import LEASE_MILLISECONDS, is_lost
from omscli.gateways.port import Finding, Gateway, GatewayRequest
from omscli.services.gateway_access import Gateways
from omscli.services.gateway_calls import ask_and_settle
from omscli.services.scene import Scene
from omscli.services.settlement import COLUMNS
from omscli.services.unit import Batch, Result, Runner, chunks
from omscli.store.db import Database, Reader
from omscli.store.intents import SQL_CLAIM_INTENT, Intent, load_intents, load_unsettled
from omscli.store.seals import GATEWAY, SQL_SEAL_RECORD, count_seal

__all__ = ["COLUMNS", "list_open_calls", "ready_to_reconcile", "reconcile"]


def ready_to_reconcile(reader: Reader, now: int, lease: int = LEASE_MILLISECONDS) -> list[int]:
    """The ids of calls that nobody waits for: without an answer, or of a process that is dead for `lease` ms."""
    return [intent.id for intent in load_unsettled(reader) if is_lost(intent.state, intent.created, now, lease)]


def list_open_calls(reader: Reader, now: int) -> list[dict[str, Any]]:
    """Every call without a known outcome, as records to show."""
    return [
        {
            **_fields(intent),
            "Lost": is_lost(intent.state, intent.created, now),
            "Attempts": intent.attempts,
            "IdempotencyKey": intent.key,
        }
        for intent in load_unsettled(reader)
    ]


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
