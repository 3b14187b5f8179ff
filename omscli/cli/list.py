"""`oms list KIND`: records of a kind, filtered, in a stable order."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.session import session_of
from omscli.errors import nearest, refuse
from omscli.render.records import record
from omscli.services.kinds import KINDS
from omscli.services.listing import kind_of, list_kind

EXAMPLES = (
    "oms list orders --limit 10",
    "oms list summaries --where Status=Approved --where 'GrandTotalAmount>100'",
    "oms list items --where 'StockKeepingUnit~SHIRT' --columns StockKeepingUnit,Quantity",
    "oms list summaries --where Status=Created --format ids | oms approve -",
)


def command(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(KINDS)}")],
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="FIELD=VALUE", help="Also != > < >= <= and ~ (contains); all must hold"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="At most N records; 0 for all")] = 50,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="A,B,…", help="The fields of the table and of CSV; all: every field"),
    ] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="ORDER", help="Only records of this order")] = None,
) -> None:
    """List the records of a kind, in the order in which they were made."""
    session = session_of(ctx)
    chosen = kind_of(kind)
    with session.database() as database, database.read() as reader:
        listing = list_kind(reader, chosen, where or (), limit or None, order)
    records = [
        {**record(chosen.table, row, currency), **extras}
        for row, currency, extras in zip(listing.rows, listing.currencies, listing.extras, strict=True)
    ]
    cut = listing.total > len(records)
    warnings = [f"showing {len(records):,} of {listing.total:,}; --limit 0 shows all"] if cut else []
    session.answer(
        "oms.list/1",
        records,
        columns=_columns(columns, chosen.fields, records),
        warnings=warnings,
        summary={"kind": kind, "count": listing.total},
        title=kind,
    )


def _columns(text: str | None, usual: tuple[str, ...], records: list[dict[str, object]]) -> tuple[str, ...] | None:
    if text is None:
        return usual
    if text == "all":
        return None
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if records and name not in records[0]:
            guess = nearest(name, list(records[0]))
            hint = f'did you mean "{guess}"?' if guess else "`--json` shows all fields"
            raise refuse("usage", f'there is no field "{name}"', help=hint, done="nothing was done")
    return names
