"""The words that `tables.py` declares columns with: one function per kind of value, each saying how it is shown.

A column's `info` carries what the rest of the product needs to know of it: `kind` (how the value is written in JSON)
and `api` (its Salesforce API name; empty for what is ours alone). Only `tables.py` and `generate.py` may import this.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Text
from sqlmodel import Field

_LONG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits in both engines; `INTEGER` in SQLite so that a lone key column is the row id itself."""
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared and ordered byte by byte in both engines, whatever language a server's database speaks."""


PARTITION = {"sqlite_with_rowid": False}
"""Table option of an order's records: clustered by (order_key, id), so that reading an order needs no second index."""


def found_by(column: str) -> dict[str, Any]:
    """Table option of what leads to an order from outside, where a store is split by order: it is split by this."""
    return {**PARTITION, "info": {"partition": column}}


def _field(type_: Any, *args: Any, kind: str, null: bool, api: str | None, doc: str | None, **column: Any) -> Any:
    info = {"kind": kind, "api": api}
    required = not null and "default" not in column
    field: dict[str, Any] = {} if required else {"default": column.pop("default", None)}
    default = field.get("default")
    if default is not None:
        column["server_default"] = str(default)
    return Field(**field, sa_column=Column(type_, *args, nullable=null, comment=doc, info=info, **column))


def order_key() -> Any:
    """The order that the record belongs to; leads the key, so that an order's records stay together."""
    return _field(_LONG, kind="order_key", null=False, api="", doc=None, primary_key=True, autoincrement=False)


def key(api_object: str) -> Any:
    """A record's own key, shown as the id of that object (`any:COLUMN`: the object is named there)."""
    kind = api_object if api_object.startswith("any:") else f"id:{api_object}"
    return _field(_LONG, kind=kind, null=False, api="Id", doc=None, primary_key=True, autoincrement=False)


def root_key(api_object: str) -> Any:
    """The key of a record that an order has once: always `order_key << 20`."""
    return _field(_LONG, kind=f"id:{api_object}", null=False, api="Id", doc=None)


def pointer(api_object: str, *, null: bool = False, api: str | None = None) -> Any:
    """A reference to a record of the same order without a foreign key, where the two tables refer to each other."""
    return _field(_LONG, kind=f"id:{api_object}", null=null, api=api, doc=None)


def own_key(api_object: str) -> Any:
    """The key of a set-up record: a small whole number."""
    return _field(_LONG, kind=f"id:{api_object}", null=False, api="Id", doc=None, primary_key=True, autoincrement=False)


def link(table: str, api_object: str, *, null: bool = False, api: str | None = None, doc: str | None = None) -> Any:
    """A reference to another record of the same order; the foreign key is (order_key, this column)."""
    field = _field(_LONG, kind=f"id:{api_object}", null=null, api=api, doc=doc)
    field.sa_column.info["link"] = table
    return field


def ref(table: str, api_object: str, *, null: bool = False, api: str | None = None, primary: bool = False) -> Any:
    """A reference to a set-up record."""
    target = ForeignKey(f"{table}.id")
    return _field(
        _LONG, target, kind=f"id:{api_object}", null=null, api=api, doc=None, primary_key=primary, autoincrement=False
    )


def any_link(kind_column: str, *, null: bool = False, api: str | None = None) -> Any:
    """A reference to a record whose object is named in the column `kind_column`."""
    return _field(_LONG, kind=f"any:{kind_column}", null=null, api=api, doc=None)


def money(*, null: bool = False, api: str | None = None, doc: str | None = None, default: int | None = 0) -> Any:
    """An amount in minor units of the record's currency, or of its order's."""
    extra: dict[str, Any] = {} if null or default is None else {"default": default}
    return _field(_LONG, kind="money", null=null, api=api, doc=doc, **extra)


def units(*, null: bool = False, api: str | None = None, doc: str | None = None) -> Any:
    """A whole number of units, 0 unless said otherwise."""
    extra: dict[str, Any] = {} if null else {"default": 0}
    return _field(_LONG, kind="quantity", null=null, api=api, doc=doc, **extra)


def count(*, null: bool = False, api: str | None = None, default: int | None = None, doc: str | None = None) -> Any:
    """A plain whole number."""
    extra: dict[str, Any] = {} if default is None else {"default": default}
    return _field(_LONG, kind="count", null=null, api=api, doc=doc, **extra)


def count_key() -> Any:
    """A whole number that is part of the primary key."""
    return _field(_LONG, kind="count", null=False, api="", doc=None, primary_key=True, autoincrement=False)


def text(*, null: bool = False, api: str | None = None, unique: bool = False, doc: str | None = None) -> Any:
    """Text; required unless `null`."""
    return _field(_TEXT, kind="text", null=null, api=api, doc=doc, unique=unique)


def text_key(*, api: str | None = None) -> Any:
    """Text that is (part of) the primary key."""
    return _field(_TEXT, kind="text", null=False, api=api, doc=None, primary_key=True)


def flag(*, api: str | None = None, default: int = 0, doc: str | None = None) -> Any:
    """True or false as 1 or 0, the same in both engines."""
    return _field(Integer, kind="flag", null=False, api=api, doc=doc, default=default)


def instant(*, null: bool = False, api: str | None = None) -> Any:
    """A point in time: UTC milliseconds since 1970."""
    return _field(_LONG, kind="instant", null=null, api=api, doc=None)


def day(*, null: bool = False, api: str | None = None) -> Any:
    """A calendar date as `YYYY-MM-DD`."""
    return _field(_TEXT, kind="text", null=null, api=api, doc=None)


def exact_rate(*, null: bool = True, api: str | None = None) -> Any:
    """An exact decimal as text, shown as a JSON number."""
    return _field(_TEXT, kind="rate", null=null, api=api, doc=None)


def degrees(*, api: str | None = None) -> Any:
    """A coordinate in millionths of a degree, shown in degrees."""
    return _field(Integer, kind="degrees", null=True, api=api, doc=None)


def json_text(*, api: str | None = None) -> Any:
    """A JSON document as text; custom fields (`…__c`) are spread into the record when it is shown."""
    return _field(_TEXT, kind="json", null=True, api=api, doc=None)


def at_least_zero(*names: str) -> list[CheckConstraint]:
    """CHECKs that repeat in the store what must never break in the rules."""
    return [CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in names]


def rule(name: str, condition: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(condition, name=name)
