"""`oms reship`: send fulfilled units once more, at no charge."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.change_arguments import Reason, wanted_of
from omscli.cli.session import session_of
from omscli.errors import refuse
from omscli.services.chunked import in_chunks
from omscli.services.reship import COLUMNS, ReshipRequest, plan_reships
from omscli.store.settings import load_policy
from omscli.store.targets import find_order

EXAMPLES = (
    "oms reship WEB-1002 MUG-BLUE=1 --reason Damaged --preview",
    "oms reship WEB-1002 MUG-BLUE NOTEBOOK-A5=2 --reason Unknown --location WH-LEEDS",
)

Location = Annotated[str | None, typer.Option("--location", metavar="REF", help="Send from this location only")]


def command(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Order number, reference number or id")],
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="SKU[=QTY]...", help="Items by SKU or order item summary id; no quantity is all that can be"
        ),
    ],
    reason: Reason = None,
    location: Location = None,
    dry_run: DryRun = False,
) -> None:
    """Make a fulfillment order, without a charge, that sends fulfilled units once more, and reserve the stock."""
    if not reason:
        help_ = "`oms setup export` shows the reason codes of returns; Unknown always is one"
        raise refuse("usage", "--reason is missing", help=help_, done="nothing was done")
    request = ReshipRequest(tuple(wanted_of(word) for word in items), reason, location)
    session = session_of(ctx)
    scene, title = session.scene("reship"), "units to reship that are not on their way already"
    with session.database() as database:
        keys = session.targets(database, [order], find=find_order)
        if not dry_run and session.done_before(database):
            session.answer("oms.reship/1", [], columns=COLUMNS, title=title)
        with database.read() as reader:
            policy = load_policy(reader)
        results = in_chunks(
            database,
            session.runner(dry_run),
            keys,
            lambda reader, of: plan_reships(reader, of, request, scene, policy),
            whole=True,
        )
        next_commands = ["oms export --all --to DIR", "oms ship --all"]
        session.answer("oms.reship/1", results, columns=COLUMNS, next_commands=next_commands, title=title)
