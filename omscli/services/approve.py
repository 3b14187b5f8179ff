"""`oms approve`: Created → Approved, after the fraud check that the set-up chose (spec §7, D1).

A refused order goes On Hold with a process exception; approving it again once the exception is resolved or ignored
takes a person's word for it and does not ask the check a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import to_decimal
from omscli.domain.policy import Policy
from omscli.domain.statuses import status_approved
from omscli.domain.values import dataclass
from omscli.errors import Problem
from omscli.gateways.fraud import FraudRefused, FraudRequest
from omscli.gateways.providers import NO_FRAUD_CHECK, fraud_check
from omscli.services.events import record_event
from omscli.services.exceptions import ExceptionBook
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result
from omscli.store.approvals import (
    SQL_APPROVE,
    SQL_FRAUD_FACTS,
    SQL_JUDGED,
    SQL_READY_TO_APPROVE,
    ToApprove,
    load_to_approve,
)
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
    orders = load_to_approve(reader, keys)
    policy = load_policy(reader)
    problems = {key: _refusal(order) for key, order in orders.items()}
    asked = [order for key, order in orders.items() if not problems[key] and not order.approved]
    reasons = _fraud(reader, asked, policy)
    held = load(reader, list(reasons)) if reasons else {}
    book = ExceptionBook(reader, batch, list(reasons)) if reasons else None
    for key in keys:
        order = orders.get(key)
        if order is None:
            batch.results.append(_no_summary(key))
            continue
        problem = problems[key]
        if problem or order.approved:
            status = "rejected" if problem else "exists"
            found = (problem,) if problem else ()
            batch.results.append(Result(status, _fields(order, policy.label(order.status)), found, key=key))
        elif book and key in reasons:
            batch.results.append(_hold(order, Change(batch, scene, held[key]), book, reasons[key], policy))
        else:
            batch.results.append(_approve(batch, scene, order, policy))
    return batch


def _approve(batch: Batch, scene: Scene, order: ToApprove, policy: Policy) -> Result:
    """Approved: of its state only the status and the date differ, so nothing else is read or written."""
    status, n = status_approved(order.status), order.last_n
    fields = _fields(order, policy.label(status))
    if status != order.status:
        n += 1
        payload = {"OldStatus": order.status, "NewStatus": status, "OrderSummaryId": fields["OrderSummaryId"]}
        event_id = child_key(order.order_key, n)
        record_event(batch, scene, order.order_key, event_id, "OrderSumStatusChangedEvent", payload)
    batch.run(SQL_APPROVE, status, scene.now, n, order.order_key)
    return Result("updated", fields, key=order.order_key)


def _fraud(reader: Reader, orders: Sequence[ToApprove], policy: Policy) -> dict[int, str]:
    """Why the fraud check refuses orders, by key; an order that it judged before is not judged again."""
    check = fraud_check(policy.fraud_provider, policy.fraud_rules)
    if policy.fraud_provider == NO_FRAUD_CHECK or not orders:
        return {}
    keys = [order.order_key for order in orders]
    facts = _facts(reader, keys)
    judged = {row[0] for row in reader.rows(SQL_JUDGED, keys)}
    reasons: dict[int, str] = {}
    for order in orders:
        if order.order_key not in judged:
            answer = check(_request(order, facts.get(order.order_key) or _Facts()))
            if isinstance(answer, FraudRefused):
                reasons[order.order_key] = answer.reason
    return reasons


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


def _request(order: ToApprove, facts: _Facts) -> FraudRequest:
    return FraudRequest(
        order.order_number,
        order.grand_total,
        order.currency,
        tuple(facts.emails),
        tuple(facts.countries),
        tuple(facts.postal_codes),
    )


def _hold(order: ToApprove, change: Change, book: ExceptionBook, reason: str, policy: Policy) -> Result:
    number = book.open(
        change,
        category="Order Approval",
        message=f"the fraud check refused the order: {reason}",
        attached_to=("OrderSummary", child_key(order.order_key, 0)),
    )
    fields = _fields(order, policy.label(change.finish())) | {"ProcessExceptionNumber": number}
    help_ = f"look at it, then `oms resolve {number}` and approve it again, or cancel it"
    now = f"order {order.order_number} is On Hold until {number} is resolved"
    problem = Problem("fraud-refused", f"order {order.order_number}: {reason}", None, help_, now)
    return Result("rejected", fields, (problem,), key=order.order_key)


def _refusal(order: ToApprove) -> Problem | None:
    if order.life_cycle == "UNMANAGED":
        return Problem("unmanaged", f"order {order.order_number} is unmanaged: it is kept for reference only")
    if order.active_exceptions or order.suspended:
        help_ = f"`oms show {order.order_number}` names the exceptions; `oms resolve PE-…` closes one"
        return Problem("on-hold", f"order {order.order_number} is on hold", None, help_)
    if order.status in ("Canceled", "Returned") and not order.approved:
        return Problem("wrong-state", f"order {order.order_number} is {order.status}")
    return None


def _no_summary(order_key: int) -> Result:
    id_ = encode(PREFIXES["Order"], child_key(order_key, 0))
    problem = Problem("wrong-state", f"order {id_} has no summary yet", None, "`oms summarize` makes it")
    return Result("rejected", {"OrderNumber": None, "OrderId": id_}, (problem,), key=order_key)


def _fields(order: ToApprove, status: str) -> dict[str, Any]:
    return {
        "OrderNumber": order.order_number,
        "OrderReferenceNumber": order.reference,
        "OrderSummaryId": encode(PREFIXES["OrderSummary"], child_key(order.order_key, 0)),
        "Status": status,
        "GrandTotalAmount": to_decimal(order.grand_total, order.currency),
        "CurrencyIsoCode": order.currency,
    }
