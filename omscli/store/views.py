"""Views for people who open a store with `sqlite3`: real names, ids, decimal amounts and readable times.

`SELECT * FROM OrderSummary` shows what `oms list summaries` shows. `Id` has 15 characters here (the checksum is left
out), which every command takes; a reference to another record is its `Key`, to join by. Only `generate.py` imports
this: the views are part of the generated DDL, and kept short, since SQLite reads them whenever it opens a store.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table

from omscli.domain.ids import ALPHABET, PREFIXES

_DIGITS = 9
"""Base-62 digits that are shown of a key: enough for 12 billion orders; those before them are 0."""


def views(tables: list[Table], api_name: Callable[[Any], str]) -> list[str]:
    """The CREATE VIEW statement of every table that has a record kind of its own."""
    found: dict[str, str] = {}
    for table in tables:
        key = table.columns.get("id")
        kind = str(key.info["kind"]).partition(":")[2] if key is not None else ""
        if table.name == "payment_methods":
            kind = "PaymentMethod"
        if kind and kind not in found and table.name != "credit_memo_change_orders":
            found[kind] = _view(kind, table, api_name)
    return list(found.values())


def _view(kind: str, table: Table, api_name: Callable[[Any], str]) -> str:
    columns = ["t.id Key"] if "id" in table.columns else []
    columns += [f"{_shown(column)} {name}" for column in table.columns if (name := api_name(column))]
    source = f"{table.name} t"
    if any(column.info["kind"] == "money" for column in table.columns):
        currency = "t.currency_iso_code"
        if "currency_iso_code" not in table.columns:
            source += " JOIN orders o ON o.order_key = t.order_key AND o.related_order_id IS NULL"
            currency = "o.currency_iso_code"
        source += f" JOIN currencies c ON c.code = {currency}"
    source += f" JOIN (SELECT '{ALPHABET}' d)"
    return f'CREATE VIEW "{kind}" AS SELECT {", ".join(columns)} FROM {source}'


def _shown(column: Any) -> str:
    kind, value = str(column.info["kind"]), f"t.{column.name}"
    if kind == "money":  # text, never a float: whole units, then the currency's digits
        digits = f"(abs({value})/c.parts)||'.'||substr(c.parts+abs({value})%c.parts,2)"
        return f"iif(c.parts=1,{value},substr('-',1,{value}<0)||{digits})"
    if column.name == "id" and kind.startswith("id:"):
        return _id(f"'{PREFIXES[kind[3:]]}", value)
    if column.name == "id":
        return _id(f"(SELECT key_prefix FROM record_kinds WHERE name=t.{kind[4:]})||'", value)
    if kind == "instant":
        return f"strftime('%Y-%m-%dT%H:%M:%S',{value}/1000,'unixepoch')||printf('.%03dZ',{value}%1000)"
    return value


def _id(prefix: str, value: str) -> str:
    powers = [62**place for place in reversed(range(_DIGITS))]
    digits = "||".join(f"substr(d,{value}/{power}%62+1,1)" for power in powers)
    return f"{prefix}{'0' * (12 - _DIGITS)}'||{digits}"
