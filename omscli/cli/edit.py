"""`oms edit`: change an order before it is fulfilled, by options or by a file in the reference's shape."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from omscli.cli.arguments import DryRun
from omscli.cli.change_arguments import ReasonText
from omscli.cli.session import session_of
from omscli.errors import refuse
from omscli.store.targets import find_order

EXAMPLES = (
    "oms edit WEB-1002 MUG-BLUE=2 NOTEBOOK-A5=0 --reason Unknown --preview",
    "oms edit WEB-1002 --deliver-to DeliverToStreet='2 High St' --deliver-to DeliverToCity=Leeds --reason Unknown",
    "oms edit WEB-1002 --delivery-method express --delivery-charge 14.90 --delivery-tax 1.19 --reason Unknown",
    "oms edit WEB-1002 --file edit.json",
)

Items = Annotated[
    list[str] | None, typer.Argument(metavar="[SKU=QTY]...", help="The new quantity of items; 0 takes one off")
]
DeliverTo = Annotated[
    list[str] | None,
    typer.Option("--deliver-to", metavar="FIELD=VALUE", help="DeliverToName, DeliverToStreet, PhoneNumber …"),
]


def command(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Order number, reference number or id")],
    items: Items = None,
    deliver_to: DeliverTo = None,
    method: Annotated[str | None, typer.Option("--delivery-method", metavar="REF", help="The group's new one")] = None,
    charge: Annotated[
        str | None, typer.Option("--delivery-charge", metavar="N", help="With it: what it costs; the old charge goes")
    ] = None,
    tax: Annotated[str | None, typer.Option("--delivery-tax", metavar="N", help="The tax on that charge")] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="NAME", help="Of several delivery groups: its id or DeliverToName")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE|-", help="changeReason, orderItemSummaries, … (added items)")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="A reason code of cancels")] = None,
    reason_text: ReasonText = None,
    dry_run: DryRun = False,
) -> None:
    """Change quantities, add items, or say where and how it goes, while nothing of it is on a fulfillment order."""
    from omscli.documents.edits import edit_of, read_edit  # hashlib, and the rules of order files
    from omscli.domain.values import replace
    from omscli.services.edit import COLUMNS, edit_order

    options = _request(items or [], deliver_to or [], (method, charge, tax), group)
    if file is not None:
        if options:
            raise _usage("choose either --file or options", "a file names everything that is edited")
        edit = read_edit(file, sys.stdin.buffer if file == "-" else None)
    else:
        edit = edit_of(options)
    edit = replace(edit, reason=edit.reason or reason, reason_text=edit.reason_text or reason_text)
    if not edit.reason:
        raise _usage("--reason is missing", "or say changeReason in the file; Unknown always is one")
    session = session_of(ctx)
    title = "orders to edit that are not edited already"
    with session.database() as database:
        (key,) = session.targets(database, [order], find=find_order)
        if not dry_run and edit.reference is None and session.done_before(database):
            session.note("`oms ensure-refunds --all` gives back what it owes, if it was killed before it did")
            session.answer("oms.edit/1", [], columns=COLUMNS, title=title)
        results = edit_order(database, session.runner(dry_run), key, edit, session.scene("edit"))
        session.answer("oms.edit/1", results, columns=COLUMNS, title=title)


def _request(
    items: list[str], deliver_to: list[str], delivery: tuple[str | None, str | None, str | None], group: str | None
) -> dict[str, Any]:
    """What the options say, in the shape of a file."""
    from omscli.documents.edits import COLUMNS, GROUPS, ITEMS

    method, charge, tax = delivery
    entries = [_quantity(word) for word in items]
    values: dict[str, Any] = dict(_field(word, tuple(COLUMNS)) for word in deliver_to)
    if charge is not None and method is None:
        raise _usage("--delivery-charge is for --delivery-method", "a charge alone is discounted by `oms adjust`")
    if tax is not None and charge is None:
        raise _usage("--delivery-tax is for --delivery-charge")
    named = {} if group is None else {"OrderDeliveryGroupSummary": group}
    if method is not None:
        values["OrderDeliveryMethod"] = method
    if charge is not None:
        taxes = [{"Amount": _given(tax)}] if tax is not None else []
        entries.append({"Type": "Delivery Charge", "UnitPrice": _given(charge), "Taxes": taxes, **named})
    if group is not None and not values:
        raise _usage("--group is for --deliver-to and --delivery-method")
    return {name: found for name, found in ((ITEMS, entries), (GROUPS, [values | named] if values else [])) if found}


def _given(text: str) -> Any:
    from omscli.documents.orders.fields import Given  # text that a number may be read from

    return Given(text)


def _quantity(word: str) -> dict[str, Any]:
    name, equals, units = word.rpartition("=")
    if not equals or not (units.isascii() and units.isdigit() and len(units) <= 9):
        help_ = "write SKU=QTY, the quantity that the item is to have; 0 takes it off"
        raise refuse("bad-quantity", f'{word}: "{units}" is not a whole number from 0', help=help_)
    return {"StockKeepingUnit": name, "Quantity": int(units)}


def _field(word: str, names: tuple[str, ...]) -> tuple[str, str | None]:
    name, equals, value = word.partition("=")
    if not equals or name not in names:
        raise _usage(f'--deliver-to: "{word}" is no FIELD=VALUE', f"the fields are {', '.join(names)}")
    return name, value or None


def _usage(message: str, help_: str | None = None) -> Exception:
    return refuse("usage", message, help=help_, done="nothing was done")
