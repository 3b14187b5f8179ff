"""Write what is done for each order in one straight line: `python -m omscli.documents.orders.generate [--check]`.

* `quick_records.py` from `model.py`: records that are plainly right are checked; nothing is called for a text, nothing
  is looked up for a field, which takes a sixth of the careful check that goes through tables and answers with places.
* `canonical.py` from `values.py`: the text of an order that its content hash is of.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from omscli.documents.orders import quick
from omscli.documents.orders.generate_canonical import canonical_module
from omscli.documents.orders.model import ORDER
from omscli.documents.orders.record import Record
from omscli.generated import bring_up_to_date

HERE = Path(__file__).parent

_OURS = {
    name
    for name, value in vars(quick).items()
    if getattr(value, "__module__", "") == quick.__name__ and not name.startswith("_")
}
"""What the module takes from `quick.py`."""

HEAD = '''"""Records of an order file that are plainly right, checked in a straight line as `Record.check` does.

Generated from `model.py` by `python -m omscli.documents.orders.generate`; do not edit.
"""

from __future__ import annotations

from typing import Any

from omscli.documents.orders.quick import {made}
from omscli.domain.money import EXPONENTS
'''


def generated() -> dict[str, str]:
    """File name → content of every generated module."""
    records = HEAD.format(made=", ".join(sorted(_OURS))) + "".join(map(_function, _depth_first(ORDER, [])))
    return {"quick_records.py": records, "canonical.py": canonical_module()}


def _depth_first(record: Record, found: list[Record]) -> list[Record]:
    """The kinds of record, each after those that stand in it."""
    for child in record.children.values():
        _depth_first(child, found)
    if record not in found:
        found.append(record)
    return found


def _function(record: Record) -> str:
    name = _snake(record.name)
    known = f"_{name.upper()}"
    lines = [line for name in record.fields for line in _field(record, name)]
    return f'''
{known} = frozenset(
    """
{_wrapped(" ".join(record.fields))}
    """.split()
)


def {name}(record: Any, scale: int) -> tuple[Any, ...]:
    """{record.about}"""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= {known} else extra(record, {known})
    get = record.get
{"".join(lines)}    return (
{_wrapped(", ".join(map(_local, record.fields)) + ", more,")}
    )

'''


def _wrapped(text: str) -> str:
    return fill(text, 112, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _field(record: Record, name: str) -> Iterator[str]:
    """The lines that check a field."""
    kind, local = record.fields[name], _local(name)
    there = f"{local} is not None"
    keeps, makes = kind.keeps.format(v=local), kind.makes.format(v=local)
    if kind.record is not None:
        makes = f"{_snake(kind.record.name)}({local}, scale)"
        if kind.schema.get("type") == "array":
            keeps = f"type({local}) is list and len({local}) <= {kind.schema['maxItems']}"
            makes = f"[{_snake(kind.record.name)}(each, scale) for each in {local}]"
    yield f'    {local} = get("{name}")\n'
    if name in record.required:
        yield f"    if not ({keeps}):\n        raise Unsure\n" if keeps else ""
        yield f"    {local} = {makes}\n" if makes else ""
    else:
        yield f"    if {there} and not ({keeps}):\n        raise Unsure\n" if keeps else ""
        yield f"    if {there}:\n        {local} = {makes}\n" if makes else ""


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _local(name: str) -> str:
    """A field's name in the function: no name that it calls."""
    return f"{_snake(name)}_" if _snake(name) in (*_OURS, "type") else _snake(name)


if __name__ == "__main__":
    sys.exit(bring_up_to_date(HERE, generated(), sys.argv[1:]))
