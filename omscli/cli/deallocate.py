"""`oms deallocate`: units come off fulfillment orders and are available again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import Session, session_of
from omscli.services.unit import Result

EXAMPLES = ("oms deallocate FO-0000001", "oms deallocate FO-0000001:TSHIRT-RED=1 FO-0000002:MUG-BLUE")

Units = Annotated[
    list[str] | None,
    typer.Argument(metavar="FO[:SKU[=QTY]]...", help="Fulfillment orders, or units of them; - reads them from stdin"),
]


def command(ctx: typer.Context, units: Units = None, dry_run: DryRun = False) -> None:
    """Take units off fulfillment orders: they are not canceled, and may be allocated again or canceled then."""
    from omscli.services.deallocate import COLUMNS

    session = session_of(ctx)
    session.answer(
        "oms.deallocate/1", _deallocate(session, units, dry_run), columns=COLUMNS, next_commands=["oms allocate --all"]
    )


def _deallocate(session: Session, units: list[str] | None, dry_run: bool) -> Iterator[Result]:
    from omscli.services.chunked import in_chunks
    from omscli.services.deallocate import find_units, plan_deallocate
    from omscli.services.ingest_asn import go_on

    scene = session.scene("deallocate")
    with session.database() as database:
        done = 0 if dry_run else session.done_before(database)
        runner = session.runner(dry_run)
        targets = session.targets(database, units, find=find_units, what="FO")[done:]
        results = list(
            in_chunks(database, runner, targets, lambda reader, chunk: plan_deallocate(reader, chunk, scene))
        )
        yield from results
        yield from go_on(database, runner, results, scene)
