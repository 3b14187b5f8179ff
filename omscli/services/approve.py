"""`oms approve`: Created → Approved, after the fraud check that the set-up chose (spec §7, D1).

A refused order goes On Hold with a process exception; approving it again once the exception is resolved or ignored
takes a person's word for it and does not ask the check a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import OrderState
from omscli.domain.policy import Policy
from omscli.domain.values import replace
from omscli.errors import Problem
from omscli.gateways.fraud import FraudRefused, FraudRequest
from omscli.gateways.providers import fraud_check
from omscli.services.exceptions import ExceptionBook
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result
from omscli.store.approvals import SQL_FRAUD_FACTS, SQL_JUDGED, SQL_READY_TO_APPROVE
from omscli.store.db import Reader
from omscli.store.order_states import load
from omscli.store.settings import load_policy

COLUMNS = ("OrderNumber", "OrderReferenceNumber", "Status", "GrandTotalAmount", "CurrencyIsoCode")


def ready_to_approve(reader: Reader) -> list[int]:
    """Managed orders with a summary that are neither approved nor on hold, in the order in which they were placed."""
    return [row[0] for row in reader.rows(SQL_READY_TO_APPROVE)]


def plan_approve(reader: Reader, order_keys: Sequence[int], scene: Scene) -> Batch:
    """Approve the orders: `updated`, `exists` (already approved), or `rejected` (`fraud-refused`) and on hold."""
    batch = Batch()
    keys = list(order_keys)
    states = load(reader, keys)
    policy = load_policy(reader)
    check = fraud_check(policy.fraud_provider, policy.fraud_rules)
    facts = _facts(reader, keys)
    judged = {row[0] for row in reader.rows(SQL_JUDGED, keys)}
    book = ExceptionBook(reader, batch, keys)
    for key in keys:
        state = states.get(key)
        if state is None:
            batch.results.append(_no_summary(key))
            continue
        problem = _refusal(state)
        if problem or state.approved:
            status = "rejected" if problem else "exists"
            problems = (problem,) if problem else ()
            batch.results.append(Result(status, _fields(state, policy.label(state.status)), problems, key=key))
            continue
        change = Change(batch, scene, state)
        answer = None if key in judged else check(_request(state, facts.get(key) or _Facts()))
        if isinstance(answer, FraudRefused):
            batch.results.append(_hold(change, book, answer.reason, policy))
            continue
        change.state = replace(state, approved=True)
        batch.results.append(Result("updated", _fields(state, policy.label(change.finish())), key=key))
    return batch


@dataclass(slots=True)
class _Facts:
    """What of an order the check may look at beside its amount."""

    emails: dict[str, None] = field(default_factory=dict)
    countries: dict[str, None] = field(default_factory=dict)
    postal_codes: dict[str, None] = field(default_factory=dict)


def _facts(reader: Reader, keys: list[int]) -> dict[int, _Facts]:
    found: dict[int, _Facts] = {}
    for key, *row in reader.rows(SQL_FRAUD_FACTS, keys):
        facts = found.setdefault(key, _Facts())
        kinds = (facts.emails, facts.emails, facts.countries, facts.postal_codes, facts.countries, facts.postal_codes)
        for into, value in zip(kinds, row, strict=True):
            if value:
                into[value] = None
    return found


def _request(state: OrderState, facts: _Facts) -> FraudRequest:
    return FraudRequest(
        state.order_number,
        state.grand_total,
        state.currency,
        tuple(facts.emails),
        tuple(facts.countries),
        tuple(facts.postal_codes),
    )


def _hold(change: Change, book: ExceptionBook, reason: str, policy: Policy) -> Result:
    state = change.state
    number = book.open(
        change,
        category="Order Approval",
        message=f"the fraud check refused the order: {reason}",
        attached_to=("OrderSummary", child_key(state.order_key, 0)),
    )
    fields = _fields(state, policy.label(change.finish())) | {"ProcessExceptionNumber": number}
    help_ = f"look at it, then `oms resolve {number}` and approve it again, or cancel it"
    now = f"order {state.order_number} is On Hold until {number} is resolved"
    problem = Problem("fraud-refused", f"order {state.order_number}: {reason}", None, help_, now)
    return Result("rejected", fields, (problem,), key=state.order_key)


def _refusal(state: OrderState) -> Problem | None:
    if state.life_cycle == "UNMANAGED":
        return Problem("unmanaged", f"order {state.order_number} is unmanaged: it is kept for reference only")
    if state.active_exceptions or state.suspended:
        help_ = f"`oms show {state.order_number}` names the exceptions; `oms resolve PE-…` closes one"
        return Problem("on-hold", f"order {state.order_number} is on hold", None, help_)
    if state.status in ("Canceled", "Returned") and not state.approved:
        return Problem("wrong-state", f"order {state.order_number} is {state.status}")
    return None


def _no_summary(order_key: int) -> Result:
    id_ = encode(PREFIXES["Order"], child_key(order_key, 0))
    problem = Problem("wrong-state", f"order {id_} has no summary yet", None, "`oms summarize` makes it")
    return Result("rejected", {"OrderNumber": None, "OrderId": id_}, (problem,), key=order_key)


def _fields(state: OrderState, status: str) -> dict[str, Any]:
    return {
        "OrderNumber": state.order_number,
        "OrderReferenceNumber": state.reference,
        "OrderSummaryId": encode(PREFIXES["OrderSummary"], child_key(state.order_key, 0)),
        "Status": status,
        "GrandTotalAmount": to_decimal(state.grand_total, state.currency),
        "CurrencyIsoCode": state.currency,
    }
