"""An item's quantities, and what follows from them (spec §1.4); apart from an order's other state, because looking
at an order needs no more, and every class that is loaded costs a millisecond of start-up.
"""

from __future__ import annotations

from omscli.domain.values import dataclass

PRODUCT = "Order Product"
DELIVERY_CHARGE = "Delivery Charge"
FEE = "Fee"


@dataclass(frozen=True, slots=True)
class Quantities:
    """The stored counters of an item summary; all else follows from them."""

    ordered: int
    canceled: int = 0
    allocated: int = 0
    shipped: int = 0
    fulfilled: int = 0
    return_initiated: int = 0
    returned: int = 0
    reshipped: int = 0

    @property
    def quantity(self) -> int:
        """Ordered − (canceled + returned)."""
        return self.ordered - self.canceled - self.returned

    @property
    def net_ordered(self) -> int:
        """Ordered − canceled."""
        return self.ordered - self.canceled

    @property
    def available_to_cancel(self) -> int:
        """Ordered − (canceled + allocated); the same number is available to fulfill."""
        return self.ordered - self.canceled - self.allocated

    @property
    def available_to_return(self) -> int:
        """Fulfilled − return initiated."""
        return self.fulfilled - self.return_initiated

    @property
    def available_to_reship(self) -> int:
        """Fulfilled − (reshipped + return initiated); a unit may be both, so never below none."""
        return max(0, self.fulfilled - self.reshipped - self.return_initiated)
