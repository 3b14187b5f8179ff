"""D5: one order is one hash, however its file was written, and whichever envelope it came in.

The canonical form is JSON with sorted keys, amounts in minor units and defaults filled in; absent values are left out,
so a field that is added to the model later changes no stored hash. How a reference was written (natural key, or a
record of the same file) and the records that the file describes beside the order do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from omscli.documents.orders.values import OrderInput, Reference

_SKIPPED = frozenset({"described"})
_READERS: dict[type, tuple[tuple[str, ...], Callable[[Any], Any]]] = {}


def canonical(order: OrderInput) -> str:
    """The canonical text of an order."""
    return _encode(order)


def content_hash(order: OrderInput) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(_encode(order).encode()).hexdigest()


def _record(value: Any) -> Any:
    """What the encoder asks for where it meets one of our values: a dict of what is there, or a reference's text."""
    if type(value) is Reference:
        return value.text
    reader = _READERS.get(type(value))
    if reader is None:
        names = tuple(field.name for field in fields(value) if field.name not in _SKIPPED)
        reader = _READERS[type(value)] = (names, attrgetter(*names))
    names, read = reader
    return {name: entry for name, entry in zip(names, read(value), strict=True) if entry is not None and entry != ()}


_encode = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_record).encode
