"""Seals: every record is as it was written, none is missing, none was added (`store/seals.py`)."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from omscli.domain.ids import CHILD_BITS, LATE, PREFIXES, child_key, encode
from omscli.services.invariants.check import Offence
from omscli.store import verify_seals as sql
from omscli.store.db import Reader
from omscli.store.seals import (
    ACTIVATED,
    GATEWAY,
    RECORDS,
    REMOVED,
    ROUTING,
    count_seal,
    fingerprint,
    record_name,
    sealed_columns,
)
from omscli.store.verify_seals import Rows
from omscli.store.verify_traces import SQL_ATTEMPTS, SQL_COUNTER_SEALS

Tables = list[tuple[str, Rows]]


def chains(reader: Reader) -> Iterator[Offence]:
    """Every order's records are the sealed ones: its chain of links, made again, ends where it ends in the store."""
    for low, high in sql.ranges(reader):
        seals = sql.seals_of(reader, low, high) if high > 0 else {}
        records = sql.records_of(reader, low, high)
        heads = {row[0]: row[1:] for row in reader.rows(sql.SQL_ROOTS, low, high)}
        for order_key in sorted(seals.keys() | records.keys()):
            try:
                yield from _order(order_key, seals.get(order_key, []), records.get(order_key, []), heads.get(order_key))
            except (TypeError, ValueError) as error:  # a text where a number belongs
                yield Offence(_name(order_key), f"its records cannot be read ({error})")
    yield from _loose(reader)


def _name(order_key: int) -> str:
    return encode(PREFIXES["Order"], child_key(order_key, 0)) if order_key > 0 else f"order key {order_key}"


def _order(order_key: int, links: Rows, tables: Tables, head: Any) -> Iterator[Offence]:
    name = _name(order_key)
    if not links:
        yield Offence(name, f"it has records in {', '.join(table for table, _ in tables)}, and no seal")
        return
    if head is None:
        yield Offence(name, "its seals are there, and the order is gone")
        return
    placed, summarized = head
    yield from _activation(name, order_key, tables)
    yield from _missing_end(name, order_key, links, placed if summarized is None else summarized)
    units = _units([link[1] for link in links], tables, child_key(order_key, placed + 1))
    yield from _chain(name, links, units)


def _missing_end(name: str, order_key: int, links: Rows, last_n: int) -> Iterator[Offence]:
    """The chain goes as far as the order's own count of its records."""
    numbered = [link[1] for link in links if link[1] != child_key(order_key, LATE)]
    if not numbered or max(numbered) != child_key(order_key, last_n):
        end = max(numbered, default=0) & LATE
        yield Offence(name, f"it has {last_n:,} records by its own count, and is sealed up to record {end:,}")


def _activation(name: str, order_key: int, tables: Tables) -> Iterator[Offence]:
    """Take a late activation back in the order's row, as far as its event says what was before."""
    found = dict(tables)
    events = found.get("events", [])
    if not events or events[-1][1] != child_key(order_key, LATE):
        return
    try:
        payload = json.loads(events[-1][-1])
    except ValueError:
        return  # its link says so
    if "OldContentHash" not in payload:
        return  # activated before there were seals
    rows = found.get("orders", [])
    for place, row in enumerate(rows):
        if row[1] == child_key(order_key, 0):
            if [row[column] for column in _ACTIVATED] != ["Activated", "Activated", payload["ContentHash"]]:
                yield Offence(name, "it is not what its activation made of it")
            before = dict(zip(_ACTIVATED, ("Draft", "Draft", payload["OldContentHash"]), strict=True))
            rows[place] = tuple(before.get(column, value) for column, value in enumerate(row))


_ACTIVATED = [sealed_columns("orders").index(column) for column in ACTIVATED.split()]


_OUT_OF_TURN = ("credit_memo_change_orders", "order_summaries")
"""Tables whose records do not stand where their own keys would put them."""


def _units(ends: list[int], tables: Tables, summary: int) -> list[Tables]:
    """The records of each link: those above the end of the link before it, by key. `summary` is the place of a record
    that the order has once and that has no number of its own; a credited change order stands with its credit memo.
    """
    order = sorted(range(len(ends)), key=ends.__getitem__)
    limits = [ends[place] for place in order]
    units: list[Tables] = [[] for _ in ends]
    beyond: Tables = []
    for table, rows in tables:
        parts: dict[int, Rows] = {}
        if table not in _OUT_OF_TURN and bisect_left(limits, rows[0][1]) == bisect_left(limits, rows[-1][1]):
            parts[bisect_left(limits, rows[0][1])] = rows  # by key, so those between are of the same link
        else:
            for row in rows:
                key = summary if table == "order_summaries" else row[2] if table in _OUT_OF_TURN else row[1]
                parts.setdefault(bisect_left(limits, key), []).append(row)
        for place, some in parts.items():
            (units[order[place]] if place < len(order) else beyond).append((table, some))
    return [*units, beyond] if beyond else units


def _chain(name: str, links: Rows, units: list[Tables]) -> Iterator[Offence]:
    before = ""
    for place, (n, _, digest) in enumerate(links):
        if n != place + 1:
            yield Offence(name, f"seal {place + 1} is gone: after it comes {n}")
            return
        if fingerprint(before, [row for _, rows in units[place] for row in rows]) != digest:
            yield Offence(name, f"seal {n} does not fit what is there: {_listed(units[place])}")
        before = digest
    for tables in units[len(links) :]:
        yield Offence(name, f"records that nothing sealed: {_listed(tables)}")


def _listed(tables: Tables) -> str:
    return ", ".join(f"{len(rows)} {table}" for table, rows in tables) or "no record"


def _loose(reader: Reader) -> Iterator[Offence]:
    """The chains of what no order caused; a unit at a time, because a chain holds all of its lane."""
    chains, there = sql.seals_of(reader, sql.FIRST, 0), sql.loose_ends(reader)
    for chain in sorted(chains, reverse=True):
        name, before, above = f"movements without an order, lane {-chain}", "", -1
        for place, (n, last_id, digest) in enumerate(chains[chain]):
            if n != place + 1:
                yield Offence(name, f"seal {place + 1} is gone: after it comes {n}")
                break
            rows = sql.loose_records(reader, list(there), chain, above, last_id)
            if fingerprint(before, rows) != digest:
                yield Offence(name, f"seal {n} does not fit the {len(rows)} records that are there up to {last_id}")
            before, above = digest, last_id
    ends = {chain: links[-1][1] for chain, links in chains.items()}
    for chain, lowest, highest in (end for table in there.values() for end in table):
        if lowest < 0 or highest > ends.get(chain, 0):
            yield Offence(f"movements without an order, lane {-chain}", "there are some that nothing sealed")


def records(reader: Reader) -> Iterator[Offence]:
    """Every record of set-up, every shopper, notice, export and stock level is as it was written."""
    sealed = dict(reader.rows(sql.SQL_COUNTS_OF_SEALS, REMOVED))
    for table, size in RECORDS.items():
        matched = 0
        for seal, name, row in sql.sealed_records(reader, table):
            matched += seal is not None
            if seal is None or seal == REMOVED:
                yield Offence(f"{table} {name}", "nothing sealed it")
            elif seal != fingerprint("", [tuple(row)]):
                yield Offence(f"{table} {name}", "it is not what was written")
        if sealed.pop(table, 0) != matched:
            there = {record_name(row[:size]) for row in reader.stream(sql.SQL_SEALED_RECORDS[table])}
            gone = (name for (name,) in reader.rows(sql.SQL_NAMES_OF_SEALS, table, REMOVED) if name not in there)
            yield from (Offence(f"{table} {name}", "its seal is there, and the record is gone") for name in gone)
    yield from _counters(reader)
    strange = sealed.keys() - {ROUTING, GATEWAY}
    yield from (Offence(table, "there is no such table, and it has seals") for table in sorted(strange))


def _counters(reader: Reader) -> Iterator[Offence]:
    for kind, prefix in ((ROUTING, "Order"), (GATEWAY, "GatewayIntent")):
        counted = {count_seal(kind, *row)[1:] for row in reader.rows(SQL_ATTEMPTS[kind])}
        sealed = {tuple(row) for row in reader.rows(SQL_COUNTER_SEALS, kind)}
        for name, _ in sorted(counted ^ sealed):
            key = int(name) << (CHILD_BITS if kind == ROUTING else 0)
            yield Offence(encode(PREFIXES[prefix], key), f"its {kind.replace('_', ' ')} are not what was counted")
