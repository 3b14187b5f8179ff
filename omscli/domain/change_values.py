"""What is asked for and what is decided when an order is changed: values of the rules and of who stores them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, get_args

from omscli.domain.order_state import Item, OrderState, with_items
from omscli.domain.shares import ItemShare
from omscli.domain.values import dataclass, replace

CANCEL = "Cancel"
RETURN = "Return"
DELIVERY_CHARGE_ADJUSTMENT = "DeliveryChargeAdjustment"

MAX_REASON_TEXT = 255


FeeType = Literal["AmountWithTax", "AmountWithoutTax", "Percentage", "PercentageGross", "AmountTaxOnly", "ProductOnly"]
FEE_TYPES: tuple[FeeType, ...] = get_args(FeeType)
"""How a fee may be given: the amount types of the reference."""

PERCENTAGES = ("Percentage", "PercentageGross")

FEE_SKU = "FEE"
"""The product of a fee that names none; it is made where the store has none."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as it was asked for, above zero: a percentage, or an amount in the currency's units.

    AmountWithTax is what the buyer pays; AmountWithoutTax is before tax, whose tax is added in the proportion that the
    changed units have; Percentage is of their TotalPrice and their TotalTaxAmount, PercentageGross of their
    TotalLineAmountWithTax; AmountTaxOnly is all tax, ProductOnly has none. No reason: the reason of the change.
    """

    kind: FeeType
    value: Decimal
    product: str = FEE_SKU
    reason: str | None = None
    description: str = "Fee"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of an order that are to go: a SKU, or the id of an item summary; no quantity = all that can go.

    Its fees are for these units; those of the request are for all of its units together.
    """

    name: str
    quantity: int | None = None
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What is to be canceled or returned of one order; no `wanted` = everything that can go."""

    wanted: tuple[Wanted, ...]
    reason: str
    reason_text: str | None = None
    refund_shipping: bool = False
    fees: tuple[Fee, ...] = ()

    @property
    def all_fees(self) -> tuple[Fee, ...]:
        """The fees of its items, then its own: the order in which they are charged."""
        return (*(fee for one in self.wanted for fee in one.fees), *self.fees)


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One line of a change order: what goes off an item, and as which change type.

    A line that adds discounts has them in its share, and in `adds` for each of their taxes (by the id that it has on
    the change order) the tax line of the order that it reduces, if there is one such line. A line that `added` its item
    to the order holds the item's originals; what it adds is negative in the share, since it comes onto the order.
    `reason` is its own where it is not that of the whole change.
    """

    change_type: str
    share: ItemShare
    adds: Mapping[int, int | None] | None = None
    added: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """A cancel or a return of one order, decided: its lines, and the changed items as they are afterwards, by id."""

    change_type: str
    is_pre_fulfillment: bool
    lines: tuple[ChangedItem, ...]
    items: Mapping[int, Item]
    warnings: tuple[str, ...]

    @property
    def total(self) -> int:
        """What goes off the order before tax, in minor units."""
        return sum(line.share.price for line in self.lines)

    @property
    def total_tax(self) -> int:
        """The tax that goes off with it."""
        return sum(line.share.tax for line in self.lines)

    @property
    def grand_total(self) -> int:
        """Both."""
        return self.total + self.total_tax

    def applied(self, state: OrderState) -> OrderState:
        """The order after the change."""
        return replace(state, items=with_items(state.items, self.items))
