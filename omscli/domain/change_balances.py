"""What a change does to the totals of an order: the `changeBalances` of the reference's answers (spec §2.7).

Change orders are stored as negative deltas of the order; the sign is reversed here, so a reduction is positive (D12).
"""

from __future__ import annotations

from omscli.domain.explained import Notes
from omscli.domain.refunds import excess_funds
from omscli.domain.rollups import HeaderRollup, TypeRollup
from omscli.domain.values import dataclass, replace

NAMES = (
    "grandTotalAmount",
    "totalAmount",
    "totalTaxAmount",
    "totalAdjustedProductAmount",
    "totalAdjustedProductTaxAmount",
    "totalAdjProductAmtWithTax",
    "totalAdjustedDeliveryAmount",
    "totalAdjustedDeliveryTaxAmount",
    "totalAdjDeliveryAmtWithTax",
    "totalAdjustmentDistributedAmount",
    "totalAdjustmentDistributedTaxAmount",
    "totalAdjDistAmountWithTax",
    "totalFeeAmount",
    "totalFeeTaxAmount",
    "totalRequiredFundsAmount",
    "totalExcessFundsAmount",
    "totalRefundableAmount",
)
"""Every name of `changeBalances`, in the order in which they are answered."""


@dataclass(frozen=True, slots=True)
class Funds:
    """An order's money as far as a change needs it, in minor units.

    `paid` is captured less refunded; `owed` is what its post-fulfillment change orders owe the buyer and was not
    refunded yet, positive.
    """

    paid: int = 0
    owed: int = 0

    def after_return(self, amount: int) -> Funds:
        """The same with one more post-fulfillment change order of that amount."""
        return replace(self, owed=self.owed + amount)


def change_balances(
    before: HeaderRollup, after: HeaderRollup, funds: Funds, notes: Notes | None = None
) -> dict[str, int]:
    """The balances of a change that took an order from `before` to `after`, in minor units, by name.

    `funds` are those after the change: what this change itself owes is in `owed` when it is post-fulfillment. Excess
    and refundable money are those of the whole order, not of this change alone. `notes` gets the rule of excess funds.
    """
    product, tax = _adjusted(before.product, after.product)
    delivery, delivery_tax = _adjusted(before.delivery, after.delivery)
    fee, fee_tax = _adjusted(before.fee, after.fee)
    distributed, distributed_tax = _distributed(before, after)
    excess = excess_funds(funds.paid, after.grand_total, funds.owed, notes)
    values = (
        before.grand_total - after.grand_total,
        before.total - after.total,
        before.total_tax - after.total_tax,
        product,
        tax,
        product + tax,
        delivery,
        delivery_tax,
        delivery + delivery_tax,
        distributed,
        distributed_tax,
        distributed + distributed_tax,
        fee,
        fee_tax,
        0,  # funds are required for added items only
        excess,
        excess + funds.owed,
    )
    return dict(zip(NAMES, values, strict=True))


def _adjusted(before: TypeRollup, after: TypeRollup) -> tuple[int, int]:
    return before.adjusted - after.adjusted, before.adjusted_tax - after.adjusted_tax


def _distributed(before: HeaderRollup, after: HeaderRollup) -> tuple[int, int]:
    pairs = ((before.product, after.product), (before.delivery, after.delivery), (before.fee, after.fee))
    return (
        sum(old.distributed - new.distributed for old, new in pairs),
        sum(old.distributed_tax - new.distributed_tax for old, new in pairs),
    )
