"""JSON written exactly: a Decimal is written with the digits that it has, and there is no float to be written.

Everything beyond printable ASCII is escaped, so no control character, bidirectional override or lone surrogate of the
data reaches whoever looks at the output (P44), under any locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
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
    return format(value, "f")


def to_json(value: Any, indent: str | None = None, margin: str = "") -> str:
    """The value as JSON; `indent` puts every member on a line of its own.

    Raises TypeError for a float and for anything else that has no exact JSON form.
    """
    if isinstance(value, str):
        return text_of(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, Decimal):
        return number_of(value)
    inner = margin + (indent or "")
    if isinstance(value, Mapping):
        members = [f"{text_of(key)}: {to_json(member, indent, inner)}" for key, member in value.items()]
        return _wrapped("{", members, "}", indent, margin)
    if isinstance(value, list | tuple):
        return _wrapped("[", [to_json(member, indent, inner) for member in value], "]", indent, margin)
    raise TypeError(f"{type(value).__name__} has no exact JSON form")


def _wrapped(opening: str, members: list[str], closing: str, indent: str | None, margin: str) -> str:
    if not members:
        return opening + closing
    if indent is None:
        return f"{opening}{', '.join(members)}{closing}"
    inner = f"\n{margin}{indent}"
    return f"{opening}{inner}{f',{inner}'.join(members)}\n{margin}{closing}"
