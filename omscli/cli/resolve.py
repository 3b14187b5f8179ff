"""`oms resolve PE…`: settle process exceptions, so that their orders go on."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of
from omscli.services.chunked import in_chunks
from omscli.services.resolve import COLUMNS, find_exception, plan_resolve

EXAMPLES = ("oms resolve PE-0000042", "oms resolve PE-0000042 --ignore")


def command(
    ctx: typer.Context,
    exceptions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EXCEPTION]...", help="Numbers (PE-…) or ids; - reads them from stdin"),
    ] = None,
    ignore: Annotated[bool, typer.Option("--ignore", help="Set aside instead of resolved")] = False,
    dry_run: DryRun = False,
) -> None:
    """Resolve process exceptions; an order's hold goes when none is active any more."""
    session = session_of(ctx)
    scene = session.scene("resolve")
    status = "Ignored" if ignore else "Resolved"
    with session.database() as database:
        targets = session.targets(database, exceptions, find=find_exception, what="EXCEPTION")
        results = in_chunks(
            database,
            session.runner(dry_run),
            targets,
            lambda reader, part: plan_resolve(reader, part, scene, status),
            whole=True,
        )
        session.answer("oms.resolve/1", results, columns=COLUMNS, title="exceptions")
