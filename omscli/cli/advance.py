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
    "oms advance --all --workers 4",
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
Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, max=64, help="With --all: so many processes, each on its orders")
]
To = Annotated[str, typer.Option("--to", metavar="DIR", help="The folder of the files for the provider")]


def command(
    ctx: typer.Context,
    orders: Orders = None,
    all_: All = False,
    until: Until = None,
    simulate: Simulate = False,
    to: To = "out",
    workers: Workers = 1,
    dry_run: DryRun = False,
) -> None:
    """Take orders as far as their flow goes; what waits for somebody outside is skipped and named."""
    session = session_of(ctx)
    if workers > 1 and (dry_run or not all_):
        message = "--workers is for --all, and not for a preview"
        raise refuse("usage", message, help="one process does the rest", done="nothing was done")
    several = workers > 1
    session.answer(
        "oms.advance/1",
        _together(session, workers, until, simulate, to)
        if several
        else _advance(session, orders, all_, until, simulate, to, dry_run),
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
        keys = None if all_ else set(session.targets(database, orders, find=find_order))
        journey = Journey(database, session.runner(dry_run), session.scene("advance"), Path(to), simulate)
        yield from advance(journey, keys, until)


def _together(session: Session, count: int, until: str | None, simulate: bool, to: str) -> Iterator[Result]:
    """The results of several processes; nothing is open yet that two could not share."""
    from omscli.cli.workers import together
    from omscli.services.advance import Journey, Part, advance, flow_order, steps_until

    steps_until(until)
    scene, session.options.workers = session.scene("advance"), count

    def work(number: int) -> Iterator[Result]:
        with session.database() as database:
            journey = Journey(database, session.runner(dry_run=False), scene, Path(to), simulate)
            yield from advance(journey, Part(number, count), until)

    yield from together(count, work, flow_order)
