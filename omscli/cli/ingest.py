"""`oms ingest`: what comes back from outside: shipping notices and stock levels."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import Session, session_of
from omscli.errors import Place
from omscli.services.unit import Result

EXAMPLES = (
    "oms ingest asn sample_orders/asn/",
    "oms ingest asn asn.csv --short cancel",
    "oms ingest stock stock.csv",
    "cat levels.ndjson | oms ingest stock -",
)
STOCK_COLUMNS = ("status", "Location", "StockKeepingUnit", "OnHand", "Reserved", "AvailableToFulfill")
app = typer.Typer(add_completion=False, no_args_is_help=True, help="Take in shipping notices or stock levels.")

Files = Annotated[list[str], typer.Argument(metavar="FILE|-...", help="CSV or JSON files, or - for standard input")]
Short = Annotated[
    str | None,
    typer.Option("--short", metavar="backorder|cancel", help="What is not shipped: wait for it, or give it back"),
]
OnError = Annotated[
    str,
    typer.Option("--on-error", metavar="stop|skip", help="stop: a file with a refused notice is not taken in at all"),
]


@app.command()
def asn(
    ctx: typer.Context, files: Files, short: Short = None, on_error: OnError = "stop", dry_run: DryRun = False
) -> None:
    """Take in advance shipping notices: shipments, quantities, fulfillment-order statuses."""
    from omscli.cli.ingest_asn import asn as take_in

    take_in(session_of(ctx), files, short, dry_run, on_error)


@app.command()
def stock(ctx: typer.Context, files: Files, dry_run: DryRun = False) -> None:
    """Set stock levels: location, sku, on_hand, safety_stock. A file with a bad line changes nothing."""
    session = session_of(ctx)
    session.answer(
        "oms.ingest.stock/1",
        _levels(session, files, dry_run),
        columns=STOCK_COLUMNS,
        next_commands=["oms allocate --all"],
        title="stock levels",
    )


def _levels(session: Session, files: list[str], dry_run: bool) -> Iterator[Result]:
    from omscli.documents.sources import position_of
    from omscli.documents.stock.read import read_stock
    from omscli.services.ingest_stock import ingest_stock

    stdin = sys.stdin.buffer if "-" in files else None
    with session.database() as database:
        run = None if dry_run or stdin else session.interrupted(database)
        done = {file.number: file.sha256 for file in run.files} if run else {}
        positions = {} if dry_run or stdin else {name: position_of(name, at) for at, name in enumerate(files, 1)}
        runner, scene = session.runner(dry_run), session.scene("ingest stock")
        for number, name in enumerate(files, 1):
            if number in done and done[number] == positions[name].sha256:
                yield Result("exists", dict.fromkeys(STOCK_COLUMNS[1:]), (), Place(name))
            else:
                yield from ingest_stock(database, runner, read_stock([name], stdin), scene, positions)
