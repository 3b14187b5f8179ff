"""`oms summarize`: an activated order gets its summary, the state that everything later works on (spec §2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.money import to_decimal
from omscli.domain.statuses import CREATED
from omscli.errors import Problem
from omscli.services.scene import Scene
from omscli.services.summary_rows import SummaryRows
from omscli.services.unit import Batch, Result
from omscli.store import placed
from omscli.store.db import Reader
from omscli.store.labels import load_labels

COLUMNS = ("OrderNumber", "OrderReferenceNumber", "Status", "GrandTotalAmount", "CurrencyIsoCode", "OrderSummaryId")


def ready_to_summarize(reader: Reader) -> list[int]:
    """Activated orders without a summary, in the order in which they were placed."""
    return [row[0] for row in reader.rows(placed.SQL_READY_TO_SUMMARIZE)]


def plan_summarize(reader: Reader, order_keys: Sequence[int], scene: Scene) -> Batch:
    """Summaries of the orders; `exists` for one that has its summary (D2).

    Refused (D3): `not-activated` for a draft, `no-delivery-group` for an order without one.
    """
    batch = Batch()
    reader.hold(order_keys)
    labels = load_labels(reader)
    children = {
        name: placed.by_order(reader, sql, order_keys)
        for name, sql in (
            ("groups", placed.SQL_GROUPS),
            ("items", placed.SQL_ITEMS),
            ("promotions", placed.SQL_PROMOTIONS),
            ("adjustments", placed.SQL_ADJUSTMENTS),
            ("taxes", placed.SQL_TAXES),
            ("methods", placed.SQL_PAYMENT_METHODS),
            ("authorizations", placed.SQL_AUTHORIZATIONS),
            ("payments", placed.SQL_PAYMENTS),
        )
    }
    orders = reader.rows(placed.SQL_ORDERS, list(order_keys))
    for order in orders:
        key = order[0]
        parts = {name: found.get(key, []) for name, found in children.items()}
        problem = _refusal(order, parts["groups"])
        if problem:
            batch.results.append(Result("rejected", _fields(order, None, None), (problem,), key=key))
        elif order[28] is not None:
            standing = (labels.get(order[30], order[30]), *order[31:34])
            batch.results.append(Result("exists", _fields(order, standing, key), key=key))
        else:
            totals = SummaryRows(batch, scene, order, parts).insert()
            standing = (labels.get(CREATED, CREATED), totals.total, totals.total_tax, totals.grand_total)
            batch.results.append(Result("created", _fields(order, standing, key), key=key))
    return batch


def _refusal(order: Any, groups: list[Any]) -> Problem | None:
    if order[2] != "Activated":
        help_ = "place it again with Status Activated, then summarize it"
        return Problem("not-activated", f"order {order[3]} is a draft", None, help_)
    if not groups:
        return Problem("no-delivery-group", f"order {order[3]} has no delivery group", None, None)
    return None


def _fields(order: Any, standing: Sequence[Any] | None, summary_key: int | None) -> dict[str, Any]:
    status, *minor = standing or (None, None, None, None)
    total, tax, grand = (None if amount is None else to_decimal(amount, order[10]) for amount in minor)
    summary_id = encode(PREFIXES["OrderSummary"], child_key(summary_key, 0)) if summary_key else None
    return {
        "OrderNumber": order[3],
        "OrderReferenceNumber": order[4],
        "OrderSummaryId": summary_id,
        "OrderId": encode(PREFIXES["Order"], order[1]),
        "Status": status,
        "CurrencyIsoCode": order[10],
        "TotalAmount": total,
        "TotalTaxAmount": tax,
        "GrandTotalAmount": grand,
    }
