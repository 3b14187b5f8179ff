"""Return orders: their statuses, and what became of their lines, are what their events say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.return_orders import CATEGORIES
from omscli.services.invariants.check import Offence, by_order
from omscli.store import verify_returns as sql
from omscli.store.db import Reader


def statuses(reader: Reader) -> Iterator[Offence]:
    """A return order's statuses follow each other as its events say, and it is closed when the last one says so."""
    streams = reader.stream(sql.SQL_RETURN_ORDERS), reader.stream(sql.SQL_RETURN_EVENTS)
    for _, (orders, events) in by_order(*streams):
        last: dict[str, tuple[str, int]] = {}
        for id_, at, payload in _payloads(events, "ReturnOrderStatusChangedEvent"):
            number = str(payload.get("ReturnOrderNumber"))
            before = last.get(number, (None, 0))[0]
            if payload.get("OldStatus") != before:
                yield Offence(encode(PREFIXES["Event"], id_), f"{number} was {before} before")
            last[number] = (str(payload.get("NewStatus")), at)
        for _, id_, number, status, category, closed in orders:
            told, at = last.get(number, (None, 0))
            ended = at if CATEGORIES.get(status) in ("Closed", "Canceled") else None
            if (status, category, closed) != (told, CATEGORIES.get(status), ended):
                what = f"Status is {status} ({category}), its events say {told}, or another time"
                yield Offence(encode(PREFIXES["ReturnOrder"], id_), what)


def lines(reader: Reader) -> Iterator[Offence]:
    """What became of a line for goods is what the event of its arrival says; without one nothing did."""
    streams = reader.stream(sql.SQL_GOODS), reader.stream(sql.SQL_RETURN_EVENTS)
    for _, (goods, events) in by_order(*streams):
        told = {
            line[0]: (1, *line[1:])
            for _, _, payload in _payloads(events, "ReturnOrderItemsReturnedEvent")
            for line in payload["Lines"]
        }
        for _, id_, *stored in goods:
            name = encode(PREFIXES["ReturnOrderLineItem"], id_)
            derived = told.get(name, (0, 0, 0, 0, 0, None, None))
            if tuple(stored) != derived:
                yield Offence(name, f"it has {tuple(stored)}, its event says {derived}")


def _payloads(events: list[Any], type_: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Id, instant and payload of the events of a type."""
    for _, id_, kind, at, text in events:
        if kind == type_:
            yield id_, at, json.loads(text)
