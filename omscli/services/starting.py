"""`oms init`: a new store with its first set-up, whole or not at all.

A file is made and filled under another name beside its place and then linked there, a server makes and fills its
tables in one transaction: a killed `init` leaves no half store, and of two at once one is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from omscli.config import Location, ServerUrl
from omscli.documents.setup.model import PriceBook, Setup
from omscli.documents.setup.read import SetupFile
from omscli.domain.policy import REASON_KINDS, UNKNOWN_REASON
from omscli.errors import refuse
from omscli.services.scene import Scene
from omscli.services.setup.apply import plan_setup
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.db import LOCK_TIMEOUT_SECONDS, SCHEMA_VERSION, Reader, Writer, open_store
from omscli.store.files import put, refuse_leftovers, unfinished
from omscli.store.sqlite import create

STANDARD_PRICE_BOOK = "Standard Price Book"
MOST_PARTITIONS = 256


def empty_shop() -> SetupFile:
    """The least that a store needs: a standard price book, and the reason `Unknown` for every kind of change."""
    reasons = {kind: [UNKNOWN_REASON] for kind in REASON_KINDS}
    return SetupFile(Setup(reasons=reasons, price_books=[PriceBook(STANDARD_PRICE_BOOK, standard=True)]), "the set-up")


def refuse_if_there(location: Location) -> None:
    """Raise `store-exists` when something stands where the store is to be, or would be read into it."""
    if isinstance(location, ServerUrl):
        from omscli.store.postgres_create import refuse_if_on_server  # psycopg: 200 ms

        refuse_if_on_server(location)
        return
    refuse_leftovers(location)
    if os.path.lexists(location):
        help_ = "use it as it is, choose another folder, or remove it first"
        raise refuse("store-exists", f"{location} is there already", help=help_)


def refuse_partitions(location: Location, partitions: int) -> None:
    """Raise `usage` where a store cannot be split into that many partitions: only one on a server can be at all."""
    on_server = isinstance(location, ServerUrl)
    if partitions != 1 and not (on_server and 1 <= partitions <= MOST_PARTITIONS):
        message = f"not into {partitions}" if on_server else "only a store on a server is split"
        help_ = f"--partitions N takes 1 to {MOST_PARTITIONS}, for a store at postgresql://…"
        raise refuse("usage", message, help=help_, done="nothing was done")


def plan_first_setup(reader: Reader, shop: SetupFile, scene: Scene) -> Batch:
    """The set-up of a new store, and since when it is there."""
    batch = plan_setup(reader, shop, scene)
    history = rows.schema_history(version=SCHEMA_VERSION, applied_date=scene.now, actor=scene.actor)
    batch.insert("schema_history", history)
    return batch


def make_store(location: Location, shop: SetupFile, scene: Scene, partitions: int = 1) -> None:
    """Make the store with this set-up; on a server its orders may be split into partitions.

    Raises `store-exists`, `disk`, `read-only`, and what a server may refuse.
    """
    fill_new(location, lambda writer: plan_first_setup(writer, shop, scene).apply(writer), partitions)


def fill_new(location: Location, fill: Callable[[Writer], object], partitions: int = 1) -> None:
    """Make a store and fill it, whole or not at all. A file is made under another name and then linked to its place."""
    if isinstance(location, ServerUrl):
        from omscli.store.postgres_create import create_on_server

        create_on_server(location, fill, partitions)
        return
    refuse_if_there(location)
    with unfinished(location, LOCK_TIMEOUT_SECONDS, "new") as scratch:
        fill_file(scratch, fill)
        put(scratch, location, force=False)


def fill_file(path: Path, fill: Callable[[Writer], object]) -> None:
    """Make a store file and fill it, in its place."""
    create(path)
    with open_store(path) as database, database.write() as writer:
        fill(writer)
