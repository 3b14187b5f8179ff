"""A `Setup` as TOML: sorted, stable, one line a price or stock level, ready to be applied to another store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any

import tomli_w

from omscli.documents.setup.model import LISTS, Setup

_TITLE = "# The set-up of an oms store, as `oms setup export` wrote it; `oms setup apply` takes it.\n"


def write_setup(setup: Setup) -> str:
    """The whole set-up; records by name, fields in the order of the model, what has its default left out."""
    parts = [_TITLE]
    for name in ("flow", "fraud"):
        table = getattr(setup, name)
        if table is not None:
            parts.append(_section(f"[{name}]", _given(table, every=True)))
    for name in ("status_labels", "reasons"):
        table = getattr(setup, name)
        if table:
            parts.append(_section(f"[{name}]", table.items()))
    for name, (_, named_by) in LISTS.items():
        records = getattr(setup, name)
        for record in sorted(records, key=lambda record: getattr(record, named_by)):
            given = [pair for pair in _given(record) if pair[0] != "prices"]
            parts.append(_section(f"[[{name}]]", given))
            if name == "price_books" and record.prices:
                parts.append(_section(f"[{name}.prices]", sorted(record.prices.items())))
    for location, levels in sorted(setup.opening_stock.items()):
        rows = [(sku, dict(_given(level, every=True))) for sku, level in sorted(levels.items())]
        parts.append(_section(f"[opening_stock.{_key(location)}]", rows))
    return "\n".join(parts)


def _given(record: Any, *, every: bool = False) -> list[tuple[str, Any]]:
    """The fields of a record that say more than their default."""
    pairs = []
    for field in fields(record):
        value = getattr(record, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if value is not None and (every or value != default):
            pairs.append((field.name, value))
    return pairs


def _section(header: str, pairs: Iterable[tuple[str, Any]]) -> str:
    return "\n".join([header, *(f"{_key(name)} = {_value(value)}" for name, value in pairs), ""])


def _key(name: str) -> str:
    return tomli_w.dumps({name: 0}).removesuffix(" = 0\n")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in sorted(value.items()))
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return str(value)  # an amount of a currency without minor units: 750000, not 750000.0
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")
