"""The reference model of discounts on what stands (`oms adjust`, spec §2.6): a part of `model.py` by itself."""

from __future__ import annotations

from collections.abc import Sequence

from tests.properties.model import OPEN, Fulfillment, Order, half_up

Cell = tuple[str, int, list[int], Fulfillment | None]
"""Units that bear a discount together: their group, how many, what they carry, and where."""


def spread(amount: int, units: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """An amount evenly per unit by largest remainder (D24), none beyond its room: what is left goes to the others."""
    shares = [0] * len(units)
    while amount:
        weights = [count * (share < room) for count, share, room in zip(units, shares, rooms, strict=True)]
        parts = [amount * weight // sum(weights) for weight in weights]
        by_rest = sorted(range(len(parts)), key=lambda at: (-(amount * weights[at] % sum(weights)), at))
        for at in by_rest[: amount - sum(parts)]:
            parts[at] += 1
        given = [min(part, room - share) for part, room, share in zip(parts, rooms, shares, strict=True)]
        shares = [a + b for a, b in zip(shares, given, strict=True)]
        amount -= sum(given)
    return shares


class Adjustable(Order):
    """An order whose items may get discounts later."""

    def cells(self, index: int) -> list[Cell]:
        """Units of an item that bear a discount together: open, on an open fulfillment order, available to return."""
        item = self.items[index]
        found: list[Cell] = [("pre", item.units_open, item.open, None)]
        for one in self.fulfillments.values():
            if one.status in OPEN and index in one.lines and not one.reship:
                line = one.lines[index]
                found.append(("in", line.units, [a - b for a, b in zip(line.carries, line.ahead, strict=True)], one))
        found.append(("post", *self.returnable(index), None))
        return [cell for cell in found if cell[1]]

    def adjust(self, index: int, kind: str, value: int, mode: str, individual: bool) -> int | None:
        """A discount on an item, in percent or minor units; answers what of it is to be credited, None if refused."""
        item, (price, tax) = self.items[index], self.items[index].split(self.left(index))
        if kind == "Percentage":
            net, off = half_up(price * value, 100), half_up(tax * value, 100)
        elif kind == "AmountWithoutTax":
            net, off = value, half_up(value * tax, price) if price else 0
        else:
            off = half_up(value * tax, price + tax) if price + tax else 0
            net = value - off
        if item.apart:
            return None
        cells = [cell for cell in self.cells(index) if cell[0] != "in" or mode != "disallowed"]
        rooms = [[max(0, part) for part in item.split(cell[2])] for cell in cells]
        if not cells or not (net or off) or net > sum(r[0] for r in rooms) or off > sum(r[1] for r in rooms):
            return None
        taxes = [
            a for a, is_net in zip(self.left(index)[: self.own_taxes(index)], item.net, strict=False) if not is_net
        ]
        taxes = [amount for amount in taxes if amount > 0] if off else []
        sizes = spread(off, taxes, taxes) if individual else [off] if taxes else []
        rows = [self._over(net, cells, [room[0] for room in rooms])]
        left = [room[1] for room in rooms]
        for size in sizes:
            rows.append(self._over(size, cells, left))
            left = [a - b for a, b in zip(left, rows[-1], strict=True)]
        ahead = [one is not None and one.invoiced is not None for *_, one in cells]
        orders = ["post" if early else "pre" if c[0] == "in" and mode == "pre-fulfillment" else c[0]
                  for c, early in zip(cells, ahead, strict=True)]  # fmt: skip
        for group in ("pre", "in", "post"):
            self._discount(
                index, cells, ahead, [[s * (o == group) for s, o in zip(row, orders, strict=True)] for row in rows]
            )
        return sum(sum(row[at] for row in rows) for at, order in enumerate(orders) if order == "post")

    def _over(self, amount: int, cells: Sequence[Cell], rooms: list[int]) -> list[int]:
        shares: list[int] = []
        groups = [[at for at, cell in enumerate(cells) if cell[0] == name] for name in ("pre", "in", "post")]
        units = [sum(cells[at][1] for at in some) for some in groups]
        for some, part in zip(groups, spread(amount, units, [sum(rooms[at] for at in g) for g in groups]), strict=True):
            shares += spread(part, [cells[at][1] for at in some], [rooms[at] for at in some])
        return shares

    def _discount(
        self,
        index: int,
        cells: Sequence[Cell],
        ahead: list[bool],
        rows: list[list[int]],
    ) -> None:
        """A discount line of one change order, with its taxes: open, carried, or credited."""
        item = self.items[index]
        for number, row in enumerate(rows if any(map(any, rows)) else []):
            if number and not any(row):
                continue
            here = {id(one): (share, early) for (*_, one), share, early in zip(cells, row, ahead, strict=True) if one}
            back = sum(s for (name, *_), s, early in zip(cells, row, ahead, strict=True) if early or name == "post")
            item.net.append(not number)
            item.original.append(back - sum(row))
            item.open.append(-sum(share for cell, share in zip(cells, row, strict=True) if cell[0] == "pre"))
            item.canceled.append(0)
            item.returned.append(back)
            for one in self.fulfillments.values():
                if index in one.lines:
                    share, early = here.get(id(one), (0, False))
                    one.lines[index].carries.append(0 if early else -share)
                    one.lines[index].ahead.append(share if early else 0)
