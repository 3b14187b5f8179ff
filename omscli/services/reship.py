"""`oms reship`: fulfilled units are sent once more, on fulfillment orders without a charge (spec §3, §1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.changes import Wanted
from omscli.domain.fulfillment_order import ALLOCATED
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.order_state import OrderState
from omscli.domain.policy import Policy
from omscli.domain.reshipping import lines_to_reship, plan_reship, units_to_reship
from omscli.domain.routing import NoRoute, find_route
from omscli.domain.values import dataclass
from omscli.errors import Problem
from omscli.services.allocate import fields_of, no_stock
from omscli.services.allocation.rows import FulfillmentOrderRows
from omscli.services.allocation.world import World, load_world
from omscli.services.fulfillment_changes import status_event
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.fulfillment import GroupRow, counts, groups_of
from omscli.store.order_states import load
from omscli.store.settings import find_reason

COLUMNS = ("OrderNumber", "FulfillmentOrderNumber", "Location", "ItemCount", "ReshipReason", "Status")


@dataclass(frozen=True, slots=True)
class ReshipRequest:
    """What is sent once more, and why; `location` an external reference, the only one to send from."""

    wanted: tuple[Wanted, ...]
    reason: str
    location: str | None = None


def plan_reships(
    reader: Reader, order_keys: Sequence[int], request: ReshipRequest, scene: Scene, policy: Policy
) -> Batch:
    """Fulfillment orders that send these units of each order once more: one result each, `created`, or one `rejected`.

    Nothing of an order is stored when part of it cannot be. Refused: `wrong-state` without a summary, `no-stock`, and
    what `domain/reshipping.py` refuses. Raises `unknown-reason` (a reship takes a reason to return) and what
    `load_world` raises.
    """
    keys = list(dict.fromkeys(order_keys))
    batch = Batch()
    reason = find_reason(reader, "return", request.reason, to="reship")
    states = load(reader, keys)
    products = {item.product_id for state in states.values() for item in state.items}
    world = load_world(reader, policy, None, request.location, None, products)
    ledger = StockLedger(batch, scene, world.inventory)
    groups, made = groups_of(reader, keys), counts(reader, keys)
    for key in keys:
        state = states.get(key)
        if state is None:
            id_ = encode(PREFIXES["Order"], child_key(key, 0))
            problem = Problem("wrong-state", f"order {id_} has no summary yet", None, "`oms summarize` makes it")
            batch.results.append(Result("rejected", dict.fromkeys(COLUMNS), (problem,), key=key))
            continue
        units = units_to_reship(state, request.wanted)
        if isinstance(units, tuple):
            batch.results.append(_rejected(state, units))
            continue
        reship = _Reship(batch, Change(batch, scene, state), world, ledger, reason)
        batch.results += reship.results(units, groups.get(key, ()), made.get(key, 0))
    ledger.finish()
    return batch


@dataclass(slots=True)
class _Reship:
    """One order of which units are sent once more."""

    batch: Batch
    change: Change
    world: World
    ledger: StockLedger
    reason: str

    def results(self, units: dict[int, int], groups: Sequence[GroupRow], position: int) -> list[Result]:
        """Route every delivery group; only when all are served is anything stored."""
        state = self.change.state
        routes, problems = [], []
        for group in groups:
            items = [item for item in state.items if item.group_id == group.id and item.id in units]
            if not items:
                continue
            request = self.world.request(group, lines_to_reship(items, units))
            route = find_route(self.world.candidates, request)
            if isinstance(route, NoRoute):
                now = "nothing is sent of order {}"
                problems.append(no_stock(self.world, state, group, request, route, now))
            else:
                self.world.take(route)
                routes.append((group, items, route))
        if problems:
            return [_rejected(state, tuple(problems))]
        results = []
        for group, items, route in routes:
            planned, after = plan_reship(items, units, route.assignments)
            self.change.set_items(after)
            for order in planned:
                position += 1
                place = self.world.places[order.location_id]
                rows = FulfillmentOrderRows(self.batch, self.change, self.ledger)
                made = rows.insert(group, place, order, position, self.reason)
                status_event(self.change, made.id, None, ALLOCATED)
                fields = fields_of(state, made, place.reference) | {"IsReship": True, "ReshipReason": self.reason}
                results.append(Result("created", fields, key=state.order_key))
        self.change.finish()
        return results


def _rejected(state: OrderState, problems: tuple[Problem, ...]) -> Result:
    fields: dict[str, Any] = dict.fromkeys(COLUMNS)
    return Result("rejected", fields | {"OrderNumber": state.order_number}, problems, key=state.order_key)
