"""The plain envelope: an order as contract §5 writes it, alone or several under `orders`."""

from __future__ import annotations

from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.records import Adapted, Origins


def several(value: Any) -> bool:
    """Whether this is an object that holds a list of orders."""
    return isinstance(value, dict) and isinstance(value.get("orders"), list)


def adapt(value: Any, path: Path) -> list[Adapted]:
    """An order in the plain form is what it is."""
    return [Adapted(value, Origins(path))]
