"""`oms adjust`: a discount on items of orders, previewed and submitted by one function (spec §2.6).

Up to three change orders follow from it, for units before, in and after fulfillment; then the standard flow gives back
what is owed: nothing as long as nothing was captured, excess funds, a credit memo with its refund, or both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omscli.domain.adjusting import GROUPS, IN, POST, PRE, AdjustPlan, AdjustRequest, plan_adjust
from omscli.domain.change_balances import Funds, change_balances
from omscli.domain.changes import ChangedItem, ChangeRequest
from omscli.domain.explained import Notes
from omscli.domain.fulfillment_order import FulfillmentOrder
from omscli.domain.ids import PREFIXES, child_key, decode, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import OrderState
from omscli.domain.rollups import roll_up_header
from omscli.domain.statuses import item_status
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.chunked import in_chunks
from omscli.services.explaining import explained
from omscli.services.fulfillment_changes import FulfillmentChange
from omscli.services.scene import Scene
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch, Result, Runner
from omscli.store.change_orders import Background, Earlier, load_background
from omscli.store.db import Database, Reader
from omscli.store.fulfillment import load_fulfillment_orders
from omscli.store.order_states import load
from omscli.store.reservations import inventory_locations
from omscli.store.settings import find_reason

COLUMNS = (
    "OrderNumber",
    "OrderReferenceNumber",
    "Status",
    "ChangeOrderNumber",
    "GrandTotalAmount",
    "CreditMemoNumber",
    "RefundedAmount",
    "CurrencyIsoCode",
)

_IDS = {
    PRE: "preFulfillmentChangeOrderId",
    IN: "inFulfillmentChangeOrderId",
    POST: "postFulfillmentChangeOrderId",
}


def adjust_orders(
    database: Database,
    runner: Runner,
    order_keys: Sequence[int],
    request: AdjustRequest,
    scene: Scene,
    *,
    explain: bool = False,
) -> Iterator[Result]:
    """Adjust, or preview it, and answer; afterwards the standard flow credits and refunds what is owed (§2.6).

    `explain` adds the rules that applied.
    """
    changed: list[int] = []
    credits: list[tuple[int, int]] = []

    def plan(reader: Reader, keys: Sequence[int]) -> Batch:
        return plan_adjustments(reader, keys, request, scene, explain=explain)

    for result in in_chunks(database, runner, order_keys, plan):
        if result.status != "updated" or result.key is None:
            yield _without_new_ids(result)
            continue
        post = decode(result.fields[_IDS[POST]] or "")
        if post:
            credits.append((result.key, post[1]))
        if result.fields[_IDS[PRE]] or result.fields[_IDS[IN]]:
            changed.append(result.key)
        yield result
    if changed or credits:
        from omscli.services.standard_flow import after_adjust  # loads the gateways; a preview asks none

        yield from after_adjust(database, runner, changed, credits, scene, explain=explain)


def plan_adjustments(
    reader: Reader, order_keys: Sequence[int], request: AdjustRequest, scene: Scene, *, explain: bool = False
) -> Batch:
    """The discount on each of these orders: `updated`, with the order's key, or `rejected`.

    Refused: `wrong-state` without a summary, and what `domain/adjusting.py` refuses. Raises `unknown-reason`.
    """
    keys = list(dict.fromkeys(order_keys))
    batch = Batch()
    request = replace(request, reason=find_reason(reader, "adjust", request.reason))
    states, orders = load(reader, keys), load_fulfillment_orders(reader, keys)
    background = load_background(reader, keys)
    ledger = StockLedger(batch, scene, inventory_locations(reader))  # an adjust moves no stock
    for key in keys:
        original = background.originals[key]
        fields: dict[str, Any] = {"OrderNumber": original.order_number, "OrderReferenceNumber": original.reference}
        state = states.get(key)
        if state is None:
            hint = f"make its summary first: `oms summarize {original.reference or original.order_number}`"
            problem = Problem("wrong-state", f"order {original.order_number} has no summary", None, hint)
            batch.results.append(Result("rejected", fields, (problem,)))
            continue
        change = FulfillmentChange(batch, scene, state, orders.get(key, {}), ledger)
        notes: Notes | None = [] if explain else None
        result = _Adjustment(change, background, state, request, notes).result(orders.get(key, {}), fields)
        batch.results.append(result)
    return batch


@dataclass(frozen=True, slots=True)
class _Adjustment:
    """One order under adjustment."""

    change: FulfillmentChange
    background: Background
    before: OrderState
    request: AdjustRequest
    notes: Notes | None

    def result(self, orders: Mapping[int, FulfillmentOrder], fields: dict[str, Any]) -> Result:
        """Plan, store, answer."""
        plan = plan_adjust(self.before, orders, self.request, self.change.change.new_id, self.notes)
        if not isinstance(plan, AdjustPlan):
            return Result("rejected", fields, plan)
        self.change.change.set_items(dict(plan.items))
        for order in plan.orders.values():
            self.change.put(order)
        written = self._write(plan)
        status = self.change.finish()
        answer = self._answer(plan, written)
        result = Result("updated", fields | {"Status": status} | answer, key=self.before.order_key)
        return explained(result, self.notes, {item.id: item.sku for item in self.before.items}.__getitem__)

    def _write(self, plan: AdjustPlan) -> dict[str, Earlier]:
        writer = ChangeOrderWriter(self.change.batch, self.background)
        words = ChangeRequest((), self.request.reason, self.request.reason_text)
        key = self.before.order_key
        written = {}
        for group in GROUPS:
            part = plan.parts.get(group)
            if part:
                written[group] = writer.write(self.change.change, part, words, Identity())
                if not part.is_pre_fulfillment:
                    self.background.owed[key] = self.background.owed.get(key, 0) + part.grand_total
        return written

    def _answer(self, plan: AdjustPlan, written: Mapping[str, Earlier]) -> dict[str, Any]:
        before, after, currency = self.before, self.change.change.state, self.before.currency
        key = before.order_key
        funds = Funds(self.background.paid.get(key, 0), self.background.owed.get(key, 0))
        balances = change_balances(roll_up_header(before.items), roll_up_header(after.items), funds, self.notes)
        ids = {_IDS[group]: encode(PREFIXES["Order"], one.id) for group, one in written.items()}
        return {
            "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(key, 0)),
            **{name: ids.get(name) for name in _IDS.values()},
            "ChangeOrderNumber": ", ".join(one.order_number for one in written.values()),
            "Items": [
                _item(line, group, plan, currency)
                for group in GROUPS
                if group in plan.parts
                for line in plan.parts[group].lines
            ],
            "CurrencyIsoCode": currency,
            "GrandTotalAmount": to_decimal(after.grand_total, currency),
            "changeBalances": {name: to_decimal(amount, currency) for name, amount in balances.items()},
        }


def _item(line: ChangedItem, group: str, plan: AdjustPlan, currency: str) -> dict[str, Any]:
    """A discount of a change order; amounts have the sign of `changeBalances`: what goes off is positive (D12)."""
    share = line.share
    return {
        "OrderItemSummaryId": encode(PREFIXES["OrderItemSummary"], share.item.id),
        "StockKeepingUnit": share.item.sku,
        "ChangeType": line.change_type,
        "Group": group,
        "Status": item_status(plan.items[share.item.id].quantities),
        "TotalPrice": to_decimal(share.price, currency),
        "TotalTaxAmount": to_decimal(share.tax, currency),
    }


def _without_new_ids(result: Result) -> Result:
    if result.status != "preview":
        return result
    return replace(result, fields={**result.fields, **dict.fromkeys(_IDS.values()), "ChangeOrderNumber": None})
