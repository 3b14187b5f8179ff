"""`oms ensure-refunds`: money back for credit memos, or as excess funds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun, Explain, money_page
from omscli.cli.sequence import AllowPartial, Bodies, Fallback, SequenceWords, To, bodies_of, way_of
from omscli.cli.session import Session, session_of
from omscli.cli.typed import minor_of
from omscli.domain.values import dataclass, replace
from omscli.errors import refuse
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import COLUMNS, Excess, ensure_refunds, ready_to_refund, refund_excess
from omscli.services.sequences import Ways
from omscli.services.standard_flow import orders_to_refund, refund_orders
from omscli.services.unit import Result
from omscli.store.db import Database, Reader
from omscli.store.order_heads import load_heads
from omscli.store.record_targets import find_credit_memo, find_invoice
from omscli.store.settings import load_policy
from omscli.store.targets import find_order

EXAMPLES = (
    "oms ensure-refunds --all",
    "oms ensure-refunds CM-0000001",
    "oms ensure-refunds --excess WEB-1001 --amount 20.00",
    "oms ensure-refunds CM-0000001 --invoices-to-pay INV-0000001-2",
    "oms ensure-refunds CM-0000001 --sequence GiftCard=10.00 --preview --explain",
    "oms ensure-refunds --all --fallback store-credit",
)
CreditMemos = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CREDIT_MEMO]...", help="Credit-memo numbers or ids; - reads them from stdin"),
]
ExcessOrders = Annotated[
    list[str] | None, typer.Option("--excess", metavar="ORDER", help="Refund the excess funds of an order")
]
InvoicesToPay = Annotated[
    list[str] | None,
    typer.Option("--invoices-to-pay", metavar="INVOICE", help="Paid first, so that less goes back: invoices of fees"),
]
Amount = Annotated[
    str | None, typer.Option("--amount", metavar="AMOUNT", help="With --excess: this much, not all that is owed")
]


def command(
    ctx: typer.Context,
    credit_memos: CreditMemos = None,
    all_: All = False,
    excess: ExcessOrders = None,
    amount: Amount = None,
    explain: Explain = False,
    invoices_to_pay: InvoicesToPay = None,
    sequence: SequenceWords = None,
    allow_partial: AllowPartial = False,
    to: To = None,
    fallback: Fallback = None,
    files: Bodies = None,
    dry_run: DryRun = False,
) -> None:
    """Refund credit memos in full, the excess funds of orders, or with --all everything that is owed.

    --json shows each step and why.
    """
    session = session_of(ctx)
    if excess and (credit_memos or all_):
        raise refuse("usage", "choose either credit memos or --excess", done="nothing was done")
    if amount is not None and not excess:
        raise refuse("usage", "--amount goes with --excess ORDER", done="nothing was done")
    if files and (excess or credit_memos or all_ or invoices_to_pay or sequence or allow_partial):
        message = "a --file says what is refunded, and in which sequence"
        raise refuse("usage", message, help="choose either", done="nothing was done")
    way = way_of(sequence, allow_partial, to, fallback)
    with session.database() as database:
        with database.read() as reader:
            chosen = load_policy(reader).on_declined_refund == "store-credit"
        wish = _Wish(Ways(replace(way, fallback=way.fallback or chosen)), explain, dry_run)
        if files:
            results = _bodies(session, database, files, wish)
        elif excess:
            results = _excess(session, database, excess, amount, invoices_to_pay, wish)
        else:
            results = _credit_memos(session, database, credit_memos, all_, invoices_to_pay, wish)
        page = money_page(COLUMNS, explain=explain, dry_run=dry_run)
        session.answer("oms.ensure-refunds/1", results, columns=COLUMNS, title="credit memos to refund", page=page)


@dataclass(frozen=True, slots=True)
class _Wish:
    """How everything of the command line is to be refunded."""

    ways: Ways
    explain: bool
    dry_run: bool


def _credit_memos(
    session: Session,
    database: Database,
    names: list[str] | None,
    all_: bool,
    to_pay: list[str] | None,
    wish: _Wish,
) -> Iterator[Result]:
    """The refunds of credit memos, less the invoices that they pay; with --all, all that orders are owed, returns
    without a credit memo too, and less all open fees.
    """
    runner, scene = session.runner(wish.dry_run), session.scene("ensure-refunds")
    if all_ and not names:
        if to_pay:
            raise refuse("usage", "--invoices-to-pay names a few; --all pays the fees of all", done="nothing was done")
        with database.read() as reader:
            keys = orders_to_refund(reader)
        yield from refund_orders(database, runner, keys, scene, ways=wish.ways, explain=wish.explain)
        return
    targets = session.targets(database, names, all_, find=find_credit_memo, ready=ready_to_refund, what="CREDIT_MEMO")
    invoices = _invoices(database, to_pay)
    yield from ensure_refunds(database, runner, targets, scene, invoices, ways=wish.ways, explain=wish.explain)


def _excess(
    session: Session,
    database: Database,
    orders: list[str],
    amount: str | None,
    to_pay: list[str] | None,
    wish: _Wish,
) -> Iterator[Result]:
    """The excess funds of orders, after the invoices that are paid of them."""
    keys = session.targets(database, orders, find=find_order)
    with database.read() as reader:
        asked = [Excess(key, None if amount is None else _minor(reader, key, amount)) for key in keys]
    runner, scene = session.runner(wish.dry_run), session.scene("ensure-refunds")
    if to_pay:
        yield from ensure_funds(database, runner, _invoices(database, to_pay), scene)
    yield from refund_excess(database, runner, asked, scene, ways=wish.ways, explain=wish.explain)


def _bodies(session: Session, database: Database, files: list[str], wish: _Wish) -> Iterator[Result]:
    """What the bodies of the reference's call ask for: credit memos first, then excess funds, each body's invoices paid
    of its order's credit memos.
    """
    runner, scene = session.runner(wish.dry_run), session.scene("ensure-refunds")
    from omscli.services.money_requests import refund_bodies  # for files only

    with database.read() as reader:
        bodies = refund_bodies(reader, bodies_of(files, refunds=True), wish.ways.default)
    yield from ensure_refunds(
        database, runner, bodies.memos, scene, bodies.to_pay, ways=bodies.ways, explain=wish.explain
    )
    yield from refund_excess(database, runner, bodies.excess, scene, ways=bodies.ways, explain=wish.explain)


def _invoices(database: Database, names: list[str] | None) -> list[int]:
    if not names:
        return []
    with database.read() as reader:
        return [find_invoice(reader, name) for name in names]


def _minor(reader: Reader, order_key: int, amount: str) -> int | None:
    head = load_heads(reader, [order_key]).get(order_key)
    if head is None:
        return None
    return minor_of(amount, head.currency, "--amount", "refunded")
