"""Seals: what a unit of work wrote is hashed, so that `oms verify` finds any of it that is not as it was written.

Every order has a chain of its own, so orders stay independent of each other. A unit of work that adds records to an
order adds one link: a digest over the digest of the link before it and the new records, in the order of their tables'
names and their keys. A record that belongs to no single order has a seal of its own, made anew whenever it changes.

The digest is BLAKE2b with 16 bytes, in hexadecimal, of a list of text (the digest before) and tuples (the records),
each of whole numbers, texts and nulls, in the encoding of Python's `marshal` version 2: a byte for the kind, then
`i` 4 bytes, `l` a count of 15-bit digits and those, `u` a length and UTF-8, `N` nothing, `(` and `[` a count and the
items; all little-endian. It knows no engine, no file and no connection, so a copy of a store has the same seals.

Columns that a statement changes later (`CHANGING`) are left out: they are derived from what is sealed, and the other
invariants derive them again. Without a secret this finds damage, not a forger who makes the seals anew.
"""

from __future__ import annotations

from _blake2 import blake2b  # what `hashlib` hands out, without its 3 ms of OpenSSL
from collections.abc import Callable, Iterable, Mapping, Sequence
from marshal import dumps
from operator import itemgetter
from typing import Any

from omscli.domain.ids import CHILD_BITS
from omscli.store.db import Value, Writer
from omscli.store.keys import lane_of
from omscli.store.rows import INSERTS, Row

CHANGING: dict[str, str] = {
    "payments": "applied_amount refunded_amount balance order_payment_summary_id",
    "payment_authorizations": "captured_amount reversed_amount order_payment_summary_id",
    "order_payment_summaries": (
        "pending_authorization_amount authorization_amount pending_reverse_auth_amount authorization_reversal_amount"
        " pending_capture_amount captured_amount pending_refund_amount refunded_amount balance_amount"
        " last_payment_gateway_log_id last_payment_gateway_message"
    ),
    "order_summaries": (
        "status is_suspended active_process_exception_count routing_attempts approved_date"
        " total_product_amount total_product_tax_amount total_adjusted_product_amount"
        " total_adjusted_product_tax_amount total_product_adj_dist_amount total_product_adj_dist_tax_amount"
        " total_delivery_amount total_delivery_tax_amount total_adjusted_delivery_amount"
        " total_adjusted_delivery_tax_amount total_delivery_adj_dist_amount total_delivery_adj_dist_tax_amount"
        " total_fee_amount total_fee_tax_amount total_adjusted_fee_amount total_adjusted_fee_tax_amount"
        " total_fee_adj_dist_amount total_fee_adj_dist_tax_amount total_amount total_tax_amount grand_total_amount"
        " order_product_line_count last_n"
    ),
    "order_item_summaries": (
        "status quantity_ordered quantity_canceled quantity_allocated quantity_shipped quantity_fulfilled"
        " quantity_return_initiated quantity_returned quantity_reshipped total_line_amount allocated_line_amount"
        " fulfilled_line_amount returned_line_amount total_line_tax_amount total_line_adjustment_amount"
        " total_line_adjustment_tax_amount total_adjustment_dist_amount total_adjustment_dist_tax_amount"
    ),
    "order_item_adjustment_summaries": "amount allocated_amount fulfilled_amount returned_amount ahead_amount",
    "order_item_tax_summaries": "amount allocated_amount fulfilled_amount returned_amount ahead_amount",
    "order_delivery_group_summaries": (
        "delivery_method_id deliver_to_name deliver_to_street deliver_to_city deliver_to_state deliver_to_postal_code"
        " deliver_to_country email_address phone_number is_gift gift_message delivery_instructions"
        " desired_delivery_date promised_delivery_date total_line_amount total_line_tax_amount total_adjustment_amount"
        " total_adjustment_tax_amount"
    ),
    "order_adjustment_group_summaries": "total_amount total_tax_amount",
    "fulfillment_orders": (
        "status status_category export_id closed_date item_count total_product_amount total_product_tax_amount"
        " total_adjustment_amount total_adjustment_tax_amount total_delivery_amount total_delivery_tax_amount"
        " total_delivery_adjust_amount total_delivery_adjust_tax_amount total_fee_amount total_fee_tax_amount"
        " total_fee_adjust_amount total_fee_adjust_tax_amount total_amount total_tax_amount grand_total_amount"
        " invoice_id"
    ),
    "fulfillment_order_items": (
        "quantity shipped_quantity total_line_amount total_line_tax_amount total_adjustment_amount"
        " total_adjustment_tax_amount"
    ),
    "fulfillment_order_item_adjustments": "amount",
    "fulfillment_order_item_taxes": "amount",
    "invoices": "balance net_payments_applied net_credits_applied",
    "credit_memos": "balance total_credit_amount_applied",
    "return_orders": (
        "status status_category closed_date total_product_amount total_product_tax_amount total_adjustment_amount"
        " total_adjustment_tax_amount total_delivery_amount total_delivery_tax_amount total_fee_amount"
        " total_fee_tax_amount total_amount total_tax_amount grand_total_amount"
    ),
    "return_order_items": (
        "change_order_item_id quantity_received quantity_rejected quantity_returned quantity_canceled"
        " reason_for_rejection processing_plan is_processed total_line_amount total_line_tax_amount"
        " total_adjustment_amount total_adjustment_tax_amount"
    ),
    "gateway_intents": "state attempts answered_date",
    "credit_accounts": "balance reserved_amount",
    "process_exceptions": "status status_category resolved_date",
    "stock": "on_hand reserved",
    "exports": "content",  # changed by nobody, but long, and `content_sha256` is sealed
}
"""Table → the columns that are not sealed: a test holds it equal to what the statements of the store change."""

ACTIVATED = "status status_code content_hash"
"""What a late activation changes of an order: it is sealed as it was placed, and the event of the activation says both
(`services/place.py`)."""

RECORDS: dict[str, int] = {
    "accounts": 1,
    "asns": 1,
    "contacts": 1,
    "credit_accounts": 1,
    "delivery_methods": 1,
    "exports": 1,
    "location_group_assignments": 1,
    "location_groups": 1,
    "locations": 1,
    "payment_gateway_providers": 1,
    "payment_gateways": 1,
    "pricebook_entries": 1,
    "pricebooks": 1,
    "products": 1,
    "reason_codes": 2,
    "sales_channels": 1,
    "schema_history": 1,
    "settings": 1,
    "stock": 2,
}
"""Table whose records have a seal each → how many of its first columns are its key."""

ROUTING, GATEWAY = "routing_attempts", "gateway_attempts"
"""Kinds of seals of two counters that nothing else tells: of an order's failed routings, of a gateway call's tries."""

REMOVED = "removed"
"""Where a digest was, when the record was taken away: its key was given out."""

DERIVED = ("currencies", "key_blocks", "order_identities", "record_kinds")
"""Tables that need no seal: every row of them follows from the program or from sealed rows, and a test damages each."""


UNSEALED = ("runs", "runs_files", "runs_units")
"""The run ledger: it is about the work of the program, not about the shop, and no state hash includes it either."""


def columns_of(table: str) -> list[str]:
    """The table's columns in their order."""
    return INSERTS[table].split("(", 1)[1].split(")", 1)[0].split(", ")


def sealed_columns(table: str) -> list[str]:
    """The columns that are sealed: what no statement changes, or what every change seals again."""
    changing = CHANGING.get(table, "").split()
    return [column for column in columns_of(table) if column not in changing]


CHAINED = tuple(
    table for table in sorted(INSERTS) if columns_of(table)[0] == "order_key" and table not in (*RECORDS, "seals")
)
"""Tables whose records are sealed in the chain of their order."""

SQL_LAST_SEALS = """
SELECT s.order_key, s.n, s.digest
FROM (SELECT order_key, MAX(n) AS n FROM seals WHERE order_key IN :list GROUP BY order_key) l
JOIN seals s ON s.order_key = l.order_key AND s.n = l.n
"""
SQL_SEAL_RECORD = """
INSERT INTO record_seals (kind, record, digest) VALUES (?, ?, ?)
ON CONFLICT (kind, record) DO UPDATE SET digest = excluded.digest
"""
SQL_SEALED_RECORD = {
    table: f"SELECT {', '.join(sealed_columns(table))} FROM {table} "  # noqa: S608 - names of the declaration
    f"WHERE {' AND '.join(f'{column} = ?' for column in columns_of(table)[:size])}"
    for table, size in RECORDS.items()
}
"""Table → what is sealed of one record, by its key."""

Pick = Callable[[Any], Any]
_second: Pick = itemgetter(1)


def fingerprint(before: str, records: Sequence[Any]) -> str:
    """The digest of records behind a digest."""
    return blake2b(dumps([before, *records], 2), digest_size=16).hexdigest()


def record_name(key: Iterable[object]) -> str:
    """How `record_seals` calls a record."""
    return " ".join(map(str, key))


def seal(writer: Writer, inserts: Mapping[str, Sequence[Row]], statements: Mapping[str, Sequence[Any]]) -> None:
    """Seal what a unit of work wrote, in its transaction; the statements have run."""
    _seal_orders(writer, inserts)
    _seal_records(writer, inserts)
    for sql, values in statements.items():
        changed = changed_records(sql)
        if changed is not None:
            table, keys = changed
            reseal(writer, table, sorted({tuple(row[keys]) for row in values}))


def _seal_orders(writer: Writer, inserts: Mapping[str, Sequence[Row]]) -> None:
    units: dict[Any, list[Row]] = {}
    for table in CHAINED:
        rows = inserts.get(table)
        if not rows:
            continue
        pick = _picked(table)
        for row in sorted(rows) if len(rows) > 1 else rows:
            key = row[0] or loose_chain(row[1])
            unit = units.get(key)
            if unit is None:
                unit = units[key] = []
            unit.append(row if pick is None else pick(row))
    if not units:
        return
    placed = {row[0] for row in inserts.get("orders", ()) if row[1] == row[0] << CHILD_BITS}  # type: ignore[operator]
    known = [key for key in units if key not in placed]
    last = {key: (n, digest) for key, n, digest in writer.rows(SQL_LAST_SEALS, known)} if known else {}
    links: list[Row] = []
    for key, unit in units.items():
        n, digest = last.get(key, _NONE)
        links.append((key, n + 1, max(map(_second, unit)), fingerprint(digest, unit)))
    writer.insert("seals", links)


_NONE = (0, "")
"""The link before the first."""


def loose_chain(key: Any) -> int:
    """The chain of a record that no order caused: one for each lane of keys, so that no process waits for another."""
    return -lane_of(key)


def _seal_records(writer: Writer, inserts: Mapping[str, Sequence[Row]]) -> None:
    seals: list[Row] = []
    for table, size in RECORDS.items():
        rows = inserts.get(table)
        if rows:
            pick = _picked(table)
            seals += [
                (table, record_name(row[:size]), fingerprint("", [row if pick is None else pick(row)])) for row in rows
            ]
    if seals:
        writer.insert("record_seals", seals)


def reseal(writer: Writer, table: str, keys: Iterable[tuple[Value, ...]]) -> None:
    """Seal records anew, given by their keys; the seal of one that is gone says so."""
    seals: list[tuple[str, str, str]] = []
    for key in keys:
        row = writer.row(SQL_SEALED_RECORD[table], *key)
        seals.append((table, record_name(key), REMOVED if row is None else fingerprint("", [tuple(row)])))
    if seals:
        writer.run(SQL_SEAL_RECORD, seals)


def count_seal(kind: str, key: int, counted: int) -> tuple[str, str, str]:
    """The values of `SQL_SEAL_RECORD` for a counter (`ROUTING`, `GATEWAY`) that counts."""
    return kind, str(key), fingerprint("", [(key, counted)])


def changed_records(sql: str) -> tuple[str, slice] | None:
    """The table of sealed records that a statement changes, and where its values hold a record's key; None when it
    changes nothing that is sealed.
    """
    verb, *rest = sql.split(None, 3)
    table = rest[0] if verb == "UPDATE" else rest[1]
    size = RECORDS.get(table)
    if size is None or (verb == "UPDATE" and not changed_columns(sql, sealed_columns(table))):
        return None
    return table, slice(size) if verb == "INSERT" else slice(-size, None)


def changed_columns(sql: str, columns: Iterable[str]) -> list[str]:
    """Which of these columns an UPDATE sets."""
    part = " ".join(sql.split()).split(" SET", 1)[1].rsplit(" WHERE ", 1)[0]
    return [column for column in columns if f" {column} = " in part]


_picks: dict[str, Pick | None] = {}


def _picked(table: str) -> Pick | None:
    """What takes the sealed columns out of a row; None where all are."""
    if table not in _picks:
        columns = columns_of(table)
        places = [place for place, column in enumerate(columns) if column in sealed_columns(table)]
        _picks[table] = itemgetter(*places) if len(places) < len(columns) else None
    return _picks[table]
