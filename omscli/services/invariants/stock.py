"""Stock: counters are the sums of their movements, nothing is sold twice, what is reserved is what is on its way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from omscli.domain.ids import PREFIXES, encode
from omscli.services.invariants.check import Check, Offence
from omscli.store import verify_fulfillment as sql
from omscli.store.db import Reader

Place = Callable[[int, int], str]


def _places(reader: Reader) -> Place:
    locations = dict(reader.rows(sql.SQL_NAMES_OF_PLACES))
    products = dict(reader.rows(sql.SQL_NAMES_OF_PRODUCTS))
    return lambda location, product: f"{locations.get(location, location)}/{products.get(product, product)}"


def at_places(statement: str, text: str) -> Check:
    """Rows of (location, product, …) that should not be there; `text` takes the rest of the row."""

    def check(reader: Reader) -> Iterator[Offence]:
        place = _places(reader)
        for row in reader.stream(statement):
            yield Offence(place(row[0], row[1]), text.format(*row[2:]))

    return check


def exports(reader: Reader) -> Iterator[Offence]:
    """What was handed over is still what was handed over (INV-13)."""
    for _, id_, content, digest, *_ in reader.stream(sql.SQL_EXPORTS):
        if _sha256(content.encode("utf-8", "surrogateescape")) != digest:
            yield Offence(encode(PREFIXES["Export"], id_), "its content is not what ContentSha256 says")


def _sha256(content: bytes) -> str:
    """The digest of a file. Python's own needs 3 ms for 1 MB, which is what loading OpenSSL's takes."""
    if len(content) <= _SHORT:
        if sys.version_info >= (3, 12):
            from _sha2 import sha256  # type: ignore[import-not-found]
        else:
            from _sha256 import sha256  # type: ignore[import-not-found]
        return str(sha256(content).hexdigest())
    import hashlib

    return hashlib.sha256(content).hexdigest()


_SHORT = 1_000_000
"""Bytes."""


def closed_orders(reader: Reader) -> Iterator[Offence]:
    """A closed fulfillment order has shipped all its units and says when; an open one has no closing date."""
    for _, id_, status, closed, left in reader.stream(sql.SQL_OPEN_BUT_CLOSED):
        name = encode(PREFIXES["FulfillmentOrder"], id_)
        if status == "Fulfilled" and left:
            yield Offence(name, f"it is Fulfilled with {left} units to ship")
        if bool(closed) != (status in ("Fulfilled", "Cancelled", "Rejected")):
            yield Offence(name, f"it is {status} and ClosedDate is {'set' if closed else 'not set'}")
