"""`oms cancel`: units that are on no fulfillment order go off their order, and captured money goes back (D10, D11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omscli.services.changing import CANCELS, Entry, change_orders
from omscli.services.changing import COLUMNS as CHANGE_COLUMNS
from omscli.services.scene import Scene
from omscli.services.unit import Result, Runner
from omscli.store.db import Database

COLUMNS = (*CHANGE_COLUMNS, "RefundedAmount", "ReversedAmount", "CurrencyIsoCode")


def cancel_orders(
    database: Database, runner: Runner, entries: Iterable[Entry], scene: Scene, *, explain: bool = False
) -> Iterator[Result]:
    """Cancel, or preview it, and answer; afterwards the standard flow refunds what became excess (D11), and lets go
    what was promised and is not needed.
    """
    owing: dict[int, None] = {}
    changed: dict[int, None] = {}
    for result, applied in change_orders(database, runner, entries, CANCELS, scene, explain=explain):
        if applied:
            changed[applied.order_key] = None
            if _may_owe(result):
                owing[applied.order_key] = None
        yield result
    if changed:
        from omscli.services.standard_flow import after_cancel  # loads the gateways; a preview asks none

        yield from after_cancel(database, runner, list(owing), scene, canceled=list(changed), explain=explain)


def _may_owe(result: Result) -> bool:
    """Whether the order may have excess funds, or owe a fee: one that was canceled before (`exists`) does not say."""
    balances = result.fields.get("changeBalances")
    return balances is None or balances["totalExcessFundsAmount"] != 0 or bool(result.fields.get("feeChangeOrderId"))
