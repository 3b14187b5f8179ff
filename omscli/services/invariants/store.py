"""The store as a file: whole, consistent, ours; and no card number anywhere in it (INV-16, INV-17)."""

from __future__ import annotations

from collections.abc import Iterator

from omscli.documents.cards import ID_FIELDS, mask, spans, suspicious
from omscli.domain.ids import PREFIXES, encode
from omscli.services.invariants.check import Offence
from omscli.store.db import APPLICATION_ID, SCHEMA_VERSION, Reader
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
    """SQLite finds no damaged page, index or row."""
    for (line,) in reader.rows("PRAGMA integrity_check"):
        if line != "ok":
            yield Offence("the file", str(line))


def foreign_keys(reader: Reader) -> Iterator[Offence]:
    """Every reference leads to a record."""
    for table, row, parent, _ in reader.rows("PRAGMA foreign_key_check"):
        where = f"{table} row {row}" if row is not None else table
        yield Offence(where, f"refers to {parent}, and the record is not there")


def identity(reader: Reader) -> Iterator[Offence]:
    """The file says that it is a store of ours, of this schema."""
    for pragma, wanted in (("application_id", APPLICATION_ID), ("user_version", SCHEMA_VERSION)):
        found = reader.value(f"PRAGMA {pragma}")
        if found != wanted:
            yield Offence("the file", f"{pragma} is {found}, not {wanted}")


def card_numbers(reader: Reader) -> Iterator[Offence]:
    """No free text holds a full card number (D35)."""
    for table, fields in FIELDS.items():
        texts = [column for column, api, kind in fields if kind in ("text", "json") and api not in _IDS]
        if not texts or table in ("key_blocks", "order_identities"):
            continue
        key = next((column for column, _, _ in fields if column == "id"), texts[0])
        kind = next((kind for column, _, kind in fields if column == "id"), "")
        joined = " || '\n' || ".join(f"COALESCE({column}, '')" for column in texts)
        for record, text in reader.stream(f"SELECT {key}, {joined} FROM {table}"):  # noqa: S608 - catalog names
            for column, value in _hits(texts, text):
                yield Offence(_name(table, kind, record), f"{column} holds a card number: {value}")


def _hits(columns: list[str], text: str) -> Iterator[tuple[str, str]]:
    """The columns of a row that hold a card number, with it masked; a line break of a value joins the next column."""
    if not suspicious(text):
        return
    parts = text.split("\n")
    for at, part in enumerate(parts):
        if suspicious(part) and any(spans(part)):
            yield columns[min(at, len(columns) - 1)] if len(parts) == len(columns) else "a text", mask(part)[:60]


def _name(table: str, kind: str, record: object) -> str:
    prefix = PREFIXES.get(kind.removeprefix("id:")) if kind.startswith("id:") else None
    return encode(prefix, record) if prefix and isinstance(record, int) else f"{table} {record}"
