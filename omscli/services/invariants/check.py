"""What an invariant is made of: a name, a sentence, and a function that finds the records that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.values import dataclass
from omscli.store.db import Reader


@dataclass(frozen=True, slots=True)
class Offence:
    """A record that breaks an invariant: its id, and what is wrong with it."""

    record: str
    what: str


Check = Callable[[Reader], Iterable[Offence]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule that the store keeps; `finding` marks one whose breach is no damage but has to be looked at."""

    name: str
    number: str
    says: str
    check: Check
    finding: bool = False


def differing(sql: str, kind: str, fields: tuple[str, ...]) -> Check:
    """Rows of (order key, id, stored …, derived …): each stored value is what its parts make."""

    def check(reader: Reader) -> Iterator[Offence]:
        count = len(fields)
        for row in reader.stream(sql):
            stored, derived = tuple(row[2 : 2 + count]), tuple(row[2 + count :])
            if stored != derived:
                yield Offence(encode(PREFIXES[kind], row[1]), _difference(fields, stored, derived))

    return check


def _difference(fields: tuple[str, ...], stored: tuple[object, ...], derived: tuple[object, ...]) -> str:
    parts = zip(fields, stored, derived, strict=True)
    return "; ".join(f"{name} is {kept}, its parts make {made}" for name, kept, made in parts if kept != made)


def listed(sql: str, kind: str, text: str) -> Check:
    """Rows of (order key, id, …) that should not be there; `text` says why, with the rest of the row in its gaps."""

    def check(reader: Reader) -> Iterator[Offence]:
        for row in reader.stream(sql):
            yield Offence(encode(PREFIXES[kind], row[1]), text.format(*row[2:]))

    return check


def every(*checks: Check) -> Check:
    """Several checks as one."""

    def check(reader: Reader) -> Iterator[Offence]:
        for each in checks:
            yield from each(reader)

    return check


def by_order(*streams: Iterable[Any]) -> Iterator[tuple[int, list[list[Any]]]]:
    """Rows of several queries together, an order at a time: each comes sorted by the order key, its first column."""
    groups = [groupby(stream, key=itemgetter(0)) for stream in streams]
    heads = [next(group, None) for group in groups]
    while any(heads):
        order_key = min(head[0] for head in heads if head)
        found: list[list[Any]] = []
        for place, head in enumerate(heads):
            if head and head[0] == order_key:
                found.append(list(head[1]))
                heads[place] = next(groups[place], None)
            else:
                found.append([])
        yield order_key, found
