"""`oms edit`: an order is changed before it is fulfilled, by one change order; previewed and submitted alike (§2.13).

Afterwards the standard flow gives back what became excess funds, as after a cancel (D11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omscli.documents.edits import Checked, Edit, NamedGroup, checked
from omscli.documents.orders.values import AdjustmentInput, ItemInput, TaxInput, implied_tax
from omscli.domain import editing
from omscli.domain.adding import NewAdjustment, NewItem, NewTax, add_item, last_line_number
from omscli.domain.change_balances import Funds, change_balances
from omscli.domain.changes import ChangedItem, ChangePlan, ChangeRequest
from omscli.domain.editing import Group, GroupEdit
from omscli.domain.ids import PREFIXES, child_key, decode, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT, OrderState
from omscli.domain.payment_buckets import Buckets
from omscli.domain.rollups import roll_up_header
from omscli.domain.statuses import item_status
from omscli.domain.values import dataclass, replace
from omscli.errors import Place, Problem, nearest
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.chunked import in_chunks
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result, Runner
from omscli.store import catalog, rows
from omscli.store.change_orders import Background, Earlier, load_background
from omscli.store.db import Database, Reader
from omscli.store.delivery_groups import COLUMNS as GROUP_COLUMNS
from omscli.store.delivery_groups import SQL_EDIT_GROUP, groups_to_edit
from omscli.store.labels import load_labels
from omscli.store.money import load_payment_summaries
from omscli.store.order_states import load
from omscli.store.settings import find_reason, load_policy

COLUMNS = (
    "OrderNumber",
    "OrderReferenceNumber",
    "Status",
    "ChangeOrderNumber",
    "GrandTotalAmount",
    "RequiredFundsAmount",
    "RefundedAmount",
    "CurrencyIsoCode",
)


def edit_order(database: Database, runner: Runner, order_key: int, edit: Edit, scene: Scene) -> Iterator[Result]:
    """Edit, or preview it, and answer; afterwards the standard flow refunds what became excess (D11)."""
    for result in in_chunks(database, runner, [order_key], lambda reader, _: plan_edit(reader, order_key, edit, scene)):
        if result.status == "preview":
            yield replace(result, fields={**result.fields, "changeOrderId": None, "ChangeOrderNumber": None})
            continue
        yield result
        if result.status in ("updated", "exists"):
            from omscli.services.standard_flow import after_cancel  # loads the gateways; a preview asks none

            yield from after_cancel(database, runner, [order_key], scene)


def plan_edit(reader: Reader, order_key: int, edit: Edit, scene: Scene) -> Batch:
    """The change order of an edit: `updated`, `exists` for a reference that the order knows, or `rejected`.

    Refused: `wrong-state` without a summary, `conflict` (that reference with other content), what `domain/editing.py`
    and the rules of order files refuse, and `unknown-sku`, `unknown-price`, `unknown-delivery-method`. Raises
    `unknown-reason` (an edit takes a reason to cancel).
    """
    batch = Batch()
    reason = find_reason(reader, "cancel", edit.reason or "", to="edit")
    state = load(reader, [order_key]).get(order_key)
    background = load_background(reader, [order_key])
    original = background.originals[order_key]
    fields: dict[str, Any] = {"OrderNumber": original.order_number, "OrderReferenceNumber": original.reference}
    if state is None:
        hint = f"make its summary first: `oms summarize {original.reference or original.order_number}`"
        problem = Problem("wrong-state", f"order {original.order_number} has no summary", None, hint)
        batch.results.append(Result("rejected", fields, (problem,)))
        return batch
    known = _known(background, order_key, edit)
    if known is not None:
        batch.results.append(_repeated(known, edit, state, fields))
        return batch
    found = groups_to_edit(reader, [order_key]).get(order_key, [])
    desk = _Desk(reader, batch, Change(batch, scene, state), background, edit, [group for group, _ in found])
    plan = desk.plan()
    if isinstance(plan, ChangePlan):
        cover = [row.buckets for row in load_payment_summaries(reader, [order_key])]
        words = ChangeRequest((), reason, edit.reason_text)
        batch.results.append(desk.store(plan, words, cover, {group.id: original for group, original in found}, fields))
    else:
        batch.results.append(Result("rejected", fields, plan))
    return batch


@dataclass(slots=True)
class _Desk:
    """One order under edit."""

    reader: Reader
    batch: Batch
    change: Change
    background: Background
    edit: Edit
    groups: list[Group]
    moved: tuple[tuple[Group, GroupEdit], ...] = ()
    """Delivery groups that change, and how."""

    def plan(self) -> ChangePlan | tuple[Problem, ...]:
        """The change order's lines; the groups that change are in `moved` then."""
        state, edit = self.change.state, self.edit
        problem = editing.refusal(state, edit.reason_text, edit.changes)
        if problem:
            return (problem,)
        lines, problems = editing.quantity_lines(state, [quantity for quantity, _ in edit.quantities])
        made = checked(edit, state.currency, state.tax_locale)
        if not isinstance(made, Checked):
            return (*problems, *made)
        moved = self._moved(made, problems)
        added = self._added(made, moved, problems)
        if problems:
            return tuple(problems)
        self.moved = tuple(moved)
        off = [line for group, each in moved if each.replaces_charge for line in editing.charges_off(state, group.id)]
        return editing.plan_edit([*lines, *off, *added])

    def _group(self, named: NamedGroup, problems: list[Problem]) -> Group | None:
        decoded = decode(named.name) if named.name else None
        key = decoded[1] if decoded and decoded[0] == "OrderDeliveryGroupSummary" else None
        found = editing.find_group(self.change.state, self.groups, named.name, key)
        if isinstance(found, Problem):
            problems.append(replace(found, place=self.edit.place_of(named.path)))
            return None
        return found

    def _moved(self, made: Checked, problems: list[Problem]) -> list[tuple[Group, GroupEdit]]:
        """The groups that change; one group once."""
        charged = {named.name for item, named in made.items if item.type == DELIVERY_CHARGE}
        found: list[tuple[Group, GroupEdit]] = []
        for values, method, named in made.groups:
            group = self._group(named, problems)
            if group is None:
                continue
            place = self.edit.place_of(named.path)
            if any(group.id == other.id for other, _ in found):
                message = f"the delivery group to {group.name} is named twice in one edit"
                problems.append(Problem("duplicate-record", message, place, "name it once, with all its changes"))
            method_id = self._method(method, place, problems) if method else None
            changes = {column: value for column, value in values.items() if group.values[column] != value}
            if not changes and (method_id is None or method_id == group.values["delivery_method_id"]):
                message = f"the delivery group to {group.name} is so already: nothing of it changes"
                problems.append(Problem("bad-value", message, place))
            comes = method_id is not None and bool(charged & {None, named.name, group.name})
            found.append((group, GroupEdit(named.name, changes, method_id, comes)))
        return found

    def _method(self, text: str, place: Place | None, problems: list[Problem]) -> int | None:
        decoded = decode(text)
        if decoded and decoded[0] == "OrderDeliveryMethod":
            row = catalog.delivery_methods_by_id(self.reader, [decoded[1]]).get(decoded[1])
        else:
            row = catalog.delivery_methods_by_reference(self.reader, [text]).get(text)
        if row is not None:
            return row.id
        guess = nearest(text, catalog.names_of(self.reader, "delivery-methods"))
        help_ = f'did you mean "{guess}"?' if guess else "`oms list delivery-methods` shows them"
        problems.append(Problem("unknown-delivery-method", f'no delivery method is called "{text}"', place, help_))
        return None

    def _added(
        self, made: Checked, moved: Sequence[tuple[Group, GroupEdit]], problems: list[Problem]
    ) -> list[ChangedItem]:
        methods = {group.id: each.method_id for group, each in moved if each.method_id is not None}
        position, lines = last_line_number(self.change.state.items), []
        for item, named in made.items:
            group = self._group(named, problems)
            if group is None:
                continue
            method = methods.get(group.id) or int(group.values["delivery_method_id"] or 0)
            new = self._new_item(made, item, group, method, self.edit.place_of(named.path), problems)
            if new is not None:
                position += 1
                lines.append(add_item(new, position, self.change.scene.now, self.change.new_id))
        return lines

    def _new_item(
        self, made: Checked, item: ItemInput, group: Group, method: int, place: Place | None, problems: list[Problem]
    ) -> NewItem | None:
        product = self._product(item, method, place, problems)
        if product is None:
            return None
        original = self.background.originals[self.change.order_key]
        entries = catalog.entries_by_product(self.reader, [product.id])
        entry = entries.get((original.pricebook_id, product.id, original.currency))
        if entry is None and item.type == PRODUCT and load_policy(self.reader).prices_required:
            message = f'the price book has no price in {original.currency} for "{product.sku}"'
            problems.append(Problem("unknown-price", message, place, "add one with `oms setup apply`"))
            return None
        implied = implied_tax(made.order, item)
        taxes = [_tax(tax, f"{product.sku} - Tax") for tax in item.taxes]
        if implied:
            taxes.append(NewTax(implied, f"{product.sku} - Tax", implied=True))
        return NewItem(
            group.id,
            product.id,
            product.sku,
            item.type,
            item.quantity,
            item.unit_price,
            item.total_line_amount,
            tuple(taxes),
            tuple(_adjustment(part, product.sku) for part in item.adjustments),
            item.description or item.name,
            item.gross_unit_price,
            entry.id if entry else None,
        )

    def _product(
        self, item: ItemInput, method: int, place: Place | None, problems: list[Problem]
    ) -> catalog.ProductRow | None:
        """The product of an added item; a delivery charge without one has that of its delivery method."""
        if item.product is None:
            product_id = catalog.delivery_methods_by_id(self.reader, [method])[method].product_id
            found = catalog.products_by_id(self.reader, [product_id or 0]).get(product_id or 0)
            text = "the delivery method books its charge on no product"
        else:
            decoded = decode(item.product.text) if item.product.tag == "id" else None
            key = decoded[1] if decoded else 0
            by_id = catalog.products_by_id(self.reader, [key]).get(key)
            found = by_id or catalog.products_by_sku(self.reader, [item.product.text]).get(item.product.text)
            text = f'no product has SKU "{item.product.text}"'
        if found is None:
            guess = nearest(item.product.text, catalog.names_of(self.reader, "products")) if item.product else None
            help_ = f'did you mean "{guess}"?' if guess else "`oms list products` shows them"
            problems.append(Problem("unknown-sku", text, place, help_))
        return found

    def store(
        self,
        plan: ChangePlan,
        words: ChangeRequest,
        cover: Sequence[Buckets],
        originals: dict[int, int],
        fields: dict[str, Any],
    ) -> Result:
        """Store the change order, with its delivery groups, and answer."""
        before, key = self.change.state, self.change.order_key
        self.change.set_items(dict(plan.items))
        writer = ChangeOrderWriter(self.batch, self.background)
        written = writer.write(self.change, plan, words, Identity(self.edit.reference, self.edit.content_hash))
        for group, each in self.moved:
            self._move(group, each, written.id, originals[group.id])
        status = self.change.finish()
        after = self.change.state
        owed = self.background.owed.get(key, 0)
        to_capture = sum(part.available_to_capture for part in cover)
        covered = sum(part.available_to_refund for part in cover) - owed + to_capture
        required = editing.required_funds(before.grand_total, after.grand_total, covered)
        balances = change_balances(
            roll_up_header(before.items), roll_up_header(after.items), Funds(self.background.paid.get(key, 0), owed)
        )
        balances["totalRequiredFundsAmount"] = required
        currency = before.currency
        fields |= {
            "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(key, 0)),
            "changeOrderId": encode(PREFIXES["Order"], written.id),
            "ChangeOrderNumber": written.order_number,
            "Status": load_labels(self.reader).get(status, status),
            "CurrencyIsoCode": currency,
            "GrandTotalAmount": to_decimal(after.grand_total, currency),
            "RequiredFundsAmount": to_decimal(required, currency),
            "AvailableToCaptureAmount": to_decimal(to_capture, currency),
            "Items": [_item(line, after, currency) for line in plan.lines],
            "DeliveryGroups": [_moved_group(group, each) for group, each in self.moved],
            "changeBalances": {name: to_decimal(amount, currency) for name, amount in balances.items()},
        }
        return Result("updated", fields, key=written.id)

    def _move(self, group: Group, each: GroupEdit, change_order_id: int, original: int) -> None:
        """A delivery group of the change order that says how the group is from now on; the summary follows it."""
        values: dict[str, Any] = {**group.values, **each.values}
        if each.method_id is not None:
            values["delivery_method_id"] = each.method_id
        self.batch.insert(
            "order_delivery_groups",
            rows.order_delivery_groups(
                order_key=self.change.order_key,
                id=self.change.new_id(),
                order_id=change_order_id,
                related_delivery_group_id=original,
                **values,
            ),
        )
        new = [values[column] for column in GROUP_COLUMNS]
        self.batch.run(SQL_EDIT_GROUP, *new, self.change.order_key, group.id)


def _known(background: Background, order_key: int, edit: Edit) -> Earlier | None:
    if edit.reference is None:
        return None
    earlier = background.earlier.get(order_key, ())
    return next((one for one in earlier if one.reference == edit.reference), None)


def _repeated(earlier: Earlier, edit: Edit, state: OrderState, fields: dict[str, Any]) -> Result:
    if earlier.content_hash != edit.content_hash:
        message = f"{earlier.order_number} has the reference {earlier.reference} already, with other content"
        problem = Problem("conflict", message, None, "give the new edit its own reference")
        return Result("rejected", fields, (problem,))
    fields |= {
        "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(state.order_key, 0)),
        "changeOrderId": encode(PREFIXES["Order"], earlier.id),
        "ChangeOrderNumber": earlier.order_number,
        "Status": state.status,
        "CurrencyIsoCode": state.currency,
        "GrandTotalAmount": to_decimal(state.grand_total, state.currency),
    }
    return Result("exists", fields, key=earlier.id)


def _tax(tax: TaxInput, name: str) -> NewTax:
    return NewTax(tax.amount, tax.name or name, tax.type, tax.rate)


def _adjustment(part: AdjustmentInput, sku: str) -> NewAdjustment:
    return NewAdjustment(part.amount, part.name, tuple(_tax(tax, f"{sku} - Adjustment Tax") for tax in part.taxes))


def _item(line: ChangedItem, after: OrderState, currency: str) -> dict[str, Any]:
    """A changed item; amounts have the sign of `changeBalances`: what goes off is positive (D12)."""
    share = line.share
    quantities = next(item.quantities for item in after.items if item.id == share.item.id)
    return {
        "OrderItemSummaryId": encode(PREFIXES["OrderItemSummary"], share.item.id),
        "StockKeepingUnit": share.item.sku,
        "ChangeType": line.change_type,
        "Quantity": quantities.quantity,
        "Status": item_status(quantities),
        "TotalPrice": to_decimal(share.price, currency),
        "TotalTaxAmount": to_decimal(share.tax, currency),
    }


def _moved_group(group: Group, each: GroupEdit) -> dict[str, Any]:
    names = {column: "".join(map(str.capitalize, column.split("_"))) for column in each.values}
    changes: dict[str, Any] = {names[column]: value for column, value in each.values.items()}
    if each.method_id is not None:
        changes["OrderDeliveryMethodId"] = encode(PREFIXES["OrderDeliveryMethod"], each.method_id)
    return {"OrderDeliveryGroupSummaryId": encode(PREFIXES["OrderDeliveryGroupSummary"], group.id), **changes}
