"""Values of the domain: `dataclass` and `replace` as in `dataclasses`, made for millions of values a batch, and for the
start of a command, which makes 30 to 100 of these classes.

The rules answer new values instead of changing old ones, so making them is the inner loop of every step. A frozen
dataclass guards each of its slots at run time and takes three and a half times as long to be made (2.8 to 0.8 µs with
five fields). Here `frozen=True` is the type checker's business: mypy refuses an assignment to a field, the program does
not look.

The standard library compiles the methods of each class when its module is imported: half a millisecond for ten fields.
Here `__init__` is compiled when the first value is made and `__eq__` when two are compared, the other methods need no
compiling, and what `dataclasses.fields` and `asdict` go by is made when they ask: 25 µs for a class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # the same signatures, and mypy knows the fields
    from dataclasses import replace as replace
else:
    import dataclasses
    from collections.abc import Callable, Sequence
    from operator import attrgetter
    from typing import Any, TypeVar

    T = TypeVar("T")
    Read = Callable[[Any], tuple[Any, ...]]
    Parts = tuple[Read, dict[str, int]]
    _PARTS: dict[type, Parts] = {}
    _Field, _NONE = dataclasses.Field, dataclasses.MISSING

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[type[T]], type[T]]:
        """A class of frozen, slotted values that are equal and hashed by their fields."""

        def made(kind: type[T]) -> type[T]:
            names = tuple(kind.__annotations__)
            given = {name: vars(kind)[name] for name in names if name in vars(kind)}
            if not _plain(kind, given):
                return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)(kind)
            defaults = {name: value for name, value in given.items() if not isinstance(value, _Field)}
            own = {name: value for name, value in vars(kind).items() if name not in given}
            space = _methods(names, given, frozen) | ({"__slots__": names} if slots else defaults) | own
            for name in ("__dataclass_fields__", "__dataclass_params__"):
                space[name] = _Described(name, kind.__name__, kind.__annotations__, given)
            for name in ("__dict__", "__weakref__"):
                space.pop(name, None)
            made = type(kind)(kind.__name__, kind.__bases__, space)
            made.__qualname__ = kind.__qualname__
            for name, written in (("__init__", _init), ("__eq__", _eq)):
                if name not in own:
                    setattr(made, name, _at_first_use(made, name, written, names, given))
            return made

        return made

    def _plain(kind: type, given: dict[str, Any]) -> bool:
        """Whether all fields are of the class itself and given to `__init__`; else it is for the standard library."""
        return (
            not any("ClassVar" in str(annotation) for annotation in kind.__annotations__.values())
            and all(value.init and value.hash is None for value in given.values() if isinstance(value, _Field))
            and not any(hasattr(base, "__dataclass_fields__") for base in kind.__bases__)
        )

    def _methods(names: tuple[str, ...], given: dict[str, Any], frozen: bool) -> dict[str, Any]:
        """How values of a class are hashed and shown."""
        read = _reader(_compared(names, given))
        shown = [name for name in names if getattr(given.get(name), "repr", True)]

        def hashed(self: Any) -> int:
            return hash(read(self))

        def text(self: Any) -> str:
            parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
            return f"{type(self).__qualname__}({parts})"

        return {"__hash__": hashed if frozen else None, "__repr__": text, "__match_args__": names}

    def _compared(names: tuple[str, ...], given: dict[str, Any]) -> list[str]:
        return [name for name in names if getattr(given.get(name), "compare", True)]

    def _reader(names: Sequence[str]) -> Read:
        """What reads these fields of a value as a tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda value: tuple(getattr(value, name) for name in names)

    def _at_first_use(kind: type, name: str, written: Callable[..., Any], *fields: Any) -> Callable[..., Any]:
        """A method that has itself compiled and put in its own place when it is first called."""

        def first(self: Any, /, *values: Any, **named: Any) -> Any:
            text, scope = written(kind, *fields)
            exec(f"def {name}{text}", scope)
            scope[name].__qualname__ = f"{kind.__qualname__}.{name}"
            setattr(kind, name, scope[name])
            return scope[name](self, *values, **named)

        return first

    def _eq(kind: type, names: tuple[str, ...], given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """How two values are compared, as the standard library writes it."""
        one, other = ("".join(f"{which}.{name}, " for name in _compared(names, given)) for which in ("self", "other"))
        alike = f"({one}) == ({other})" if one else "True"
        return f"(self, other):\n  return {alike} if other.__class__ is self.__class__ else NotImplemented", {}

    def _init(kind: type, names: tuple[str, ...], given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """How a value is made: one assignment a field, as the standard library writes it."""
        words, lines, scope = ["self"], [], {"_NONE": _NONE}
        for name in names:
            default = given.get(name, _NONE)
            made = default.default_factory if isinstance(default, _Field) else _NONE
            default = default.default if isinstance(default, _Field) else default
            if made is not _NONE:
                scope[f"_make_{name}"] = made
                words.append(f"{name}=_NONE")
                lines.append(f"self.{name} = _make_{name}() if {name} is _NONE else {name}")
                continue
            if default is not _NONE:
                scope[f"_default_{name}"] = default
            words.append(name if default is _NONE else f"{name}=_default_{name}")
            lines.append(f"self.{name} = {name}")
        if hasattr(kind, "__post_init__"):
            lines.append("self.__post_init__()")
        return f"({', '.join(words)}):\n  " + "\n  ".join(lines or ["pass"]), scope

    class _Described:
        """What the standard library knows of a class of its own, for who asks it of one of ours."""

        def __init__(self, attribute: str, *made_of: Any) -> None:
            self._attribute, self._made_of, self._found = attribute, made_of, None

        def __get__(self, value: Any, kind: type | None = None) -> Any:
            if self._found is None:
                name, annotations, given = self._made_of
                twin = type(name, (), {"__annotations__": annotations, "__doc__": name, **given})
                self._found = getattr(dataclasses.dataclass(twin), self._attribute)
            return self._found

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
        names = kind.__match_args__
        parts = _PARTS[kind] = (_reader(names), {name: place for place, name in enumerate(names)})
        return parts
