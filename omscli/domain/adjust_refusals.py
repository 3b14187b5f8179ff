"""Why a discount is refused: the numbers, and the way out (spec §2.6, A19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from omscli.domain.discounts import Discount
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import format_minor
from omscli.domain.order_state import Item, OrderState
from omscli.errors import Problem, nearest

Mode = Literal["disallowed", "in-fulfillment", "pre-fulfillment"]
"""What becomes of units in fulfillment (`allocatedItemsChangeOrderType`)."""

_INCLUDE = "--allocated-items in-fulfillment or pre-fulfillment includes the units in fulfillment"


def unmanaged(state: OrderState) -> Problem:
    """An unmanaged order is a reference copy: whoever manages it changes it (spec §4.7)."""
    message = f"order {state.order_number} is unmanaged: nothing of it can be adjusted here"
    return Problem("unmanaged", message, None, "change it where it is managed")


def not_found(state: OrderState, name: str) -> Problem:
    """The order has no such item."""
    guess = nearest(name, [item.sku for item in state.items])
    known = ", ".join(dict.fromkeys(item.sku for item in state.items if not item.billed_apart))
    help_ = f'did you mean "{guess}"?' if guess else f"it has {known}"
    return Problem("not-found", f'order {state.order_number} has no item "{name}"', None, help_)


def several_lines(state: OrderState, name: str, lines: Sequence[Item]) -> Problem:
    """An amount is for one line."""
    ids = ", ".join(encode(PREFIXES["OrderItemSummary"], line.id) for line in lines)
    message = f"order {state.order_number} has {name} on {len(lines)} lines, and an amount is for one"
    return Problem("ambiguous", message, None, f"name a line by its id ({ids}), or give --percent")


def fee(state: OrderState, name: str) -> Problem:
    """A fee for a change is billed by that change's own invoice."""
    message = f"order {state.order_number}: {name} is a fee for an earlier change and cannot be adjusted"
    return Problem("wrong-state", message, None, "name a product or a delivery charge")


def twice(state: OrderState, name: str) -> Problem:
    """An item stands twice in one request."""
    message = f"order {state.order_number}: {name} is named twice in one request"
    return Problem("duplicate-record", message, None, "name it once")


def no_units(state: OrderState, item: Item, *, in_fulfillment: bool) -> Problem:
    """No unit that the discount could be for (A19)."""
    if in_fulfillment:
        units = item.quantities.allocated - item.quantities.fulfilled
        what = "its unit is" if units == 1 else f"all {units} units are"
        message = f"order {state.order_number}: {item.sku} cannot be adjusted, {what} in fulfillment"
        return Problem("wrong-state", message, None, _INCLUDE)
    message = f"order {state.order_number}: nothing of {item.sku} is left to adjust"
    return Problem("wrong-state", message)


def bad_amount(discount: Discount, item: Item, currency: str, error: ValueError) -> Problem:
    """A percentage beyond 100, or an amount that the currency does not have."""
    unit = "percent" if discount.kind == "Percentage" else currency
    return Problem("bad-amount", f"{item.sku}: {discount.value} {unit} off cannot be: {error}")


def too_much(
    state: OrderState, item: Item, asked: tuple[int, int], there: tuple[int, int], *, left_out: bool
) -> Problem:
    """The units that the discount is for would cost less than nothing, or bear less than no tax."""
    (net, tax), (price, its_tax) = (
        (format_minor(first, state.currency), format_minor(second, state.currency)) for first, second in (asked, there)
    )
    message = (
        f"order {state.order_number}: {net} {state.currency} and {tax} tax off {item.sku} is more than"
        f" the {price} and {its_tax} tax that its units cost"
    )
    return Problem("over-discount", message, None, _INCLUDE if left_out else None)


def nothing(item: Item, discount: Discount) -> Problem:
    """A discount that comes to nothing."""
    off = f"{discount.value} percent" if discount.kind == "Percentage" else str(discount.value)
    return Problem("over-discount", f"{item.sku}: {off} off comes to nothing")
