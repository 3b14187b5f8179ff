"""`oms return`: fulfilled units come back (simple return), with credit memo and refund."""

from __future__ import annotations

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
from omscli.domain.changes import ChangeRequest
from omscli.services.returns import COLUMNS, return_orders

EXAMPLES = (
    "oms return WEB-1002 MUG-BLUE=1 --reason Unknown --preview",
    "oms return WEB-1001 --all-items --reason Unknown --refund-shipping",
    "oms return --file returns.ndjson",
)


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
    """Take back fulfilled units; a credit memo and a refund follow."""
    fees = fees_of(fee, fee_type, fee_product, fee_reason, fee_text)
    request = ChangeRequest((), reason or "", reason_text, refund_shipping, fees)
    entries = entries_of("return", order, items, all_items, request, files, channel)
    run_change(session_of(ctx), "return", entries, dry_run, return_orders, COLUMNS, explain)
