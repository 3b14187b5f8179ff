"""Seal all that is in a store which was written before there were seals, or whose sealed columns became others."""

from __future__ import annotations

from itertools import islice

from omscli.domain.ids import LATE, child_key
from omscli.store.db import Writer
from omscli.store.rows import Row
from omscli.store.seals import RECORDS, SQL_SEAL_RECORD, columns_of, count_seal, fingerprint, reseal
from omscli.store.verify_seals import FIRST, LAST, SQL_ORDERS, Rows, loose_ends, loose_records, ranges, records_of
from omscli.store.verify_traces import SQL_ATTEMPTS

SQL_NO_SEALS = "DELETE FROM seals WHERE order_key >= ?"


def seal_everything(writer: Writer) -> None:
    """One link for all that an order has, and one for a late activation; a seal for each other record."""
    writer.run(SQL_NO_SEALS, [(FIRST,)])
    for low, high in ranges(writer, SQL_ORDERS):
        links: list[Row] = []
        for order_key, tables in records_of(writer, low, high).items():
            late = child_key(order_key, LATE)
            records = [row for _, rows in tables for row in rows if row[1] != late]
            activation = [row for _, rows in tables for row in rows if row[1] == late]
            links += _links(order_key, [part for part in (records, activation) if part])
        writer.insert("seals", links)
    ends = loose_ends(writer)
    for chain in sorted({chain for table in ends.values() for chain, _, _ in table}):
        writer.insert("seals", _links(chain, [loose_records(writer, list(ends), chain, FIRST, LAST)]))
    for table, size in RECORDS.items():
        keys = f"SELECT {', '.join(columns_of(table)[:size])} FROM {table}"  # noqa: S608 - names of the declaration
        all_keys = iter(writer.rows(keys))
        while some := list(islice(all_keys, 1000)):
            reseal(writer, table, map(tuple, some))
    for kind, sql in SQL_ATTEMPTS.items():
        writer.run(SQL_SEAL_RECORD, [count_seal(kind, *row) for row in writer.rows(sql)])


def _links(order_key: int, units: list[Rows]) -> list[Row]:
    links: list[Row] = []
    digest = ""
    for n, records in enumerate(units, 1):
        digest = fingerprint(digest, records)
        links.append((order_key, n, max(row[1] for row in records), digest))
    return links
