"""`oms allocate`: approved orders go onto fulfillment orders, at the fewest and nearest locations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omscli.cli.arguments import All, DryRun, Orders
from omscli.cli.session import session_of
from omscli.errors import refuse
from omscli.services.allocate import COLUMNS, AllocateOptions, plan_allocate, ready_to_allocate
from omscli.services.chunked import in_chunks, itself
from omscli.store.settings import load_policy
from omscli.store.targets import find_order

if TYPE_CHECKING:
    from omscli.cli.explaining import Page
    from omscli.render.blocks import Block

EXAMPLES = ("oms allocate --all", "oms allocate WEB-1001 --explain", "oms allocate WEB-1001 --location WH-LEEDS")

Flow = Annotated[
    str | None,
    typer.Option("--flow", metavar="single|multi", help="One location a delivery group, or as few as it takes"),
]
Location = Annotated[str | None, typer.Option("--location", metavar="REF", help="Allocate from this location only")]
MaxSplits = Annotated[
    int | None, typer.Option("--max-splits", metavar="N", help="How many more locations than one may serve a group")
]
Explain = Annotated[bool, typer.Option("--explain", help="Every location, kept or dropped, by which rule, and why")]


def command(
    ctx: typer.Context,
    orders: Orders = None,
    all_: All = False,
    flow: Flow = None,
    location: Location = None,
    max_splits: MaxSplits = None,
    explain: Explain = False,
    dry_run: DryRun = False,
) -> None:
    """Make fulfillment orders for what is open of approved orders, and reserve the stock."""
    session = session_of(ctx)
    if max_splits is not None and max_splits < 0:
        raise refuse("usage", "--max-splits cannot be negative", help="0 is one location", done="nothing was done")
    scene, options = session.scene("allocate"), AllocateOptions(flow, location, max_splits, explain)
    with session.database() as database:
        targets = session.targets(database, orders, all_, find=find_order, ready=ready_to_allocate)
        with database.read() as reader:
            policy = load_policy(reader)
        results = in_chunks(
            database,
            session.runner(dry_run),
            targets,
            lambda reader, keys: plan_allocate(reader, keys, scene, policy, options),
            order_of=itself,
            whole=True,
        )
        session.answer(
            "oms.allocate/1",
            results,
            columns=COLUMNS,
            next_commands=["oms export --all --to DIR", "oms ship --all"],
            title="orders to allocate",
            page=_page() if explain else None,
        )


def _page() -> Page:
    from omscli.cli.explaining import page_of, reasons_of

    return page_of(COLUMNS, reasons_of("Why order {OrderNumber} is served so", _reasons))


def _reasons(reasons: Mapping[str, Any]) -> Iterator[Block]:
    """The decision, every location, and the routes that were compared."""
    from omscli.render.blocks import Grid, Line

    yield Line(f"{reasons['DecidedBy']}: {reasons['Why']}")
    yield Grid(
        ("Location", "Outcome", "Rule", "Reason"),
        [dict(verdict) | {"Outcome": "kept" if verdict["Kept"] else "dropped"} for verdict in reasons["Locations"]],
    )
    if reasons["Routes"]:
        routes = [
            {
                "Locations": " + ".join(route["Locations"]),
                "AverageDistance": route["AverageDistance"],
                "Outcome": "taken" if route["Won"] else "",
            }
            for route in reasons["Routes"]
        ]
        yield Grid(("Locations", "AverageDistance", "Outcome"), routes, ("Route", "Meters on average", ""))
    if reasons["MoreRoutes"]:
        yield Line("There are more routes of as many locations.")
