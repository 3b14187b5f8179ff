"""The arguments that commands share, each declared once."""

from __future__ import annotations

from typing import Annotated

import typer

Orders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ORDER]...", help="Order numbers, reference numbers or ids; - reads them from stdin"),
]
All = Annotated[bool, typer.Option("--all", help="Every record that is ready for this step")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", "--preview", help="The same computation and answer; nothing is written")
]
Partitions = Annotated[
    int, typer.Option("--partitions", metavar="N", help="On a server: split the orders by their hash")
]
