"""`oms advance`: orders every step that their flow allows next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun, Orders
from omscli.cli.session import Session, session_of
from omscli.errors import refuse
from omscli.services.unit import Result

EXAMPLES = (
    "oms advance --all",
    "oms advance --all --until fulfilled --simulate",
    "oms advance WEB-1001 --preview",
)

Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="STATE",
        help="summarized, approved, allocated, exported, fulfilled, invoiced, paid or refunded (the last)",
    ),
]
Simulate = Annotated[bool, typer.Option("--simulate", help="Play the provider: ship what waits for its notice")]
To = Annotated[str, typer.Option("--to", metavar="DIR", help="The folder of the files for the provider")]


def command(
    ctx: typer.Context,
    orders: Orders = None,
    all_: All = False,
    until: Until = None,
    simulate: Simulate = False,
    to: To = "out",
    dry_run: DryRun = False,
) -> None:
    """Take orders as far as their flow goes; what waits for somebody outside is skipped and named."""
    session = session_of(ctx)
    session.answer(
        "oms.advance/1",
        _advance(session, orders, all_, until, simulate, to, dry_run),
        columns=("Step", "OrderNumber", "FulfillmentOrderNumber", "InvoiceNumber", "Status", "WaitsFor"),
        next_commands=["oms list summaries"],
        title="orders that can go on",
    )


def _advance(
    session: Session, orders: list[str] | None, all_: bool, until: str | None, simulate: bool, to: str, dry_run: bool
) -> Iterator[Result]:
    from omscli.services.advance import Journey, advance, steps_until
    from omscli.store.targets import find_order

    steps_until(until)
    if bool(orders) == all_:
        message = "choose either orders or --all" if all_ else "which orders?"
        raise refuse(
            "usage", message, help="name one or several, --all, or - for ids from stdin", done="nothing was done"
        )
    with session.database() as database:
        keys = None if all_ else session.targets(database, orders, find=find_order)
        journey = Journey(database, session.runner(dry_run), session.scene("advance"), Path(to), simulate)
        yield from advance(journey, keys, until)
