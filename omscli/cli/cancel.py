"""`oms cancel`: units that are on no fulfillment order go off their order."""

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
from omscli.services.cancel import COLUMNS, cancel_orders

EXAMPLES = (
    "oms cancel WEB-1002 MUG-BLUE=1 --reason Unknown --preview",
    "oms cancel WEB-1001 --all-items --reason Unknown --refund-shipping",
    "oms cancel --file cancels.ndjson",
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
    """Cancel units that are not allocated; captured money of them is refunded."""
    fees = fees_of(fee, fee_type, fee_product, fee_reason, fee_text)
    request = ChangeRequest((), reason or "", reason_text, refund_shipping, fees)
    entries = entries_of("cancel", order, items, all_items, request, files, channel)
    run_change(session_of(ctx), "cancel", entries, dry_run, cancel_orders, COLUMNS, explain)
