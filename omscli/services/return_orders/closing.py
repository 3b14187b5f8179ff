"""`oms return close`, `approve`, `cancel`: statuses of return orders, and the money that closing gives back (§2.12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.order_state import FEE, Item
from omscli.domain.return_orders import (
    CANCELED,
    CLOSED,
    ArrivalPlan,
    Arrived,
    ReturnOrder,
    initiated,
    move_refusal,
    plan_close,
)
from omscli.errors import Problem
from omscli.services.chunked import in_chunks
from omscli.services.return_orders.receiving import Receiving
from omscli.services.return_orders.rounds import rounds
from omscli.services.return_orders.rows import set_status
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result, Runner, submit
from omscli.store.db import Database, Reader
from omscli.store.return_orders import SQL_CHANGE_ORDERS_OF_RETURN, SQL_READY_TO_CLOSE

COLUMNS = (
    *("OrderNumber", "ReturnOrderNumber", "Status", "Units", "NotReturned"),
    *("InvoiceNumber", "CreditMemoNumber", "RefundedAmount"),
)


def ready_to_close(reader: Reader) -> list[int]:
    """Active return orders on which no goods are expected any more."""
    return [row[0] for row in reader.rows(SQL_READY_TO_CLOSE)]


def close_returns(database: Database, runner: Runner, ids: Sequence[int], scene: Scene) -> Iterator[Result]:
    """Close return orders; afterwards the standard flow credits and refunds what came back on them."""
    closed: list[int] = []
    for result in move_returns(database, runner, ids, CLOSED, scene):
        if runner is submit and result.status in ("updated", "exists") and result.key is not None:
            closed.append(result.key)
        yield result
    if closed:
        from omscli.services.standard_flow import after_return  # loads the gateways; a preview asks none

        with database.read() as reader:
            keys = sorted({order_key_of(id_) for id_ in closed})
            changes = [(key, id_) for key, id_ in reader.rows(SQL_CHANGE_ORDERS_OF_RETURN, keys, closed)]
        yield from after_return(database, runner, changes, scene)


def move_returns(database: Database, runner: Runner, ids: Sequence[int], to: str, scene: Scene) -> Iterator[Result]:
    """Give return orders another status; `exists` for one that has it."""
    for some in rounds(ids, order_key_of):
        yield from in_chunks(database, runner, some, lambda reader, of: plan_moves(reader, of, to, scene))


def plan_moves(reader: Reader, ids: Sequence[int], to: str, scene: Scene) -> Batch:
    """The other status of these return orders, one an order; what did not come is not on its way back any more."""
    batch = Batch()
    receiving = Receiving(reader, batch, scene, sorted({order_key_of(id_) for id_ in ids}))
    for id_ in ids:
        batch.results.append(_move(batch, receiving, receiving.orders[id_], to))
    receiving.finish()
    return batch


def _move(batch: Batch, receiving: Receiving, order: ReturnOrder, to: str) -> Result:
    state = receiving.states[order_key_of(order.id)]
    back = sum(line.returned for line in order.lines if line.type != FEE)
    fields: dict[str, Any] = {
        "OrderNumber": state.order_number,
        "ReturnOrderNumber": order.number,
        "returnOrderId": encode(PREFIXES["ReturnOrder"], order.id),
        "Status": order.status,
        "Units": back,
        "NotReturned": 0,
        "CurrencyIsoCode": state.currency,
    }
    if order.status == to:
        return Result("exists", fields, key=order.id)
    problem: Problem | None = move_refusal(order, to)
    if problem:
        return Result("rejected", fields, (problem,))
    ends = to in (CLOSED, CANCELED)
    parts = plan_close(order) if ends else ()
    if parts:
        plan = _not_come(receiving, order, parts)
        lines = {line.id for line, _ in plan.parts}
        fees = [
            (line, False) for line in order.lines if line.type == FEE and line.fee_for in lines and not line.processed
        ]
        receiving.store(state, order, plan, (), fees)
        state = receiving.states[state.order_key]
    change = Change(batch, receiving.scene, state)
    set_status(batch, change, order, to)
    change.finish()
    fields |= {"Status": to, "NotReturned": sum(one.canceled for one in parts)}
    return Result("updated", fields, key=order.id)


def _not_come(receiving: Receiving, order: ReturnOrder, parts: Sequence[Arrived]) -> ArrivalPlan:
    """Nothing came on these lines: they are processed with nothing, and their units may come back another way."""
    state = receiving.states[order_key_of(order.id)]
    lines = {line.id: line for line in order.lines}
    items = {item.id: item for item in state.items}
    changed: dict[int, Item] = {}
    for one in parts if order.managed else ():
        item_id = lines[one.line_id].item_id or 0
        changed[item_id] = initiated(changed.get(item_id, items[item_id]), -one.canceled)
    return ArrivalPlan(tuple((lines[one.line_id], one) for one in parts), {}, changed, None, {})
