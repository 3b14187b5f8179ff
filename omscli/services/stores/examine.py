"""What is looked at in a store before it is relied on: a fresh backup, one that is to be restored, a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omscli.services.verify import refusal, verify
from omscli.store import facts, files
from omscli.store.db import Reader, open_store
from omscli.store.sqlite import SqliteReader

FILE, STATE, INVARIANTS = "file", "state hash", "every invariant"


def examine(path: Path, timeout: float, *, verified: bool) -> dict[str, Any]:
    """Whether a file that nobody else has open is a whole store, and what it holds; `verified` asks for every
    invariant too. Raises `not-a-store`, `schema-newer`, `damaged`, `broken-invariant`.
    """
    files.check(path, timeout)
    if verified:
        with open_store(path) as database, database.read() as reader:
            refuse_broken(reader)
    return look_at(path, timeout) | {"Checked": INVARIANTS if verified else FILE}


def refuse_broken(reader: Reader) -> None:
    """Raise `broken-invariant` with the first records that break one."""
    broken = refusal(verify(reader))
    if broken is not None:
        raise broken


def look_at(path: Path, timeout: float) -> dict[str, Any]:
    """What a store file that nobody writes holds."""
    with files.resting(path, timeout) as store:
        version, orders = files.version_of(store), facts.order_count(SqliteReader(store))
    return {"Schema": version, "Orders": orders, "Bytes": path.stat().st_size}
