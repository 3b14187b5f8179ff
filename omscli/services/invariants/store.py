"""The store as a file: whole, consistent, ours; and no card number anywhere in it (INV-16, INV-17)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from omscli.documents.cards import ID_FIELDS, findings, mask, spans, suspicious
from omscli.domain.ids import PREFIXES, encode
from omscli.services.invariants.check import Offence
from omscli.store.db import Reader
from omscli.store.fields import FIELDS

_IDS = ID_FIELDS | {
    "Id",
    "ContentSha256",
    "IdempotencyKey",
    "GatewayToken",
    "AsnNumber",
    "OrderManagementReferenceIdentifier",
}


def integrity(reader: Reader) -> Iterator[Offence]:
    """The engine finds nothing damaged: no page, index, row or value."""
    yield from (Offence(where, what) for where, what in reader.damages())


def foreign_keys(reader: Reader) -> Iterator[Offence]:
    """Every reference leads to a record."""
    yield from (Offence(where, what) for where, what in reader.orphans())


def identity(reader: Reader) -> Iterator[Offence]:
    """The store says that it is one of ours, of this schema."""
    for name, found, wanted in reader.identity():
        if found != wanted:
            yield Offence("the store", f"{name} is {found}, not {wanted}")


def card_numbers(reader: Reader) -> Iterator[Offence]:
    """No free text holds a full card number (D35)."""
    for table, fields in FIELDS.items():
        texts = [(column, kind) for column, api, kind in fields if kind in ("text", "json") and not _typed(column, api)]
        if not texts or table in ("key_blocks", "order_identities", "seals", "record_seals"):
            continue
        key, kind = next(((column, kind) for column, _, kind in fields if column == "id"), (texts[0][0], ""))
        columns = ", ".join(column for column, _ in texts)
        for record, *values in _suspects(reader.stream(f"SELECT {key}, {columns} FROM {table}")):  # noqa: S608 - catalog names
            yield from (Offence(_name(table, kind, record), what) for what in _hits(texts, values))


def _suspects(rows: Iterable[Any]) -> Iterator[Any]:
    """The records of which a text has 13 digits in a row; a record's texts come after its key."""
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        if _may_hold(chain.from_iterable(row[1:] for row in some)):
            yield from (row for row in some if _may_hold(row[1:]))


_AT_ONCE = 50
"""Records that are looked at together: hardly any has 13 digits in a row."""


def _may_hold(texts: Iterable[str | None]) -> bool:
    return suspicious("\0".join(filter(None, texts)))  # NUL is no gap of a number, so no two texts join


def _typed(column: str, api: str) -> bool:
    return api in _IDS or column.endswith(("_hash", "_sha256"))


def _hits(columns: list[tuple[str, str]], values: list[str | None]) -> Iterator[str]:
    for (column, kind), value in zip(columns, values, strict=True):
        if value and kind == "json":
            yield from (f"{column} holds a card number: {masked}" for _, masked in findings(json.loads(value)))
        elif value and any(spans(value)):
            yield f"{column} holds a card number: {mask(value)[:60]}"


def _name(table: str, kind: str, record: object) -> str:
    prefix = PREFIXES.get(kind.removeprefix("id:")) if kind.startswith("id:") else None
    return encode(prefix, record) if prefix and isinstance(record, int) else f"{table} {record}"
