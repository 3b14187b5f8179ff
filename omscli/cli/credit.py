"""`oms credit`: gift cards and store credit, whose balances are the sums of their movements."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of
from omscli.cli.typed import currency_of, minor_of
from omscli.domain.values import replace
from omscli.errors import refuse
from omscli.render.cells import Row
from omscli.services import credits
from omscli.services.chunked import in_chunks
from omscli.services.credits import COLUMNS, Issue, find_credit
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader

if TYPE_CHECKING:
    from omscli.render.blocks import Block

EXAMPLES = (
    "oms credit issue 50 USD",
    "oms credit issue 25.00 USD --to ada@example.com --reason Goodwill",
    "oms credit adjust GC-0000001 --amount -5 --reason 'Sold for 45'",
)
MAX_TEXT = 255
app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Gift cards and store credit: issue, show, list, adjust, close."
)

Credit = Annotated[str, typer.Argument(metavar="CREDIT", help="Its number (GC-…, SC-…) or id; a code names no card")]
Credits = Annotated[
    list[str] | None, typer.Argument(metavar="[CREDIT]...", help="Numbers (GC-…, SC-…) or ids; - reads them from stdin")
]
Why = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why, in words: kept with the movement")]


@app.command()
def issue(
    ctx: typer.Context,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="What it is worth")],
    currency: Annotated[str, typer.Argument(metavar="CURRENCY", help="USD, EUR …: what it pays in, and no other")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="ACCOUNT", help="Store credit of this shopper (e-mail or id), no card")
    ] = None,
    code_file: Annotated[
        str | None, typer.Option("--code-file", metavar="FILE|-", help="A card's own code; without one, one is made")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="From then on it pays no more")
    ] = None,
    reason: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Issue a gift card, or with --to store credit. The code of a new card is shown once and not kept."""
    session = session_of(ctx)
    if to is not None and code_file is not None:
        raise refuse(
            "usage", "choose either --to or --code-file", help="store credit has no code", done="nothing was done"
        )
    valid = currency_of(currency)
    minor = minor_of(amount, valid, "AMOUNT", "issued")
    wish = Issue(minor, valid, to, _code(code_file), os.urandom(10), _instant(expires), _words(reason))
    scene = session.scene("credit issue")
    with session.database() as database:
        if not dry_run and wish.code is None and session.done_before(database):
            session.note("`oms credit list` shows it; whose code was not seen can be closed: `oms credit close`")
            session.answer(
                "oms.credit.issue/1", [], columns=COLUMNS, title="credit to issue that is not issued already"
            )
        results = session.runner(dry_run)(database, lambda reader: credits.plan_issue(reader, wish, scene)).results
        columns = (*COLUMNS, "GiftCardCode")
        session.answer("oms.credit.issue/1", map(_without_code, results), columns=columns, title="credit to issue")


@app.command("list")
def list_(ctx: typer.Context) -> None:
    """List every gift card and store credit."""
    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        found = credits.all_credits(reader)
    session.answer("oms.credit.list/1", found, columns=COLUMNS, title="gift cards and store credit")


@app.command()
def show(ctx: typer.Context, credit: Credit) -> None:
    """Show a gift card or store credit with all its movements."""
    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        found = credits.whole(reader, find_credit(reader, credit))
    session.answer("oms.credit.show/1", [found], page=_page)


@app.command()
def adjust(
    ctx: typer.Context,
    credit: Credit,
    amount: Annotated[str, typer.Option("--amount", metavar="N", help="What is added; with a minus, taken away")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in words: kept with the movement")],
    dry_run: DryRun = False,
) -> None:
    """Change a balance by hand; what is promised to orders stays."""
    session = session_of(ctx)
    scene, words = session.scene("credit adjust"), _words(reason) or ""
    with session.database() as database:
        (id_,) = session.targets(database, [credit], find=find_credit, what="CREDIT")
        with database.read() as reader:
            minor = minor_of(amount, credits.currency_of(reader, id_), "--amount", "booked", signed=True)
        if not dry_run and session.done_before(database):
            session.answer(
                "oms.credit.adjust/1", [], columns=COLUMNS, title="credit to adjust that is not adjusted yet"
            )
        results = session.runner(dry_run)(
            database, lambda reader: credits.plan_adjust_credit(reader, id_, minor, words, scene)
        ).results
        session.answer("oms.credit.adjust/1", results, columns=COLUMNS, title="credit to adjust")


@app.command()
def close(
    ctx: typer.Context,
    names: Credits = None,
    all_: Annotated[bool, typer.Option("--all", help="Every one that has expired")] = False,
    reason: Why = None,
    dry_run: DryRun = False,
) -> None:
    """Close what has expired, or with --reason what has not: the balance goes off, and it pays no more."""
    session = session_of(ctx)
    scene, words = session.scene("credit close"), _words(reason)
    if all_ and words is not None:
        raise refuse("usage", "--reason closes those that are named", help="leave --all out", done="nothing was done")

    def plan(reader: Reader, ids: Sequence[int]) -> Batch:
        return credits.plan_close(reader, ids, words, scene, due=words is None)

    with session.database() as database:
        targets = session.targets(
            database,
            names,
            all_,
            find=find_credit,
            ready=lambda reader: credits.expired(reader, scene.now),
            what="CREDIT",
        )
        results = in_chunks(database, session.runner(dry_run), targets, plan, whole=True)
        session.answer("oms.credit.close/1", results, columns=COLUMNS, title="credit to close")


def _without_code(result: Result) -> Result:
    """A preview makes no card, so it has no code to show."""
    if result.status != "preview":
        return result
    return replace(result, fields={**result.fields, "GiftCardCode": None, "Code": None})


def _code(name: str | None) -> str | None:
    if name is None:
        return None
    from omscli.cli.reading import bytes_of  # for whoever has codes already

    try:
        text = bytes_of(name, 1000).decode("ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text.splitlines()) > 1:
        raise refuse("bad-value", f"{name}: it is not one line with a code", done="nothing was written")
    return text


def _instant(text: str | None) -> int | None:
    if text is None:
        return None
    from omscli.config import instant_of

    return instant_of(text)


def _words(text: str | None) -> str | None:
    if text is None:
        return None
    if not text.strip() or len(text) > MAX_TEXT or not text.isprintable():
        help_ = f"one line of at most {MAX_TEXT} characters"
        raise refuse("bad-value", "--reason cannot be kept", help=help_, done="nothing was written")
    return text.strip()


def _page(rows: Sequence[Row]) -> Iterator[Block]:
    from omscli.render.blocks import Facts, Grid, Heading

    for row in rows:
        yield Heading(str(row["CreditNumber"]))
        yield Facts([(name, value) for name, value in row.items() if name != "Movements"])
        yield Heading("Movements")
        yield Grid(
            ("CreatedDate", "Cause", "BalanceChange", "ReservedChange", "OrderNumber", "Reason"), row["Movements"]
        )
