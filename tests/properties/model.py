"""A reference model of orders, written from the spec and the decisions: units and cents, and nothing of `omscli`.

An amount of an item (line, each tax, each discount, each discount's tax) is a list position; `Item.open`, `.canceled`
and `.returned` say where its parts stand, and every fulfillment-order line carries its own share (D23, D25, D26).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

OPEN = ("Allocated", "Assigned")
PRODUCT, CHARGE, FEE = "Order Product", "Delivery Charge", "Fee"


def half_up(numerator: int, denominator: int) -> int:
    """D22: away from zero at a tie."""
    whole, rest = divmod(abs(numerator), denominator)
    whole += 2 * rest >= denominator
    return -whole if numerator < 0 else whole


def proportional(amounts: Sequence[int], part: int, whole: int) -> list[int]:
    """D23: `amount × part ÷ whole`; the last units take the remainder."""
    return [amount if part == whole else half_up(amount * part, whole) for amount in amounts]


def borne(amounts: Sequence[int], net: Sequence[bool], shares: list[int]) -> list[int]:
    """The shares as D23 rounds them, mended so that no unit, gone or staying, costs less than nothing or is taxed so.

    A discount that is more than its units cost leaves a cent of itself to the others; price and tax for themselves.
    """
    for priced in (True, False):
        mine = [place for place, is_price in enumerate(net) if is_price == priced]
        go = sum(shares[place] for place in mine if amounts[place] >= 0)
        stay = sum(amounts[place] for place in mine if amounts[place] >= 0) - go
        for place in mine:
            if amounts[place] < 0:
                off, all_off = -shares[place], -amounts[place]
                others = min(max(stay, 0), all_off)
                off = max(min(off, max(go, all_off - others)), all_off - others)
                shares[place] = -off
                go, stay = go - off, stay - (all_off - off)
    return shares


@dataclass
class Line:
    """Units of an item on a fulfillment order, with what they carry."""

    units: int
    shipped: int
    carries: list[int]
    ahead: list[int]
    """What a later discount credits of an invoiced line before it is fulfilled."""


@dataclass
class Item:
    """One order item; `net` says which of its amounts are price (the others are tax)."""

    sku: str
    type: str
    group: int
    units: int
    original: list[int]
    net: list[bool]
    open: list[int] = field(default_factory=list)
    units_open: int = 0
    units_canceled: int = 0
    units_returned: int = 0
    canceled: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    apart: bool = False
    """A fee of a change: on no fulfillment order, billed by itself, and it stays."""
    first: int = 0
    """How many amounts the order began with; the others are later discounts, which lie on some of the units."""

    def __post_init__(self) -> None:
        self.open, self.units_open = list(self.original), self.units
        self.canceled, self.returned = [0] * len(self.original), [0] * len(self.original)
        self.first = len(self.original)

    @property
    def remaining(self) -> int:
        """Units that are neither canceled nor returned."""
        return self.units - self.units_canceled - self.units_returned

    def split(self, amounts: Sequence[int]) -> tuple[int, int]:
        """Price and tax of a list of amounts."""
        price = sum(amount for amount, net in zip(amounts, self.net, strict=True) if net)
        return price, sum(amounts) - price


@dataclass
class Fulfillment:
    """A fulfillment order: its lines by item index, in the order of the items."""

    group: int
    place: str
    lines: dict[int, Line]
    status: str = "Allocated"
    invoiced: int | None = None
    reship: bool = False
    """It sends fulfilled units once more, without a charge."""

    @property
    def total(self) -> int:
        return sum(sum(line.carries) for line in self.lines.values())

    def products(self, items: Sequence[Item]) -> list[tuple[int, Line]]:
        return [(index, line) for index, line in self.lines.items() if items[index].type == PRODUCT]

    def unshipped(self, items: Sequence[Item], sku: str | None = None) -> int:
        found = [line for index, line in self.products(items) if sku in (None, items[index].sku)]
        return sum(line.units - line.shipped for line in found)


@dataclass
class Order:
    """An order; fulfillment orders by name, in the order in which they were made."""

    items: list[Item]
    fulfillments: dict[str, Fulfillment] = field(default_factory=dict)
    credits: list[int] = field(default_factory=list)
    """What each cancel and return takes off, in their order."""
    refund: tuple[int, ...] = (0, 0)
    gone: list[tuple[int, list[int]]] = field(default_factory=list)
    """What the products of the last cancel or return took off, by item index."""

    # ---- what the store must say

    def carried(self, index: int, *, closed: bool = False) -> list[int]:
        """What fulfillment orders (closed: fulfilled ones only) carry of an item."""
        total = [0] * len(self.items[index].original)
        for order in self.fulfillments.values():
            if index in order.lines and (not closed or order.status == "Fulfilled"):
                total = [a + b for a, b in zip(total, order.lines[index].carries, strict=True)]
        return total

    def units(self, index: int) -> tuple[int, int, int, int, int, int, int]:
        """Ordered, canceled, allocated, shipped, fulfilled, returned, reshipped."""
        item = self.items[index]
        every = [(order, order.lines[index]) for order in self.fulfillments.values() if index in order.lines]
        lines, again = [one for one in every if not one[0].reship], [line for order, line in every if order.reship]
        fulfilled = sum(line.units for order, line in lines if order.status == "Fulfilled")
        allocated, shipped = sum(line.units for _, line in lines), sum(line.shipped for _, line in lines)
        reshipped = sum(line.units for line in again)
        return item.units, item.units_canceled, allocated, shipped, fulfilled, item.units_returned, reshipped

    def returnable(self, index: int) -> tuple[int, list[int]]:
        item, found = self.items[index], self.carried(index, closed=True)
        for line in (
            one.lines[index] for one in self.fulfillments.values() if one.status in OPEN and index in one.lines
        ):
            found = [a + b for a, b in zip(found, line.ahead, strict=True)]
        return self.units(index)[4] - item.units_returned, [a - b for a, b in zip(found, item.returned, strict=True)]

    def left(self, index: int) -> list[int]:
        """What is left of each amount of an item: not canceled and not returned."""
        item = self.items[index]
        rows = zip(item.original, item.canceled, item.returned, strict=True)
        return [original - canceled - returned for original, canceled, returned in rows]

    @property
    def grand_total(self) -> int:
        return sum(sum(self.left(index)) for index in range(len(self.items)))

    def check(self) -> None:
        """The model's own laws: no unit and no cent twice or nowhere, whatever happened."""
        for index, item in enumerate(self.items):
            ordered, canceled, allocated, shipped, fulfilled, returned, reshipped = self.units(index)
            assert ordered == canceled + allocated + item.units_open
            assert 0 <= returned <= fulfilled <= shipped <= allocated
            assert 0 <= reshipped <= fulfilled
            for parts in zip(item.original, item.open, item.canceled, self.carried(index), strict=True):
                assert parts[0] == sum(parts[1:])

    # ---- what may happen

    def open_units(self, group: int) -> dict[str, int]:
        """Products of a delivery group that are available to fulfill, by SKU."""
        found: dict[str, int] = {}
        for item in self.items:
            if item.group == group and item.type == PRODUCT and item.units_open:
                found[item.sku] = found.get(item.sku, 0) + item.units_open
        return found

    def allocate(self, name: str, group: int, place: str, units: dict[int, int]) -> None:
        """Units by item index go onto a new fulfillment order (D7, D26)."""
        lines: dict[int, Line] = {}
        for index, count in sorted(units.items()):
            item, carried = self.items[index], self.carried(index)
            assert item.group == group
            assert 0 < count <= item.units_open, "more units than are open"
            whole, before = item.units - item.units_canceled, self.units(index)[2]
            shares = []
            for left, taken in zip(item.open[: item.first], carried, strict=False):
                share = left if count == item.units_open else half_up((left + taken) * (before + count), whole) - taken
                shares.append(min(max(share, 0), left) if left >= 0 else max(min(share, 0), left))
            shares += proportional(item.open[item.first :], count, item.units_open)
            shares = borne(item.open, item.net, shares)
            lines[index] = Line(count, 0, shares, [0] * len(shares))
            item.open = [a - b for a, b in zip(item.open, shares, strict=True)]
            item.units_open -= count
        self.fulfillments[name] = Fulfillment(group, place, lines)

    def reship(self, name: str, group: int, place: str, units: dict[int, int]) -> None:
        """Fulfilled units, by item index, are sent once more: no amount and no other count of the item moves."""
        for index, count in units.items():
            assert 0 < count <= self.reshippable(index)
        nothing = {index: [0] * len(self.items[index].original) for index in units}
        lines = {index: Line(count, 0, list(nothing[index]), list(nothing[index])) for index, count in units.items()}
        self.fulfillments[name] = Fulfillment(group, place, lines, reship=True)

    def reshippable(self, index: int) -> int:
        """Fulfilled − (reshipped + returned)."""
        _, _, _, _, fulfilled, returned, reshipped = self.units(index)
        return max(0, fulfilled - returned - reshipped)

    def take_off(self, name: str, units: dict[int, int]) -> None:
        """Units come off a fulfillment order and are available again; the last product takes the charges along."""
        order = self.fulfillments[name]
        if sum(line.units for _, line in order.products(self.items)) == sum(units.values()):
            charges = {i: line.units - line.shipped for i, line in order.lines.items() if self.items[i].type != PRODUCT}
            units = units | {index: count for index, count in charges.items() if count}
            order.status = "Cancelled"
        for index, count in units.items():
            item, line = self.items[index], order.lines[index]
            shares = borne(line.carries, item.net, proportional(line.carries, count, line.units))
            line.carries = [a - b for a, b in zip(line.carries, shares, strict=True)]
            line.units -= count
            item.open = [a + b for a, b in zip(item.open, shares, strict=True)]
            item.units_open += 0 if order.reship else count
        self._close(order)

    def deallocate(self, name: str, sku: str, count: int) -> None:
        """Several lines of one SKU are taken from the last one."""
        units: dict[int, int] = {}
        for index, line in reversed(self.fulfillments[name].products(self.items)):
            some = min(count, line.units - line.shipped) if self.items[index].sku == sku else 0
            if some:
                units[index] = some
                count -= some
        self.take_off(name, units)

    def ship(self, name: str, notice: dict[str, tuple[int, str]]) -> None:
        """A notice: SKU → units sent, and what becomes of the rest (D8)."""
        order = self.fulfillments[name]
        rest = {sku: units for sku, (units, _) in notice.items()}
        every, sent, short = order.unshipped(self.items), 0, {}
        for index, line in order.products(self.items):
            sku, waiting = self.items[index].sku, line.units - line.shipped
            if sku not in notice or not waiting:
                continue
            some = min(waiting, rest[sku])
            rest[sku] -= some
            line.shipped += some
            sent += some
            if some < waiting:
                short[index] = waiting - some
        if sent:
            for index, line in order.lines.items():
                if self.items[index].type != PRODUCT:
                    line.shipped = line.units
        nothing_more = not sent and sum(short.values()) == every
        off = {i: n for i, n in short.items() if nothing_more or notice[self.items[i].sku][1] == "cancel"}
        if off:
            self.take_off(name, off)
        self._close(order)

    def _close(self, order: Fulfillment) -> None:
        done = all(line.shipped == line.units for line in order.lines.values())
        if order.status in OPEN and done and any(line.shipped for _, line in order.products(self.items)):
            order.status = "Fulfilled"

    def available(self, sku: str, kind: str) -> int:
        """Units of a SKU that can be canceled, or returned."""
        indices = [i for i, item in enumerate(self.items) if item.sku == sku and item.type != CHARGE and not item.apart]
        return sum(self.items[i].units_open if kind == "cancel" else self.returnable(i)[0] for i in indices)

    def change(self, kind: str, wanted: dict[str, int] | None, shipping: bool) -> list[int]:
        """Cancel or return units by SKU, or all that can go (D23); answers the charges in the pool of D25, of whose
        refund only the sums are said (`refund`): `settle_shipping` then takes the shares over.
        """
        before = [(max(0, item.split(self.left(i))[0]), item.remaining) for i, item in enumerate(self.items)]
        self.gone, self.refund = [], (0, 0)
        changed: dict[int, tuple[int, int]] = {}
        rest, owed = None if wanted is None else dict(wanted), 0
        for index, item in enumerate(self.items):
            units, amounts = self._takable(kind, index)
            some = (
                0 if item.type == CHARGE or item.apart else units if rest is None else min(units, rest.get(item.sku, 0))
            )
            if not some:
                continue
            if rest is not None:
                rest[item.sku] -= some
            shares = borne(amounts, item.net, proportional(amounts, some, units))
            self._take(kind, item, shares, some)
            owed += sum(shares)
            self.gone += [(index, shares)] if item.type == PRODUCT else []
            changed[index] = item.split(shares)[0], some
        assert changed, "nothing can go"
        self.credits.append(owed)
        return self._pool(kind, changed, before) if shipping else []

    def add_fee(self, kind: str, value: int) -> int | None:
        """A fee on the last change, in percent or minor units (spec §2.4): what it comes to, None if it cannot be."""
        price, tax = (sum(self.items[at].split(shares)[n] for at, shares in self.gone) for n in (0, 1))
        own = [(shares[0], sum(shares[1 : self.own_taxes(at)])) for at, shares in self.gone]
        line, line_tax = sum(pair[0] for pair in own), sum(pair[1] for pair in own)
        if kind == "Percentage":
            net, off = half_up(price * value, 100), half_up(tax * value, 100)
        elif kind == "PercentageGross":
            off = half_up(line_tax * value, 100)
            net = half_up((line + line_tax) * value, 100) - off
        elif kind == "AmountWithTax":
            off = half_up(value * tax, price + tax) if price + tax > 0 else 0
            net = value - off
        else:
            net, off = (0, value) if kind == "AmountTaxOnly" else (value, 0)
            off = half_up(value * tax, price) if kind == "AmountWithoutTax" and price > 0 else off
        if not self.gone or (net <= 0 and off <= 0) or net + off > max(0, self.credits[-1] + sum(self.refund)):
            return None
        amounts, flags = ([net, off], [True, False]) if off else ([net], [True])
        self.items.append(Item("FEE", FEE, self.items[self.gone[0][0]].group, 1, amounts, flags, apart=True))
        return net + off

    def edit(self, index: int, units: int) -> bool:
        """An item is to be so many units from now on (spec §2.13), if none was allocated; more units cost in
        proportion, and no discount is more than what they cost.
        """
        item = self.items[index]
        more = units - item.remaining
        if item.type != PRODUCT or self.units(index)[2] or not item.remaining or not more:
            return False
        if more < 0:
            shares = borne(item.open, item.net, proportional(item.open, -more, item.units_open))
            self._take("cancel", item, shares, -more)
            return True
        shares, rooms = [], {True: 0, False: 0}
        for amount, net in zip(self.left(index), item.net, strict=True):
            share = half_up(amount * more, item.remaining)
            share = share if amount >= 0 else max(share, -rooms[net])
            rooms[net] += share
            shares.append(share)
        item.original = [a + b for a, b in zip(item.original, shares, strict=True)]
        item.open = [a + b for a, b in zip(item.open, shares, strict=True)]
        item.units += more
        item.units_open += more
        return True

    def own_taxes(self, index: int) -> int:
        """Where the taxes of the line itself end: at its first discount."""
        net = self.items[index].net
        return next((at for at in range(1, len(net)) if net[at]), len(net))

    def _takable(self, kind: str, index: int) -> tuple[int, list[int]]:
        item = self.items[index]
        return (item.units_open, item.open) if kind == "cancel" else self.returnable(index)

    def _take(self, kind: str, item: Item, shares: Sequence[int], units: int) -> None:
        into = item.canceled if kind == "cancel" else item.returned
        into[:] = [a + b for a, b in zip(into, shares, strict=True)]
        if kind == "cancel":
            item.open = [a - b for a, b in zip(item.open, shares, strict=True)]
            item.units_open -= units
            item.units_canceled += units
        else:
            item.units_returned += units

    def _pool(self, kind: str, changed: dict[int, tuple[int, int]], before: list[tuple[int, int]]) -> list[int]:
        """D25: the pool is refunded by changed price over remaining price (by units when all that remains is free)."""
        groups = {self.items[index].group for index in changed}
        products = [i for i, item in enumerate(self.items) if item.type == PRODUCT and item.group in groups]
        free = not sum(before[index][0] for index in products)
        whole = sum(before[index][free] for index in products)
        part = sum(max(0, gone[free]) for index, gone in changed.items() if index in products)
        charges = [i for i, item in enumerate(self.items) if item.type == CHARGE and item.group in groups]
        pool = [index for index in charges if any(self._takable(kind, index)[1])]
        sums = [self.items[index].split(self._takable(kind, index)[1]) for index in pool]
        self.refund = tuple(half_up(sum(pair[n] for pair in sums) * min(part, whole), max(whole, 1)) for n in (0, 1))
        return pool

    def settle_shipping(self, kind: str, shares: dict[int, list[int]]) -> None:
        """Take over how the refund of the pool was spread: its sums are what D25 says, no share is beyond its part."""
        sums = [self.items[index].split(amounts) for index, amounts in shares.items()]
        assert tuple(sum(pair[n] for pair in sums) for n in (0, 1)) == self.refund
        for index, amounts in shares.items():
            for share, whole in zip(amounts, self._takable(kind, index)[1], strict=True):
                assert min(0, whole) <= share <= max(0, whole)
            self._take(kind, self.items[index], amounts, 0)
            self.credits[-1] += sum(amounts)
