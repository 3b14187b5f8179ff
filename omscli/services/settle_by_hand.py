"""`oms payments resolve`: a person found out at the gateway what became of a call whose key it has forgotten (P27)."""

from __future__ import annotations

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.outcomes import is_lost
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem
from omscli.gateways.port import Answer, Approved, NotSent
from omscli.services.scene import Scene
from omscli.services.settlement import COLUMNS, PERSON, call_fields, plan_settlement
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.intents import load_gateway, load_intents

__all__ = ["COLUMNS", "Verdict", "plan_resolve_call"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says: `state` (succeeded, failed), what the gateway calls it, for how much (None: as asked; minor
    units), until when a promise holds, and why.
    """

    state: str
    reference: str | None = None
    amount: int | None = None
    expires: int | None = None
    reason: str | None = None


def plan_resolve_call(reader: Reader, intent_id: int, verdict: Verdict, scene: Scene, lease: int) -> Batch:
    """Settle a call as a person says: `updated`, or `exists` when it stands so already.

    Refused: `wrong-state` for a call that somebody still waits for, or that is settled otherwise; `bad-amount`.
    """
    (call,) = load_intents(reader, [intent_id])
    if call.state == verdict.state:
        return Batch(results=[Result("exists", call_fields(call, call.state, "settled before"), key=call.id)])
    id_ = encode(PREFIXES["GatewayIntent"], call.id)
    problem = None
    if call.state in ("succeeded", "failed"):
        message = f"call {id_} is settled already: it {call.state}"
        problem = Problem("wrong-state", message, None, "what is settled is not settled again")
    elif not is_lost(call.state, call.created, scene.now, lease):
        message = f"call {id_} is under way in another process"
        problem = Problem("wrong-state", message, None, "wait for it; if that process is dead: --lease 0")
    elif verdict.amount is not None and verdict.amount > call.amount:
        problem = Problem(
            "bad-amount", f"call {id_} asked for less than that", None, "--amount is at most what it asked"
        )
    if problem:
        return Batch(
            results=[Result("rejected", call_fields(call, call.state, problem.message), (problem,), key=call.id)]
        )
    gateway = load_gateway(reader, call.gateway_id)
    names = {call.gateway_id: gateway.name if gateway else "?"}
    batch = plan_settlement(reader, [call], {call.id: _answer(verdict)}, names, scene, whole=True, told_by=PERSON)
    batch.results = [replace(result, status="updated", problems=()) for result in batch.results]
    return batch


def _answer(verdict: Verdict) -> Answer:
    message = f"settled by hand: {verdict.reason}" if verdict.reason else "settled by hand"
    if verdict.state == "failed":
        return NotSent(message)
    return Approved(verdict.reference or "", None, "by-hand", message, verdict.amount, verdict.expires)
