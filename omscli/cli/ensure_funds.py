"""`oms ensure-funds`: the money of invoices."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun, Explain, money_page
from omscli.cli.sequence import AllowPartial, Bodies, SequenceWords, bodies_of, way_of
from omscli.cli.session import session_of
from omscli.errors import refuse
from omscli.services.ensure_funds import COLUMNS, ensure_funds, ready_to_fund
from omscli.services.sequences import Ways
from omscli.store.record_targets import find_invoice

EXAMPLES = (
    "oms ensure-funds --all",
    "oms ensure-funds INV-0000001 --explain --preview",
    "oms ensure-funds INV-0000001 --sequence GiftCard --sequence 'Visa - 4242=20.00'",
)
Invoices = Annotated[
    list[str] | None,
    typer.Argument(metavar="[INVOICE]...", help="Invoice numbers or ids; - reads them from stdin"),
]


def command(
    ctx: typer.Context,
    invoices: Invoices = None,
    all_: All = False,
    sequence: SequenceWords = None,
    allow_partial: AllowPartial = False,
    files: Bodies = None,
    explain: Explain = False,
    dry_run: DryRun = False,
) -> None:
    """Pay invoices in full: captured money is applied, authorized money captured; --json shows each step and why."""
    session = session_of(ctx)
    if files and (invoices or all_ or sequence or allow_partial):
        message = "a --file says which invoices, and in which sequence"
        raise refuse("usage", message, help="choose either", done="nothing was done")
    ways = Ways(way_of(sequence, allow_partial))
    with session.database() as database:
        if files:
            from omscli.services.money_requests import fund_bodies  # for files only

            with database.read() as reader:
                targets, ways = fund_bodies(reader, bodies_of(files, refunds=False))
        else:
            targets = session.targets(database, invoices, all_, find=find_invoice, ready=ready_to_fund, what="INVOICE")
        scene = session.scene("ensure-funds")
        results = ensure_funds(database, session.runner(dry_run), targets, scene, ways=ways, explain=explain)
        page = money_page(COLUMNS, explain=explain, dry_run=dry_run)
        session.answer("oms.ensure-funds/1", results, columns=COLUMNS, title="invoices to pay", page=page)
