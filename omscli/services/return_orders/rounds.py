"""Requests one after the other where they are for one order, and together where they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def rounds(requests: Iterable[T], order_of: Callable[[T], int]) -> Iterator[list[T]]:
    """The requests in their order, cut where an order comes again: it has to be read as the one before left it."""
    some: list[T] = []
    seen: set[int] = set()
    for request in requests:
        key = order_of(request)
        if key in seen:
            yield some
            some, seen = [], set()
        some.append(request)
        seen.add(key)
    if some:
        yield some
