"""`oms exchange`: units come back, and what they owe pays a new order of the same shopper."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.change_arguments import Reason, ReasonText, RefundShipping, wanted_of
from omscli.cli.session import session_of
from omscli.domain.changes import ChangeRequest
from omscli.errors import OmsError, refuse
from omscli.store.db import Database
from omscli.store.targets import find_order

EXAMPLES = (
    "oms exchange WEB-1002 --return MUG-BLUE=1 --order new.json --reason 'Wrong Size' --preview",
    "oms exchange WEB-1002 --return RO-0000002 --order new.json",
    "oms exchange WEB-1001 --return TSHIRT-RED --refund-shipping --order new.json --reason Unknown",
)

Returned = Annotated[
    list[str],
    typer.Option("--return", metavar="RO|SKU[=QTY]", help="What comes back: a return order, or SKUs; may be repeated"),
]
File = Annotated[str, typer.Option("--order", metavar="FILE|-", help="The new order, of the same shopper and currency")]


def command(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Order number, reference number or id")],
    returned: Returned,
    file: File,
    reason: Reason = None,
    reason_text: ReasonText = None,
    refund_shipping: RefundShipping = False,
    dry_run: DryRun = False,
) -> None:
    """Return units and place the order that takes their place: even, up (it brings payments) or down (a refund)."""
    from omscli.documents.orders.reading import read_orders
    from omscli.services.exchange import COLUMNS, Wish, exchange_orders

    number = _return_order(returned)
    if not reason and number is None:
        help_ = "`oms setup export` shows the reason codes of returns; Unknown always is one"
        raise refuse("usage", "--reason is missing", help=help_, done="nothing was done")
    if number is not None and (reason or reason_text or refund_shipping):
        message = f"the lines of {number} say why they come back, and whether with delivery charges"
        raise refuse("usage", message, help="leave --reason and --refund-shipping out", done="nothing was done")
    wanted = () if number is not None else tuple(wanted_of(word) for word in returned)
    request = ChangeRequest(wanted, reason or "", reason_text, refund_shipping)
    stdin = sys.stdin.buffer if file == "-" else None
    reads = list(read_orders([file], sets=["SourceProcess=Exchange"], stdin=stdin))
    problems = tuple(problem for read in reads for problem in read.problems)
    if problems:
        raise OmsError(problems[:20], "nothing was done", len(problems))
    if len(reads) != 1:
        message = f"{file} holds {len(reads)} orders: an exchange is for one"
        raise refuse("bad-value", message, help="one return pays one new order", done="nothing was done")
    session = session_of(ctx)
    with session.database() as database:
        (key,) = session.targets(database, [order], find=find_order)
        wish = Wish(key, request, reads[0], _found(database, key, number) if number is not None else None)
        results = exchange_orders(database, session.runner(dry_run), wish, session.scene("exchange"))
        next_commands = [] if dry_run else ["oms approve --all"]
        session.answer("oms.exchange/1", results, columns=COLUMNS, next_commands=next_commands)


def _return_order(words: list[str]) -> str | None:
    """The return order that is named, if one is; it stands alone."""
    from omscli.domain.ids import decode
    from omscli.domain.numbers import parse_human_number

    named = []
    for word in words:
        numbered, decoded = parse_human_number(word), decode(word)
        if "ReturnOrder" in (numbered and numbered[0], decoded and decoded[0]):
            named.append(word)
    if named and len(words) > 1:
        raise refuse("usage", f"{named[0]} is exchanged alone", help="name it or SKUs", done="nothing was done")
    return named[0] if named else None


def _found(database: Database, order_key: int, number: str) -> int:
    """The return order's key; it is one of this order."""
    from omscli.domain.ids import order_key_of
    from omscli.store.record_targets import find_return_order

    with database.read() as reader:
        key = find_return_order(reader, number)
    if order_key_of(key) != order_key:
        raise refuse("not-found", f"{number} is no return order of this order", done="nothing was done")
    return key
