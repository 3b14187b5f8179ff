"""`oms demo`: the whole story in one go, on a throw-away store. It types the commands that a user would type."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from omscli.cli.session import session_of
from omscli.errors import Exit, refuse
from omscli.services.unit import Result

EXAMPLES = ("oms demo", "oms demo --keep shop")

Keep = Annotated[str | None, typer.Option("--keep", metavar="DIR", help="Make the store there, and leave it")]

NOW = "2026-01-06T10:00:00Z"
STORY: tuple[tuple[str, str, Exit], ...] = (
    ("A shop: channels, prices, stock at six locations, a payment gateway.", "init --sample", Exit.DONE),
    ("Four orders come in from the storefront.", "place orders.json", Exit.DONE),
    ("The same file again is the same four orders.", "place orders.json", Exit.DONE),
    ("Each gets its summary: the state that everything later works on.", "summarize --all", Exit.DONE),
    ("The fraud check holds one back.", "approve --all", Exit.PARTLY),
    ("A person looks at it, and cancels it.", "cancel DEMO-4 --all-items --reason Fraud", Exit.DONE),
    (
        "Fewest parcels, then shortest way: the desk is in Leeds, the earbuds are in Berlin.",
        "allocate --all",
        Exit.DONE,
    ),
    ("The warehouses get their files.", "export --all --to out", Exit.DONE),
    ("They answer: one parcel complete, two short.", "ingest asn asn.json", Exit.PARTLY),
    (
        "What was fulfilled is invoiced and paid already: gift card first, the rest from the card.",
        "show DEMO-1",
        Exit.DONE,
    ),
    ("A shirt does not fit. First only a look …", 'return DEMO-1 TSHIRT-RED=1 --reason "Wrong Size" -n', Exit.DONE),
    (
        "… then for real: change order, credit memo, refund.",
        'return DEMO-1 TSHIRT-RED=1 --reason "Wrong Size"',
        Exit.DONE,
    ),
    ("The lost pair of earbuds is canceled.", "cancel DEMO-2 EARBUDS-S2=1 --reason 'Out of Stock'", Exit.DONE),
    ("Who did what, when.", "timeline DEMO-2", Exit.DONE),
    ("What can be done now.", "next DEMO-3", Exit.DONE),
    ("Where everything stands.", "list summaries", Exit.DONE),
    ("And every cent, unit and status is derived again from the rows.", "verify", Exit.DONE),
)
"""What is said, what is typed, and how it ends when all is well."""


def command(ctx: typer.Context, keep: Keep = None) -> None:
    """Show the whole story on a throw-away store, from the order file to a return, and verify every cent of it."""
    session = session_of(ctx)
    with _folder(keep) as folder, _inside(folder):
        if session.options.quiet or session.options.format != "table":
            session.answer("oms.demo/1", _story(told=False), columns=("Command", "Exit"), title="steps")
        steps = len(list(_story(told=True)))
        where = f"the store is {folder / 'oms.db'}" if keep else "the store is thrown away; --keep DIR keeps it"
        session.note(f"{steps} steps, each as it should be; {where}")


def _story(*, told: bool) -> Iterator[Result]:
    """A result per step; for people, each is shown as it would look at their prompt."""
    import shlex

    from omscli.cli.app import run

    for name in ("orders.json", "asn.json"):
        source = Path(__file__).parent.parent / "documents" / "demo" / name
        Path(name).write_bytes(source.read_bytes())
    for number, (what, typed, expected) in enumerate(STORY, 1):
        words = shlex.split(typed)
        if told:
            sys.stdout.write(f"\n{number}. {what}\n$ oms {typed}\n")
            sys.stdout.flush()
        code = run([*words, *([] if told else ["-q", "-o", os.devnull])])
        if code != expected:
            message = f"`oms {typed}` ended with {code}, not {int(expected)}"
            raise refuse("bug", message, done="the throw-away store is given up")
        yield Result("created", {"Command": f"oms {typed}", "Exit": code})


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is not None:
        folder = Path(keep)
        if folder.exists() and any(folder.iterdir()):
            raise refuse("store-exists", f"{keep} is not empty", help="choose a new folder", done="nothing was done")
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="oms-demo-") as name:
        yield Path(name)


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in the folder, at the story's own time unless one is given."""
    before = Path.cwd()
    known = {name: os.environ.pop(name, None) for name in ("OMS_NOW", "OMS_STORE")}
    os.chdir(folder)
    os.environ["OMS_NOW"] = known["OMS_NOW"] or NOW
    try:
        yield
    finally:
        os.chdir(before)
        for name, value in known.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
