"""`oms store backup`: what the store is at this moment, as one file that is itself a store."""

from __future__ import annotations

import os
from pathlib import Path

from omscli.errors import refuse
from omscli.services.stores.examine import examine
from omscli.services.unit import Result
from omscli.store import files

COLUMNS = ("Backup", "Schema", "Orders", "Bytes", "Checked")


def backup_store(path: Path, target: Path, timeout: float, *, force: bool, verified: bool) -> Result:
    """Write the store into a file, from one snapshot; writers go on meanwhile.

    The file appears whole, checked and on disk, or not at all. Raises `store-exists`, where `force` replaces a file;
    `damaged`, or with `verified` `broken-invariant`, when the store is not worth keeping.
    """
    preview_backup(path, target, timeout, force=force)
    with files.opened(path, timeout) as store, files.unfinished(target.with_name(path.name), timeout) as copy:
        files.copy_pages(store, copy)
        fields = examine(copy, timeout, verified=verified)
        files.put(copy, target, force=force)
    return Result("created", {"Store": str(path), "Backup": str(target), **fields})


def preview_backup(path: Path, target: Path, timeout: float, *, force: bool) -> Result:
    """What would be written where. Raises `usage` when it is the store itself, `store-exists` when that is taken."""
    with files.opened(path, timeout) as store:
        version = files.version_of(store)
    if target.exists() and target.samefile(path):
        raise refuse("usage", f"{target} is the store itself", help="name another file", done="nothing was done")
    if os.path.lexists(target) and not force:
        raise refuse("store-exists", f"{target} is there already", help="name another file, or replace it: --force")
    return Result("preview", {"Store": str(path), "Backup": str(target), "Schema": version})
