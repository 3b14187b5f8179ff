"""Calls to gateways around two units of work (D34).

Unit 1 stores what is about to be asked for (an intent with its key, the money in a pending bucket). Then the gateways
are asked, outside any transaction. Unit 2 stores the answers. What is asked is read back from the store, so what was
not stored is not asked: a preview calls nothing. A call without an answer stays `unknown` and its money pending;
nothing is asked again under another key and nothing is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from omscli.domain.money import to_decimal
from omscli.domain.outcomes import is_forgotten, was_never_received
from omscli.errors import Problem
from omscli.gateways.port import (
    AUTHORIZATION,
    CAPTURE,
    REFUND,
    REVERSAL,
    Answer,
    Approved,
    Finding,
    Gateway,
    GatewayRequest,
    NotFound,
    NotSent,
    Unknown,
    call,
)
from omscli.services.gateway_access import Gateways
from omscli.services.scene import Scene
from omscli.services.settlement import plan_settlement
from omscli.services.unit import Planner, Result, Runner
from omscli.store.db import Database
from omscli.store.intents import Intent, load_intents

Ask = Callable[[Gateway, GatewayRequest], Finding]

_ID = 1
"""Where the id stands in a row of `gateway_intents`: after the order's key."""


def run_with_gateway(
    database: Database, runner: Runner, scene: Scene, gateways: Gateways, plan: Planner
) -> list[Result]:
    """Run a planner whose batch may hold intents, ask the gateways, store the answers; one result a target.

    The planner's results carry the target (invoice, credit memo, order) as `key`; what the answers change in them
    replaces it: `Balance`, `CapturedAmount` or `RefundedAmount`, status and problems.
    """
    batch = runner(database, plan)
    ids = [int(row[_ID] or 0) for row in batch.inserts.get("gateway_intents", [])]
    if not ids:
        return batch.results
    with database.read() as reader:
        stored = [intent for intent in load_intents(reader, ids) if intent.state == "sending"]
    if not stored:
        return batch.results
    settled = ask_and_settle(database, runner, scene, gateways, stored, call, whole=False)
    return _merged(batch.results, stored, settled)


def ask_and_settle(
    database: Database,
    runner: Runner,
    scene: Scene,
    gateways: Gateways,
    intents: Sequence[Intent],
    ask: Ask,
    *,
    whole: bool = True,
) -> list[Result]:
    """Ask the gateways and store their answers in one unit of work; one result an intent, its id as `key`, with all
    that is shown of a call or (`whole` is false) with the balance alone.
    """
    answers = {intent.id: _answer(gateways.get(intent.gateway_id), intent, scene.now, ask) for intent in intents}
    names = {intent.gateway_id: gateways.name(intent.gateway_id) for intent in intents}
    plan = partial(plan_settlement, intents=intents, answers=answers, names=names, scene=scene, whole=whole)
    return runner(database, plan).results


def _answer(gateway: Gateway, intent: Intent, now: int, ask: Ask) -> Answer:
    request = GatewayRequest(
        intent.interaction, intent.key, intent.amount, intent.currency, intent.reference, intent.order, intent.attempts,
        now,
    )  # fmt: skip
    try:
        found: Finding = ask(gateway, request)
    except Exception as error:  # whatever an adapter raises after it began may have moved money
        return Unknown(f"{type(error).__name__}: {error}")
    if (
        isinstance(found, Approved)
        and not 0 < (intent.amount if found.amount is None else found.amount) <= intent.amount
    ):
        return Unknown(f"approved for {found.amount}, which is not what was asked: {found.message}")
    if not isinstance(found, NotFound):
        return found
    if was_never_received(intent.created, now, gateway.key_window):
        return NotSent(f"it never got the call ({found.message})")
    return Unknown(found.message, forgotten=is_forgotten(intent.created, now, gateway.key_window))


def _merged(results: Sequence[Result], intents: Sequence[Intent], settled: Sequence[Result]) -> list[Result]:
    """The planner's results with what the gateways answered, in their order."""
    answers = {result.key: result for result in settled}
    calls: dict[int, list[tuple[Intent, Result]]] = {}
    for intent in intents:
        calls.setdefault(intent.target, []).append((intent, answers[intent.id]))
    return [
        _merge(result, calls[result.key]) if result.key in calls and result.status == "updated" else result
        for result in results
    ]


_MOVED = {
    AUTHORIZATION: "AuthorizedAmount",
    CAPTURE: "CapturedAmount",
    REFUND: "RefundedAmount",
    REVERSAL: "ReversedAmount",
}


def _merge(result: Result, calls: list[tuple[Intent, Result]]) -> Result:
    problems: tuple[Problem, ...] = tuple(problem for _, answer in calls for problem in answer.problems)
    problems = tuple(sorted(problems, key=lambda problem: problem.code != "outcome-unknown"))
    states = {answer.status for _, answer in calls}
    status = "unknown" if "unknown" in states else "rejected" if "rejected" in states else result.status
    intent = calls[0][0]
    moved: Decimal = sum((answer.fields["ApprovedAmount"] for _, answer in calls), to_decimal(0, intent.currency))
    pending = sum(call_.amount for call_, answer in calls if answer.status == "unknown")
    name = _MOVED[intent.interaction]
    asked = sum(call_.amount for call_, _ in calls)
    at_once = result.fields[name] - to_decimal(asked, intent.currency)  # by gift cards and store credit
    fields = {**result.fields, name: at_once + moved}
    balance: Decimal | None = calls[-1][1].fields["Balance"]
    if balance is not None:
        fields["Balance"] = balance
    fields["PendingAmount"] = to_decimal(pending, intent.currency)
    return Result(status, fields, problems, result.place, result.index, result.key)
