"""`oms allocate`: approved orders go onto fulfillment orders, one for each location of the route of a delivery group.

Stock is read under the write lock and kept in memory over the chunk, so orders of one chunk never promise the same unit
twice; the statement that reserves it checks once more (`store/reservations.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omscli.domain.allocation import (
    PlannedFulfillmentOrder,
    lines_to_route,
    open_products,
    plan_fulfillment_orders,
)
from omscli.domain.fulfillment_order import ALLOCATED, CANCELLED
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import OrderState
from omscli.domain.policy import Policy
from omscli.domain.routing import NoRoute, Request, Route, find_route
from omscli.domain.routing_trace import Trace, explain_route
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem, nearest, refuse
from omscli.services.allocation.rows import FulfillmentOrderRows, Made
from omscli.services.allocation.world import FLOWS, World, load_world, locations
from omscli.services.fulfillment_changes import status_event
from omscli.services.payment_holds import held, held_by_calls
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.fulfillment import (
    SQL_READY_TO_ALLOCATE,
    GroupRow,
    counts,
    groups_of,
    load_fulfillment_orders,
)
from omscli.store.order_states import load
from omscli.store.seals import ROUTING, SQL_SEAL_RECORD, count_seal

COLUMNS = ("OrderNumber", "FulfillmentOrderNumber", "Location", "ItemCount", "GrandTotalAmount", "Status")


@dataclass(frozen=True, slots=True)
class AllocateOptions:
    """What the command line chose; None means what the set-up says.

    `flow` is `single` (one location) or `multi`; `location` an external reference, the only one to allocate from;
    `max_splits` how many more locations than one a delivery group may be taken from; `explain` adds the reasons.
    """

    flow: str | None = None
    location: str | None = None
    max_splits: int | None = None
    explain: bool = False

    def __post_init__(self) -> None:
        """Raises `usage` for a flow that there is not, whether or not there is anything to allocate."""
        if self.flow is not None and self.flow not in FLOWS:
            guess = nearest(self.flow, FLOWS) or " or ".join(FLOWS)
            message = f'no flow is called "{self.flow}"'
            raise refuse("usage", message, help=f"did you mean {guess}?", done="nothing was done")


def ready_to_allocate(reader: Reader) -> list[int]:
    """Approved, managed orders that are not on hold and have products available to fulfill, in (created, id) order."""
    return [row[0] for row in reader.rows(SQL_READY_TO_ALLOCATE)]


def plan_allocate(
    reader: Reader, order_keys: Sequence[int], scene: Scene, policy: Policy, options: AllocateOptions
) -> Batch:
    """Fulfillment orders for what is open of these orders: one result each, `created`.

    `rejected` with `no-stock` (nothing serves a delivery group: RoutingAttempts rises, other groups go on), `on-hold`,
    `outcome-unknown` (of a payment), `unmanaged`, `wrong-state` (not approved, nothing left); `exists` for what is
    allocated already. Raises `unknown-location` or `bad-config` for a reference that names nothing.
    """
    keys = list(order_keys)
    states = load(reader, keys)
    wanted = {item.product_id for state in states.values() for item in open_products(state.items)}
    batch = Batch()
    world = load_world(reader, policy, options.flow, options.location, options.max_splits, wanted)
    chunk = _Chunk(
        batch,
        scene,
        world,
        StockLedger(batch, scene, world.inventory),
        groups_of(reader, keys),
        counts(reader, keys),
        options.explain,
    )
    idle = []
    waiting = held_by_calls(reader, states, scene.now)
    for key in keys:
        state = states.get(key)
        problem = _refusal(key, state)
        if problem is None and state is not None and key in waiting:
            problem = held("its allocation", state.order_number)
        if problem or state is None:
            batch.results.append(Result("rejected", _order_fields(state), (problem,) if problem else (), key=key))
        elif open_products(state.items):
            chunk.allocate(state)
        else:
            idle.append(state)
    chunk.ledger.finish()
    _report_idle(reader, batch, world, idle)
    return batch


@dataclass(slots=True)
class _Chunk:
    """What the orders of a chunk share: stock as it is left by those before, and the batch that they fill."""

    batch: Batch
    scene: Scene
    world: World
    ledger: StockLedger
    groups: Mapping[int, Sequence[GroupRow]]
    counts: Mapping[int, int]
    explain: bool

    def allocate(self, state: OrderState) -> None:
        """Every delivery group of an order that has something open."""
        change = Change(self.batch, self.scene, state)
        made: list[tuple[dict[str, Any], Trace | None]] = []
        refused: list[Result] = []
        for group in self.groups.get(state.order_key, ()):
            items = [item for item in change.state.items if item.group_id == group.id]
            products = open_products(items)
            if not products:
                continue
            request = self.world.request(group, lines_to_route(products))
            route, trace = self._route(request)
            if isinstance(route, NoRoute):
                problem = no_stock(self.world, state, group, request, route, _COUNTED)
                refused.append(_unserved(state, problem, trace))
                continue
            self.world.take(route)
            planned, after = plan_fulfillment_orders(items, route.assignments)
            change.set_items(after)
            for order in planned:
                position = self.counts.get(state.order_key, 0) + len(made) + 1
                made.append((self._insert(change, group, order, position), trace))
        if refused:
            attempts = change.state.routing_attempts + 1
            change.state = replace(change.state, routing_attempts=attempts)
            self.batch.run(SQL_SEAL_RECORD, *count_seal(ROUTING, change.order_key, attempts))
        change.finish()
        results = [Result("created", _explained(fields, trace), key=state.order_key) for fields, trace in made]
        self.batch.results += [*results, *refused]

    def _route(self, request: Request) -> tuple[Route | NoRoute, Trace | None]:
        if self.explain:
            return explain_route(self.world.candidates, request)
        return find_route(self.world.candidates, request), None

    def _insert(self, change: Change, group: GroupRow, order: PlannedFulfillmentOrder, position: int) -> dict[str, Any]:
        place = self.world.places[order.location_id]
        made = FulfillmentOrderRows(self.batch, change, self.ledger).insert(group, place, order, position)
        status_event(change, made.id, None, ALLOCATED)
        return fields_of(change.state, made, place.reference)


def fields_of(state: OrderState, made: Made, location: str) -> dict[str, Any]:
    """What a result shows of a new fulfillment order."""
    return {
        "OrderNumber": state.order_number,
        "FulfillmentOrderNumber": made.number,
        "FulfillmentOrderId": encode(PREFIXES["FulfillmentOrder"], made.id),
        "Location": location,
        "Type": made.type,
        "ItemCount": made.item_count,
        "GrandTotalAmount": to_decimal(made.grand_total, state.currency),
        "CurrencyIsoCode": state.currency,
        "Status": ALLOCATED,
    }


def _refusal(order_key: int, state: OrderState | None) -> Problem | None:
    if state is None:
        id_ = encode(PREFIXES["Order"], child_key(order_key, 0))
        return Problem("wrong-state", f"order {id_} has no summary yet", None, "`oms summarize` makes it")
    if state.life_cycle == "UNMANAGED":
        return Problem("unmanaged", f"order {state.order_number} is unmanaged: it is kept for reference only")
    if state.active_exceptions or state.suspended:
        help_ = f"`oms show {state.order_number}` names the exceptions; `oms resolve PE-…` closes one"
        return Problem("on-hold", f"order {state.order_number} is on hold", None, help_)
    if not state.approved:
        message = f"order {state.order_number} is not approved"
        return Problem("wrong-state", message, None, f"oms approve {state.order_number}")
    return None


def _order_fields(state: OrderState | None) -> dict[str, Any]:
    if state is None:
        return dict.fromkeys(COLUMNS)
    return dict.fromkeys(COLUMNS) | {"OrderNumber": state.order_number}


_COUNTED = "nothing is allocated of order {} there; the attempt is counted"


def no_stock(world: World, state: OrderState, group: GroupRow, request: Request, route: NoRoute, now: str) -> Problem:
    """`no-stock`: what is missing where, and the way out; `now` says what is true now, with the order in its gap."""
    names = {line.product_id: line.sku for line in request.lines}
    short = [f"{names[product]}: {best} of {wanted}" for product, wanted, best in route.missing]
    detail = "; ".join(short) or "no location can be combined with another"
    message = f"nothing serves order {state.order_number}, to {group.name}{world.allowed(request)}: {detail}"
    if route.locations_needed is not None:
        help_ = (
            f"{locations(route.locations_needed)} would serve: --flow multi, --max-splits {route.locations_needed - 1}"
        )
    else:
        help_ = "`oms list stock` shows what is there; `oms ingest stock FILE` brings more; --explain says why"
    return Problem("no-stock", message, None, help_, now.format(state.order_number))


def _unserved(state: OrderState, problem: Problem, trace: Trace | None) -> Result:
    return Result("rejected", _explained(_order_fields(state), trace), (problem,), key=state.order_key)


def _explained(fields: dict[str, Any], trace: Trace | None) -> dict[str, Any]:
    if trace is None:
        return fields
    routes = [
        {"Locations": list(route.references), "AverageDistance": route.average_distance, "Won": route.won}
        for route in trace.routes
    ]
    locations = [
        {"Location": verdict.reference, "Kept": verdict.kept, "Rule": verdict.rule, "Reason": verdict.reason}
        for verdict in trace.verdicts
    ]
    explanation = {
        "DecidedBy": trace.decided_by,
        "Why": trace.why,
        "Locations": locations,
        "Routes": routes,
        "MoreRoutes": trace.more_routes,
    }
    return fields | {"Explanation": explanation}


def _report_idle(reader: Reader, batch: Batch, world: World, idle: Sequence[OrderState]) -> None:
    """Orders with nothing open: the fulfillment orders that they have, or why there are none."""
    orders = load_fulfillment_orders(reader, [state.order_key for state in idle]) if idle else {}
    for state in idle:
        every = orders.get(state.order_key, {})
        known = {key: order for key, order in every.items() if order.status != CANCELLED and not order.is_reship}
        for order in known.values():
            total = sum(line.amount + line.line_tax + line.adjustment + line.adjustment_tax for line in order.lines)
            fields = {
                "OrderNumber": state.order_number,
                "FulfillmentOrderNumber": order.number,
                "FulfillmentOrderId": encode(PREFIXES["FulfillmentOrder"], order.id),
                "Location": world.places[order.location_id].reference,
                "ItemCount": sum(line.quantity for line in order.lines),
                "GrandTotalAmount": to_decimal(total, state.currency),
                "CurrencyIsoCode": state.currency,
                "Status": order.status,
            }
            batch.results.append(Result("exists", fields, key=state.order_key))
        if not known:
            problem = Problem("wrong-state", f"order {state.order_number} is {state.status}: nothing to allocate")
            batch.results.append(Result("rejected", _order_fields(state), (problem,), key=state.order_key))
