"""`oms store`: the store as a whole: what it is, its schema version, its backups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from omscli.cli.arguments import DryRun, Partitions
from omscli.cli.session import session_of
from omscli.config import Location, located
from omscli.render.blocks import Block, Facts, Grid, Heading
from omscli.render.cells import Row

EXAMPLES = (
    "oms store info --hash",
    "oms store migrate --dry-run",
    "oms store migrate",
    "oms store backup monday.db --verify",
    "oms store restore monday.db --force",
    "oms store copy oms.db postgresql://localhost/shop",
)
app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The store as a whole: info, migrate, backup, restore, copy."
)

Verify = Annotated[bool, typer.Option("--verify", help="Check every invariant of it too, as `oms verify` does")]


@app.command()
def info(
    ctx: typer.Context,
    hash_: Annotated[
        bool, typer.Option("--hash", help="The hash of all that it says, whatever engine keeps it")
    ] = False,
) -> None:
    """Say where the store is, what keeps it, its schema version, its size and what it holds."""
    from omscli.services.stores.info import describe

    session = session_of(ctx)
    found = describe(_near(session.location), session.lock_timeout, hashed=hash_)
    older = found["SchemaVersion"] < found["NewestSchemaVersion"]
    next_commands = ["oms store migrate"] if older else []
    session.answer("oms.store.info/1", [found], next_commands=next_commands, page=_page)


def _page(rows: Sequence[Row]) -> Iterable[Block]:
    """The facts, then the tables that hold something."""
    for row in rows:
        yield Facts([(name, value) for name, value in row.items() if name != "Tables"])
        yield Heading("Tables")
        yield Grid(("Table", "Rows"), [table for table in row["Tables"] if table["Rows"]])


@app.command()
def migrate(
    ctx: typer.Context,
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="A store on a server: you have made a backup, with pg_dump for instance")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Bring an older store to this version, after a backup beside it; all of it or nothing."""
    from omscli.services.stores.migrate import COLUMNS, migrate_store, preview_migration

    session = session_of(ctx)
    store = _near(session.location)
    if dry_run:
        results = preview_migration(store, session.lock_timeout)
    else:
        results = migrate_store(store, session.scene("store migrate"), session.lock_timeout, backed_up=backed_up)
    session.answer("oms.store.migrate/1", results, columns=("status", *COLUMNS))


@app.command()
def backup(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="Where to; default: beside the store, named after the instant"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there")] = False,
    verify: Verify = False,
    dry_run: DryRun = False,
) -> None:
    """Write the store as it is at this moment into one file, itself a store, while others go on working with it."""
    from omscli.services.stores.backup import COLUMNS, backup_store, preview_backup
    from omscli.services.stores.names import beside, file_of

    session = session_of(ctx)
    store, timeout = _near(session.location), session.lock_timeout
    base = store if isinstance(store, Path) else Path(file_of(store))
    target = Path(file) if file else beside(base, "backup", session.scene("store backup").now)
    if dry_run:
        result = preview_backup(store, target, timeout, force=force)
    else:
        result = backup_store(store, target, timeout, force=force, verified=verify)
    session.answer("oms.store.backup/1", [result], columns=COLUMNS)


@app.command()
def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A backup")],
    force: Annotated[
        bool, typer.Option("--force", help="Over a store that is there; it is kept beside the new one")
    ] = False,
    verify: Verify = False,
    dry_run: DryRun = False,
) -> None:
    """Make the store what a backup says, after a look at it; all of it or nothing."""
    from omscli.services.stores.restore import COLUMNS, preview_restore, restore_store

    session = session_of(ctx)
    store, timeout, scene = _near(session.location), session.lock_timeout, session.scene("store restore")
    if dry_run:
        result = preview_restore(store, Path(file), scene, timeout, force=force)
    else:
        result = restore_store(store, Path(file), scene, timeout, force=force, verified=verify)
    session.answer("oms.store.restore/1", [result], columns=COLUMNS, next_commands=["oms store info", "oms verify"])


@app.command()
def copy(
    ctx: typer.Context,
    from_: Annotated[str, typer.Argument(metavar="FROM", help="A store: a path or a URL")],
    to: Annotated[
        str, typer.Argument(metavar="TO", help="Where nothing is yet: a path, or the URL of an empty database")
    ],
    verify: Verify = False,
    partitions: Partitions = 1,
    dry_run: DryRun = False,
) -> None:
    """Make a store of what another one is, in a file or on a server; it says the same, or it is not made."""
    from omscli.services.stores.copy import COLUMNS, copy_store, preview_copy

    session = session_of(ctx)
    source, target = (_near(located(name, Path.cwd())) for name in (from_, to))
    if dry_run:
        result = preview_copy(source, target, session.lock_timeout, partitions)
    else:
        result = copy_store(source, target, session.lock_timeout, verified=verify, partitions=partitions)
    session.answer("oms.store.copy/1", [result], columns=COLUMNS)


def _near(location: Location) -> Location:
    """The place as people would type it: what lies in this folder without the way to it."""
    here = Path.cwd()
    if isinstance(location, Path) and location.is_relative_to(here):
        return location.relative_to(here)
    return location
