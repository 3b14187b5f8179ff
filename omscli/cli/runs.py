"""`oms runs`: what changing commands did, unit by unit, and the way to go on with one that was interrupted."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omscli.cli.session import Session, session_of
from omscli.errors import Place, nearest, refuse
from omscli.render.cells import Row

if TYPE_CHECKING:
    from omscli.render.blocks import Block
    from omscli.store.runs import RunRecord, UnitRow

EXAMPLES = ("oms runs list --state killed", "oms runs show RUN-01HS0J6GZ3A7Q", "oms runs resume RUN-01HS0J6GZ3A7Q")
STATES = ("running", "done", "stopped", "failed", "killed")
COLUMNS = ("RunNumber", "State", "Started", "Units", "Results", "CommandLine")
app = typer.Typer(add_completion=False, no_args_is_help=True, help="What changing commands did, and going on with one.")

Name = Annotated[str, typer.Argument(metavar="RUN", help="The number of the run")]
State = Annotated[
    str | None, typer.Option("--state", metavar="STATE", help="Only these: running, done, stopped, failed or killed")
]


@app.command("list")
def list_(ctx: typer.Context, state: State = None) -> None:
    """Show every run: a command that changed something. One that says it runs and whose process is gone was killed."""
    from omscli.store.runs import runs

    if state is not None and state not in STATES:
        guess = nearest(state, list(STATES))
        hint = f'did you mean "{guess}"?' if guess else f"it is one of {', '.join(STATES)}"
        raise refuse("usage", f'--state cannot be "{state}"', help=hint, done="nothing was done")
    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        found = [_row(run) for run in runs(reader) if state in (None, run.shown_state)]
    session.answer("oms.runs.list/1", found, columns=COLUMNS, title="runs")


@app.command()
def show(ctx: typer.Context, run: Name) -> None:
    """Show a run: its files and how far they are done, and every unit of work that is committed."""
    from omscli.store.runs import find_run, units_of

    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        found = find_run(reader, run)
        units = units_of(reader, found.id)
    session.answer("oms.runs.show/1", [_whole(found, units)], page=_page)


@app.command()
def resume(ctx: typer.Context, run: Name) -> None:
    """Go on with a run that was stopped, failed or killed: as it was typed, where, and at the instant of its clock."""
    from omscli.cli.app import go_on
    from omscli.store.runs import find_run

    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        found = find_run(reader, run)
    if found.state == "done":
        session.note(f"{found.number} is done: there is nothing to go on with")
        session.answer("oms.runs.resume/1", [{"status": "exists", **_row(found)}], columns=("status", *COLUMNS))
    _check(session, found)
    raise typer.Exit(go_on(session.options, found))


def _check(session: Session, run: RunRecord) -> None:
    """Refuse what cannot be gone on with, before anything is done."""
    if run.is_alive:
        message = f"{run.number} is still at work: process {run.process} on {run.host}"
        raise refuse("wrong-state", message, help="wait for it, or end it first", done="nothing was done")
    if "-" in run.arguments:
        message = f"{run.number} read standard input, which is gone"
        help_ = "run the command again with the same input: what is done of it is not done twice"
        raise refuse("wrong-state", message, help=help_, done="nothing was done")
    try:
        os.chdir(run.folder)
    except OSError as error:
        message = f"{run.folder}, where {run.number} worked, cannot be entered: {error.strerror}"
        raise refuse("disk", message, done="nothing was done") from error
    from omscli.documents.sources import begins_with

    for file in run.files:
        if file.name != "-" and not begins_with(Path(file.name), file.size, file.sha256):
            part = "it" if file.lines is None else f"its first {file.lines:,} lines"
            message = f"{file.name} is not what it was when {run.number} read {part}"
            help_ = "run the command again: what is placed is there already, and what changed is named"
            raise refuse("conflict", message, help=help_, place=Place(file.name), done="nothing was done")


def _row(run: RunRecord) -> Row:
    from omscli.domain.instants import format_instant

    return {
        "RunNumber": run.number,
        "State": run.shown_state,
        "Started": format_instant(run.started),
        "Ended": None if run.ended is None else format_instant(run.ended),
        "Units": run.units,
        "Results": _counts(run.counts),
        "CommandLine": shlex.join(["oms", *run.arguments]),
        "Folder": run.folder,
        "Actor": run.actor,
        "Process": run.process,
        "Host": run.host,
    }


def _counts(counts: Any) -> str:
    return ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))


def _whole(run: RunRecord, units: Iterable[UnitRow]) -> Row:
    from omscli.domain.instants import format_instant

    files = [
        {
            "Path": file.name,
            "State": "done" if file.ended else "part",
            "LinesDone": file.lines,
            "RecordsDone": file.units,
            "BytesDone": file.size,
            "Sha256": file.sha256,
        }
        for file in run.files
    ]
    committed = [
        {
            "Number": unit.number,
            "Committed": format_instant(unit.committed),
            "Results": _counts(unit.counts),
            "First": unit.first_place,
            "Last": unit.last_place,
        }
        for unit in units
    ]
    return {**_row(run), "Clock": format_instant(run.clock), "InputFiles": files, "CommittedUnits": committed}


def _page(rows: Iterable[Row]) -> Iterable[Block]:
    from omscli.render.blocks import Facts, Grid, Heading

    for row in rows:
        yield Heading(str(row["RunNumber"]))
        yield Facts([(name, value) for name, value in row.items() if not isinstance(value, list)])
        for title, name in (("Input files", "InputFiles"), ("Committed units", "CommittedUnits")):
            if row[name]:
                yield Heading(title)
                yield Grid(tuple(row[name][0]), row[name])
