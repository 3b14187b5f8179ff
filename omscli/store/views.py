"""Views for people who open a store with `sqlite3` or `psql`: real names, ids, decimal amounts and readable times.

`SELECT * FROM OrderSummary` shows what `oms list summaries` shows. `Id` has 15 characters here (the checksum is left
out), which every command takes; a reference to another record is its `Key`, to join by. Only `generate.py` imports
this: the views are part of the generated DDL, and kept short, since SQLite reads them whenever it opens a store. In
PostgreSQL the names want quotation marks there: `SELECT "GrandTotalAmount" FROM "OrderSummary"`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table

from omscli.domain.ids import ALPHABET, PREFIXES

_DIGITS = 9
"""Base-62 digits that are shown of a key: enough for 12 billion orders; those before them are 0."""


def views(tables: list[Table], api_name: Callable[[Any], str], engine: str) -> list[str]:
    """The CREATE VIEW statement of every table that has a record kind of its own; `engine` is sqlite or postgresql."""
    found: dict[str, str] = {}
    for table in tables:
        key = table.columns.get("id")
        kind = str(key.info["kind"]).partition(":")[2] if key is not None else ""
        if table.name == "payment_methods":
            kind = "PaymentMethod"
        if kind and kind not in found and table.name != "credit_memo_change_orders":
            found[kind] = _view(kind, table, api_name, _ENGINES[engine])
    return list(found.values())


class _Sqlite:
    """How the values are written in SQLite's SQL."""

    alphabet = f" JOIN (SELECT '{ALPHABET}' d)"

    @staticmethod
    def name(name: str) -> str:
        return name

    @staticmethod
    def digit(place: str) -> str:
        return f"substr(d,{place},1)"

    @staticmethod
    def money(value: str) -> str:
        digits = f"(abs({value})/c.parts)||'.'||substr(c.parts+abs({value})%c.parts,2)"
        return f"iif(c.parts=1,{value},substr('-',1,{value}<0)||{digits})"

    @staticmethod
    def instant(value: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%S',{value}/1000,'unixepoch')||printf('.%03dZ',{value}%1000)"


class _Postgresql:
    """How the values are written in PostgreSQL's SQL."""

    alphabet = f" CROSS JOIN (SELECT '{ALPHABET}' d) a"

    @staticmethod
    def name(name: str) -> str:
        return f'"{name}"'

    @staticmethod
    def digit(place: str) -> str:
        return f"substr(d,({place})::int,1)"

    @staticmethod
    def money(value: str) -> str:
        digits = f"(abs({value})/c.parts)||'.'||substr((c.parts+abs({value})%c.parts)::text,2)"
        return f"CASE WHEN c.parts=1 THEN {value}::text ELSE CASE WHEN {value}<0 THEN '-' ELSE '' END||{digits} END"

    @staticmethod
    def instant(value: str) -> str:
        time = f"timestamp '1970-01-01'+{value}*interval '1 millisecond'"
        return f"""to_char({time},'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


_Engine = type[_Sqlite] | type[_Postgresql]
_ENGINES: dict[str, _Engine] = {"sqlite": _Sqlite, "postgresql": _Postgresql}


def _view(kind: str, table: Table, api_name: Callable[[Any], str], engine: _Engine) -> str:
    columns = [f"t.id {engine.name('Key')}"] if "id" in table.columns else []
    columns += [
        f"{_shown(column, engine)} {engine.name(name)}" for column in table.columns if (name := api_name(column))
    ]
    source = f"{table.name} t"
    if any(column.info["kind"] == "money" for column in table.columns):
        currency = "t.currency_iso_code"
        if "currency_iso_code" not in table.columns:
            source += " JOIN orders o ON o.order_key = t.order_key AND o.related_order_id IS NULL"
            currency = "o.currency_iso_code"
        source += f" JOIN currencies c ON c.code = {currency}"
    source += engine.alphabet
    return f'CREATE VIEW "{kind}" AS SELECT {", ".join(columns)} FROM {source}'


def _shown(column: Any, engine: _Engine) -> str:
    kind, value = str(column.info["kind"]), f"t.{column.name}"
    if kind == "money":  # text, never a float: whole units, then the currency's digits
        return engine.money(value)
    if column.name == "id" and kind.startswith("id:"):
        return _id(f"'{PREFIXES[kind[3:]]}", value, engine)
    if column.name == "id":
        return _id(f"(SELECT key_prefix FROM record_kinds WHERE name=t.{kind[4:]})||'", value, engine)
    if kind == "instant":
        return engine.instant(value)
    return value


def _id(prefix: str, value: str, engine: _Engine) -> str:
    powers = [62**place for place in reversed(range(_DIGITS))]
    digits = "||".join(engine.digit(f"{value}/{power}%62+1") for power in powers)
    return f"{prefix}{'0' * (12 - _DIGITS)}'||{digits}"
