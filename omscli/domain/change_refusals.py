"""Why units of an order cannot be canceled or returned: the numbers, and the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.order_state import DELIVERY_CHARGE, Item, OrderState
from omscli.domain.values import dataclass
from omscli.errors import Problem, nearest

Holders = Mapping[int, Sequence[tuple[str, int]]]
"""Item summary id → the fulfillment orders that hold units of it, by number, and how many."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of one kind of change, in its words."""

    over: str
    done: str
    pre_fulfillment: bool
    charge: str = "name the products that go, with --refund-shipping: their share of the delivery charges goes too"
    """The way out for a delivery charge that was named."""
    waiting: str = "units that are not fulfilled yet are canceled, not returned: `oms cancel`"
    """The way out where units are not fulfilled yet."""

    def unmanaged(self, state: OrderState) -> Problem:
        """An unmanaged order is a reference copy: whoever manages it changes it (spec §4.7)."""
        message = f"order {state.order_number} is unmanaged: nothing of it can be {self.done} here"
        return Problem("unmanaged", message, None, "change it where it is managed")

    def line(self, state: OrderState, name: str, quantity: int | None, lines: Sequence[Item]) -> Problem | None:
        """What is wrong with a line of the request before anything is counted."""
        if not lines:
            guess = nearest(name, [item.sku for item in state.items])
            going = [item for item in state.items if item.type != DELIVERY_CHARGE and not item.billed_apart]
            known = ", ".join(dict.fromkeys(item.sku for item in going))
            help_ = f'did you mean "{guess}"?' if guess else f"it has {known}"
            return Problem("not-found", f'order {state.order_number} has no item "{name}"', None, help_)
        if quantity is not None and quantity <= 0:
            return Problem("bad-quantity", f"{name}: the quantity must be 1 or more, not {quantity}")
        if all(item.type == DELIVERY_CHARGE for item in lines):
            message = f"{name} is a delivery charge and cannot be {self.done}"
            return Problem("delivery-charge", message, None, self.charge)
        if all(item.billed_apart for item in lines):
            message = f"{name} is a fee for an earlier change and cannot be {self.done}"
            return Problem("wrong-state", message, None, "name the products that go")
        return None

    def twice(self, state: OrderState, name: str) -> Problem:
        """An item stands twice in one request, with one reason: as likely a slip as meant (A23)."""
        message = f"order {state.order_number}: {name} is named twice in one request"
        return Problem("duplicate-record", message, None, f"name it once, with all units that are to be {self.done}")

    def too_many(
        self,
        state: OrderState,
        name: str,
        asked: int | None,
        available: int,
        lines: Sequence[Item],
        holders: Holders,
    ) -> Problem:
        """More units are asked for than can go."""
        units = "all" if asked is None else str(asked)
        message = (
            f"order {state.order_number}: {units} of {name} cannot be {self.done}, {available or 'none'} can"
            f" ({_numbers(lines)})"
        )
        missing = (asked or sum(line.quantities.ordered for line in lines)) - available
        return Problem(self.over, message, None, self._way_out(state, lines, missing, holders))

    def nothing(self, state: OrderState, holders: Holders) -> Problem:
        """Everything was asked for, and nothing can go."""
        lines = [item for item in state.items if item.type != DELIVERY_CHARGE and not item.billed_apart]
        message = f"order {state.order_number}: nothing can be {self.done} ({_numbers(lines)})"
        missing = sum(line.quantities.ordered for line in lines)
        return Problem(self.over, message, None, self._way_out(state, lines, missing, holders))

    def _way_out(self, state: OrderState, lines: Sequence[Item], missing: int, holders: Holders) -> str | None:
        if not self.pre_fulfillment:
            waiting = sum(line.quantities.net_ordered - line.quantities.fulfilled for line in lines)
            return self.waiting if waiting > 0 else None
        held = sum(line.quantities.allocated - line.quantities.fulfilled for line in lines)
        if not held:
            back = sum(line.quantities.available_to_return for line in lines)
            return f"fulfilled units come back by `oms return {state.order_number}`" if back else None
        words = _deallocations(lines, missing, holders)
        if words:
            return f"take them off their fulfillment order first: `oms deallocate {' '.join(words)}`"
        return "take them off their fulfillment order first: `oms deallocate FO:SKU=QTY`"


def _deallocations(lines: Sequence[Item], missing: int, holders: Holders) -> list[str]:
    words = []
    for line in lines:
        for number, units in holders.get(line.id, ()):
            some = min(units, missing)
            if some > 0:
                words.append(f"{number}:{line.sku}={some}")
                missing -= some
    return words


def _numbers(lines: Sequence[Item]) -> str:
    counts = (
        ("ordered", sum(line.quantities.ordered for line in lines)),
        ("canceled", sum(line.quantities.canceled for line in lines)),
        ("in fulfillment", sum(line.quantities.allocated - line.quantities.fulfilled for line in lines)),
        ("fulfilled", sum(line.quantities.fulfilled for line in lines)),
        ("returned or on its way back", sum(line.quantities.return_initiated for line in lines)),
        ("reshipped", sum(line.quantities.reshipped for line in lines)),
    )
    return ", ".join(f"{count} {what}" for what, count in counts if count or what == "ordered")


CANCEL_REFUSALS = Refusals("over-cancel", "canceled", pre_fulfillment=True)
RETURN_REFUSALS = Refusals("over-return", "returned", pre_fulfillment=False)
RESHIP_REFUSALS = Refusals(
    "over-reship",
    "reshipped",
    pre_fulfillment=False,
    charge="name the products that go: a reship has no charge",
    waiting="units that are not fulfilled yet are on their way or to ship: `oms next` says what is to be done",
)
