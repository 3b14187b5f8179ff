"""D5: one order is one hash, however its file was written, and whichever envelope it came in.

The canonical form is JSON with sorted keys, amounts in minor units and defaults filled in; absent values are left out,
so a field that is added to the model later changes no stored hash. How a reference was written (natural key, or a
record of the same file) and the records that the file describes beside the order do not count.
"""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from omscli.documents.orders.values import OrderInput, Reference

_SKIPPED = frozenset({"described"})
_PLANS: dict[type, tuple[tuple[str, int], ...]] = {}
"""Per kind of value its fields in the order of the alphabet: `"name":`, and where the field stands in the value."""


def canonical(order: OrderInput) -> str:
    """The canonical text of an order."""
    return _record(order)


def content_hash(order: OrderInput) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(_record(order).encode()).hexdigest()


def _record(value: Any) -> str:
    """One of our values: an object with what is there; a reference is its text."""
    kind = type(value)
    if kind is Reference:
        return quoted(value.text)
    plan = _PLANS.get(kind) or _plan(kind)
    members = []
    for name, place in plan:
        entry = value[place]
        if entry is None or entry == ():
            continue
        kind = type(entry)
        if kind is str:
            members.append(name + quoted(entry))
        elif kind is int:
            members.append(f"{name}{entry}")
        elif kind is bool:
            members.append(name + ("true" if entry else "false"))
        elif kind is tuple:
            members.append(f"{name}[{','.join([_record(each) for each in entry])}]")
        else:
            members.append(name + _record(entry))
    return "{" + ",".join(members) + "}"


def _plan(kind: Any) -> tuple[tuple[str, int], ...]:
    names = sorted((name, place) for place, name in enumerate(kind._fields) if name not in _SKIPPED)
    plan = _PLANS[kind] = tuple((f'"{name}":', place) for name, place in names)
    return plan
