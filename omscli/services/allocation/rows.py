"""The rows of a new fulfillment order: itself, its lines, what they carry, and the stock that they reserve."""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.allocation import PlannedFulfillmentOrder
from omscli.domain.fulfillment_order import (
    ALLOCATED,
    TYPE_CATEGORIES,
    LineTotals,
    fulfillment_type,
    roll_up,
    totals_of_share,
)
from omscli.domain.numbers import human_number
from omscli.domain.order_state import PRODUCT
from omscli.domain.shares import ItemShare, TaxShare
from omscli.domain.statuses import FO_CATEGORIES
from omscli.domain.values import dataclass
from omscli.services.state_changes import Change
from omscli.services.stock_ledger import StockLedger
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.fulfillment import GroupRow
from omscli.store.reservations import PlaceRow


@dataclass(frozen=True, slots=True)
class Made:
    """What a result shows of a new fulfillment order."""

    id: int
    number: str
    type: str
    item_count: int
    grand_total: int


@dataclass(slots=True)
class FulfillmentOrderRows:
    """Inserts the fulfillment orders of one order."""

    batch: Batch
    change: Change
    ledger: StockLedger

    def insert(
        self,
        group: GroupRow,
        place: PlaceRow,
        order: PlannedFulfillmentOrder,
        position: int,
        reship_reason: str | None = None,
    ) -> Made:
        """A fulfillment order `Allocated` at a location, the order's `position`-th; a reship where it has a reason."""
        state = self.change.state
        id_ = self.change.new_id()
        number = human_number("FulfillmentOrder", state.order_key, position)
        type_ = fulfillment_type(place.location_type, is_inventory=bool(place.is_inventory), method=group.method)
        carried = [totals_of_share(share) for share in order.shares]
        totals = roll_up(carried)
        now = self.change.scene.now
        head = rows.fulfillment_orders(
            order_key=state.order_key,
            id=id_,
            fulfillment_order_number=number,
            delivery_group_summary_id=group.id,
            delivery_method_id=group.method_id,
            fulfilled_from_location_id=place.id,
            type=type_,
            type_category=TYPE_CATEGORIES[type_],
            status=ALLOCATED,
            status_category=FO_CATEGORIES[ALLOCATED],
            is_reship=int(reship_reason is not None),
            currency_iso_code=state.currency,
            tax_locale_type=state.tax_locale,
            fulfilled_to_name=group.name,
            fulfilled_to_street=group.street,
            fulfilled_to_city=group.city,
            fulfilled_to_state=group.state,
            fulfilled_to_postal_code=group.postal_code,
            fulfilled_to_country=group.country,
            fulfilled_to_email_address=group.email,
            fulfilled_to_phone=group.phone,
            **dict(zip(TOTALS, totals, strict=True)),
            activated_date=now,
            created_date=now,
        )
        self.batch.insert("fulfillment_orders", head)
        for share, part in zip(order.shares, carried, strict=True):
            self._line(id_, place.id, share, part, reship_reason)
        return Made(id_, number, type_, totals[0], totals[-1])

    def _line(
        self, order_id: int, location_id: int, share: ItemShare, totals: LineTotals, reship_reason: str | None
    ) -> None:
        item, change = share.item, self.change
        line_id = change.new_id()
        self.batch.insert(
            "fulfillment_order_items",
            rows.fulfillment_order_items(
                order_key=change.order_key,
                id=line_id,
                fulfillment_order_id=order_id,
                item_summary_id=item.id,
                order_item_id=item.original_id,
                product_id=item.product_id,
                stock_keeping_unit=item.sku,
                description=item.description,
                type=item.type,
                original_quantity=share.quantity,
                quantity=share.quantity,
                unit_price=item.unit_price,
                gross_unit_price=item.gross_unit_price,
                total_line_amount=totals.amount,
                total_line_tax_amount=totals.line_tax,
                total_adjustment_amount=totals.adjustment,
                total_adjustment_tax_amount=totals.adjustment_tax,
                is_reship=int(reship_reason is not None),
                reship_reason=reship_reason,
            ),
        )
        self._taxes(line_id, None, share.taxes)
        for part in share.adjustments:
            id_ = change.new_id()
            self.batch.insert(
                "fulfillment_order_item_adjustments",
                rows.fulfillment_order_item_adjustments(
                    order_key=change.order_key,
                    id=id_,
                    fulfillment_order_item_id=line_id,
                    adjustment_summary_id=part.adjustment.id,
                    promotion_name=part.adjustment.name,
                    amount=part.amount,
                ),
            )
            self._taxes(line_id, id_, part.taxes)
        if item.type == PRODUCT and self.ledger.counts(location_id):
            self.ledger.reserve(
                location_id,
                item.product_id,
                share.quantity,
                id=change.new_id(),
                order_key=change.order_key,
                line_id=line_id,
            )

    def _taxes(self, line_id: int, adjustment_id: int | None, shares: Iterable[TaxShare]) -> None:
        for share in shares:
            tax = share.tax
            self.batch.insert(
                "fulfillment_order_item_taxes",
                rows.fulfillment_order_item_taxes(
                    order_key=self.change.order_key,
                    id=self.change.new_id(),
                    fulfillment_order_item_id=line_id,
                    fulfillment_order_item_adjustment_id=adjustment_id,
                    tax_summary_id=tax.id,
                    name=tax.name,
                    type=tax.type,
                    amount=share.amount,
                    rate=tax.rate,
                    tax_effective_date=tax.effective,
                    is_implied=int(tax.implied),
                ),
            )


TOTALS = (
    "item_count",
    "total_product_amount",
    "total_product_tax_amount",
    "total_adjustment_amount",
    "total_adjustment_tax_amount",
    "total_delivery_amount",
    "total_delivery_tax_amount",
    "total_delivery_adjust_amount",
    "total_delivery_adjust_tax_amount",
    "total_fee_amount",
    "total_fee_tax_amount",
    "total_fee_adjust_amount",
    "total_fee_adjust_tax_amount",
    "total_amount",
    "total_tax_amount",
    "grand_total_amount",
)
"""The columns of `roll_up`'s amounts, in its order."""
