"""`oms store info`: where a store is, what keeps it, how much it holds, and the hash of its state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omscli.domain.instants import format_instant
from omscli.errors import refuse
from omscli.store import facts, files
from omscli.store.db import SCHEMA_VERSION, Reader
from omscli.store.state_hash import state_hash


def describe(path: Path, timeout: float, *, hashed: bool) -> dict[str, Any]:
    """The facts of a store of this version or an older one, from one snapshot of it; `hashed` adds its state hash.

    Raises what opening a store raises, and `schema-older` when an older store is to be hashed.
    """
    with files.opened(path, timeout) as store:
        store.execute("PRAGMA query_only=ON")
        store.execute("BEGIN")
        version = files.version_of(store)
        if hashed and version < SCHEMA_VERSION:
            help_ = "`oms store migrate` brings it there; without --hash it is shown as it is"
            raise refuse(
                "schema-older", f"the state of schema {SCHEMA_VERSION} is hashed, {path} has {version}", help=help_
            )
        return _facts(str(path), version, Reader(store), hashed=hashed)


def _facts(location: str, version: int, reader: Reader, *, hashed: bool) -> dict[str, Any]:
    counts = facts.row_counts(reader)
    moment = facts.since(reader) if "schema_history" in counts else None
    found: dict[str, Any] = {
        "Store": location,
        "SchemaVersion": version,
        "SchemaSince": None if moment is None else format_instant(moment),
        "NewestSchemaVersion": SCHEMA_VERSION,
        **dict(facts.engine_facts(reader)),
        "Orders": facts.order_count(reader),
        "Rows": sum(counts.values()),
    }
    if hashed:
        found["StateHash"] = state_hash(reader)
    found["Tables"] = [{"Table": table, "Rows": count} for table, count in counts.items()]
    return found
