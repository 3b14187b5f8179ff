"""`oms init`: a folder with a store and its `oms.toml`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from omscli import config
from omscli.cli.arguments import DryRun, Partitions
from omscli.cli.session import Session, session_of
from omscli.documents.setup.model import Setup
from omscli.errors import OmsError, refuse
from omscli.services.unit import Result

EXAMPLES = (
    "oms init --sample",
    "oms init shop",
    "oms --store /var/lib/oms/shop.db init",
    "oms --store postgresql://oms@localhost/shop init",
)
CONFIG_TEXT = f"""\
# Commands in this folder and below it use this store; OMS_STORE and --store go before it.
store = "{config.DEFAULT_STORE}"

# Everything else is set up in the store itself: `oms setup export` shows it, `oms setup apply FILE` changes it.
"""

Folder = Annotated[str | None, typer.Argument(metavar="[DIR]", help="The folder, made where needed; default: this one")]
Sample = Annotated[bool, typer.Option("--sample", help="Load the built-in shop: products, prices, locations, stock")]
Empty = Annotated[bool, typer.Option("--empty", help="Load nothing but the standard price book (the default)")]


def command(
    ctx: typer.Context,
    folder: Folder = None,
    sample: Sample = False,
    empty: Empty = False,
    partitions: Partitions = 1,
    dry_run: DryRun = False,
) -> None:
    """Make a store, and the oms.toml that finds it. A store that is there already is never touched."""
    from omscli.documents.setup.read import built_in_shop
    from omscli.services.starting import empty_shop, make_store, refuse_if_there, refuse_partitions

    session = session_of(ctx)
    if sample and empty:
        raise refuse("usage", "choose either --sample or --empty", done="nothing was done")
    store, toml = _places(session, folder)
    refuse_partitions(store, partitions)
    shop = built_in_shop() if sample else empty_shop()
    refuse_if_there(store)
    if not dry_run:
        written = _prepare(store, toml)
        try:
            make_store(store, shop, session.scene("init"), partitions)
        except BaseException:
            if (
                written and isinstance(store, Path) and not store.exists()
            ):  # it is not another process's, which was faster
                written.unlink(missing_ok=True)
            raise
    fields = {"Store": str(store), "Config": str(toml) if toml else None, **_counts(shop.setup)}
    session.answer(
        "oms.init/1",
        [Result("preview" if dry_run else "created", fields)],
        next_commands=["oms seed 3", "oms place FILE"] if sample else ["oms setup apply FILE.toml"],
    )


def _places(session: Session, folder: str | None) -> tuple[config.Location, Path | None]:
    """Where the store is to be, and its `oms.toml`; a store named by --store or OMS_STORE has none."""
    named = session.options.store or (None if folder else os.environ.get("OMS_STORE"))
    if named:
        if folder:
            raise refuse("usage", "choose either DIR or --store", done="nothing was done")
        return session.location, None
    base = Path(folder or ".")
    if base.exists() and not base.is_dir():
        raise refuse("usage", f"{base} is a file, not a folder", done="nothing was done")
    toml = base / config.CONFIG_NAME
    if not toml.is_file():
        return base / config.DEFAULT_STORE, toml
    return config.store_location(None, {}, base), toml


def _prepare(store: config.Location, toml: Path | None) -> Path | None:
    """Make the folder and, if there is none, the `oms.toml`; answers what was written."""
    try:
        if isinstance(store, Path):
            store.parent.mkdir(parents=True, exist_ok=True)
        if toml is None or toml.exists():
            return None
        with toml.open("x", encoding="utf-8") as file:
            file.write(CONFIG_TEXT)
    except OSError as error:
        raise _refused(error, toml or Path(str(store))) from error
    return toml


def _refused(error: OSError, path: Path) -> OmsError:
    code = "read-only" if isinstance(error, PermissionError) else "disk"
    return refuse(code, f"{path}: {error.strerror or error}", help="choose a folder that can be written")


def _counts(setup: Setup) -> dict[str, int]:
    return {
        "SalesChannels": len(setup.sales_channels),
        "Products": len(setup.products),
        "DeliveryMethods": len(setup.delivery_methods),
        "Locations": len(setup.locations),
        "PaymentGateways": len(setup.gateways),
    }
