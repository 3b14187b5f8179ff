"""`oms store migrate`: an older store becomes one of this version, after a backup of it, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from omscli.config import Location, ServerUrl
from omscli.errors import refuse
from omscli.services.scene import Scene
from omscli.services.stores.names import unused
from omscli.services.unit import Result
from omscli.store import files
from omscli.store.db import SCHEMA_VERSION, Writer
from omscli.store.sealing import seal_everything

COLUMNS = ("Store", "Schema", "Version", "Says", "Backup")

ROWS: dict[int, tuple[Callable[[Writer], None], ...]] = {SCHEMA_VERSION: (seal_everything,)}
"""Version → what makes its rows of those that are there, where SQL alone cannot. Seals are made last, of all columns
that this version seals.
"""


def preview_migration(store: Location, timeout: float) -> list[Result]:
    """The versions that are missing, each with its statements; the store is only read."""
    return _results(store, version_of(store, timeout), None, "preview")


def version_of(store: Location, timeout: float) -> int:
    """The schema version of a store, this one or an older one. Raises what opening a store raises."""
    if isinstance(store, ServerUrl):
        from omscli.store.postgres_migrate import version_on_server  # psycopg: 200 ms

        return version_on_server(store, timeout)
    with files.opened(store, timeout) as file:
        return files.version_of(file)


def migrate_store(store: Location, scene: Scene, timeout: float, *, backed_up: bool) -> list[Result]:
    """Bring a store to the newest version in one transaction; one that is there already is left alone.

    A file is backed up beside itself first; who keeps one on a server says that it is `backed_up`. While this goes
    on no other process can use the store: raises `locked` when one does.
    """
    version = version_of(store, timeout)
    if version == SCHEMA_VERSION:
        return _results(store, version, None, "updated")
    if isinstance(store, Path):
        return _migrate_file(store, scene, timeout)
    if not backed_up:
        help_ = "back it up, with pg_dump for instance, and say so: --backed-up"
        raise refuse("usage", f"{store} is on a server: only you can say that it is backed up", help=help_)
    from omscli.store.migrations.plan import migrations
    from omscli.store.postgres_migrate import migrate_on_server

    missing = partial(migrations, "postgresql")
    version = migrate_on_server(store, timeout, missing, (scene.now, scene.actor), _finish)
    return _results(store, version, None, "updated")


def _migrate_file(path: Path, scene: Scene, timeout: float) -> list[Result]:
    from omscli.store.migrating import migrate
    from omscli.store.migrations.plan import migrations

    with files.alone(path, timeout) as store:
        version = files.version_of(store)
        missing = migrations("sqlite", version)
        if not missing:  # another process did it while we waited
            return _results(path, version, None, "updated")
        backup = unused(path, f"before-schema-{SCHEMA_VERSION}", scene.now)
        with files.unfinished(path, timeout) as copy:
            files.copy_pages(store, copy)
            files.check(copy, timeout)
            files.put(copy, backup, force=False)
        migrate(store, missing, scene.now, scene.actor, _finish)
    return _results(path, version, backup, "updated")


def _finish(version: int, writer: Writer) -> None:
    for make in ROWS.get(version, ()):
        make(writer)


def _results(store: Location, version: int, backup: Path | None, status: str) -> list[Result]:
    """One result a version that was missing; one that says so where none was."""
    if version == SCHEMA_VERSION:
        return [Result("exists", {"Store": str(store), "Schema": version, "Version": version})]
    from omscli.store.migrations.plan import migrations

    return [
        Result(
            status,
            {
                "Store": str(store),
                "Schema": version,
                "Version": migration.version,
                "Says": migration.says,
                "Backup": str(backup) if backup else None,
                "Statements": list(migration.statements),
            },
        )
        for migration in migrations("sqlite" if isinstance(store, Path) else "postgresql", version)
    ]
