"""The amounts of an item and of an item type, and the sums of them that the reference names (spec §1.4).

Apart from the functions that make them, for whoever only shows what is stored.
"""

from __future__ import annotations

from typing import NamedTuple


class ItemRollup(NamedTuple):
    """The stored amounts of an item; every other amount of it is a sum of these."""

    line: int
    line_tax: int
    adjustment: int
    adjustment_tax: int
    distributed: int
    distributed_tax: int

    @property
    def adjusted_line(self) -> int:
        """AdjustedLineAmount: the line with its line adjustments."""
        return self.line + self.adjustment

    @property
    def adjusted_line_tax(self) -> int:
        """Tax on `adjusted_line`."""
        return self.line_tax + self.adjustment_tax

    @property
    def all_adjustments(self) -> int:
        """TotalAdjustmentAmount: line adjustments and those of the order level."""
        return self.adjustment + self.distributed

    @property
    def all_adjustments_tax(self) -> int:
        """Tax on `all_adjustments`."""
        return self.adjustment_tax + self.distributed_tax

    @property
    def price(self) -> int:
        """TotalPrice: what is left of the line with all its discounts, before tax."""
        return self.adjusted_line + self.distributed

    @property
    def tax(self) -> int:
        """TotalTaxAmount: tax on `price`."""
        return self.adjusted_line_tax + self.distributed_tax


class TypeRollup(NamedTuple):
    """Totals of one item type: `total` without, `adjusted` with line adjustments, `distributed` order-level ones."""

    total: int = 0
    total_tax: int = 0
    adjusted: int = 0
    adjusted_tax: int = 0
    distributed: int = 0
    distributed_tax: int = 0
