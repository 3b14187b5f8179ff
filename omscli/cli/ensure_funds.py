"""`oms ensure-funds`: the money of invoices."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun, Explain, rules_page
from omscli.cli.session import session_of
from omscli.services.ensure_funds import COLUMNS, ensure_funds, ready_to_fund
from omscli.store.money_targets import find_invoice

EXAMPLES = ("oms ensure-funds --all", "oms ensure-funds INV-0000001 --explain --preview")
Invoices = Annotated[
    list[str] | None,
    typer.Argument(metavar="[INVOICE]...", help="Invoice numbers or ids; - reads them from stdin"),
]


def command(
    ctx: typer.Context,
    invoices: Invoices = None,
    all_: All = False,
    explain: Explain = False,
    dry_run: DryRun = False,
) -> None:
    """Pay invoices in full: captured money is applied, authorized money captured; --json shows each step and why."""
    session = session_of(ctx)
    with session.database() as database:
        targets = session.targets(database, invoices, all_, find=find_invoice, ready=ready_to_fund, what="INVOICE")
        results = ensure_funds(
            database, session.runner(dry_run), targets, session.scene("ensure-funds"), explain=explain
        )
        page = rules_page(COLUMNS, "Why {InvoiceNumber} is paid so") if explain else None
        session.answer("oms.ensure-funds/1", results, columns=COLUMNS, title="invoices to pay", page=page)
