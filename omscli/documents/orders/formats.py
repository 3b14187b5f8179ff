"""The envelopes that an order may come in, told apart by content: a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders import composite, graph, plain, tree
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.records import Adapted, Origins
from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """An envelope: its name, how it is known, and how it becomes orders in the plain form."""

    name: str
    matches: Callable[[Any], bool]
    adapt: Callable[[Any, Path], list[Adapted]]


FORMATS: tuple[Format, ...] = (
    Format("graph", graph.matches, graph.adapt),
    Format("composite", composite.matches, composite.adapt),
    Format("tree", tree.matches, tree.adapt),
    Format("plain", lambda value: isinstance(value, dict), plain.adapt),
)
"""In the order in which they are tried; the plain form is what is left."""


def adapt(value: Any, path: Path = ()) -> list[Adapted]:
    """The orders of a decoded document (or line, or list element): each value is known by its own content."""
    if isinstance(value, list):
        return [order for index, entry in enumerate(value) for order in adapt(entry, (*path, index))]
    if plain.several(value):
        others = [key for key in value if key != "orders"]
        found = adapt(value["orders"], (*path, "orders"))
        if others or not found:
            message = f"{shown(others[0])[1:-1]} stands beside orders" if others else "the list of orders is empty"
            flaw = Flaw("unknown-field" if others else "empty-input", message, (*path, *(others[:1] or ["orders"])))
            found = [*found, Adapted(None, Origins(path), flaws=[flaw])]
        return found
    for known in FORMATS:
        if known.matches(value):
            return known.adapt(value, path)
    message = f"{shown(value)} is no order: an order is a JSON object"
    return [Adapted(None, Origins(path), flaws=[Flaw("unknown-format", message, path)])]
