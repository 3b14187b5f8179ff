"""`oms store info`: where a store is, what keeps it, how much it holds, and the hash of its state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omscli.config import Location
from omscli.domain.instants import format_instant
from omscli.errors import refuse
from omscli.store import facts, files
from omscli.store.db import SCHEMA_VERSION, Reader, open_store
from omscli.store.sqlite import SqliteDatabase, SqliteReader
from omscli.store.state_hash import state_hash


def describe(location: Location, timeout: float, *, hashed: bool) -> dict[str, Any]:
    """The facts of a store from one snapshot of it; `hashed` adds its state hash. A file may be of an older version.

    Raises what opening a store raises, and `schema-older` when an older store is to be hashed.
    """
    if isinstance(location, Path):
        return _of_file(location, timeout, hashed=hashed)
    with open_store(location, lock_timeout=timeout, command="store info") as database, database.read() as reader:
        return _facts(str(location), SCHEMA_VERSION, database.isolation, reader, hashed=hashed)


def _of_file(path: Path, timeout: float, *, hashed: bool) -> dict[str, Any]:
    with files.opened(path, timeout) as store:
        store.execute("PRAGMA query_only=ON")
        store.execute("BEGIN")
        version = files.version_of(store)
        if hashed and version < SCHEMA_VERSION:
            message = f"the state of schema {SCHEMA_VERSION} is hashed, {path} has {version}"
            help_ = "`oms store migrate` brings it there; without --hash it is shown as it is"
            raise refuse("schema-older", message, help=help_)
        return _facts(str(path), version, SqliteDatabase.isolation, SqliteReader(store), hashed=hashed)


def _facts(location: str, version: int, isolation: str, reader: Reader, *, hashed: bool) -> dict[str, Any]:
    counts = facts.row_counts(reader)
    moment = facts.since(reader) if "schema_history" in counts else None
    found: dict[str, Any] = {
        "Store": location,
        "SchemaVersion": version,
        "SchemaSince": None if moment is None else format_instant(moment),
        "NewestSchemaVersion": SCHEMA_VERSION,
        **dict(reader.facts()),
        "Isolation": isolation,
        "Orders": facts.order_count(reader),
        "Rows": sum(counts.values()),
    }
    if hashed:
        found["StateHash"] = state_hash(reader)
    found["Tables"] = [{"Table": table, "Rows": count} for table, count in counts.items()]
    return found
