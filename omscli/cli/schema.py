"""`oms schema`: the JSON Schema of a file that `oms` reads."""

from __future__ import annotations

from typing import Annotated

import typer

from omscli.cli.output import Output
from omscli.cli.session import session_of

EXAMPLES = ("oms schema order", "oms schema asn -o asn.schema.json")

Name = Annotated[str, typer.Argument(metavar="order|asn|stock|setup", help="Which kind of file")]


def command(ctx: typer.Context, name: Name) -> None:
    """Print the JSON Schema of order files, shipping notices, stock files or set-up files."""
    import json

    from omscli.documents.schema import json_schema

    session = session_of(ctx)
    schema = json_schema(name)
    with Output(session.options.output) as output:
        output.write(json.dumps(schema, indent=2) + "\n")
