"""What `oms cancel` and `oms return` take: an order with its items, or a file of requests."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Protocol

import typer

from omscli.cli.arguments import WHY, rules_page
from omscli.cli.session import Session
from omscli.domain.changes import ChangeRequest, Wanted
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
    return [Entry(order, ChangeRequest(wanted, request.reason, request.reason_text, request.refund_shipping))]


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
