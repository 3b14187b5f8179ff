"""`replace` of a frozen, slotted value, as in `dataclasses` and in half the time: a batch makes millions of them.

The rules answer new values instead of changing old ones, so this is the inner loop of every step. A value of the
domain checks nothing when it is made, so its slots can be filled without a call of its `__init__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace  # the same signature, and mypy knows the fields
else:
    from collections.abc import Callable
    from dataclasses import fields
    from operator import attrgetter
    from typing import Any, TypeVar

    T = TypeVar("T")
    Parts = tuple[tuple[Callable[[Any, Any], None], ...], Callable[[Any], tuple[Any, ...]]]
    _PARTS: dict[type, Parts] = {}
    _new, _set = object.__new__, object.__setattr__

    def replace(value: T, /, **changes: Any) -> T:
        """The value with other fields; raises AttributeError for a name that is no field."""
        kind = type(value)
        puts, read = _PARTS.get(kind) or _parts_of(kind)
        made = _new(kind)
        for put, part in zip(puts, read(value), strict=True):
            put(made, part)
        for name, part in changes.items():
            _set(made, name, part)
        return made

    def _parts_of(kind: type) -> Parts:
        names = [field.name for field in fields(kind)]
        read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        parts = _PARTS[kind] = (tuple(getattr(kind, name).__set__ for name in names), read)
        return parts
