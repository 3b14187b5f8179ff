"""What changes left a trace: an event, a log, a file or a counter that says the same once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import EXPONENTS
from omscli.domain.numbers import order_number
from omscli.services.invariants.check import Offence, by_order
from omscli.store import verify_traces as sql
from omscli.store.db import Reader
from omscli.store.keys import WIDTH, key_after, lane_of, row_of
from omscli.store.rows import INSERTS
from omscli.store.seals import REMOVED, UNSEALED
from omscli.store.verify_fulfillment import SQL_EXPORTS
from omscli.store.verify_orders import SQL_LOST_NUMBERS


def identities(reader: Reader) -> Iterator[Offence]:
    """An identifier that is unique in the store and a number that the file gave lead to their order."""
    for order_key, id_, external, number, found, numbered in reader.stream(SQL_LOST_NUMBERS):
        if external is not None and not found:
            yield Offence(encode(PREFIXES["Order"], id_), f"the identifier {external} does not lead to it")
        if number != order_number(order_key) and not numbered:
            yield Offence(encode(PREFIXES["Order"], id_), f"the number {number} does not lead to it")


def resolutions(reader: Reader) -> Iterator[Offence]:
    """A process exception is settled when and as its event says, and active when none does."""
    streams = reader.stream(sql.SQL_EXCEPTIONS), reader.stream(sql.SQL_RESOLUTIONS)
    for _, (exceptions, events) in by_order(*streams):
        told = {}
        for _, at, text in events:
            payload = json.loads(text)
            status = payload.get("Status", "Resolved")
            told[payload["ProcessExceptionNumber"]] = (status, _SETTLED.get(status), at)
        for _, id_, number, *stored in exceptions:
            derived = told.get(number, ("New", "ACTIVE", None))
            if tuple(stored) != derived:
                what = f"it is {stored[0]} ({stored[1]}), its event says {derived[0]}, or another time"
                yield Offence(encode(PREFIXES["ProcessException"], id_), what)


_SETTLED = {"Resolved": "RESOLVED", "Ignored": "INACTIVE"}


def exported(reader: Reader) -> Iterator[Offence]:
    """Each fulfillment order of a hand-over stands in its file, and the file holds as many as it says."""
    orders = groupby(reader.stream(sql.SQL_EXPORTED), key=itemgetter(0))
    first: set[str] = set()
    head = next(orders, None)
    for _, id_, content, _, count, file_name in reader.stream(SQL_EXPORTS):
        number = file_name.partition(".")[0]
        rows: list[Any] = []
        while head and head[0] <= id_:  # what refers to no export is found by its foreign key
            rows = list(head[1]) if head[0] == id_ else rows
            head = next(orders, None)
        for _, _, key, name in rows:
            if f'"{name}"' not in content and f"{name}," not in content:
                yield Offence(encode(PREFIXES["FulfillmentOrder"], key), f"it does not stand in {file_name}")
        if number not in first and len(rows) != count:
            yield Offence(encode(PREFIXES["Export"], id_), f"ItemCount is {count}, and {len(rows)} were handed over")
        first.add(number)


def keys(reader: Reader) -> Iterator[Offence]:
    """Keys are given out one after the other, so the next free one tells how many there were; no order is gone."""
    free = {(name.partition("/")[0], int(name.partition("/")[2] or 0)): key for name, key in reader.rows(sql.SQL_KEYS)}
    last: dict[tuple[str, int], int] = {}
    tables = (table for table in INSERTS if "(id," in INSERTS[table] and table not in UNSEALED)
    kinds = {*sql.SQL_HIGHEST, *tables}
    for kind in sorted(kinds):
        query = sql.SQL_HIGHEST.get(kind) or sql.highest(kind)
        removed = [int(name) for (name,) in reader.rows(sql.SQL_REMOVED, kind, REMOVED) if name.isdigit()]
        for highest, count in [*reader.rows(query), *((key, 0) for key in removed)]:
            place = kind, lane_of(highest)
            last[place] = max(last.get(place, 0), highest)
            if kind == "orders" and count != highest % WIDTH:
                yield Offence(f"orders up to {highest}", f"{highest % WIDTH} were numbered, and {count} are there")
    for place in sorted(free.keys() | last.keys()):
        name, following, given = f"key_blocks {row_of(*place)}", free.get(place), last.get(place)
        if place[0] not in kinds:
            yield Offence(name, "there is no such kind")
        elif given is None or following != key_after(given):
            yield Offence(name, f"the next key is {following}, and the last that was given out is {given}")


def constants(reader: Reader) -> Iterator[Offence]:
    """The tables that repeat what the program knows, for the views, say the same."""
    currencies = {code: 10**digits for code, digits in EXPONENTS.items()}
    for table, query, known in (
        ("currencies", sql.SQL_CURRENCIES, currencies),
        ("record_kinds", sql.SQL_RECORD_KINDS, PREFIXES),
    ):
        found = dict(reader.rows(query))
        for name in sorted(map(str, found.keys() | known.keys())):
            if found.get(name) != known.get(name):
                yield Offence(f"{table} {name}", f"it is {found.get(name)}, not {known.get(name)}")
