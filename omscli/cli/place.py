"""`oms place`: orders from JSON and NDJSON files of any envelope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import Session, session_of
from omscli.errors import refuse
from omscli.services.unit import Result

if TYPE_CHECKING:
    from omscli.documents.orders.reading import OrderRead

EXAMPLES = (
    "oms place orders.json",
    "oms place sample_orders/ --check",
    "oms place order.json --renumber --set SalesChannel=Web",
    "oms place graph.json --create-missing",
)
COLUMNS = ("OrderNumber", "OrderReferenceNumber", "SalesChannel", "ItemCount", "GrandTotalAmount", "CurrencyIsoCode")
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE|DIR|-...", help="Order files, folders of them (but for asn/ in them), or - for standard input"
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Override a value, or fill a ${placeholder}; may be repeated"),
]
Check = Annotated[bool, typer.Option("--check", help="Validate against the store, write nothing")]
CreateMissing = Annotated[
    bool, typer.Option("--create-missing", help="Make the products, prices, channels, accounts that the file describes")
]
Renumber = Annotated[
    str | None,
    typer.Option("--renumber", metavar="[=sku]", help="Fresh reference numbers; =sku gives the SKUs a suffix too"),
]
OnError = Annotated[
    str, typer.Option("--on-error", metavar="stop|skip", help="stop: a file with a bad order is not placed at all")
]


def command(
    ctx: typer.Context,
    files: Files = None,
    sets: Sets = None,
    check: Check = False,
    create_missing: CreateMissing = False,
    renumber: Renumber = None,
    on_error: OnError = "stop",
    dry_run: DryRun = False,
) -> None:
    """Place orders from files. The same file twice is one order; what differs under the same name is a conflict."""
    session = session_of(ctx)
    if not files:
        raise refuse(
            "usage", "which files?", help="name files or folders, or - for standard input", done="nothing was done"
        )
    if on_error not in ("stop", "skip"):
        raise refuse("usage", f'--on-error cannot be "{on_error}"', help="it is stop or skip")
    if renumber not in (None, "orders", "sku"):
        raise refuse("usage", f'--renumber cannot be "{renumber}"', help="--renumber alone, or --renumber=sku")
    session.answer(
        "oms.place/1",
        _place(session, files, sets or [], renumber, create_missing, on_error == "stop", check or dry_run),
        columns=COLUMNS,
        next_commands=[] if check else ["oms summarize --all"],
        title="orders",
    )


def _place(
    session: Session, files: list[str], sets: list[str], renumber: str | None, create: bool, stop: bool, dry_run: bool
) -> Iterator[Result]:
    import sys

    from omscli.documents.orders.reading import read_orders
    from omscli.services.place import PlaceOptions, place_orders

    reads: Iterable[OrderRead] = read_orders(
        files, sets=sets, create_missing=create, stdin=sys.stdin.buffer if "-" in files else None
    )
    if renumber is not None:
        reads = _renumbered(session, reads, renumber)
    with session.database() as database:
        options = PlaceOptions(create_missing=create, stop=stop)
        yield from place_orders(database, session.runner(dry_run), reads, session.scene("place"), options)


def _renumbered(session: Session, reads: Iterable[OrderRead], how: str) -> Iterator[OrderRead]:
    """The orders under fresh numbers: after each stands the key that the order will get, which no order had before."""
    from dataclasses import replace

    from omscli.documents.orders.renumber import renumber
    from omscli.store.keys import next_key

    with session.database() as database, database.read() as reader:
        key = next_key(reader, "orders")
    for read in reads:
        if read.order is None:
            yield read
        else:
            yield replace(read, order=renumber(read.order, str(key), sku=how == "sku"))
            key += 1
