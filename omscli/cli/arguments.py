"""The arguments that commands share, each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from omscli.cli.explaining import Page

Orders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ORDER]...", help="Order numbers, reference numbers or ids; - reads them from stdin"),
]
All = Annotated[bool, typer.Option("--all", help="Every record that is ready for this step")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", "--preview", help="The same computation and answer; nothing is written")
]
Explain = Annotated[bool, typer.Option("--explain", help="Each rule that applied, its numbers, and where it stands")]
Partitions = Annotated[
    int, typer.Option("--partitions", metavar="N", help="On a server: split the orders by their hash")
]

WHY = "Why order {OrderNumber} {ChangeOrderNumber}{CreditMemoNumber}{InvoiceNumber}"
"""Above the reasons of a change of an order, and of what followed it."""


def rules_page(columns: Sequence[str], heading: str) -> Page:
    """The page of `--explain`: the results, then the rules that applied to each, under the heading."""
    from omscli.cli.explaining import page_of, reasons_of, rules  # what draws, for whoever asked

    return page_of(columns, reasons_of(heading, rules))


def money_page(columns: Sequence[str], *, explain: bool, dry_run: bool) -> Page | None:
    """The page of a command that moves money: a preview tells which tender gives or gets how much, and why."""
    if not explain and not dry_run:
        return None
    from omscli.cli.explaining import page_of, plan, reasons_of, rules  # what draws, for whoever asked

    parts = [plan] if dry_run else []
    return page_of(columns, *parts, *([reasons_of(WHY, rules)] if explain else ()))
