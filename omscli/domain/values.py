"""Values of the domain: `dataclass` and `replace` as in `dataclasses`, made for millions of values a batch.

The rules answer new values instead of changing old ones, so making them is the inner loop of every step. A frozen
dataclass guards each of its slots at run time and takes three and a half times as long to be made (2.8 to 0.8 µs with
five fields). Here `frozen=True` is the type checker's business: mypy refuses an assignment to a field, the program does
not look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # the same signatures, and mypy knows the fields
    from dataclasses import replace as replace
else:
    import dataclasses
    from collections.abc import Callable
    from operator import attrgetter
    from typing import Any, TypeVar

    T = TypeVar("T")
    Parts = tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]
    _PARTS: dict[type, Parts] = {}

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[type[T]], type[T]]:
        """A class of frozen, slotted values that are equal and hashed by their fields."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)

    def replace(value: T, /, **changes: Any) -> T:
        """The value with other fields; raises AttributeError for a name that is no field."""
        kind = type(value)
        read, places = _PARTS.get(kind) or _parts_of(kind)
        parts = [*read(value)]
        try:
            for name, part in changes.items():
                parts[places[name]] = part
        except KeyError as error:
            raise AttributeError(f"{kind.__name__} has no field {error}") from None
        return kind(*parts)

    def _parts_of(kind: type) -> Parts:
        names = [field.name for field in dataclasses.fields(kind)]
        read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        parts = _PARTS[kind] = (read, {name: place for place, name in enumerate(names)})
        return parts
