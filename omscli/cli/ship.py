"""`oms ship`: confirm a shipment without a file, as the provider's notice would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from omscli.cli.arguments import All, DryRun
from omscli.cli.session import Session, session_of
from omscli.errors import refuse
from omscli.services.unit import Result

EXAMPLES = ("oms ship FO-0000001", "oms ship FO-0000001 TSHIRT-RED=1 --carrier UPS --tracking 1Z999AA10123456784")

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FO]... [SKU=QTY]...", help="Fulfillment orders; of a single one, units: the rest stays open"
    ),
]
Carrier = Annotated[
    str | None, typer.Option("--carrier", metavar="NAME", help="Who carries it, such as UPS, FedEx, DHL")
]
Tracking = Annotated[
    str | None, typer.Option("--tracking", metavar="NUMBER", help="The carrier's number of the parcel")
]


def command(
    ctx: typer.Context,
    words: Words = None,
    all_: All = False,
    carrier: Carrier = None,
    tracking: Tracking = None,
    dry_run: DryRun = False,
) -> None:
    """Ship fulfillment orders: what is not shipped yet of each goes in one parcel."""
    from omscli.services.shipping import COLUMNS

    session = session_of(ctx)
    session.answer(
        "oms.ship/1",
        _ship(session, words or [], all_, carrier, tracking, dry_run),
        columns=COLUMNS,
        next_commands=["oms show ORDER"],
        title="fulfillment orders to ship",
    )


def _ship(
    session: Session, words: list[str], all_: bool, carrier: str | None, tracking: str | None, dry_run: bool
) -> Iterator[Result]:
    from omscli.services.ship import ShipOptions, ready_to_ship, ship
    from omscli.store.fulfillment import find_fulfillment_order

    names = [word for word in words if "=" not in word]
    units = _units([word for word in words if "=" in word])
    options = ShipOptions(_text("--carrier", carrier), _text("--tracking", tracking), None, units)
    with session.database() as database:
        if units is not None and not dry_run and session.done_before(database):
            return
        keys = session.targets(database, names, all_, find=find_fulfillment_order, ready=ready_to_ship, what="FO")
        if units is not None and len(keys) != 1:
            raise refuse("usage", "units are those of a single fulfillment order", done="nothing was done")
        yield from ship(database, session.runner(dry_run), keys, session.scene("ship"), options)


def _units(words: list[str]) -> dict[str, int] | None:
    units: dict[str, int] = {}
    for word in words:
        sku, _, quantity = word.rpartition("=")
        if not sku or not quantity.isascii() or not quantity.isdigit() or len(quantity) > 9:
            message = f'"{word}" names no units: it is SKU=QTY'
            raise refuse("bad-quantity", message, help="such as TSHIRT-RED=2", done="nothing was done")
        units[sku] = units.get(sku, 0) + int(quantity)
    return units or None


def _text(option: str, value: str | None) -> str | None:
    """A text as a notice may hold it."""
    from omscli.documents.asn.fields import text_of
    from omscli.documents.asn.values import Flaw

    flaws: list[Flaw] = []
    text = (
        None if value is None else text_of("Carrier" if option == "--carrier" else "TrackingNumber", value, (), flaws)
    )
    for flaw in flaws:
        raise refuse("usage", f"{option}: {flaw.message.partition(': ')[2] or flaw.message}", done="nothing was done")
    return text
