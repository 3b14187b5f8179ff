"""`oms adjust`: a discount on items of an order that stands, before, in or after fulfillment."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from omscli.cli.arguments import WHY, DryRun, Explain, rules_page
from omscli.cli.change_arguments import Reason, ReasonText
from omscli.cli.session import session_of
from omscli.domain.adjusting import AdjustRequest
from omscli.domain.discounts import Discount
from omscli.errors import refuse
from omscli.services.adjust import COLUMNS, adjust_orders
from omscli.store.targets import find_order

EXAMPLES = (
    "oms adjust WEB-1002 MUG-BLUE --percent 10 --reason Unknown --preview",
    "oms adjust WEB-1002 MUG-BLUE NOTEBOOK-A5 --amount 5 --with-tax --reason Unknown",
    "oms adjust WEB-1002 SHIP-STANDARD --percent 100 --reason Unknown --allocated-items in-fulfillment",
)

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)


class AllocatedItems(StrEnum):
    """What becomes of units in fulfillment."""

    DISALLOWED = "disallowed"
    IN_FULFILLMENT = "in-fulfillment"
    PRE_FULFILLMENT = "pre-fulfillment"


def command(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Order number, reference number or id")],
    items: Annotated[list[str], typer.Argument(metavar="SKU...", help="Items by SKU or order item summary id")],
    percent: Annotated[str | None, typer.Option("--percent", metavar="N", help="Off the price and its tax")] = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="N", help="Off each item, its tax in proportion; 5 and -5 are the same"),
    ] = None,
    with_tax: Annotated[bool, typer.Option("--with-tax", help="The amount includes the tax")] = False,
    reason: Reason = None,
    reason_text: ReasonText = None,
    allocated_items: Annotated[
        AllocatedItems,
        typer.Option(
            "--allocated-items", help="Units in fulfillment: left out, a change order of their own, or joined"
        ),
    ] = AllocatedItems.DISALLOWED,
    individual_taxes: Annotated[
        bool, typer.Option("--individual-taxes", help="A tax line for each tax line of the item, not one for all")
    ] = False,
    explain: Explain = False,
    dry_run: DryRun = False,
) -> None:
    """Take a discount off items; what was captured or invoiced of it goes back to the buyer."""
    discount = discount_of(percent, amount, with_tax)
    if not reason:
        raise _usage("--reason is missing", "`oms setup export` shows the reason codes; Unknown always is one")
    request = AdjustRequest(tuple(items), discount, reason, reason_text, allocated_items.value, individual_taxes)
    session = session_of(ctx)
    with session.database() as database:
        keys = session.targets(database, [order], find=find_order)
        if not dry_run and session.done_before(database):
            session.note("`oms ensure-refunds --all` gives back what it owes, if it was killed before it did")
            session.answer("oms.adjust/1", [], columns=COLUMNS, title="orders to adjust that are not adjusted already")
        scene = session.scene("adjust")
        results = adjust_orders(database, session.runner(dry_run), keys, request, scene, explain=explain)
        page = rules_page(COLUMNS, WHY) if explain else None
        session.answer("oms.adjust/1", results, columns=COLUMNS, title="orders to adjust", page=page)


def discount_of(percent: str | None, amount: str | None, with_tax: bool) -> Discount:
    """The discount that the options name; a sign is allowed and means nothing, every discount goes off (spec §2.6)."""
    if (percent is None) == (amount is None):
        raise _usage("how much? either --percent N or --amount N", "--percent 10, --amount 5, --amount 5 --with-tax")
    if with_tax and amount is None:
        raise _usage("--with-tax is for --amount", "a percentage is off the price and off its tax")
    text = (percent if amount is None else amount) or ""
    if not _NUMBER.fullmatch(text) or not Decimal(text):
        option = "--percent" if amount is None else "--amount"
        raise _usage(f'{option}: "{text}" is not a number other than 0', "write it plainly: 5 or 12.50")
    if amount is None:
        return Discount("Percentage", abs(Decimal(text)))
    return Discount("AmountWithTax" if with_tax else "AmountWithoutTax", abs(Decimal(text)))


def _usage(message: str, help_: str) -> Exception:
    return refuse("usage", message, help=help_, done="nothing was done")
