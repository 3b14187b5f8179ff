"""The place of a flaw as a person says it: `order 3, item 2, StockKeepingUnit`."""

from __future__ import annotations

from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.flaws import UNSAFE
from omscli.documents.orders.records import Origins

_NAMES = {
    "OrderDeliveryGroups": "group",
    "OrderItems": "item",
    "Adjustments": "adjustment",
    "Taxes": "tax",
    "Payments": "payment",
    "OrderAdjustmentGroups": "adjustment group",
}


def in_words(path: Path, origins: Origins, order: int | None, plain: Any) -> str | None:
    """The words for a place in the file; `order` counts from 0 and is None where there is only one.

    In an envelope the record is called by its reference id; in the plain form lists are counted from 1, and the
    delivery group is named only where there are several.
    """
    words = [] if order is None else [f"order {order + 1}"]
    record = _record(path, origins)
    if record is not None:
        words.append(origins.labels[record])
        rest = path[len(record) :]
        words += [str(step) for step in rest if isinstance(step, str)][-1:]
    else:
        words += _plain_words(path[len(origins.base) :], plain)
    return UNSAFE.sub("\ufffd", ", ".join(words)) or None


def _record(path: Path, origins: Origins) -> Path | None:
    for cut in range(len(path), 0, -1):
        if path[:cut] in origins.labels:
            return path[:cut]
    return None


def _plain_words(path: Path, plain: Any) -> list[str]:
    groups = plain.get("OrderDeliveryGroups") if isinstance(plain, dict) else None
    several = isinstance(groups, list) and len(groups) > 1
    words: list[str] = []
    for step in path:
        if isinstance(step, str):
            words.append(step)
        elif words and words[-1] in _NAMES:
            name = _NAMES[words.pop()]
            if name != "group" or several or len(path) <= 2:
                words.append(f"{name} {step + 1}")
    return [word for word in words if word not in _NAMES] if words and words[-1] not in _NAMES else words
