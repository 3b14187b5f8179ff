"""`oms store`: the store as a whole: what it is, its version, its backups."""

from __future__ import annotations

from pathlib import Path

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of

EXAMPLES = ("oms store migrate --dry-run", "oms store migrate")
app = typer.Typer(add_completion=False, no_args_is_help=True, help="The store as a whole: its version, its backups.")


@app.callback()
def _group() -> None:
    """The store as a whole."""


@app.command()
def migrate(ctx: typer.Context, dry_run: DryRun = False) -> None:
    """Bring an older store to this version, after a backup beside it; all of it or nothing."""
    from omscli.services.stores.migrate import COLUMNS, migrate_store, preview_migration

    session = session_of(ctx)
    path = _near(session.path)
    if dry_run:
        results = preview_migration(path, session.lock_timeout)
    else:
        results = migrate_store(path, session.scene("store migrate"), session.lock_timeout)
    session.answer("oms.store.migrate/1", results, columns=("status", *COLUMNS))


def _near(path: Path) -> Path:
    """The path as people would type it: what lies in this folder without the way to it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
