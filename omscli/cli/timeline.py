"""`oms timeline ORDER`: who did what, when, with which command, and why the order is where it is."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.session import session_of
from omscli.domain.next_actions import next_actions, why_in_state
from omscli.services.standing import standing_of
from omscli.services.timeline import timeline
from omscli.store.looking import rows_of_order
from omscli.store.targets import find_order

EXAMPLES = ("oms timeline WEB-1001", "oms timeline WEB-1001 --json")


def command(
    ctx: typer.Context, order: Annotated[str, typer.Argument(metavar="ORDER", help="Number, reference number or id")]
) -> None:
    """Show what happened to an order, oldest first, and why it is in its state."""
    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        key = find_order(reader, order)
        entries = list(timeline(reader, key))
        standing = standing_of(rows_of_order(reader, key))
    why = why_in_state(standing)
    status = standing.status or ("Activated" if standing.activated else "Draft")
    session.note(f"{standing.order} is {status}: {why}")
    session.answer(
        "oms.timeline/1",
        entries,
        columns=("CreatedDate", "Actor", "Command", "What"),
        next_commands=[action.command for action in next_actions(standing) if action.recommended],
        summary={"Status": status, "Why": why},
        title=f"events of {standing.order}",
    )
