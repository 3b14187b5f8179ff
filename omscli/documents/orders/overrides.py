"""`--set PATH=VALUE` and `--set NAME=VALUE`: a value of an order replaced, or a placeholder filled.

`NAME` fills `${NAME}` where the file has it; anything else is a path in the plain form, such as `SalesChannel`,
`OrderDeliveryGroups[0].OrderItems[1].Quantity` or, for one order of several, `orders[2].SalesChannel` (from 0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from omscli.documents import cards, jsontext
from omscli.documents.jsonplace import Path
from omscli.documents.orders.fields import Given
from omscli.documents.orders.flaws import Flaw
from omscli.domain.values import dataclass
from omscli.errors import OmsError, refuse

_STEP = re.compile(r"([A-Za-z_]\w*)((?:\[\d{1,6}\])*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Override:
    """One `--set`: its name as given, its value, and the path that the name spells, if it spells one."""

    name: str
    value: str
    path: Path | None


def parse_sets(texts: Iterable[str]) -> tuple[Override, ...]:
    """The overrides of a command line. Raises OmsError `usage`, or `card-number` for a value that holds one."""
    return tuple(_parse(text) for text in texts)


def _parse(text: str) -> Override:
    name, mark, value = text.partition("=")
    if not mark or not name:
        shown = cards.mask(text)
        raise refuse("usage", f"--set {shown}: say PATH=VALUE, such as SalesChannel=Web or Quantity=3")
    field = name.rsplit(".", 1)[-1]
    if field not in cards.ID_FIELDS and cards.mask(value) != value:
        message = f"--set {name}: {cards.mask(value)} is a full card number"
        raise refuse("card-number", message, help="give only the last four digits")
    if field == "GiftCardCode":
        message = "--set GiftCardCode: what is typed is written down with the run"
        raise refuse("usage", message, help="put the code into the file")
    return Override(name, value, _path(name))


def _path(name: str) -> Path | None:
    steps: list[str | int] = []
    for part in name.split("."):
        match = _STEP.fullmatch(part)
        if not match:
            return None
        steps.append(match.group(1))
        steps.extend(int(index) for index in re.findall(r"\d+", match.group(2)))
    return tuple(steps)


def apply(plain: Any, overrides: Iterable[Override], index: int) -> tuple[Any, list[Flaw]]:
    """The plain form with the overrides for the order number `index` (from 0) of its file."""
    flaws: list[Flaw] = []
    for override in overrides:
        path = override.path
        if path is None:
            flaws.append(_no_place(override, "it is neither a path nor a placeholder of the file"))
            continue
        if path[0] == "orders" and len(path) > 2:
            if path[1] != index:
                continue
            path = path[2:]
        changed = _replaced(plain, path, _value(override))
        if changed is None:
            flaws.append(_no_place(override, "the order has no such place"))
        else:
            plain = changed[0]
    return plain, flaws


def _no_place(override: Override, why: str) -> Flaw:
    help = "a path is like OrderDeliveryGroups[0].OrderItems[1].Quantity, counted from 0"
    return Flaw("usage", f"--set {override.name}: {why}", (), help)


def _value(override: Override) -> Any:
    """`null`, an object or a list as JSON; other text is read as what its field holds."""
    if override.value == "null":
        return None
    if override.value[:1] in ("{", "["):
        try:
            return jsontext.parse(override.value)
        except OmsError as error:
            raise refuse("usage", f"--set {override.name}: {error.problems[0].message}") from None
    return Given(override.value)


def _replaced(value: Any, path: Path, new: Any) -> tuple[Any] | None:
    """A copy with one place replaced, in a tuple; None when the way there does not exist."""
    if not path:
        return (new,)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        if not isinstance(value, list) or step >= len(value):
            return None
        inner = _replaced(value[step], rest, new)
        return None if inner is None else ([*value[:step], inner[0], *value[step + 1 :]],)
    if not isinstance(value, dict) or (rest and step not in value and isinstance(rest[0], int)):
        return None
    inner = _replaced(value.get(step, {} if rest else None), rest, new)
    return None if inner is None else ({**value, step: inner[0]},)
