"""D5: one order is one hash, however its file was written, and whichever envelope it came in.

The canonical form is JSON with sorted keys, amounts in minor units and defaults filled in; absent values are left out,
so a field that is added to the model later changes no stored hash. How a reference was written (natural key, or a
record of the same file) and the records that the file describes beside the order do not count.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Any

from omscli.documents.orders.values import OrderInput, Reference

_SKIPPED = frozenset({"described"})
_FIELDS: dict[type, tuple[str, ...]] = {}


def canonical(order: OrderInput) -> str:
    """The canonical text of an order."""
    return json.dumps(_plain(order), ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def content_hash(order: OrderInput) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(order).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if type(value) is Reference:
        return value.text
    names = _FIELDS.get(type(value))
    if names is None:
        names = tuple(field.name for field in fields(value) if field.name not in _SKIPPED)
        _FIELDS[type(value)] = names
    found = ((name, getattr(value, name)) for name in names)
    return {name: _plain(entry) for name, entry in found if entry is not None and entry != ()}
