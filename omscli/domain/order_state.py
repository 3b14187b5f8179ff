"""An order's current state as values: items with their quantities and amounts in buckets (spec §1.4).

Every rule of the order life takes an `OrderState` and answers a new one; what differs is what gets stored. Amounts are
minor units of the order's currency, quantities are whole units.
"""

from __future__ import annotations

from collections.abc import Mapping

from omscli.domain.quantities import DELIVERY_CHARGE as DELIVERY_CHARGE
from omscli.domain.quantities import FEE as FEE
from omscli.domain.quantities import PRODUCT as PRODUCT
from omscli.domain.quantities import Quantities as Quantities
from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount and where its parts stand.

    `amount` is what is left (the Salesforce field); `allocated` of it, and of what came back, is carried by
    fulfillment orders, `fulfilled` by those that are fulfilled; `returned` came back after fulfillment, or was
    credited. `ahead` is the part of it that was credited for units which are invoiced and not fulfilled yet.
    """

    amount: int
    allocated: int = 0
    fulfilled: int = 0
    returned: int = 0
    ahead: int = 0

    @property
    def open(self) -> int:
        """The part of units that are neither canceled nor on a fulfillment order."""
        return self.amount + self.returned - self.allocated

    @property
    def returnable(self) -> int:
        """The part of fulfilled units that did not come back."""
        return self.fulfilled - self.returned + self.ahead


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A tax line summary; `implied` tax is known only as a sum (gross prices) and never shown as a line."""

    id: int
    amounts: Amounts
    name: str
    type: str
    rate: str | None
    effective: int
    implied: bool
    original_id: int | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount on a line with its tax; `header` ones belong to an order-level promotion.

    A `later` one was given by `oms adjust`: it lies on the units of its buckets, not on all units of the line.
    """

    id: int
    group_id: int | None
    header: bool
    name: str
    amounts: Amounts
    taxes: tuple[TaxLine, ...]
    original_id: int | None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An order item summary."""

    id: int
    group_id: int
    product_id: int
    sku: str
    description: str | None
    type: str
    line_number: int
    unit_price: int
    gross_unit_price: int | None
    original_id: int
    pricebook_entry_id: int | None
    quantities: Quantities
    line: Amounts
    adjustments: tuple[Adjustment, ...] = ()
    taxes: tuple[TaxLine, ...] = ()

    @property
    def added(self) -> bool:
        """Whether a change order added it: what came with the order has its original's key before its own."""
        return self.original_id > self.id

    @property
    def billed_apart(self) -> bool:
        """Whether a change order's invoice bills it: a fee that was added. It is never fulfilled."""
        return self.type == FEE and self.added

    @property
    def total_price(self) -> int:
        """What is left of the line with all its discounts, before tax (`TotalPrice`)."""
        return self.line.amount + sum(adjustment.amounts.amount for adjustment in self.adjustments)

    @property
    def total_tax(self) -> int:
        """Tax on `total_price` (`TotalTaxAmount`)."""
        own = sum(tax.amounts.amount for tax in self.taxes)
        return own + sum(tax.amounts.amount for adjustment in self.adjustments for tax in adjustment.taxes)


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order summary with its items, as far as rules need it."""

    order_key: int
    order_number: str
    reference: str | None
    currency: str
    tax_locale: str
    life_cycle: str
    status: str
    approved: bool
    suspended: bool
    active_exceptions: int
    routing_attempts: int
    account_id: int
    contact_id: int | None
    last_n: int
    items: tuple[Item, ...]

    @property
    def grand_total(self) -> int:
        """Σ over items of price and tax (D21)."""
        return sum(item.total_price + item.total_tax for item in self.items)


def with_items(items: tuple[Item, ...], changed: Mapping[int, Item]) -> tuple[Item, ...]:
    """An order's items with the changed ones in their places, and those that it did not have behind them."""
    known = {item.id for item in items}
    new = [item for id_, item in changed.items() if id_ not in known]
    return tuple([*[changed.get(item.id, item) for item in items], *new])
