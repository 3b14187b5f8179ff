"""What a decoded set-up file may look like: the classes of `model.py` as pydantic models, and its findings as problems.

This costs pydantic's import (120 ms); only a file from outside comes here.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from omscli.documents import plugins
from omscli.documents.setup import model
from omscli.documents.tomlplace import Path
from omscli.errors import Problem, nearest

plugins.forgo()

_MEANINGS: dict[str, Any] = {
    "Name": Annotated[str, Field(min_length=1, max_length=255)],
    "Line": Annotated[str, Field(max_length=255)],
    "Text": Annotated[str, Field(max_length=4000)],
    "Units": Annotated[int, Field(ge=0, le=10**9)],
    "Splits": Annotated[int, Field(ge=1, le=1000)],
}
_CONFIG = ConfigDict(strict=True, extra="forbid", use_attribute_docstrings=True)
_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "is_instance_of": "a number",
    "decimal_type": "a number",
}


@lru_cache(maxsize=1)
def setup_model() -> type[BaseModel]:
    """The whole file as a pydantic model; `oms schema setup` prints its JSON Schema."""
    known = dict(_MEANINGS)
    for record in (*(record for record, _ in model.LISTS.values()), *model.TABLES.values(), model.Level, model.Setup):
        known[record.__name__] = _model(record, known)
    made: type[BaseModel] = known["Setup"]
    return made


def _model(record: type, known: dict[str, Any]) -> type[BaseModel]:
    hints = get_type_hints(record, localns=known, include_extras=True)
    described: dict[str, Any] = {}
    for field in fields(record):
        if field.default_factory is not MISSING:
            described[field.name] = (hints[field.name], Field(default_factory=field.default_factory))
        else:
            described[field.name] = (hints[field.name], ... if field.default is MISSING else field.default)
    made: type[BaseModel] = create_model(record.__name__, __config__=_CONFIG, __doc__=record.__doc__, **described)
    return made


def problems_of(sections: dict[str, Any]) -> list[tuple[Path, Problem]]:
    """Everything that is wrong with the form of a decoded file, each with its path, in the file's order."""
    try:
        setup_model().model_validate(sections)
    except ValidationError as error:
        found: dict[Path, Problem] = {}
        for flaw in error.errors(include_url=False, include_input=False):
            path = _existing(sections, flaw["loc"], missing=flaw["type"] == "missing")
            if path in found:  # each alternative of a union says no in its own words
                expected = "a text, a whole number, true or false" if "options" in path else "a number"
                found[path] = Problem("wrong-type", f"{path[-1]} is to be {expected}")
            else:
                found[path] = _problem(flaw["type"], path, flaw.get("ctx", {}))
        return list(found.items())
    return []


def _existing(sections: Any, location: tuple[str | int, ...], *, missing: bool) -> Path:
    """The part of pydantic's location that is in the file; what it appends names its own alternatives."""
    value: Any = sections
    path: Path = ()
    for step in location:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return (*path, step) if missing and isinstance(step, str) else path
        path = (*path, step)
    return path


def _problem(type_: str, path: Path, context: dict[str, Any]) -> Problem:
    words = str(path[-1]) if isinstance(path[-1], str) else f"entry {path[-1] + 1}"
    if type_ == "missing":
        return Problem("missing-field", f"{words} is missing")
    if type_ == "extra_forbidden":
        guess = nearest(str(path[-1]), _siblings(path))
        known = f'did you mean "{guess}"?' if guess else f"known here: {', '.join(_siblings(path))}"
        return Problem("unknown-field", f"{words} is not a field of a set-up file", help=known)
    if type_ == "literal_error":
        return Problem("bad-value", f"{words} is none of the values it may have", help=f"one of {context['expected']}")
    if type_ in _EXPECTED:
        return Problem("wrong-type", f"{words} is to be {_EXPECTED[type_]}")
    limits = {
        "string_too_short": "is empty",
        "string_too_long": f"is longer than {context.get('max_length')} characters",
        "greater_than_equal": f"is less than {context.get('ge')}",
        "less_than_equal": f"is more than {context.get('le')}",
    }
    return Problem("bad-value", f"{words} {limits.get(type_, 'cannot be read')}")


def _siblings(path: Path) -> list[str]:
    if len(path) == 1:
        record: type = model.Setup
    elif path[0] == "opening_stock":
        record = model.Level
    elif path[0] in model.TABLES:
        record = model.TABLES[str(path[0])]
    else:
        record = model.LISTS[str(path[0])][0]
    return [field.name for field in fields(record)]
