"""`oms return`: fulfilled units come back, at once (simple return) or on a return order."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun, Explain
from omscli.cli.change_arguments import (
    AllItems,
    Channel,
    FeeAmount,
    FeeKind,
    FeeProduct,
    FeeReason,
    FeeText,
    Files,
    Items,
    Order,
    Reason,
    ReasonText,
    RefundShipping,
    entries_of,
    fees_of,
    run_change,
)
from omscli.cli.session import session_of
from omscli.domain.change_values import ChangeRequest

EXAMPLES = (
    "oms return WEB-1002 MUG-BLUE=1 --reason Unknown --preview",
    "oms return WEB-1001 --all-items --reason Unknown --refund-shipping",
    "oms return --file returns.ndjson",
    "oms return open WEB-1002 MUG-BLUE=3 --reason Unknown --expected 2026-02-01 --to WH-EAST",
    "oms return receive RO-0000002 MUG-BLUE=2 --rejected MUG-BLUE=1 --rejection-reason Unknown --plan Restock",
    "oms return approve RO-0000002",
    "oms return cancel RO-0000002",
    "oms return close RO-0000002",
)
app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Return orders: open, receive, approve, cancel, close."
)

Returns = Annotated[
    list[str] | None, typer.Argument(metavar="[RO]...", help="Return-order numbers or ids; - reads them from stdin")
]
Bodies = Annotated[
    list[str] | None, typer.Option("--file", metavar="FILE|-", help="Bodies as the reference has them, JSON or NDJSON")
]
CanReduce = Annotated[bool, typer.Option("--refund-shipping", help="Their share of the delivery charges goes too")]


def command(
    ctx: typer.Context,
    order: Order = None,
    items: Items = None,
    all_items: AllItems = False,
    reason: Reason = None,
    reason_text: ReasonText = None,
    refund_shipping: RefundShipping = False,
    fee: FeeAmount = None,
    fee_type: FeeKind = None,
    fee_product: FeeProduct = None,
    fee_reason: FeeReason = None,
    fee_text: FeeText = None,
    files: Files = None,
    channel: Channel = None,
    explain: Explain = False,
    dry_run: DryRun = False,
) -> None:
    """Take back fulfilled units; a credit memo and a refund follow.

    Where goods are waited for: oms return open, receive, approve, cancel, close.
    """
    from omscli.services.returns import COLUMNS, return_orders

    fees = fees_of(fee, fee_type, fee_product, fee_reason, fee_text)
    request = ChangeRequest((), reason or "", reason_text, refund_shipping, fees)
    entries = entries_of("return", order, items, all_items, request, files, channel)
    run_change(session_of(ctx), "return", entries, dry_run, return_orders, COLUMNS, explain)


@app.command("open")
def open_(
    ctx: typer.Context,
    order: Order = None,
    items: Items = None,
    all_items: AllItems = False,
    reason: Reason = None,
    expected: Annotated[str | None, typer.Option("--expected", metavar="DATE", help="When it should arrive")] = None,
    refund_shipping: CanReduce = False,
    unmanaged: Annotated[bool, typer.Option("--unmanaged", help="Only follow the goods, without money")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="As a draft, which is approved later")] = False,
    to: Annotated[str | None, typer.Option("--to", metavar="LOCATION", help="Where the goods go")] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", metavar="NAME", help="Who carries the parcel")] = None,
    tracking: Annotated[str | None, typer.Option("--tracking", metavar="NUMBER", help="Of the return label")] = None,
    fee: FeeAmount = None,
    fee_type: FeeKind = None,
    fee_product: FeeProduct = None,
    fee_reason: FeeReason = None,
    fee_text: FeeText = None,
    files: Bodies = None,
    dry_run: DryRun = False,
) -> None:
    """Open a return order: its units are on their way back, and nothing is refunded before they came."""
    from omscli.cli import return_orders as steps
    from omscli.domain.values import replace

    session = session_of(ctx)
    if files:
        if order or items or all_items:
            raise steps.usage("choose either an order or --file", None)
        steps.run_open(session, steps.read_openings(files), dry_run, typed=False)
    fees = fees_of(fee, fee_type, fee_product, fee_reason, fee_text)
    request = steps.open_request(order, items or (), all_items, reason, refund_shipping, fees)
    request = replace(
        request,
        managed=not unmanaged,
        status="Draft" if draft else "Submitted",
        expected=steps.day_of(expected),
        location=to,
        provider=carrier,
        tracking=tracking,
    )
    steps.run_open(session, [request], dry_run, typed=True)


@app.command("receive")
def receive(
    ctx: typer.Context,
    return_order: Annotated[
        str | None, typer.Argument(metavar="[RO]", help="Its number or id, or its order when that has no other")
    ] = None,
    items: Annotated[
        list[str] | None, typer.Argument(metavar="[SKU=QTY]...", help="What came, by SKU or id of a line")
    ] = None,
    rejected: Annotated[
        list[str] | None, typer.Option("--rejected", metavar="SKU=QTY", help="Of those: not taken back")
    ] = None,
    rejection_reason: Annotated[
        str | None, typer.Option("--rejection-reason", metavar="R", help="A reason code of kind reject")
    ] = None,
    to_cancel: Annotated[
        list[str] | None, typer.Option("--to-cancel", metavar="SKU=QTY", help="Not expected any more")
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help="Restock (default), Discard, Salvage or Repair")
    ] = None,
    files: Bodies = None,
    dry_run: DryRun = False,
) -> None:
    """Take in what came back: it goes off the order, and is stock again. What is still expected is a new line."""
    from omscli.cli import return_orders as steps

    told = None if files else steps.told_of(items or (), rejected or (), to_cancel or (), rejection_reason, plan)
    steps.run_receive(session_of(ctx), return_order, told, files, dry_run)


@app.command("approve")
def approve(ctx: typer.Context, returns: Returns = None, dry_run: DryRun = False) -> None:
    """Approve return orders: a draft becomes active."""
    from omscli.cli import return_orders as steps

    steps.run_move(session_of(ctx), returns, False, "Approved", dry_run)


@app.command("cancel")
def cancel(ctx: typer.Context, returns: Returns = None, dry_run: DryRun = False) -> None:
    """Cancel return orders on which nothing came back: their units may come back another way."""
    from omscli.cli import return_orders as steps

    steps.run_move(session_of(ctx), returns, False, "Canceled", dry_run)


@app.command("close")
def close(
    ctx: typer.Context,
    returns: Returns = None,
    all_: Annotated[bool, typer.Option("--all", help="Every one on which nothing is expected any more")] = False,
    dry_run: DryRun = False,
) -> None:
    """Close return orders: what came back is credited and refunded, what did not come stays with the order."""
    from omscli.cli import return_orders as steps

    steps.run_move(session_of(ctx), returns, all_, "Closed", dry_run)
