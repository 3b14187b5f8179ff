"""`oms show ID`: an order with everything that belongs to it, or any record by id or number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omscli.cli.session import session_of
from omscli.domain.next_actions import next_actions, why_in_state
from omscli.render.cells import Row
from omscli.render.records import record
from omscli.render.trees import Forest
from omscli.services.look import Found, look
from omscli.services.standing import standing_of

if TYPE_CHECKING:
    from omscli.render.blocks import Block

EXAMPLES = ("oms show WEB-1001", "oms show FO-0000001", "oms show WEB-1001 --json | jq .results[0].OrderSummary.Status")


def command(
    ctx: typer.Context,
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="An order, or any record, by id, number or reference; - reads stdin"),
    ],
) -> None:
    """Show an order with everything that belongs to it, or any other record."""
    session = session_of(ctx)
    with session.database() as database:
        found = session.targets(database, ids, find=lambda reader, name: _Sight(look(reader, name)), what="record")
    next_commands = found[0].next_commands if len(found) == 1 else ()

    def page(_: Sequence[Row]) -> Iterable[Block]:
        for sight in found:
            yield from sight.page()

    session.answer("oms.show/1", (sight.row for sight in found), page=page, next_commands=next_commands)


class _Sight:
    """One thing to look at: its record, its page, and what to type next."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._forest = Forest(found.rows, found.names, found.labels)
        self.row = self._row()
        standing = standing_of(found.rows) if found.row is None else None
        self._why = why_in_state(standing) if standing else ""
        actions = next_actions(standing) if standing else []
        self.next_commands = [action.command for action in actions if action.recommended]

    def _row(self) -> dict[str, Any]:
        found = self._found
        if found.row is None:
            return self._forest.whole()
        if found.rows:
            return {found.kind: self._forest.tree(found.table, found.row)}
        return {found.kind: record(found.table, found.row, None)}

    def page(self) -> Iterable[Block]:
        """The page for people."""
        from omscli.render.pages import order_page, record_page  # what draws, and only for people

        if self._found.row is None:
            return order_page(self.row, self._why)
        return record_page(self._found.kind, self.row[self._found.kind])
