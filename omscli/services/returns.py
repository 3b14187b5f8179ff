"""`oms return`, the simple return: fulfilled units go off their order, a credit memo and a refund follow (§2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omscli.services.changing import COLUMNS as CHANGE_COLUMNS
from omscli.services.changing import RETURNS, Entry, change_orders
from omscli.services.scene import Scene
from omscli.services.unit import Result, Runner
from omscli.store.db import Database

COLUMNS = (*CHANGE_COLUMNS, "CreditMemoNumber", "RefundedAmount", "CurrencyIsoCode")


def return_orders(
    database: Database, runner: Runner, entries: Iterable[Entry], scene: Scene, *, explain: bool = False
) -> Iterator[Result]:
    """Return, or preview it, and answer; afterwards the standard flow credits and refunds (spec §2.5)."""
    returned: list[tuple[int, int]] = []
    for result, applied in change_orders(database, runner, entries, RETURNS, scene, explain=explain):
        if applied:
            returned.append((applied.order_key, applied.change_order_id))
        yield result
    if returned:
        from omscli.services.standard_flow import after_return  # loads the gateways; a preview asks none

        yield from after_return(database, runner, returned, scene, explain=explain)
