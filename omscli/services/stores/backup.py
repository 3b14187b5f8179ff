"""`oms store backup`: what a store of any engine is at this moment, as one file that is itself a store."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from omscli.config import Location
from omscli.errors import refuse
from omscli.services.starting import fill_file
from omscli.services.stores.examine import examine
from omscli.services.stores.names import file_of
from omscli.services.unit import Result
from omscli.store import files
from omscli.store.copying import copy_into
from omscli.store.db import SCHEMA_VERSION, open_store

COLUMNS = ("Backup", "Schema", "Orders", "Bytes", "Checked")


def backup_store(store: Location, target: Path, timeout: float, *, force: bool, verified: bool) -> Result:
    """Write the store into a file, from one snapshot; writers go on meanwhile.

    The file appears whole, checked and on disk, or not at all. Raises `store-exists`, where `force` replaces a file;
    `damaged`, or with `verified` `broken-invariant`, when the store is not worth keeping.
    """
    preview_backup(store, target, timeout, force=force)
    with files.unfinished(target.with_name(file_of(store)), timeout) as copy:
        _write(store, copy, timeout)
        fields = examine(copy, timeout, verified=verified)
        files.put(copy, target, force=force)
    return Result("created", {"Store": str(store), "Backup": str(target), **fields})


def _write(store: Location, copy: Path, timeout: float) -> None:
    if isinstance(store, Path):
        with files.opened(store, timeout) as file:
            files.copy_pages(file, copy)
        return
    with open_store(store, lock_timeout=timeout, command="store backup") as database, database.read() as reader:
        fill_file(copy, partial(copy_into, reader))


def preview_backup(store: Location, target: Path, timeout: float, *, force: bool) -> Result:
    """What would be written where. Raises `usage` when it is the store itself, `store-exists` when that is taken."""
    version = SCHEMA_VERSION
    if isinstance(store, Path):
        with files.opened(store, timeout) as file:
            version = files.version_of(file)
        if target.exists() and target.samefile(store):
            raise refuse("usage", f"{target} is the store itself", help="name another file", done="nothing was done")
    else:
        with open_store(store, lock_timeout=timeout, command="store backup") as database, database.read():
            pass
    if os.path.lexists(target) and not force:
        raise refuse("store-exists", f"{target} is there already", help="name another file, or replace it: --force")
    return Result("preview", {"Store": str(store), "Backup": str(target), "Schema": version})
