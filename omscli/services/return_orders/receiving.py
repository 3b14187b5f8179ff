"""`oms return receive`: what came back on a return order goes off the order, and back to stock (spec §2.12; A22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omscli.domain.change_balances import Funds, change_balances
from omscli.domain.change_values import ChangeRequest
from omscli.domain.fees import PlannedFee, plan_fee, too_much
from omscli.domain.ids import PREFIXES, child_key, encode, order_key_of
from omscli.domain.money import to_decimal
from omscli.domain.order_state import FEE, OrderState
from omscli.domain.return_arrivals import Told, arrivals
from omscli.domain.return_orders import (
    RESTOCK,
    ArrivalPlan,
    Arrived,
    ReturnLine,
    ReturnOrder,
    goes_on,
    plan_arrival,
)
from omscli.domain.rollups import roll_up_header
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place, Problem
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.chunked import in_chunks
from omscli.services.fees import FeeProducts, fee_fields, write_fees
from omscli.services.return_orders.rounds import rounds
from omscli.services.return_orders.rows import (
    Amounts,
    add_totals,
    insert_delivery,
    insert_fee,
    insert_goods,
    process_fee,
    process_goods,
)
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch, Result, Runner
from omscli.store import rows
from omscli.store.change_orders import Background, load_background
from omscli.store.db import Database, Reader
from omscli.store.order_states import load
from omscli.store.reservations import inventory_locations
from omscli.store.return_orders import SQL_SHIPPED_FROM, SQL_STOCKED, load_return_orders
from omscli.store.settings import find_reason

COLUMNS = ("OrderNumber", "ReturnOrderNumber", "ChangeOrderNumber", "Units", "Expected", "Status", "GrandTotalAmount")


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """What came back on a return order: told by SKU, or line by line; `waived` are lines of fees that are not taken."""

    return_order_id: int
    told: Told | None = None
    parts: tuple[Arrived, ...] = ()
    waived: frozenset[int] | None = None
    """None: every fee of what comes back is charged."""
    charged: frozenset[int] | None = None
    """Line ids of the fees that are charged; None: all that are not waived."""
    place: Place | None = None
    index: int | None = None


def receive_returns(
    database: Database, runner: Runner, requests: Iterable[ReceiveRequest], scene: Scene
) -> Iterator[Result]:
    """Take in what came back, or preview it; one result a request: `updated`, `exists`, or `rejected`."""
    for some in rounds(requests, lambda request: order_key_of(request.return_order_id)):
        for result in in_chunks(database, runner, some, lambda reader, of: plan_receipts(reader, of, scene)):
            yield _without_new_ids(result)


def plan_receipts(reader: Reader, requests: Sequence[ReceiveRequest], scene: Scene) -> Batch:
    """What follows from these arrivals, one an order."""
    batch = Batch()
    receiving = Receiving(reader, batch, scene, sorted({order_key_of(one.return_order_id) for one in requests}))
    for request in requests:
        batch.results.append(receiving.result(request))
    receiving.finish()
    return batch


class Receiving:
    """The orders of a chunk, their return orders and stock, while goods come back."""

    def __init__(self, reader: Reader, batch: Batch, scene: Scene, keys: list[int]) -> None:
        self._reader, self.batch, self.scene = reader, batch, scene
        self.states = load(reader, keys)
        self.background: Background = load_background(reader, keys)
        found = load_return_orders(reader, keys)
        self.orders = {order.id: order for orders in found.values() for order in orders}
        fees = [line.fee for order in self.orders.values() for line in order.lines if line.fee and not line.processed]
        self._fees = FeeProducts(reader, batch, [ChangeRequest((), "", fees=tuple(fees))])
        self._writer = ChangeOrderWriter(batch, self.background)
        self._ledger = StockLedger(batch, scene, inventory_locations(reader))
        self._from: dict[int, int] = dict(reader.rows(SQL_SHIPPED_FROM, keys))
        places = {
            *self._from.values(),
            *(order.destination_id for order in self.orders.values() if order.destination_id),
        }
        products = {line.product_id for order in self.orders.values() for line in order.lines}
        self._stocked = {tuple(row) for row in reader.rows(SQL_STOCKED, sorted(places), sorted(products))}

    def finish(self) -> None:
        """Store the stock that moved."""
        self._ledger.finish()

    def result(self, request: ReceiveRequest) -> Result:
        """Plan one arrival."""
        order, state = self.orders[request.return_order_id], self.states[order_key_of(request.return_order_id)]
        fields: dict[str, Any] = {"OrderNumber": state.order_number, "ReturnOrderNumber": order.number}
        parts, problems = arrivals(order, request.told) if request.told else (request.parts, ())
        lines = {line.id: line for line in order.lines}
        if parts and all(one.line_id in lines and _told_before(lines[one.line_id], one) for one in parts):
            return Result("exists", {**fields, "Status": order.status}, (), request.place, request.index)
        try:
            parts = tuple(self._with_reason(one) for one in parts)
        except OmsError as error:
            problems += error.problems
        if problems:
            return _rejected(request, fields, problems)
        plan = plan_arrival(state, order, parts)
        if not isinstance(plan, ArrivalPlan):
            return _rejected(request, fields, plan)
        taken = self._fees_of(order, plan, request)
        fees = self._planned_fees(state, order, plan, taken)
        if isinstance(fees, Problem):
            return _rejected(request, fields, (fees,))
        fields |= self.store(state, order, plan, fees, taken)
        return Result("updated", fields, (), request.place, request.index, order.id)

    def _with_reason(self, one: Arrived) -> Arrived:
        if not one.rejection_reason:
            return one
        return replace(one, rejection_reason=find_reason(self._reader, "reject", one.rejection_reason))

    def _fees_of(self, order: ReturnOrder, plan: ArrivalPlan, request: ReceiveRequest) -> list[tuple[ReturnLine, bool]]:
        """The fees of the lines that are processed, each with whether it is charged."""
        parts = {line.id: one for line, one in plan.parts}
        fees = [line for line in order.lines if line.type == FEE and not line.processed and line.fee_for in parts]
        waived, charged = request.waived or frozenset(), request.charged
        return [
            (
                fee,
                plan.change is not None
                and parts[fee.fee_for or 0].returned > 0
                and fee.id not in waived
                and (charged is None or fee.id in charged),
            )
            for fee in fees
        ]

    def _planned_fees(
        self, state: OrderState, order: ReturnOrder, plan: ArrivalPlan, taken: Sequence[tuple[ReturnLine, bool]]
    ) -> list[PlannedFee] | Problem:
        planned: list[PlannedFee] = []
        for line, charged in taken:
            if charged and line.fee and plan.change:
                share = plan.change.lines[plan.shares[line.fee_for or 0]].share
                fee = plan_fee(state, line.fee, [share], self._fees.known())
                if isinstance(fee, Problem):
                    return fee
                planned.append(fee)
        total = sum(fee.item.line + sum(tax.amount for tax in fee.item.taxes) for fee in planned)
        if plan.change and total > max(0, plan.change.grand_total):
            return too_much(state, plan.change, total)
        return planned

    def store(
        self,
        state: OrderState,
        order: ReturnOrder,
        plan: ArrivalPlan,
        fees: Sequence[PlannedFee],
        taken: Sequence[tuple[ReturnLine, bool]],
    ) -> dict[str, Any]:
        """Store an arrival; answers what is told of it."""
        change = Change(self.batch, self.scene, state)
        change.set_items(dict(plan.items))
        words = ChangeRequest((), plan.parts[0][0].reason if plan.parts else "")
        written, ids = None, list[int]()
        if plan.change:
            written = self._writer.write(change, plan.change, words, Identity())
            ids = list(self._writer.item_ids)
            owed = self.background.owed
            owed[state.order_key] = owed.get(state.order_key, 0) + plan.change.grand_total
        goods, delivery, split = self._lines(change, order, plan, ids)
        charged = write_fees(change, self._writer, fees, words, self._fees) if fees else None
        own = self._fee_lines(change, order, plan, taken, charged[1].lines if charged else (), split)
        add_totals(self.batch, change, order.id, goods, delivery, own)
        self._event(change, order, plan)
        status = change.finish()
        self.states[state.order_key] = change.state
        fields = self._answer(state, change, order, plan, split)
        fields["changeOrderId"] = encode(PREFIXES["Order"], written.id) if written else None
        fields["ChangeOrderNumber"] = written.order_number if written else None
        return {**fields, "OrderStatus": status, "Status": order.status, **fee_fields(charged, state.currency)}

    def _lines(
        self, change: Change, order: ReturnOrder, plan: ArrivalPlan, ids: Sequence[int]
    ) -> tuple[list[Amounts], list[Amounts], dict[int, int]]:
        """The lines for goods and delivery; answers their amounts, and which line holds the rest of which."""
        items = {item.id: item for item in change.state.items}
        goods: list[Amounts] = []
        split: dict[int, int] = {}
        at_goods = set(plan.shares.values())
        for line, one in plan.parts:
            at = plan.shares.get(line.id)
            share = plan.change.lines[at].share if plan.change and at is not None else None
            goods.append(process_goods(self.batch, change, line, one, share, None if at is None else ids[at]))
            if one.returned and order.managed and one.plan == RESTOCK:
                self._restock(change, order, line, one.returned)
            if line.id in plan.rest:
                split[line.id] = insert_goods(
                    self.batch, change, order.id, items[line.item_id or 0], plan.rest[line.id], line.reason,
                    can_reduce=line.can_reduce, split_from=line.id,
                )  # fmt: skip
        reason = plan.parts[0][0].reason if plan.parts else ""
        lines = enumerate(plan.change.lines if plan.change else ())
        delivery = [
            insert_delivery(self.batch, change, order.id, line, reason, ids[at])
            for at, line in lines
            if at not in at_goods
        ]
        return goods, delivery, split

    def _fee_lines(
        self,
        change: Change,
        order: ReturnOrder,
        plan: ArrivalPlan,
        taken: Sequence[tuple[ReturnLine, bool]],
        charged: Sequence[Any],
        split: dict[int, int],
    ) -> list[Amounts]:
        amounts: list[Amounts] = []
        coming = iter(charged)
        for line, is_charged in taken:
            own = next(coming) if is_charged else None
            share, item_id = (own.share, own.share.item.original_id) if own else (None, None)
            amounts.append(process_fee(self.batch, change, line, share, item_id))
            if line.fee and goes_on(line, plan, charged=is_charged):
                insert_fee(
                    self.batch, change, order.id, line.fee, line.product_id, line.reason, split[line.fee_for or 0]
                )
        return amounts

    def _restock(self, change: Change, order: ReturnOrder, line: ReturnLine, units: int) -> None:
        """Units are for sale again where the return order goes, or where they came from, if stock is counted there."""
        location = order.destination_id or self._from.get(line.item_id or 0)
        if location is None or not self._ledger.counts(location):
            return
        if (location, line.product_id) not in self._stocked:
            self._stocked.add((location, line.product_id))
            self.batch.insert("stock", rows.stock(location_id=location, product_id=line.product_id))
        self._ledger.restock(
            location, line.product_id, units, id=change.new_id(), order_key=change.order_key, line_id=line.id
        )

    def _event(self, change: Change, order: ReturnOrder, plan: ArrivalPlan) -> None:
        change.event(
            "ReturnOrderItemsReturnedEvent",
            ReturnOrderId=encode(PREFIXES["ReturnOrder"], order.id),
            ReturnOrderNumber=order.number,
            Units=sum(one.returned for _, one in plan.parts),
            Lines=[
                [
                    encode(PREFIXES["ReturnOrderLineItem"], line.id), one.received, one.rejected, one.returned,
                    one.canceled, one.rejection_reason, one.plan if one.returned else None,
                ]
                for line, one in plan.parts
            ],
        )  # fmt: skip

    def _answer(
        self, before: OrderState, change: Change, order: ReturnOrder, plan: ArrivalPlan, split: dict[int, int]
    ) -> dict[str, Any]:
        key, currency = before.order_key, before.currency
        funds = Funds(self.background.paid.get(key, 0), self.background.owed.get(key, 0))
        balances = change_balances(roll_up_header(before.items), roll_up_header(change.state.items), funds)
        return {
            "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(key, 0)),
            "returnOrderId": encode(PREFIXES["ReturnOrder"], order.id),
            "Units": sum(one.returned for _, one in plan.parts),
            "Expected": sum(plan.rest.values()),
            "ReturnOrderLineItems": [_line(line, one) for line, one in plan.parts],
            "SplitLines": [
                {
                    "OriginalReturnOrderLineItemId": encode(PREFIXES["ReturnOrderLineItem"], old),
                    "NewReturnOrderLineItemId": encode(PREFIXES["ReturnOrderLineItem"], new),
                    "QuantityExpected": plan.rest[old],
                }
                for old, new in split.items()
            ],
            "CurrencyIsoCode": currency,
            "GrandTotalAmount": to_decimal(change.state.grand_total, currency),
            "changeBalances": {name: to_decimal(amount, currency) for name, amount in balances.items()},
        }


def _line(line: ReturnLine, one: Arrived) -> dict[str, Any]:
    return {
        "ReturnOrderLineItemId": encode(PREFIXES["ReturnOrderLineItem"], line.id),
        "StockKeepingUnit": line.sku,
        "QuantityExpected": line.expected,
        "QuantityReceived": one.received,
        "QuantityRejected": one.rejected,
        "QuantityReturned": one.returned,
        "QuantityCanceled": one.canceled,
        "ReasonForReturn": line.reason,
        "ReasonForRejection": one.rejection_reason,
        "ProcessingPlan": one.plan if one.returned else None,
    }


def _told_before(line: ReturnLine, one: Arrived) -> bool:
    """Whether a line was processed with just this: a file that came twice."""
    return line.processed and (line.returned, line.canceled) == (one.returned, one.canceled)


def _rejected(request: ReceiveRequest, fields: dict[str, Any], problems: Sequence[Problem]) -> Result:
    placed = tuple(replace(problem, place=problem.place or request.place) for problem in problems)
    return Result("rejected", fields, placed, request.place, request.index)


def _without_new_ids(result: Result) -> Result:
    if result.status != "preview":
        return result
    gone = ("changeOrderId", "ChangeOrderNumber", "feeChangeOrderId", "FeeChangeOrderNumber")
    split = [{**line, "NewReturnOrderLineItemId": None} for line in result.fields["SplitLines"]]
    return replace(result, fields={**result.fields, **dict.fromkeys(gone), "SplitLines": split})
