"""The source of `canonical.py`, from the values that an order is made of (`values.py`)."""

from __future__ import annotations

import re
from textwrap import fill
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from omscli.documents.orders import values

HEAD = '''"""The canonical text of an order: JSON with sorted keys, and nothing that is absent (`hashing.py` says more).

Generated from `values.py` by `python -m omscli.documents.orders.generate`; do not edit.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted

from omscli.documents.orders.values import (
{names}
)


def reference(value: Reference) -> str:
    """What is referred to, however it was written."""
    return quoted(value.text)

'''
SKIPPED = frozenset({"described"})
"""What is not part of an order's content."""


def canonical_module() -> str:
    """The source of the module."""
    kinds = _depth_first(values.OrderInput, [])
    names = "".join(f"    {name},\n" for name in sorted([*(kind.__name__ for kind in kinds), "Reference"]))
    return HEAD.format(names=names.rstrip("\n")) + "".join(map(_function, kinds))


def _depth_first(kind: Any, found: list[Any]) -> list[Any]:
    """The kinds of value, each after those that it is made of."""
    for name, type_ in get_type_hints(kind).items():
        for part in () if name in SKIPPED else _parts(type_):
            if hasattr(part, "_fields") and part is not values.Reference:
                _depth_first(part, found)
    if kind not in found:
        found.append(kind)
    return found


def _parts(type_: Any) -> tuple[Any, ...]:
    """The members of a union or tuple; other types alone."""
    return get_args(type_) if get_origin(type_) is tuple or isinstance(type_, UnionType) else (type_,)


def _function(kind: Any) -> str:
    hints = get_type_hints(kind)
    body = "".join(_member(name, hints[name]) for name in sorted(hints) if name not in SKIPPED)
    unpacked = ", ".join("_" if name in SKIPPED else _local(name) for name in kind._fields)
    return f'''
def {_name(kind)}(value: {kind.__name__}) -> str:
    """The text of one value."""
    (
{fill(unpacked + ",", 112, initial_indent=" " * 8, subsequent_indent=" " * 8)}
    ) = value
    text = ""
{body}    return "{{" + text[1:] + "}}"

'''


def _member(name: str, type_: Any) -> str:
    """The lines that add one member, if it is there."""
    local = _local(name)
    if get_origin(type_) is tuple:
        inner = _name(get_args(type_)[0])
        return f'    if {local}:\n        text += f\',"{name}":[{{",".join([{inner}(each) for each in {local}])}}]\'\n'
    parts = [part for part in _parts(type_) if part is not type(None)]
    line = f"text += f',\"{name}\":{{{_written(parts, local)}}}'\n"
    return f"    if {local} is not None:\n        {line}" if len(parts) < len(_parts(type_)) else f"    {line}"


def _written(parts: list[Any], local: str) -> str:
    """What writes a value that is one of these types."""
    if values.Reference in parts and len(parts) == 2:
        (other,) = (part for part in parts if part is not values.Reference)
        return f"reference({local}) if isinstance({local}, Reference) else {_name(other)}({local})"
    if parts == [int]:
        return local
    if parts == [bool]:
        return f'"true" if {local} else "false"'
    return f"quoted({local})" if parts == [str] else f"{_name(parts[0])}({local})"


def _name(kind: Any) -> str:
    """The function of a kind: `item` of `ItemInput`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Input")).lower()


def _local(name: str) -> str:
    """A field's name in the function: no name that it calls."""
    return f"{name}_"
