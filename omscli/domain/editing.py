"""Edit an order before it is fulfilled (spec §2.13): quantities, added items, where and how a delivery group goes.

An edit is one change order: units that go are canceled, units and items that come are added (`adding.py`), and a
delivery group that goes elsewhere has a delivery group of the change order, which names it. Only what is in status
Ordered can be edited: nothing of it is on a fulfillment order. Price and tax of more units are those of the item, in
proportion and rounded (D22, D23); those of an added item are what the request says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.adding import more_units, plan_addition
from omscli.domain.changes import CANCEL, MAX_REASON_TEXT, ChangedItem, ChangePlan, named_lines
from omscli.domain.money import portion
from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT, Item, OrderState
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare, moved, share_to_cancel, to_canceled
from omscli.domain.statuses import item_status
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem, nearest

EDIT = "Edit"
MOST_CHANGES = 100
"""Changes that one edit may hold (spec §2.13)."""
ORDERED = "ORDERED"


@dataclass(frozen=True, slots=True)
class QuantityEdit:
    """An item, by SKU or id, that is to be so many units from now on; 0 takes it off."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """A delivery group, by id or by whom it goes to (None: the only one), and what of it is to change.

    `values` are column → value; `method_id` is the key of its new delivery method, `replaces_charge` whether a delivery
    charge comes with it, in the place of those that the group has.
    """

    name: str | None
    values: Mapping[str, str | None]
    method_id: int | None = None
    replaces_charge: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A delivery group as it stands: its key, whom it goes to, and its columns."""

    id: int
    name: str
    values: Mapping[str, str | int | None]


def share_to_add(item: Item, units: int) -> ItemShare:
    """What `units` more units of an item cost: of each amount `units ÷ quantity`, rounded (D22–D24).

    No discount takes more off than is there, however it is rounded.
    """
    whole = item.quantities.quantity
    line = portion(item.line.amount, units, whole)
    taxes = tuple(TaxShare(tax, portion(tax.amounts.amount, units, whole)) for tax in item.taxes)
    room, tax_room = line, sum(share.amount for share in taxes)
    parts = []
    for part in item.adjustments:
        amount = max(portion(part.amounts.amount, units, whole), -room)
        room += amount
        own = []
        for tax in part.taxes:
            off = max(portion(tax.amounts.amount, units, whole), -tax_room)
            tax_room += off
            own.append(TaxShare(tax, off))
        parts.append(AdjustmentShare(part, amount, tuple(own)))
    return ItemShare(item, units, line, taxes, tuple(parts))


def refusal(state: OrderState, reason_text: str | None, changes: int) -> Problem | None:
    """Why nothing of the order can be edited: it is unmanaged or on hold, or there is too much or nothing to do."""
    if state.life_cycle == "UNMANAGED":
        message = f"order {state.order_number} is unmanaged: nothing of it can be edited here"
        return Problem("unmanaged", message, None, "change it where it is managed")
    if reason_text and len(reason_text) > MAX_REASON_TEXT:
        return Problem("bad-value", f"the reason's text has more than {MAX_REASON_TEXT} characters")
    if changes > MOST_CHANGES:
        return Problem("too-large", f"an edit holds at most {MOST_CHANGES} changes, not {changes}", None, "split it")
    if not changes:
        help_ = "name items as SKU=QTY, --deliver-to FIELD=VALUE, --delivery-method REF, or a --file"
        return Problem("no-items", f"order {state.order_number}: nothing is to be changed", None, help_)
    return None


def quantity_lines(state: OrderState, edits: Sequence[QuantityEdit]) -> tuple[list[ChangedItem], list[Problem]]:
    """The lines of the change order that bring items to their new quantities; all problems at once.

    Problems: `not-found`, `delivery-charge`, `ambiguous` (a SKU on several lines), `duplicate-record`, `wrong-state`
    (not in status Ordered), `bad-quantity` (it is that many already).
    """
    lines: list[ChangedItem] = []
    problems: list[Problem] = []
    named: set[int] = set()
    for edit in edits:
        found = named_lines(state, edit.name)
        problem = _item_problem(state, edit, found)
        if problem is None and found[0].id in named:
            message = f"order {state.order_number}: {edit.name} is named twice in one edit"
            problem = Problem("duplicate-record", message, None, "name it once, with its new quantity")
        if problem:
            problems.append(problem)
            continue
        item = found[0]
        named.add(item.id)
        more = edit.quantity - item.quantities.quantity
        if more > 0:
            lines.append(more_units(item, share_to_add(item, more)))
        else:
            lines.append(ChangedItem(CANCEL, share_to_cancel(item, -more)))
    return lines, problems


def _item_problem(state: OrderState, edit: QuantityEdit, lines: Sequence[Item]) -> Problem | None:
    number, name = state.order_number, edit.name
    if not lines:
        guess = nearest(name, [item.sku for item in state.items])
        known = ", ".join(dict.fromkeys(item.sku for item in state.items if item.type == PRODUCT))
        help_ = f'did you mean "{guess}"?' if guess else f"it has {known}; an item with a UnitPrice is added"
        return Problem("not-found", f'order {number} has no item "{name}"', None, help_)
    if len(lines) > 1:
        help_ = "name the line by its OrderItemSummaryId: `oms show` has it"
        return Problem("ambiguous", f"order {number} has {len(lines)} lines of {name}", None, help_)
    item = lines[0]
    if item.type != PRODUCT:
        help_ = "a delivery charge changes with the delivery method: --delivery-method REF --delivery-charge AMOUNT"
        return Problem("delivery-charge", f"{name} is a {item.type.lower()} and has no quantity to edit", None, help_)
    status = item_status(item.quantities)
    if status != ORDERED:
        return Problem("wrong-state", f"order {number}: {name} is {status}, only what is ORDERED can be edited")
    if edit.quantity == item.quantities.quantity:
        return Problem("bad-quantity", f"order {number}: {edit.quantity} of {name} are ordered already")
    return None


def find_group(state: OrderState, groups: Sequence[Group], name: str | None, id_: int | None) -> Group | Problem:
    """The delivery group that a name or a key means, of which nothing is on a fulfillment order; or why it is none."""
    found = [group for group in groups if (group.id == id_ if id_ is not None else name in (None, group.name))]
    number = state.order_number
    if len(found) != 1:
        known = ", ".join(group.name for group in groups)
        if not found:
            return Problem("not-found", f'order {number} has no delivery group "{name}"', None, f"it has {known}")
        help_ = f"name one, by its id or as {known}: --group"
        return Problem("ambiguous", f"order {number} has {len(found)} delivery groups", None, help_)
    products = [item for item in state.items if item.group_id == found[0].id and item.type == PRODUCT]
    wrong = [item for item in products if item.quantities.quantity and item_status(item.quantities) != ORDERED]
    if wrong or not any(item.quantities.quantity for item in products):
        status = item_status(wrong[0].quantities) if wrong else "CANCELED"
        sku = wrong[0].sku if wrong else "all of it"
        message = f"order {number}, to {found[0].name}: {sku} is {status}, only what is ORDERED can be edited"
        return Problem("wrong-state", message)
    return found[0]


def charges_off(state: OrderState, group_id: int) -> list[ChangedItem]:
    """The delivery charges of a group, canceled whole: another takes their place."""
    charges = [item for item in state.items if item.group_id == group_id and item.type == DELIVERY_CHARGE]
    return [
        ChangedItem(CANCEL, share_to_cancel(item, item.quantities.available_to_cancel))
        for item in charges
        if item.quantities.available_to_cancel
    ]


def plan_edit(lines: Sequence[ChangedItem]) -> ChangePlan:
    """The change order of an edit: what is canceled comes first, then what is added, each in the order given."""
    off = [line for line in lines if line.change_type == CANCEL]
    added = plan_addition([line for line in lines if line.change_type != CANCEL])
    items = {line.share.item.id: _canceled(line) for line in off} | dict(added.items)
    return ChangePlan(EDIT, True, (*off, *added.lines), items, ())


def _canceled(line: ChangedItem) -> Item:
    item, share = line.share.item, line.share
    quantities = replace(item.quantities, canceled=item.quantities.canceled + share.quantity)
    return moved(item, share, to_canceled, quantities)


def required_funds(before: int, after: int, covered: int) -> int:
    """What more must be paid (`totalRequiredFundsAmount`, §2.7): of what the order grew by, what its payments do not
    cover. `covered` is what was paid and not owed back, and what authorizations still hold.
    """
    return max(0, min(after - before, after - covered))
