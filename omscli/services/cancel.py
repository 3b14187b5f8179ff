"""`oms cancel`: units that are on no fulfillment order go off their order, and captured money goes back (D10, D11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omscli.services.changing import CANCELS, Entry, Task, change_orders, plan_changes
from omscli.services.changing import COLUMNS as CHANGE_COLUMNS
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result, Runner
from omscli.store.db import Database, Reader

COLUMNS = (*CHANGE_COLUMNS, "RefundedAmount", "CurrencyIsoCode")


def plan_cancel_orders(reader: Reader, tasks: Sequence[Task], scene: Scene) -> Batch:
    """The cancels of a chunk; see `changing.plan_changes` for what is refused."""
    return plan_changes(reader, tasks, CANCELS, scene)


def cancel_orders(database: Database, runner: Runner, entries: Iterable[Entry], scene: Scene) -> Iterator[Result]:
    """Cancel, or preview it, and answer; afterwards the standard flow refunds what became excess (D11)."""
    orders: dict[int, None] = {}
    for result, applied in change_orders(database, runner, entries, CANCELS, scene):
        if applied:
            orders[applied.order_key] = None
        yield result
    if orders:
        from omscli.services.standard_flow import after_cancel  # loads the gateways; a preview asks none

        yield from after_cancel(database, runner, list(orders), scene)
