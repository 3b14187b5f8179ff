"""`oms verify`: check every invariant of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from omscli.cli.session import session_of
from omscli.errors import nearest, refuse
from omscli.render.blocks import Block, Grid, Heading
from omscli.render.cells import Row
from omscli.services.invariants.table import INVARIANTS
from omscli.services.verify import COLUMNS, refusal, verdict, verify

EXAMPLES = ("oms verify", "oms verify --only stock-counters --json")


def command(
    ctx: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only this invariant; may be repeated")
    ] = None,
) -> None:
    """Check every invariant of the store: exit 0 when all hold, 12 when one is broken, 20 when somebody should look."""
    session = session_of(ctx)
    names = [invariant.name for invariant in INVARIANTS]
    for name in only or ():
        if name not in names:
            guess = nearest(name, names)
            hint = f'did you mean "{guess}"?' if guess else f"they are {', '.join(names)}"
            raise refuse("usage", f'there is no invariant "{name}"', help=hint, done="nothing was done")
    chosen = [invariant for invariant in INVARIANTS if not only or invariant.name in only]
    with session.database() as database, database.read() as reader:
        results = verify(reader, chosen)
    broken = refusal(results)
    if broken is not None:
        session.show_error(broken)
    session.answer("oms.verify/1", results, columns=("status", *COLUMNS), code=verdict(results), page=_page)


def _page(rows: Sequence[Row]) -> Iterable[Block]:
    """All invariants, then the records that break one."""
    yield Grid(("status", *COLUMNS), rows)
    for row in rows:
        if row["Records"]:
            yield Heading(f"{row['Invariant']}: {row['Broken']:,}")
            yield Grid(("Record", "What"), row["Records"])
