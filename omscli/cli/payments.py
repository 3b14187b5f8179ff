"""`oms payments`: calls to gateways whose outcome is not known."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of
from omscli.domain.outcomes import LEASE_MILLISECONDS
from omscli.services.reconcile import COLUMNS, list_open_calls, ready_to_reconcile, reconcile
from omscli.store.money_targets import find_intent

EXAMPLES = ("oms payments list", "oms payments reconcile")
app = typer.Typer(help="Calls to payment gateways whose outcome is not known: list, reconcile.", no_args_is_help=True)

Calls = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CALL]...", help="Ids of calls, as `oms payments list` shows them; none: all that are lost"
    ),
]
Lease = Annotated[
    int,
    typer.Option(
        "--lease", metavar="SECONDS", min=0, help="How long a call may be under way before its process counts as dead"
    ),
]


@app.command("list")
def list_(ctx: typer.Context) -> None:
    """List the calls whose outcome is not known."""
    session = session_of(ctx)
    with session.database() as database:
        with database.read() as reader:
            records = list_open_calls(reader, session.scene("payments list").now)
        hint = ["oms payments reconcile"] if records else []
        columns = (*COLUMNS[:-1], "Lost", "Attempts")
        session.answer("oms.payments.list/1", records, columns=columns, next_commands=hint, title="open calls")


@app.command("reconcile")
def reconcile_(
    ctx: typer.Context, calls: Calls = None, lease: Lease = LEASE_MILLISECONDS // 1000, dry_run: DryRun = False
) -> None:
    """Ask the gateways what became of calls that gave no answer, and settle them; nothing is sent twice."""
    session = session_of(ctx)
    scene = session.scene("payments reconcile")
    with session.database() as database:
        targets = session.targets(
            database,
            calls,
            not calls,
            find=find_intent,
            ready=lambda reader: ready_to_reconcile(reader, scene.now, lease * 1000),
            what="CALL",
        )
        results = reconcile(database, session.runner(dry_run), targets, scene)
        session.answer("oms.payments.reconcile/1", results, columns=COLUMNS, title="lost calls")
