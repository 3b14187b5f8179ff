"""Exchange: a return, and a new order of the same shopper that is paid with what the return owes (spec §2.14).

What the new order comes to is reserved of the return's money, at most all of it; the rest goes back to the buyer, and
what the new order costs more is paid with the payments that it brings. The reserved money leaves the main order and is
captured money of the new one: it is never in both, and nobody else can use it.

`changeBalances` of an exchange are the new order less what came back (example 18), not reversed as those of one order
are. They are sums of whole minor units, so totals are always the sum of their parts (D20, D21); the example's tax total
is a cent off its parts, because there unrounded parts were added.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from omscli.domain.change_balances import NAMES
from omscli.domain.rollups import HeaderRollup
from omscli.domain.values import dataclass

RETURN, ORDER = "Return", "Order"
"""The two sides of an exchange."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An exchange in minor units: what is reserved of the return for the new order, what goes back, what is missing."""

    reserved: int
    refund: int
    required: int


def settle(returned: int, ordered: int) -> Settled:
    """Even, up or down: what the return owes against what the new order comes to."""
    reserved = min(returned, ordered)
    return Settled(reserved, returned - reserved, ordered - reserved)


def exchange_balances(ordered: HeaderRollup, returned: Mapping[str, Decimal], digits: int) -> dict[str, Decimal]:
    """The balances of example 18 by name: `ordered` is the new order, `returned` the balances of the return."""
    unit = Decimal(1).scaleb(-digits)
    new = _balances(ordered)
    found = {name: new.get(name, 0) * unit - returned[name] for name in NAMES[:-3]}
    grand = found["grandTotalAmount"]
    nothing = 0 * unit
    found["totalRequiredFundsAmount"] = max(grand, nothing)
    found["totalExcessFundsAmount"] = found["totalRefundableAmount"] = max(-grand, nothing)
    return found


def _balances(order: HeaderRollup) -> dict[str, int]:
    product, delivery, fee = order.product, order.delivery, order.fee
    parts = (product, delivery, fee)
    distributed = sum(part.distributed for part in parts)
    distributed_tax = sum(part.distributed_tax for part in parts)
    return {
        "grandTotalAmount": order.grand_total,
        "totalAmount": order.total,
        "totalTaxAmount": order.total_tax,
        "totalAdjustedProductAmount": product.adjusted,
        "totalAdjustedProductTaxAmount": product.adjusted_tax,
        "totalAdjProductAmtWithTax": product.adjusted + product.adjusted_tax,
        "totalAdjustedDeliveryAmount": delivery.adjusted,
        "totalAdjustedDeliveryTaxAmount": delivery.adjusted_tax,
        "totalAdjDeliveryAmtWithTax": delivery.adjusted + delivery.adjusted_tax,
        "totalAdjustmentDistributedAmount": distributed,
        "totalAdjustmentDistributedTaxAmount": distributed_tax,
        "totalAdjDistAmountWithTax": distributed + distributed_tax,
        "totalFeeAmount": fee.adjusted,
        "totalFeeTaxAmount": fee.adjusted_tax,
    }
