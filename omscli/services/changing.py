"""Cancels and returns: one planner for both, over many orders, and the one function that previews and submits them.

A request is for one order; an order may come several times, and each request sees the order as the one before left it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from omscli.domain.change_balances import Funds, change_balances
from omscli.domain.change_refusals import Holders
from omscli.domain.change_values import Fee
from omscli.domain.changes import ChangedItem, ChangePlan, ChangeRequest, plan_cancel, plan_return
from omscli.domain.explained import Notes
from omscli.domain.fees import PlannedFee, plan_fees
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import OrderState
from omscli.domain.rollups import HeaderRollup, roll_up_header
from omscli.domain.statuses import item_status
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place, Problem
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.chunked import in_chunks
from omscli.services.explaining import explained
from omscli.services.fees import FeeProducts, fee_fields, write_fees
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result, Runner, submit
from omscli.store.change_orders import Background, Earlier, load_background, load_holders
from omscli.store.db import Database, Reader
from omscli.store.labels import load_labels
from omscli.store.order_states import load
from omscli.store.settings import find_reason
from omscli.store.targets import find_order, find_orders

COLUMNS = ("OrderNumber", "OrderReferenceNumber", "Status", "ChangeOrderNumber", "Units", "GrandTotalAmount")
"""What a list shows of a change; what followed it comes after these."""

Rule = Callable[[OrderState, ChangeRequest, Holders | None, Notes | None], ChangePlan | tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A cancel or a return: the name of its reason codes, and its rule."""

    reasons: str
    rule: Rule


CANCELS = Kind("cancel", plan_cancel)
RETURNS = Kind("return", plan_return)


@dataclass(frozen=True, slots=True)
class Entry:
    """A request as it came in: the order as somebody called it, what is to go, and where the request stands."""

    order: str
    request: ChangeRequest
    identity: Identity = field(default_factory=Identity)
    place: Place | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A request whose order is known."""

    order_key: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Applied:
    """A change order that is stored, for what follows it."""

    order_key: int
    change_order_id: int


def change_orders(
    database: Database, runner: Runner, entries: Iterable[Entry], kind: Kind, scene: Scene, *, explain: bool = False
) -> Iterator[tuple[Result, Applied | None]]:
    """The result of every request, with the change order that is stored; requests of one order stay together.

    One that an earlier run stored counts too: that run may have been killed before what follows a change.

    A preview answers the same values without the ids and numbers of what does not exist. `explain` adds the rules that
    applied.
    """
    tasks, refused = _resolved(database, entries)
    yield from ((result, None) for result in refused)

    def plan(reader: Reader, groups: Sequence[Sequence[Task]]) -> Batch:
        return plan_changes(reader, [task for group in groups for task in group], kind, scene, explain=explain)

    for result in in_chunks(database, runner, tasks, plan):
        applied = result.status == "updated" or (result.status == "exists" and runner is submit)
        if applied and result.key is not None:
            yield result, Applied(result.key >> 20, result.key)
        else:
            yield _without_new_ids(result), None


def plan_changes(reader: Reader, tasks: Sequence[Task], kind: Kind, scene: Scene, *, explain: bool = False) -> Batch:
    """The change orders of the requests. A refused one is a result with its problems, and nothing of it is stored.

    Refused: `wrong-state` without a summary, `unknown-reason`, `conflict` for a reference with other content, and what
    `domain/changes.py` refuses. `exists` for a reference that was applied to the order already.
    """
    chunk = _Chunk(reader, tasks, kind, scene, explain)
    for task in tasks:
        chunk.batch.results.append(chunk.result(task))
    return chunk.batch


class _Chunk:
    """The orders of a chunk while their requests are planned one after the other."""

    def __init__(self, reader: Reader, tasks: Sequence[Task], kind: Kind, scene: Scene, explain: bool) -> None:
        keys = list(dict.fromkeys(task.order_key for task in tasks))
        self.batch = Batch()
        self._reader, self._kind, self._scene, self._explain = reader, kind, scene, explain
        self._states = load(reader, keys)
        self._background: Background = load_background(reader, keys)
        self._labels = load_labels(reader)
        self._writer = ChangeOrderWriter(self.batch, self._background)
        self._fees = FeeProducts(reader, self.batch, [task.entry.request for task in tasks])
        self._reasons: dict[str, str] = {}

    def result(self, task: Task) -> Result:
        """Plan one request on what the requests before it left."""
        entry, key = task.entry, task.order_key
        original = self._background.originals[key]
        fields: dict[str, Any] = {"OrderNumber": original.order_number, "OrderReferenceNumber": original.reference}
        state = self._states.get(key)
        if state is None:
            hint = f"make its summary first: `oms summarize {original.reference or original.order_number}`"
            problem = Problem("wrong-state", f"order {original.order_number} has no summary", None, hint)
            return _rejected(entry, fields, (problem,))
        earlier = self._known(entry.identity, key)
        if earlier:
            return _repeated(entry, fields | {"Status": self._labels.get(state.status, state.status)}, state, earlier)
        try:
            request = self._with_reasons(entry.request)
        except OmsError as error:
            return _rejected(entry, fields, error.problems)
        notes: Notes | None = [] if self._explain else None
        plan = self._plan(state, request, notes)
        if not isinstance(plan, ChangePlan):
            return _rejected(entry, fields, plan)
        fees, problems = self._planned_fees(state, plan, request)
        if problems:
            return _rejected(entry, fields, problems)
        result = self._store(state, plan, fees, replace(entry, request=request), fields, notes)
        return explained(result, notes, {item.id: item.sku for item in state.items}.__getitem__)

    def _plan(self, state: OrderState, request: ChangeRequest, notes: Notes | None) -> ChangePlan | tuple[Problem, ...]:
        plan = self._kind.rule(state, request, None, notes)
        if not isinstance(plan, ChangePlan) and any(problem.code == "over-cancel" for problem in plan):
            return self._kind.rule(state, request, load_holders(self._reader, state.order_key), None)
        return plan

    def _planned_fees(
        self, state: OrderState, plan: ChangePlan, request: ChangeRequest
    ) -> tuple[tuple[PlannedFee, ...], tuple[Problem, ...]]:
        return plan_fees(state, plan, request, self._fees.known()) if request.all_fees else ((), ())

    def _store(
        self,
        state: OrderState,
        plan: ChangePlan,
        fees: Sequence[PlannedFee],
        entry: Entry,
        fields: dict[str, Any],
        notes: Notes | None,
    ) -> Result:
        change = Change(self.batch, self._scene, state)
        change.set_items(dict(plan.items))
        written = self._writer.write(change, plan, entry.request, entry.identity)
        charged = write_fees(change, self._writer, fees, entry.request, self._fees) if fees else None
        status = change.finish()
        self._states[state.order_key] = change.state
        if not plan.is_pre_fulfillment:
            owed = self._background.owed
            owed[state.order_key] = owed.get(state.order_key, 0) + plan.grand_total
        after = change.totals or roll_up_header(change.state.items)
        fields |= _answer(state, after, plan, written, self._funds(state.order_key), notes)
        fields |= fee_fields(charged, state.currency)
        fields["Status"] = self._labels.get(status, status)
        remarks = tuple(Problem("delivery-charge", warning, entry.place) for warning in plan.warnings)
        return Result("updated", fields, remarks, entry.place, entry.index, written.id)

    def _funds(self, order_key: int) -> Funds:
        return Funds(self._background.paid.get(order_key, 0), self._background.owed.get(order_key, 0))

    def _known(self, identity: Identity, order_key: int) -> Earlier | None:
        earlier = self._background.earlier.get(order_key, ())
        if identity.change_order_id is not None:
            return next((one for one in earlier if one.id == identity.change_order_id), None)
        if identity.reference is None:
            return None
        return next((one for one in earlier if one.reference == identity.reference), None)

    def _with_reasons(self, request: ChangeRequest) -> ChangeRequest:
        """The request with reason codes of the store. Raises `unknown-reason`."""
        wanted = tuple(replace(one, fees=self._named(one.fees)) if one.fees else one for one in request.wanted)
        return replace(request, wanted=wanted, reason=self._reason(request.reason), fees=self._named(request.fees))

    def _named(self, fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
        return tuple(replace(fee, reason=self._reason(fee.reason)) if fee.reason else fee for fee in fees)

    def _reason(self, text: str) -> str:
        if text not in self._reasons:
            self._reasons[text] = find_reason(self._reader, self._kind.reasons, text)
        return self._reasons[text]


def _answer(
    before: OrderState, after: HeaderRollup, plan: ChangePlan, written: Earlier, funds: Funds, notes: Notes | None
) -> dict[str, Any]:
    currency = before.currency
    balances = change_balances(roll_up_header(before.items), after, funds, notes)
    return {
        "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(before.order_key, 0)),
        "changeOrderId": encode(PREFIXES["Order"], written.id),
        "ChangeOrderNumber": written.order_number,
        "Units": sum(line.share.quantity for line in plan.lines),
        "Items": [_item(line, plan, currency) for line in plan.lines],
        "CurrencyIsoCode": currency,
        "GrandTotalAmount": to_decimal(after.grand_total, currency),
        "changeBalances": {name: to_decimal(amount, currency) for name, amount in balances.items()},
    }


def _item(line: ChangedItem, plan: ChangePlan, currency: str) -> dict[str, Any]:
    """A changed item; amounts have the sign of `changeBalances`: what goes off is positive (D12)."""
    share = line.share
    return {
        "OrderItemSummaryId": encode(PREFIXES["OrderItemSummary"], share.item.id),
        "StockKeepingUnit": share.item.sku,
        "ChangeType": line.change_type,
        "Quantity": share.quantity,
        "Status": item_status(plan.items[share.item.id].quantities),
        "TotalPrice": to_decimal(share.price, currency),
        "TotalTaxAmount": to_decimal(share.tax, currency),
    }


def _rejected(entry: Entry, fields: dict[str, Any], problems: Sequence[Problem]) -> Result:
    placed = tuple(replace(problem, place=problem.place or entry.place) for problem in problems)
    return Result("rejected", fields, placed, entry.place, entry.index)


def _repeated(entry: Entry, fields: dict[str, Any], state: OrderState, earlier: Earlier) -> Result:
    if earlier.content_hash != entry.identity.content_hash:
        message = f"{earlier.order_number} has the reference {earlier.reference} already, with other content"
        return _rejected(entry, fields, (Problem("conflict", message, None, "give the new change its own reference"),))
    fields |= {
        "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(state.order_key, 0)),
        "changeOrderId": encode(PREFIXES["Order"], earlier.id),
        "ChangeOrderNumber": earlier.order_number,
        "CurrencyIsoCode": state.currency,
        "GrandTotalAmount": to_decimal(state.grand_total, state.currency),
    }
    return Result("exists", fields, (), entry.place, entry.index, earlier.id)


def _without_new_ids(result: Result) -> Result:
    if result.status != "preview":
        return result
    return replace(result, fields={**result.fields, **dict.fromkeys(_NEW_IDS)})


_NEW_IDS = ("changeOrderId", "ChangeOrderNumber", "feeChangeOrderId", "FeeChangeOrderNumber")


def _resolved(database: Database, entries: Iterable[Entry]) -> tuple[list[list[Task]], list[Result]]:
    """The requests by order, in the order in which orders first come; and those whose order is not there."""
    groups: dict[int, list[Task]] = {}
    refused: list[Result] = []
    entries = list(entries)
    with database.read() as reader:
        found = find_orders(reader, [entry.order for entry in entries])
        for entry in entries:
            try:
                key = found.get(entry.order) or find_order(reader, entry.order)
            except OmsError as error:
                fields = {"OrderNumber": None, "OrderReferenceNumber": entry.order}
                refused.append(_rejected(entry, fields, error.problems))
            else:
                groups.setdefault(key, []).append(Task(key, entry))
    return list(groups.values()), refused
