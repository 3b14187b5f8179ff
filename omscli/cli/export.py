"""`oms export`: files for the fulfillment provider, each hand-over stamped and repeatable; and the books of orders.

The books are read and not stamped: every order's, or those of the orders that are named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from omscli.cli.arguments import All, DryRun
from omscli.cli.options import BOOKS
from omscli.cli.output import PIPE_CLOSED, Output
from omscli.cli.session import Session, session_of
from omscli.errors import nearest, refuse
from omscli.services.unit import Result
from omscli.store.db import Reader

EXAMPLES = (
    "oms export --all --to out",
    "oms export FO-0000001 --to out --as csv",
    "oms export --again EX-0000001 --to out",
    "oms export --format journal --to books.journal",
)

FulfillmentOrders = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FO]...", help="Fulfillment-order numbers or ids, for books those of orders; - reads them from stdin"
    ),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DIR", help="The folder that the files go to; the file for books, or -")
]
As = Annotated[
    str,
    typer.Option("--as", metavar="FORMAT", help="The files as json, csv or both; the books as journal or beancount"),
]
Again = Annotated[str | None, typer.Option("--again", metavar="EX", help="Write the files of a hand-over once more")]
Location = Annotated[str | None, typer.Option("--location", metavar="REF", help="With --all: this location's only")]


def command(
    ctx: typer.Context,
    fulfillment_orders: FulfillmentOrders = None,
    all_: All = False,
    to: To = None,
    as_: As = "both",
    again: Again = None,
    location: Location = None,
    dry_run: DryRun = False,
) -> None:
    """Hand fulfillment orders to the provider: they become Assigned, and files say what to send where.

    As journal (hledger) or beancount: the books of all orders, or of those named, in double entry. Nothing is stamped.
    """
    from omscli.services.export import COLUMNS, FILE_COLUMNS

    session = session_of(ctx)
    if as_ in BOOKS:
        if again is not None or location is not None:
            raise refuse(
                "usage", "books are of orders", help="leave --again and --location out", done="nothing was done"
            )
        _books(session, as_, fulfillment_orders, all_, to, dry_run)
    if to is None:
        raise refuse(
            "usage", "where to?", help="name the folder that the files go to: --to DIR", done="nothing was done"
        )
    if again is not None and (fulfillment_orders or all_):
        raise refuse("usage", "--again repeats a hand-over as it was", help="name no other", done="nothing was done")
    if again is not None:
        session.answer("oms.export/1", _again(session, again, Path(to), dry_run), columns=FILE_COLUMNS)
    session.answer(
        "oms.export/1",
        _export(session, fulfillment_orders, all_, Path(to), as_, location, dry_run),
        columns=COLUMNS,
        next_commands=["oms ingest asn FILE", "oms ship --all"],
        title="fulfillment orders to export",
    )


def _books(
    session: Session, format_: str, names: list[str] | None, all_: bool, to: str | None, dry_run: bool
) -> NoReturn:
    """Write the books: to standard output (or `-o`) they are the answer; to a file the answer is their balances."""
    from omscli.documents.exports.formats import BOOKS as WRITERS
    from omscli.services.books import COLUMNS, Balances, chart_of, credit_entries, entries_of
    from omscli.store.books import booked_orders
    from omscli.store.targets import find_order

    balances, shown = Balances(), to in (None, "-") and not dry_run
    with session.database() as database:
        chosen = session.targets(database, names, all_ or not names, find=find_order, ready=booked_orders)
        target = os.devnull if dry_run else session.options.output if shown else to
        with database.read() as reader, Output(target) as output:
            entries = chain([] if names else credit_entries(reader), entries_of(reader, sorted(chosen)))
            for piece in WRITERS[format_](*chart_of(reader), balances.counted(entries)):
                output.write(piece)
    if shown:
        raise typer.Exit(PIPE_CLOSED if output.gone else 0)
    session.note(f"{balances.entries:,} entries{'; nothing was written' if dry_run else f' in {to}'}")
    session.answer("oms.books/1", balances.rows(), columns=COLUMNS, title="entries")


def _again(session: Session, again: str, to: Path, dry_run: bool) -> Iterator[Result]:
    from omscli.services.export import export_again

    with session.database() as database:
        yield from export_again(database, again, to, store=not dry_run)


def _export(
    session: Session, names: list[str] | None, all_: bool, to: Path, as_: str, location: str | None, dry_run: bool
) -> Iterator[Result]:
    from omscli.services.export import export
    from omscli.store.fulfillment import find_fulfillment_order

    formats = _formats(as_)
    with session.database() as database:
        keys = session.targets(database, names, all_, find=find_fulfillment_order, ready=_ready(location), what="FO")
        yield from export(database, session.runner(dry_run), keys, session.scene("export"), to, formats)


def _formats(as_: str) -> list[str]:
    from omscli.documents.exports.formats import FORMATS

    if as_ == "both":
        return list(FORMATS)
    if as_ not in FORMATS:
        known = [*FORMATS, "both", *BOOKS]
        guess = nearest(as_, known)
        hint = f"did you mean {guess}?" if guess else f"one of {', '.join(known)}"
        raise refuse("usage", f'--as cannot be "{as_}"', help=hint, done="nothing was done")
    return [as_]


def _ready(location: str | None) -> Callable[[Reader], Iterable[int]]:
    from omscli.store.catalog import locations_by_reference
    from omscli.store.exports import ready_to_export

    def ready(reader: Reader) -> Iterable[int]:
        if location is None:
            return ready_to_export(reader)
        found = locations_by_reference(reader, [location]).get(location)
        if found is None:
            raise refuse("unknown-location", f'no location has the reference "{location}"', done="nothing was done")
        return ready_to_export(reader, found.id)

    return ready
