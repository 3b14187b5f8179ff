"""`oms seed`: realistic test orders in any state."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of

EXAMPLES = ("oms seed 10", "oms seed 5 --state fulfilled", "oms seed 1000 --random-seed 7 --state approved")

Count = Annotated[int, typer.Argument(metavar="N", min=1, max=10_000_000, help="How many orders")]
State = Annotated[
    str,
    typer.Option(
        "--state",
        metavar="STATE",
        help="placed, summarized, approved, on-hold, allocated, exported, partially-shipped, fulfilled, invoiced, "
        "paid, canceled, partially-canceled, returned, refunded",
    ),
]
RandomSeed = Annotated[
    int, typer.Option("--random-seed", metavar="S", min=0, help="Another seed, other orders; the same, the same")
]


def command(
    ctx: typer.Context, count: Count, state: State = "placed", random_seed: RandomSeed = 1, dry_run: DryRun = False
) -> None:
    """Make test orders SEED-S-1 to SEED-S-N from the store's catalog, and take each to a state."""
    from omscli.services.seeding.seed import COLUMNS, seed_orders  # loads every use case

    session = session_of(ctx)
    with session.database() as database:
        results = seed_orders(database, session.runner(dry_run), count, state, random_seed, session.scene("seed"))
        session.answer(
            "oms.seed/1",
            results,
            columns=COLUMNS,
            next_commands=["oms list summaries", "oms verify"] if state != "placed" else ["oms summarize --all"],
            title="orders",
        )
