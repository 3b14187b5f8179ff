"""`oms setup apply` and `oms setup export`: the set-up of a store as one TOML file."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.session import session_of

EXAMPLES = ("oms setup apply shop.toml --dry-run", "oms setup apply shop.toml", "oms setup export -o shop.toml")
app = typer.Typer(add_completion=False, no_args_is_help=True, help="The set-up of the store as one TOML file.")

File = Annotated[str, typer.Argument(metavar="FILE.toml|-", help="The set-up file, or - for standard input")]


@app.command()
def apply(ctx: typer.Context, file: File, dry_run: DryRun = False) -> None:
    """Bring the store to what a set-up file says: all of it or nothing; a second time changes nothing."""
    from omscli.cli.reading import bytes_of
    from omscli.documents.setup.read import MAX_BYTES, read_setup  # pydantic, 120 ms
    from omscli.services.setup.apply import plan_setup
    from omscli.services.unit import Batch, Progress
    from omscli.store.db import Reader

    session = session_of(ctx)
    document = read_setup(bytes_of(file, MAX_BYTES), file)
    scene = session.scene("setup apply")
    with session.database() as database:

        def plan(reader: Reader) -> Batch:
            batch = plan_setup(reader, document, scene)
            batch.progress = Progress(last=True)
            return batch

        batch = session.runner(dry_run)(database, plan)
    session.answer("oms.setup.apply/1", batch.results, columns=("status", "Object", "Name"), title="records")


@app.command()
def export(ctx: typer.Context) -> None:
    """Write the store's set-up as TOML, sorted and stable: `oms setup apply` on another store makes the same."""
    from omscli.cli.output import Output
    from omscli.documents.setup.write import write_setup
    from omscli.services.setup.export import read_back

    session = session_of(ctx)
    with session.database() as database, database.read() as reader:
        text = write_setup(read_back(reader))
    with Output(session.options.output) as output:
        output.write(text)
