"""`oms next ORDER`: what can be done now, each with its command, and what should be."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.session import session_of
from omscli.domain.next_actions import next_actions, why_in_state
from omscli.services.standing import standing_of
from omscli.store.looking import rows_of_order
from omscli.store.targets import find_order

EXAMPLES = ("oms next WEB-1001", "oms next WEB-1001 --json | jq -r .next[0]")
COLUMNS = ("Recommended", "Action", "Command", "Why")


def command(
    ctx: typer.Context, order: Annotated[str, typer.Argument(metavar="ORDER", help="Number, reference number or id")]
) -> None:
    """Say what can be done with an order now, and what should be done first."""
    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        stored = rows_of_order(reader, find_order(reader, order))
    standing = standing_of(stored)
    number = next(row["order_number"] for row in stored["orders"] if row["related_order_id"] is None)
    actions = next_actions(standing)
    rows = [
        {
            "OrderNumber": number,
            "Recommended": action.recommended,
            "Action": action.name,
            "Command": action.command,
            "Why": action.why,
        }
        for action in actions
    ]
    why = why_in_state(standing)
    status = standing.status or ("Activated" if standing.activated else "Draft")
    session.note(f"{standing.order} is {status}: {why}")
    session.answer(
        "oms.next/1",
        rows,
        columns=COLUMNS,
        next_commands=[action.command for action in actions if action.recommended],
        summary={"Status": status, "Why": why},
        title=f"actions: {standing.order} is done",
    )
