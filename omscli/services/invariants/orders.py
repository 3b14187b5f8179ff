"""Orders and their summaries: statuses follow from quantities, and every status change left its event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from omscli.domain.fulfillment_order import TRANSITIONS
from omscli.domain.ids import PREFIXES, child_key, decode, encode
from omscli.domain.instants import format_instant
from omscli.domain.order_state import PRODUCT, Amounts, Item, Quantities
from omscli.domain.statuses import CREATED, FO_CATEGORIES, HEADER_STATUSES, header_status, item_status
from omscli.services.invariants.check import Offence, by_order
from omscli.store import verify_orders as sql
from omscli.store.db import Reader

Chain = tuple[int, str | None, str]
"""One status change: the key of the record, the status before and after."""


def item_statuses(reader: Reader) -> Iterator[Offence]:
    """Each item's status is the first formula of the reference that is true for its quantities."""
    for _, id_, _, status, *quantities in reader.stream(sql.SQL_ITEM_STATUSES):
        derived = item_status(Quantities(*quantities))
        if status != derived:
            yield Offence(
                encode(PREFIXES["OrderItemSummary"], id_), f"Status is {status}, its quantities make {derived}"
            )


def order_statuses(reader: Reader) -> Iterator[Offence]:
    """Each order's status follows from its items, its approval and its holds (D1)."""
    streams = reader.stream(sql.SQL_HEADERS), reader.stream(sql.SQL_ITEM_STATUSES)
    for _, (headers, rows) in by_order(*streams):
        items = [_item(row[1], Quantities(*row[4:])) for row in rows if row[2] == PRODUCT]
        for _, id_, status, approved, suspended, exceptions in headers:
            derived = header_status(items, approved=bool(approved), held=bool(suspended) or exceptions > 0)
            if status != derived:
                yield Offence(encode(PREFIXES["OrderSummary"], id_), f"Status is {status}, its items make {derived}")


def _item(id_: int, quantities: Quantities) -> Item:
    return Item(id_, 0, 0, "", None, PRODUCT, 0, 0, None, 0, None, quantities, Amounts(0))


def reachable_states(reader: Reader) -> Iterator[Offence]:
    """No order or fulfillment order is in a state that its flow cannot reach (INV-14)."""
    for _, id_, status, approved, allocated in reader.stream(sql.SQL_STATES):
        if status not in HEADER_STATUSES:
            yield Offence(encode(PREFIXES["OrderSummary"], id_), f"there is no status {status}")
        elif allocated and not approved:
            yield Offence(encode(PREFIXES["OrderSummary"], id_), "it has fulfillment orders and was never approved")
    for _, id_, status, category in reader.stream(sql.SQL_FO_STATUSES):
        if FO_CATEGORIES.get(status) != category:
            what = f"Status is {status} and StatusCategory {category}"
            yield Offence(encode(PREFIXES["FulfillmentOrder"], id_), what)
    for _, (events,) in by_order(reader.stream(sql.SQL_STATUS_EVENTS)):
        for id_, old, new in _changes(events, "FOStatusChangedEvent"):
            if old is not None and old != new and new not in TRANSITIONS.get(old, ()):
                yield Offence(encode(PREFIXES["FulfillmentOrder"], id_), f"it went from {old} to {new}")


def status_events(reader: Reader) -> Iterator[Offence]:
    """Every status change has exactly one event, and they lead from the first status to the present one (INV-10)."""
    queries = sql.SQL_STATUS_EVENTS, sql.SQL_ORDER_STATUSES, sql.SQL_FO_STATUSES
    for _, (events, orders, fulfillments) in by_order(*map(reader.stream, queries)):
        now = {child_key(key, 0): status for key, status in orders}
        yield from _chained("OrderSummary", now, _changes(events, "OrderSumStatusChangedEvent"), CREATED)
        now = {row[1]: row[2] for row in fulfillments}
        yield from _chained("FulfillmentOrder", now, _changes(events, "FOStatusChangedEvent"), None)


def _changes(events: list[Any], type_: str) -> list[Chain]:
    found: list[Chain] = []
    for order_key, _, kind, text in events:
        if kind == type_:
            payload: dict[str, Any] = json.loads(text)
            named = decode(str(payload.get("FulfillmentOrderId") or ""))
            id_ = named[1] if named else child_key(order_key, 0)
            found.append((id_, payload.get("OldStatus"), str(payload.get("NewStatus"))))
    return found


def _chained(kind: str, now: dict[int, str], changes: list[Chain], start: str | None) -> Iterator[Offence]:
    last: dict[int, str | None] = {}
    for id_, old, new in changes:
        before = last.get(id_, start)
        if old != before:
            yield Offence(encode(PREFIXES[kind], id_), f"an event says {old} → {new}, and it was {before} before")
        last[id_] = new
    for id_, status in now.items():
        told = last.get(id_, start)
        if told != status:
            yield Offence(encode(PREFIXES[kind], id_), f"Status is {status}, its events end at {told}")


def event_times(reader: Reader) -> Iterator[Offence]:
    """The events of an order do not go back in time (INV-15)."""
    for _, id_, created, before in reader.stream(sql.SQL_EVENTS_BACKWARDS):
        what = f"it is of {format_instant(created)}, the one before it of {format_instant(before)}"
        yield Offence(encode(PREFIXES["Event"], id_), what)
