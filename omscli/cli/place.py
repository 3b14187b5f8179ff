"""`oms place`: orders from JSON and NDJSON files of any envelope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.claiming import busy_results, claims_of
from omscli.cli.session import Session, session_of
from omscli.domain.values import dataclass
from omscli.errors import refuse
from omscli.services.unit import Result

if TYPE_CHECKING:
    from omscli.documents.orders.reading import OrderRead
    from omscli.documents.refused import RefusedFile
    from omscli.store.db import Database
    from omscli.store.runs import RunRecord

EXAMPLES = (
    "oms place orders.json",
    "oms place sample_orders/ --check",
    "oms place order.json --renumber --set SalesChannel=Web",
    "oms place graph.json --create-missing",
    "oms place orders.ndjson --on-error skip --refused refused.ndjson",
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
OnBehalf = Annotated[
    bool, typer.Option("--on-behalf", help="A service agent orders for the shopper: SourceProcess is OrderOnBehalf")
]
OnError = Annotated[
    str, typer.Option("--on-error", metavar="stop|skip", help="stop: a file with a bad order is not placed at all")
]


Refused = Annotated[
    str | None,
    typer.Option(
        "--refused", metavar="FILE", help="With --on-error skip: the lines left out, to be corrected and placed"
    ),
]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the command line says."""

    files: list[str]
    sets: list[str]
    renumber: str | None
    create_missing: bool
    stop: bool
    refused: str | None
    dry_run: bool


def command(
    ctx: typer.Context,
    files: Files = None,
    sets: Sets = None,
    check: Check = False,
    create_missing: CreateMissing = False,
    renumber: Renumber = None,
    on_behalf: OnBehalf = False,
    on_error: OnError = "stop",
    refused: Refused = None,
    dry_run: DryRun = False,
) -> None:
    """Place orders from files. The same file twice is one order; what differs under the same name is a conflict."""
    session = session_of(ctx)
    if not files:
        raise _usage("which files?", "name files or folders, or - for standard input")
    if on_error not in ("stop", "skip"):
        raise _usage(f'--on-error cannot be "{on_error}"', "it is stop or skip")
    if renumber not in (None, "orders", "sku"):
        raise _usage(f'--renumber cannot be "{renumber}"', "--renumber alone, or --renumber=sku")
    if refused is not None and on_error == "stop":
        raise _usage("--refused is for --on-error skip", "without it a file with a refused order is not placed at all")
    sets = [*(sets or []), *(["SourceProcess=OrderOnBehalf"] if on_behalf else [])]
    choice = Choice(files, sets, renumber, create_missing, on_error == "stop", refused, check or dry_run)
    session.answer(
        "oms.place/1",
        _place(session, choice),
        columns=COLUMNS,
        next_commands=[] if check else ["oms summarize --all"],
        title="orders",
    )


def _usage(message: str, help_: str) -> Exception:
    return refuse("usage", message, help=help_, done="nothing was done")


def _place(session: Session, choice: Choice) -> Iterator[Result]:
    import sys

    from omscli.documents.intake import Intake
    from omscli.documents.orders.reading import read_orders
    from omscli.documents.position import Position
    from omscli.services.place import PlaceOptions, place_orders
    from omscli.services.placing.draft import draft_of

    options = PlaceOptions(create_missing=choice.create_missing, stop=choice.stop)
    with session.database() as database, ExitStack() as stack:
        run = _to_go_on_with(session, database, choice)
        refused = _refused_file(choice, run.refused_size if run else 0)
        if refused is not None:
            stack.callback(refused.close)
        done = {file.number: Position(*file) for file in run.files} if run else None
        runner, scene = session.runner(choice.dry_run), session.scene("place")
        claims = None if choice.dry_run else claims_of(choice.files)
        intake = Intake(keep=refused is not None, done=done, claims=claims)
        reads: Iterable[OrderRead] = read_orders(
            choice.files,
            sets=choice.sets,
            create_missing=choice.create_missing,
            stdin=sys.stdin.buffer if "-" in choice.files else None,
            intake=intake,
            prepare=None if choice.renumber else partial(draft_of, scene=scene),
        )
        reads = intake.fresh(reads)
        if choice.renumber is not None:
            reads = _renumbered(session, reads, choice.renumber)
        if choice.stop:
            reads = session.ticked(reads, "read")  # nothing is told before the file has ended
        yield from place_orders(database, runner, reads, scene, options, intake, refused)
        yield from busy_results(claims)


def _to_go_on_with(session: Session, database: Database, choice: Choice) -> RunRecord | None:
    """The run whose lines are not taken again: the one that is resumed, or, since copies are new orders each time, an
    interrupted one of the same words.
    """
    if choice.renumber is None or choice.dry_run or "-" in choice.files:
        return session.options.resumed
    return session.interrupted(database)


def _refused_file(choice: Choice, size: int) -> RefusedFile | None:
    """The file that takes what is refused; a preview writes none."""
    if choice.refused is None or choice.dry_run:
        return None
    from omscli.documents.refused import RefusedFile

    path = Path(choice.refused)
    if any(path.exists() and name != "-" and Path(name).exists() and path.samefile(name) for name in choice.files):
        raise _usage(f"{path} is read already", "name another file for what is refused")
    return RefusedFile(path, size)


def _renumbered(session: Session, reads: Iterable[OrderRead], how: str) -> Iterator[OrderRead]:
    """The orders under fresh numbers: after each stands the key that the order will get, which no order had before."""
    from omscli.documents.orders.renumber import renumber
    from omscli.store.keys import next_key

    with session.database() as database, database.read() as reader:
        key = next_key(reader, "orders")
    for read in reads:
        if read.order is None:
            yield read
        else:
            read.given = renumber(read.order, str(key), sku=how == "sku")
            yield read
            key += 1
