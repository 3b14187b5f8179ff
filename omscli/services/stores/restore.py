"""`oms store restore`: the store becomes what a backup says, whole or not at all; what it was before is kept."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from omscli.config import Location, ServerUrl
from omscli.errors import OmsError, refuse
from omscli.services.scene import Scene
from omscli.services.starting import fill_new, refuse_if_there
from omscli.services.stores.examine import INVARIANTS, STATE, examine, look_at, refuse_broken
from omscli.services.stores.names import unused
from omscli.services.unit import Result
from omscli.store import files
from omscli.store.copying import copy_into
from omscli.store.db import SCHEMA_VERSION, Writer
from omscli.store.sqlite import SqliteReader

COLUMNS = ("Store", "Backup", "Schema", "Orders", "Bytes", "Checked", "Replaced")


def restore_store(
    store: Location, source: Path, scene: Scene, timeout: float, *, force: bool, verified: bool
) -> Result:
    """Make the store what the backup says, after a look at it. Where none is, a checked copy gets its name, or the
    tables of a server are made and filled in one transaction.

    Over a store (`force`) the new content takes the old one's place in one transaction while no other process has the
    store open; the old one is kept beside it. Raises `store-exists`, `locked`, and what `files.check` raises.
    """
    if isinstance(store, ServerUrl):
        return _restore_to_server(store, source, scene, timeout, force=force, verified=verified)
    path = store
    _refuse_taken(path, source, force=force)
    there = os.path.lexists(path)
    kept = unused(path, "replaced", scene.now) if there or files.left_behind(path) else None
    with files.resting(source, timeout) as backup, files.unfinished(path, timeout) as copy:
        files.copy_pages(backup, copy)
        fields = examine(copy, timeout, verified=verified)
        files.keep_journals(copy)
        if there and kept:
            _replace(path, copy, kept, timeout)
        else:
            for left in files.left_behind(path):
                os.rename(left, f"{kept}{left.name.removeprefix(path.name)}")
            files.put(copy, path, force=False)
    names = {"Store": str(path), "Backup": str(source)}
    return Result("updated" if there else "created", names | fields | {"Replaced": str(kept) if kept else None})


def _restore_to_server(
    url: ServerUrl, source: Path, scene: Scene, timeout: float, *, force: bool, verified: bool
) -> Result:
    def fill(writer: Writer) -> None:
        copy_into(SqliteReader(backup), writer)
        if verified:
            refuse_broken(writer)

    fields = preview_restore(url, source, scene, timeout, force=force).fields
    with files.resting(source, timeout) as backup:
        fill_new(url, fill)
    return Result("created", fields | {"Checked": INVARIANTS if verified else STATE})


def preview_restore(store: Location, source: Path, scene: Scene, timeout: float, *, force: bool) -> Result:
    """What would be restored, after the same look at the file; nothing is written."""
    if isinstance(store, Path):
        _refuse_taken(store, source, force=force)
    elif force:
        help_ = "take an empty database, or empty this one: DROP SCHEMA …"
        raise refuse("usage", "--force replaces a store file, not one on a server", help=help_)
    else:
        refuse_if_there(store)
    files.check(source, timeout)
    found = look_at(source, timeout)
    if not isinstance(store, Path) and found["Schema"] < SCHEMA_VERSION:
        message = f"{source} has schema {found['Schema']}; a server takes {SCHEMA_VERSION}"
        raise refuse("schema-older", message, help="restore it as a file, migrate that, and copy it: oms store copy")
    kept = None
    if isinstance(store, Path) and os.path.lexists(store):
        kept = str(unused(store, "replaced", scene.now))
    return Result("preview", {"Store": str(store), "Backup": str(source), **found, "Replaced": kept})


def _refuse_taken(path: Path, source: Path, *, force: bool) -> None:
    if path.exists() and source.exists() and source.samefile(path):
        raise refuse("usage", f"{source} is the store itself", help="name a backup", done="nothing was done")
    if force:
        return
    files.refuse_leftovers(path)
    if os.path.lexists(path):
        help_ = "--force puts the backup in its place, and keeps what is there now beside it"
        raise refuse("store-exists", f"{path} is there already", help=help_)


def _replace(path: Path, copy: Path, kept: Path, timeout: float) -> None:
    with files.alone(path, timeout) as store:
        try:
            with files.unfinished(path, timeout, "old") as old:
                files.copy_pages(store, old)
                files.put(old, kept, force=False)
        except (sqlite3.DatabaseError, OmsError) as error:
            if not isinstance(error, OmsError) or error.code == "damaged":
                raise _beyond_keeping(path, kept) from error
            raise
        files.replace_content(store, copy)


def _beyond_keeping(path: Path, kept: Path) -> OmsError:
    names = f"{path}, {path}-wal and {path}-shm"
    help_ = f"move {names} to another folder yourself, then restore"
    return refuse("damaged", f"{path} is so damaged that it cannot be kept as {kept}", help=help_)
