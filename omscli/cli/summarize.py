"""`oms summarize`: order summaries with all their parts."""

from __future__ import annotations

import typer

from omscli.cli.arguments import All, DryRun, Orders
from omscli.cli.session import session_of
from omscli.services.chunked import in_chunks, itself
from omscli.services.summarize import COLUMNS, plan_summarize, ready_to_summarize
from omscli.store.targets import find_order

EXAMPLES = ("oms summarize --all", "oms summarize WEB-1001 WEB-1002", "oms list orders --format ids | oms summarize -")


def command(ctx: typer.Context, orders: Orders = None, all_: All = False, dry_run: DryRun = False) -> None:
    """Make the summaries of activated orders: every record's, all rollups, a payment summary per payment method."""
    session = session_of(ctx)
    scene = session.scene("summarize")
    with session.database() as database:
        targets = session.targets(database, orders, all_, find=find_order, ready=ready_to_summarize)
        results = in_chunks(
            database,
            session.runner(dry_run),
            targets,
            lambda reader, keys: plan_summarize(reader, keys, scene),
            order_of=itself,
            whole=True,
        )
        session.answer(
            "oms.summarize/1",
            results,
            columns=COLUMNS,
            next_commands=["oms approve --all"],
            title="orders to summarize",
        )
