"""`oms invoice`: the invoices of fulfillment orders, and of change orders that charge fees."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun
from omscli.cli.session import session_of
from omscli.domain.ids import order_key_of
from omscli.services.chunked import in_chunks
from omscli.services.invoice import COLUMNS, plan_invoice, ready_to_invoice
from omscli.store.record_targets import find_to_invoice

EXAMPLES = ("oms invoice --all", "oms invoice FO-0000001 --preview", "oms invoice CO-0000001-2")
FulfillmentOrders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FO|CO]...", help="Fulfillment orders, or change orders with fees; - reads from stdin"),
]


def command(
    ctx: typer.Context, fulfillment_orders: FulfillmentOrders = None, all_: All = False, dry_run: DryRun = False
) -> None:
    """Invoice fulfillment orders: a named one need not be fulfilled; --all takes the fulfilled ones without invoice.

    A change order that charges a fee has an invoice of its own.
    """
    session = session_of(ctx)
    scene = session.scene("invoice")
    with session.database() as database:
        targets = session.targets(
            database, fulfillment_orders, all_, find=find_to_invoice, ready=ready_to_invoice, what="FO"
        )
        results = in_chunks(
            database,
            session.runner(dry_run),
            targets,
            lambda reader, ids: plan_invoice(reader, ids, scene),
            order_of=order_key_of,
            whole=True,
        )
        title = "fulfillment orders to invoice"
        session.answer("oms.invoice/1", results, columns=COLUMNS, next_commands=["oms ensure-funds --all"], title=title)
