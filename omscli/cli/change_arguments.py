"""What `oms cancel` and `oms return` take: an order with its items, or a file of requests."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Protocol

import typer

from omscli.cli.arguments import WHY, rules_page
from omscli.cli.session import Session
from omscli.domain.change_values import FEE_SKU, FEE_TYPES, PERCENTAGES, ChangeRequest, Fee, Wanted
from omscli.domain.values import replace
from omscli.errors import refuse
from omscli.services.changing import Entry
from omscli.services.scene import Scene
from omscli.services.unit import Result, Runner
from omscli.store.db import Database

Order = Annotated[str | None, typer.Argument(metavar="[ORDER]", help="Order number, reference number or id")]
Items = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SKU[=QTY]]...", help="Items by SKU or order item summary id; no quantity is all of it"),
]
AllItems = Annotated[bool, typer.Option("--all-items", help="Everything of the order that can go")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="A reason code of the set-up")]
ReasonText = Annotated[str | None, typer.Option("--reason-text", metavar="TEXT", help="Why, in words (at most 255)")]
RefundShipping = Annotated[bool, typer.Option("--refund-shipping", help="Their share of the delivery charges goes too")]
Files = Annotated[
    list[str] | None,
    typer.Option("--file", metavar="FILE|-", help="Requests as JSON or NDJSON; the same file twice changes nothing"),
]
Channel = Annotated[
    str | None, typer.Option("--channel", metavar="NAME", help="With --file: whose reference numbers they are")
]

FeeAmount = Annotated[
    str | None, typer.Option("--fee", metavar="AMOUNT|N%", help="Charge a fee for it, on a change order of its own")
]
FeeKind = Annotated[
    str | None, typer.Option("--fee-type", metavar="TYPE", help=f"What the fee is: {', '.join(FEE_TYPES)}")
]
FeeProduct = Annotated[
    str | None, typer.Option("--fee-product", metavar="SKU", help=f"The product of the fee (default {FEE_SKU})")
]
FeeReason = Annotated[
    str | None, typer.Option("--fee-reason", metavar="R", help="Its own reason code; else that of the change")
]
FeeText = Annotated[str | None, typer.Option("--fee-text", metavar="TEXT", help="What the fee is called")]


class Use(Protocol):
    """A use case that carries requests out."""

    def __call__(
        self, database: Database, runner: Runner, entries: Iterable[Entry], scene: Scene, *, explain: bool = False
    ) -> Iterator[Result]:
        """One result a request, then those of what followed."""
        ...


def run_change(
    session: Session, kind: str, entries: list[Entry], dry_run: bool, use: Use, columns: Sequence[str], explain: bool
) -> None:
    """Carry the requests out, or preview them, and answer."""
    with session.database() as database:
        if not dry_run and all(entry.place is None for entry in entries):
            entries = _known(session, database, entries)
        results = use(database, session.runner(dry_run), entries, session.scene(kind), explain=explain)
        page = rules_page(columns, WHY) if explain else None
        session.answer(f"oms.{kind}/1", results, columns=columns, title=f"orders to {kind}", page=page)


def _known(session: Session, database: Database, entries: list[Entry]) -> list[Entry]:
    """The requests, each with the change order that an interrupted run of the same words has made of it: typed words
    have no reference of their own, and typed once more they are a second wish, but not after a kill.
    """
    run = session.interrupted(database)
    if run is None or not run.units:
        return entries
    from omscli.services.change_orders import Identity
    from omscli.store.runs import units_of

    with database.read() as reader:
        made = units_of(reader, run.id)[0].last_key
    return [replace(entry, identity=Identity(change_order_id=made)) for entry in entries]


def fees_of(
    amount: str | None, kind: str | None, product: str | None, reason: str | None, text: str | None
) -> tuple[Fee, ...]:
    """The fee that the options ask for, or none. Raises `usage` or `bad-amount`."""
    if amount is None:
        if kind or product or reason or text:
            raise _usage("--fee-type, --fee-product, --fee-reason and --fee-text go with --fee AMOUNT")
        return ()
    return (fee_of(amount, kind, product, reason, text),)


def fee_of(amount: str, kind: str | None, product: str | None, reason: str | None, text: str | None) -> Fee:
    """A fee of `AMOUNT` or `N%`; of an amount, before tax unless its type says otherwise."""
    number = amount.strip().removesuffix("%")
    percent = amount.strip().endswith("%")
    try:
        value = Decimal(number) if number.isascii() and "_" not in number else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0 or len(number) > 40:
        raise refuse(
            "bad-amount", f'--fee "{amount}" is no fee: it must be more than 0', help="--fee 5.00 or --fee 10%"
        )
    known = {name.lower(): name for name in FEE_TYPES}
    chosen = known.get(kind.lower()) if kind else "Percentage" if percent else "AmountWithoutTax"
    if chosen is None:
        raise _usage(f'--fee-type "{kind}" is none', f"it is one of {', '.join(FEE_TYPES)}")
    if percent and chosen not in PERCENTAGES:
        raise _usage(f"--fee {amount} is a percentage, and --fee-type {chosen} is an amount")
    fee = Fee(chosen, value, product or FEE_SKU, reason)
    return replace(fee, description=text) if text else fee


def entries_of(
    kind: str,
    order: str | None,
    items: list[str] | None,
    all_items: bool,
    request: ChangeRequest,
    files: list[str] | None,
    channel: str | None,
) -> list[Entry]:
    """The requests that a command line makes. Raises `usage` when it says too little or too much."""
    if files:
        if order or items or all_items:
            raise _usage("choose either an order or --file")
        return _from_files(kind, files, request, channel)
    if channel is not None:
        raise _usage("--channel is for --file", "name the order CHANNEL/REFERENCE")
    if order is None:
        raise _usage("which ORDER?", f"oms {kind} ORDER SKU=1 --reason R, or --file FILE for many")
    if bool(items) == all_items:
        message = "choose either items or --all-items" if items else "which items?"
        raise _usage(message, "name SKUs, each with =QTY if not all of it goes; or --all-items")
    if not request.reason:
        raise _usage("--reason is missing", "`oms setup export` shows the reason codes; Unknown always is one")
    wanted = tuple(wanted_of(word) for word in items or ())
    return [Entry(order, replace(request, wanted=wanted))]


def wanted_of(word: str) -> Wanted:
    """`SKU` or `SKU=QTY`. Raises `bad-quantity` when what follows the last `=` is no whole number from 1."""
    name, equals, units = word.rpartition("=")
    if not equals:
        return Wanted(word)
    if not (units.isascii() and units.isdigit() and len(units) <= 9 and int(units)):
        help_ = "write SKU=QTY, or SKU alone for all of it"
        raise refuse("bad-quantity", f'{name}: "{units}" is not a whole number from 1', help=help_)
    return Wanted(name, int(units))


def _from_files(kind: str, files: list[str], request: ChangeRequest, channel: str | None) -> list[Entry]:
    from omscli.documents.change_requests import read_change_requests  # hashlib and gzip, for files only
    from omscli.services.change_orders import Identity

    if request.reason_text is not None:
        raise _usage("--reason-text is for one order", 'a file says it itself: "ReasonForChangeText"')
    if request.fees:
        raise _usage("--fee is for one order", 'a file says it itself: "Fees"')
    read = read_change_requests(
        files,
        kind,
        reason=request.reason or None,
        refund_shipping=request.refund_shipping,
        channel=channel,
        stdin=sys.stdin.buffer if "-" in files else None,
    )
    return [
        Entry(one.order, one.request, Identity(one.reference, one.content_hash), one.place, one.index) for one in read
    ]


def _usage(message: str, help_: str | None = None) -> Exception:
    return refuse("usage", message, help=help_, done="nothing was done")
