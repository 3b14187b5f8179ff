"""Adjust: a discount on items of an order that stands, for its open, its allocated and its fulfilled units (spec §2.6).

The units of an item are in three groups: *pre* (available to fulfill), *in* (allocated − fulfilled), *post* (available
to return). A discount is spread evenly per unit over the groups that are included, never beyond what a group has. Each
group has a change order of its own, and on it a new discount line of its own, so that the discount lies on its units:
open for pre, on the lines of fulfillment orders for in, credited for post (`order_state.Amounts`). Units in fulfillment
that are invoiced already count for the post change order: their discount is credited, not billed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field

from omscli.domain import adjust_refusals as refusals
from omscli.domain.adjust_refusals import Mode
from omscli.domain.changes import MAX_REASON_TEXT, ChangedItem, ChangePlan, named_lines
from omscli.domain.discounts import Discount, size_of, spread
from omscli.domain.explained import Notes
from omscli.domain.fulfillment_order import CarriedAdjustment, CarriedTax, FulfillmentOrder, Line
from omscli.domain.money import portion
from omscli.domain.order_state import DELIVERY_CHARGE, Adjustment, Amounts, Item, OrderState, TaxLine
from omscli.domain.shares import AdjustmentShare, ItemShare, TaxShare
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem

PRE, IN, POST = "pre", "in", "post"
GROUPS = (PRE, IN, POST)
"""The groups of units, and the change orders of an adjustment, in the order in which they are made."""

PRODUCT_ADJUSTMENT = "ProductAdjustment"
DELIVERY_CHARGE_ADJUSTMENT = "DeliveryChargeAdjustment"

NAME = "Discount"
"""What a discount line is called that `oms adjust` makes."""

NewId = Callable[[], int]


@dataclass(frozen=True, slots=True)
class AdjustRequest:
    """A discount on items of one order, named by SKU or by the id of an item summary; an amount is for each of them.

    `allocated` says what becomes of units in fulfillment: left out (`disallowed`), in a change order of their own
    (`in-fulfillment`), or in that of the open units (`pre-fulfillment`).
    """

    items: tuple[str, ...]
    discount: Discount
    reason: str
    reason_text: str | None = None
    allocated: Mode = "disallowed"
    individual_taxes: bool = False


@dataclass(frozen=True, slots=True)
class AdjustPlan:
    """An adjustment, decided: a change order for each group that carries some of it, and what is different after it."""

    parts: Mapping[str, ChangePlan]
    items: Mapping[int, Item]
    orders: Mapping[int, FulfillmentOrder]


@dataclass(frozen=True, slots=True)
class _Cell:
    """Units that carry a part of the discount together, and what they have: price with discounts, and tax."""

    group: str
    units: int
    price: int
    tax: int
    order_id: int | None = None
    line: Line | None = None
    invoiced: bool = False

    def change_order(self, mode: Mode) -> str:
        """On which change order their discount stands."""
        if self.group != IN:
            return self.group
        return POST if self.invoiced else PRE if mode == "pre-fulfillment" else IN


@dataclass(slots=True)
class _Work:
    """The order while one item after the other is adjusted."""

    request: AdjustRequest
    new_id: NewId
    orders: dict[int, FulfillmentOrder]
    notes: Notes | None = None
    items: dict[int, Item] = field(default_factory=dict)
    lines: dict[str, list[ChangedItem]] = field(default_factory=lambda: {group: [] for group in GROUPS})


def plan_adjust(
    state: OrderState,
    orders: Mapping[int, FulfillmentOrder],
    request: AdjustRequest,
    new_id: NewId,
    notes: Notes | None = None,
) -> AdjustPlan | tuple[Problem, ...]:
    """The discount on each named item, or why it is refused; `orders` are the order's fulfillment orders by key.

    `notes` gets the rules that applied.

    Problems: `unmanaged`, `bad-value`, `not-found`, `ambiguous` (an amount for a SKU on several lines),
    `duplicate-record`, `wrong-state` (A19: all units in fulfillment; nothing left), `bad-amount`, `over-discount`.
    """
    if state.life_cycle == "UNMANAGED":
        return (refusals.unmanaged(state),)
    if request.reason_text and len(request.reason_text) > MAX_REASON_TEXT:
        return (Problem("bad-value", f"the reason's text has more than {MAX_REASON_TEXT} characters"),)
    chosen, problems = _choose(state, request)
    work = _Work(request, new_id, dict(orders), notes)
    for item in chosen:
        problem = _adjust(work, state, item)
        if problem:
            problems.append(problem)
    if problems:
        return tuple(problems)
    parts = {group: _part(group, lines, work.items) for group, lines in work.lines.items() if lines}
    changed = {key: order for key, order in work.orders.items() if order is not orders[key]}
    return AdjustPlan(parts, work.items, changed)


def _choose(state: OrderState, request: AdjustRequest) -> tuple[list[Item], list[Problem]]:
    chosen: dict[int, Item] = {}
    problems: list[Problem] = []
    for name in request.items:
        lines = named_lines(state, name)
        if not lines:
            problems.append(refusals.not_found(state, name))
        elif len(lines) > 1 and request.discount.kind != "Percentage":
            problems.append(refusals.several_lines(state, name, lines))
        elif any(line.billed_apart for line in lines):
            problems.append(refusals.fee(state, name))
        elif any(line.id in chosen for line in lines):
            problems.append(refusals.twice(state, name))
        else:
            chosen |= {line.id: line for line in lines}
    return list(chosen.values()), problems


def _part(group: str, lines: Sequence[ChangedItem], items: Mapping[int, Item]) -> ChangePlan:
    types = {line.change_type for line in lines}
    type_ = PRODUCT_ADJUSTMENT if PRODUCT_ADJUSTMENT in types else DELIVERY_CHARGE_ADJUSTMENT
    changed = {line.share.item.id: items[line.share.item.id] for line in lines}
    return ChangePlan(type_, group != POST, tuple(lines), changed, ())


def _adjust(work: _Work, state: OrderState, item: Item) -> Problem | None:
    """One item's discount goes onto its change orders, its fulfillment-order lines and itself; or why it cannot."""
    request = work.request
    cells = _cells(item, work.orders.values())
    included = [cell for cell in cells if cell.group != IN or request.allocated != "disallowed"]
    if not included:
        return refusals.no_units(state, item, in_fulfillment=bool(cells))
    try:
        net, tax = size_of(request.discount, item.total_price, item.total_tax, state.currency)
    except ValueError as error:
        return refusals.bad_amount(request.discount, item, state.currency, error)
    room, tax_room = sum(cell.price for cell in included), sum(cell.tax for cell in included)
    if net > room or tax > tax_room:
        return refusals.too_much(state, item, (net, tax), (room, tax_room), left_out=len(included) < len(cells))
    if not net and not tax:
        return refusals.nothing(item, request.discount)
    _note_item(work, item, cells, (net, tax))
    templates = _tax_lines(item, tax, request.individual_taxes)
    nets = _over_cells(net, included, [cell.price for cell in included])
    taxes: list[list[int]] = []
    left = [cell.tax for cell in included]
    for _, amount in templates:
        shares = _over_cells(amount, included, left)
        left = [room - share for room, share in zip(left, shares, strict=True)]
        taxes.append(shares)
    work.items[item.id] = item
    for group in GROUPS:
        at = [index for index, cell in enumerate(included) if cell.change_order(request.allocated) == group]
        if any(nets[index] or any(row[index] for row in taxes) for index in at):
            chosen = [included[index] for index in at]
            own = [(tax, [row[index] for index in at]) for (tax, _), row in zip(templates, taxes, strict=True)]
            _add(work, group, item, chosen, [nets[index] for index in at], own)
            _note_group(work, item, group, chosen, [nets[index] for index in at], own)
    return None


def _note_item(work: _Work, item: Item, cells: Sequence[_Cell], size: tuple[int, int]) -> None:
    if work.notes is None:
        return
    from omscli.domain.adjust_notes import note_adjustment  # for --explain only

    units = {group: sum(cell.units for cell in cells if cell.group == group) for group in GROUPS}
    note_adjustment(work.notes, item, work.request.discount, work.request.allocated, units, size)


def _note_group(
    work: _Work,
    item: Item,
    group: str,
    cells: Sequence[_Cell],
    nets: Sequence[int],
    taxes: Sequence[tuple[TaxLine, Sequence[int]]],
) -> None:
    if work.notes is None:
        return
    from omscli.domain.adjust_notes import note_part  # for --explain only

    units, tax = sum(cell.units for cell in cells), sum(sum(sizes) for _, sizes in taxes)
    note_part(work.notes, item, group, units, nets, tax)


def _cells(item: Item, orders: Iterable[FulfillmentOrder]) -> list[_Cell]:
    """The units of an item, group by group, the allocated ones by fulfillment-order line; none without units."""
    quantities = item.quantities
    back, kept = quantities.available_to_return, quantities.fulfilled - quantities.returned
    cells = [_bucket(PRE, item, quantities.available_to_cancel, lambda amounts: amounts.open)]
    for order in orders:
        for line in order.lines if order.is_open and not order.is_reship else ():
            if line.item_id == item.id and line.quantity:
                credited = sum(part.credited for part in line.adjustments)
                credited_tax = sum(tax.credited for part in line.adjustments for tax in part.taxes)
                price, tax = line.amount + line.adjustment, line.line_tax + line.adjustment_tax
                place = (order.id, line, order.invoiced)
                cells.append(_Cell(IN, line.quantity, price + credited, tax + credited_tax, *place))
    cells.append(_bucket(POST, item, back, lambda amounts: portion(amounts.returnable, back, max(kept, 1))))
    return [cell for cell in cells if cell.units]


def _bucket(group: str, item: Item, units: int, amount: Callable[[Amounts], int]) -> _Cell:
    price = amount(item.line) + sum(amount(part.amounts) for part in item.adjustments)
    tax = sum(amount(tax.amounts) for tax in item.taxes)
    tax += sum(amount(tax.amounts) for part in item.adjustments for tax in part.taxes)
    return _Cell(group, units, max(price, 0), max(tax, 0))


def _tax_lines(item: Item, tax: int, individual: bool) -> list[tuple[TaxLine, int]]:
    """The tax lines that a discount gets, after which line of the item, with their sizes: one, or one for each (A8)."""
    lines = [line for line in item.taxes if line.amounts.amount > 0]
    if not tax or not lines:
        return []
    if individual:
        sizes = spread(tax, [line.amounts.amount for line in lines], [line.amounts.amount for line in lines])
        return [(line, size) for line, size in zip(lines, sizes, strict=True) if size]
    first = lines[0]
    if len(lines) > 1:
        implied = all(line.implied for line in lines)
        first = replace(first, id=0, name="Tax", rate=None, implied=implied, original_id=None)
    return [(first, tax)]


def _over_cells(amount: int, cells: Sequence[_Cell], room: Sequence[int]) -> list[int]:
    """An amount over the groups, evenly per unit, then within a group over its cells."""
    shares = [0] * len(cells)
    members = [[at for at, cell in enumerate(cells) if cell.group == group] for group in GROUPS]
    members = [at for at in members if at]
    units = [sum(cells[at].units for at in some) for some in members]
    rooms = [sum(room[at] for at in some) for some in members]
    for some, part in zip(members, spread(amount, units, rooms), strict=True):
        inner = spread(part, [cells[at].units for at in some], [room[at] for at in some])
        for at, share in zip(some, inner, strict=True):
            shares[at] = share
    return shares


def _add(
    work: _Work,
    group: str,
    item: Item,
    cells: Sequence[_Cell],
    nets: Sequence[int],
    taxes: Sequence[tuple[TaxLine, Sequence[int]]],
) -> None:
    """A discount line for these units: on the change order of the group, the item, and the fulfillment-order lines."""
    adds: dict[int, int | None] = {}
    shares: list[TaxShare] = []
    lines: list[tuple[TaxLine, Sequence[int]]] = []
    for like, sizes in taxes:
        if any(sizes):
            line = replace(like, id=work.new_id(), original_id=work.new_id(), amounts=_amounts(cells, sizes))
            adds[line.original_id or 0] = like.original_id
            shares.append(TaxShare(line, sum(sizes)))
            lines.append((line, sizes))
    own = tuple(line for line, _ in lines)
    adjustment = Adjustment(work.new_id(), None, False, NAME, _amounts(cells, nets), own, work.new_id(), later=True)
    added = AdjustmentShare(adjustment, sum(nets), tuple(shares))
    type_ = DELIVERY_CHARGE_ADJUSTMENT if item.type == DELIVERY_CHARGE else PRODUCT_ADJUSTMENT
    work.lines[group].append(ChangedItem(type_, ItemShare(item, 0, 0, (), (added,)), adds))
    before = work.items[item.id]
    work.items[item.id] = replace(before, adjustments=(*before.adjustments, adjustment))
    for at, cell in enumerate(cells):
        if cell.order_id is not None and cell.line is not None:
            sizes_here = [(line.id, sizes[at]) for line, sizes in lines]
            _put(work, cell.order_id, cell.line, _carried(work, cell, adjustment.id, nets[at], sizes_here))


def _amounts(cells: Sequence[_Cell], sizes: Sequence[int]) -> Amounts:
    """The buckets of a discount: on the order, on fulfillment orders, credited, credited ahead of fulfillment."""
    total = sum(sizes)
    allocated = sum(size for cell, size in zip(cells, sizes, strict=True) if cell.group == IN and not cell.invoiced)
    ahead = sum(size for cell, size in zip(cells, sizes, strict=True) if cell.invoiced)
    back = ahead + sum(size for cell, size in zip(cells, sizes, strict=True) if cell.group == POST)
    return Amounts(-total, -allocated, 0, back, ahead)


def _carried(
    work: _Work, cell: _Cell, adjustment_id: int, net: int, taxes: Iterable[tuple[int, int]]
) -> CarriedAdjustment:
    def share(size: int) -> tuple[int, int]:
        return (0, -size) if cell.invoiced else (-size, 0)

    own = []
    for tax_id, size in taxes:
        amount, credited = share(size)
        own.append(CarriedTax(work.new_id(), tax_id, amount, credited))
    amount, credited = share(net)
    return CarriedAdjustment(work.new_id(), adjustment_id, amount, tuple(own), credited)


def _put(work: _Work, order_id: int, line: Line, added: CarriedAdjustment) -> None:
    order = work.orders[order_id]
    lines = tuple(
        replace(one, adjustments=(*one.adjustments, added)) if one.id == line.id else one for one in order.lines
    )
    work.orders[order_id] = replace(order, lines=lines)
