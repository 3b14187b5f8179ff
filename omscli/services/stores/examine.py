"""What is looked at in a store file before it is relied on: a fresh backup, or one that is to be restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omscli.services.verify import refusal, verify
from omscli.store import facts, files
from omscli.store.db import Database, Reader

FILE_ONLY, EVERYTHING = "file", "every invariant"


def examine(path: Path, timeout: float, *, verified: bool) -> dict[str, Any]:
    """Whether a file that nobody else has open is a whole store, and what it holds; `verified` asks for every
    invariant too. Raises `not-a-store`, `schema-newer`, `damaged`, `broken-invariant`.
    """
    files.check(path, timeout)
    if verified:
        with Database(path) as database, database.read() as reader:
            broken = refusal(verify(reader))
        if broken is not None:
            raise broken
    return look_at(path, timeout) | {"Checked": EVERYTHING if verified else FILE_ONLY}


def look_at(path: Path, timeout: float) -> dict[str, Any]:
    """What a store file that nobody writes holds."""
    with files.resting(path, timeout) as store:
        return {
            "Schema": files.version_of(store),
            "Orders": facts.order_count(Reader(store)),
            "Bytes": path.stat().st_size,
        }
