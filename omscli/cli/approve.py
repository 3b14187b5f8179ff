"""`oms approve`: Created → Approved, after the fraud check."""

from __future__ import annotations

import typer

from omscli.cli.arguments import All, DryRun, Orders
from omscli.cli.session import session_of
from omscli.services.approve import COLUMNS, plan_approve, ready_to_approve
from omscli.services.chunked import in_chunks, itself
from omscli.store.targets import find_order

EXAMPLES = ("oms approve --all", "oms approve WEB-1001 --preview")


def command(ctx: typer.Context, orders: Orders = None, all_: All = False, dry_run: DryRun = False) -> None:
    """Approve summarized orders; what the fraud check refuses goes On Hold with a process exception."""
    session = session_of(ctx)
    scene = session.scene("approve")
    with session.database() as database:
        targets = session.targets(database, orders, all_, find=find_order, ready=ready_to_approve)
        results = in_chunks(
            database,
            session.runner(dry_run),
            targets,
            lambda reader, keys: plan_approve(reader, keys, scene),
            order_of=itself,
            whole=True,
        )
        title = "orders to approve"
        session.answer("oms.approve/1", results, columns=COLUMNS, next_commands=["oms allocate --all"], title=title)
