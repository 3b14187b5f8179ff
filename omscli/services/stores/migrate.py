"""`oms store migrate`: an older store becomes one of this version, after a backup of it, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from omscli.services.scene import Scene
from omscli.services.stores.names import beside
from omscli.services.unit import Result
from omscli.store import files
from omscli.store.db import SCHEMA_VERSION, Writer

COLUMNS = ("Store", "Schema", "Version", "Says", "Backup")

ROWS: dict[int, tuple[Callable[[Writer], None], ...]] = {}
"""Version → what makes its rows of those that are there, where SQL alone cannot."""


def preview_migration(path: Path, timeout: float) -> list[Result]:
    """The versions that are missing, each with its statements; the store is only read."""
    with files.opened(path, timeout) as store:
        return _results(path, files.version_of(store), None, "preview")


def migrate_store(path: Path, scene: Scene, timeout: float) -> list[Result]:
    """Back the store up beside itself, then bring it to the newest version in one transaction; a store that is there
    already is left alone. While this goes on no other process can have it open: raises `locked` when one has.
    """
    with files.opened(path, timeout) as store:
        if files.version_of(store) == SCHEMA_VERSION:
            return _results(path, SCHEMA_VERSION, None, "updated")
    from omscli.store.migrating import migrate
    from omscli.store.migrations.plan import migrations

    with files.alone(path, timeout) as store:
        version = files.version_of(store)
        missing = migrations("sqlite", version)
        if not missing:  # another process did it while we waited
            return _results(path, version, None, "updated")
        backup = beside(path, f"before-schema-{SCHEMA_VERSION}", scene.now)
        files.copy_to(store, path.name, backup, timeout, force=False, look=lambda _: None)
        migrate(store, missing, scene.now, scene.actor, _finish)
    return _results(path, version, backup, "updated")


def _finish(version: int, writer: Writer) -> None:
    for make in ROWS.get(version, ()):
        make(writer)


def _results(path: Path, version: int, backup: Path | None, status: str) -> list[Result]:
    """One result a version that was missing; one that says so where none was."""
    if version == SCHEMA_VERSION:
        return [Result("exists", {"Store": str(path), "Schema": version, "Version": version})]
    from omscli.store.migrations.plan import migrations

    return [
        Result(
            status,
            {
                "Store": str(path),
                "Schema": version,
                "Version": migration.version,
                "Says": migration.says,
                "Backup": str(backup) if backup else None,
                "Statements": list(migration.statements),
            },
        )
        for migration in migrations("sqlite", version)
    ]
