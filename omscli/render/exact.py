"""JSON written exactly: a Decimal is written with the digits that it has, and there is no float to be written.

Everything beyond printable ASCII is escaped, so no control character, bidirectional override or lone surrogate of the
data reaches whoever looks at the output (P44), under any locale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any


def text_of(value: str) -> str:
    """A JSON string."""
    quoted = encode_basestring_ascii(value)
    return quoted.replace("\x7f", "\\u007f") if "\x7f" in quoted else quoted


def number_of(value: Decimal) -> str:
    """A JSON number without an exponent: Decimal("12.30") is written 12.30."""
    if not value.is_finite():
        raise TypeError("JSON has no number for it")
    text = str(value)
    return format(value, "f") if "E" in text else text


def to_json(value: Any, indent: str | None = None, margin: str = "") -> str:
    """The value as JSON; `indent` puts every member on a line of its own.

    Raises TypeError for a float and for anything else that has no exact JSON form.
    """
    kind = type(value)
    write = _SCALARS.get(kind)
    if write is not None:
        return write(value)
    inner = margin + (indent or "")
    if kind is dict or isinstance(value, Mapping):
        members = []
        for key, member in value.items():
            part = type(member)
            if part is str and "\x7f" not in member:
                members.append(_name(key) + encode_basestring_ascii(member))
            elif part in _SCALARS:
                members.append(_name(key) + _SCALARS[part](member))
            else:
                members.append(_name(key) + to_json(member, indent, inner))
        return _wrapped("{", members, "}", indent, margin)
    if isinstance(value, list | tuple):
        return _wrapped("[", [to_json(member, indent, inner) for member in value], "]", indent, margin)
    for each, write in _SCALARS.items():
        if isinstance(value, each):
            return write(value)
    raise TypeError(f"{kind.__name__} has no exact JSON form")


_SCALARS: dict[type, Callable[[Any], str]] = {
    str: text_of,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    Decimal: number_of,
}
"""How a value is written that has no members."""


@lru_cache(maxsize=1 << 12)
def _name(key: str) -> str:
    """The name of a member: the same ones row after row."""
    return f"{text_of(key)}: "


def _wrapped(opening: str, members: list[str], closing: str, indent: str | None, margin: str) -> str:
    if not members:
        return opening + closing
    if indent is None:
        return f"{opening}{', '.join(members)}{closing}"
    inner = f"\n{margin}{indent}"
    return f"{opening}{inner}{f',{inner}'.join(members)}\n{margin}{closing}"
