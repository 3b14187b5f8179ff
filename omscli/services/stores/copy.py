"""`oms store copy`: the same store in another place, by the same engine or another one, compared by its state hash."""

from __future__ import annotations

from pathlib import Path

from omscli.config import Location
from omscli.errors import refuse
from omscli.services.starting import fill_new, refuse_if_there, refuse_partitions
from omscli.services.stores.examine import refuse_broken
from omscli.services.unit import Result
from omscli.store import facts
from omscli.store.copying import copy_into
from omscli.store.db import Writer, open_store

COLUMNS = ("Store", "Copy", "Orders", "Rows", "StateHash")


def copy_store(source: Location, target: Location, timeout: float, *, verified: bool, partitions: int = 1) -> Result:
    """Make a store of what another one is at this moment, on a server split into partitions if wanted. The copy is
    there when it is complete and says the same, by the state hash of both, and with `verified` keeps every invariant;
    or it is not there.

    Raises `store-exists`, `copy-differs`, `broken-invariant`, and what opening or making a store raises.
    """
    rows, digest, orders = 0, "", 0

    def fill(writer: Writer) -> None:
        nonlocal rows, digest, orders
        rows, digest = copy_into(reader, writer)
        orders = facts.order_count(writer)
        if verified:
            refuse_broken(writer)

    preview_copy(source, target, timeout, partitions)
    with open_store(source, lock_timeout=timeout, command="store copy") as database, database.read() as reader:
        fill_new(target, fill, partitions)
    counts = {"Orders": orders, "Rows": rows, "StateHash": digest}
    return Result("created", {"Store": str(source), "Copy": str(target), **counts})


def preview_copy(source: Location, target: Location, timeout: float, partitions: int = 1) -> Result:
    """What would be copied where. Raises `usage` for a copy onto itself, `store-exists` where something is."""
    refuse_partitions(target, partitions)
    if source == target or (_is_file(source) and _is_file(target) and Path(str(source)).samefile(str(target))):
        raise refuse("usage", f"{target} is the store itself", help="name another place", done="nothing was done")
    with open_store(source, lock_timeout=timeout, command="store copy") as database, database.read() as reader:
        refuse_if_there(target)
        counts = {"Orders": facts.order_count(reader), "Rows": sum(facts.row_counts(reader).values())}
        return Result("preview", {"Store": str(source), "Copy": str(target), **counts})


def _is_file(location: Location) -> bool:
    return isinstance(location, Path) and location.exists()
