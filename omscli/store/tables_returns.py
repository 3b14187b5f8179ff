"""Return orders: what is expected back of an order, what came, and what became of it (spec §1.6, §2.12).

Amounts of a line are those of its change order, so they are 0 until it is processed; a return order's are their sums.
"""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    at_least_zero,
    day,
    exact_rate,
    flag,
    instant,
    key,
    link,
    money,
    order_key,
    pointer,
    ref,
    rule,
    text,
    units,
)


class ReturnOrder(SQLModel, table=True):
    """Goods that are to come back; an unmanaged one only follows them, without any money."""

    __tablename__ = "return_orders"
    __table_args__ = (
        rule("return_life_cycle", "life_cycle_type IN ('MANAGED','UNMANAGED')"),
        rule("return_status", "status IN ('Draft','Submitted','Approved','Canceled','Closed')"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("ReturnOrder")
    return_order_number: str = text()
    life_cycle_type: str = text()
    status: str = text()
    status_category: str = text()
    account_id: int = ref("accounts", "Account")
    contact_id: int | None = ref("contacts", "Contact", null=True)
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    expected_arrival_date: str | None = day(null=True)
    destination_location_id: int | None = ref("locations", "Location", null=True)
    shipment_type: str = text()
    provider: str | None = text(null=True, doc="who carries the parcel with the return label")
    tracking_number: str | None = text(null=True)
    total_product_amount: int = money()
    total_product_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    total_delivery_amount: int = money(doc="with its adjustments")
    total_delivery_tax_amount: int = money()
    total_fee_amount: int = money()
    total_fee_tax_amount: int = money()
    total_amount: int = money()
    total_tax_amount: int = money()
    grand_total_amount: int = money()
    reference: str | None = text(null=True, api="", doc="what a request of a file is known by")
    closed_date: int | None = instant(null=True)
    created_date: int = instant()


class ReturnOrderItem(SQLModel, table=True):
    """A line: units of an item that are expected for one reason, a part of a delivery charge, or a fee. Read-only once
    it is processed: what is still expected of it stands on a new line.
    """

    __tablename__ = "return_order_items"
    __table_args__ = (
        *at_least_zero(
            "quantity_expected", "quantity_received", "quantity_rejected", "quantity_returned", "quantity_canceled"
        ),
        rule("returned_was_expected", "quantity_returned + quantity_canceled <= quantity_expected"),
        rule("return_item_type", "type IN ('Order Product','Delivery Charge','Fee')"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("ReturnOrderLineItem")
    return_order_id: int = link("return_orders", "ReturnOrder")
    item_summary_id: int | None = link("order_item_summaries", "OrderItemSummary", null=True, api="OrderItemSummaryId")
    order_item_id: int | None = link("order_items", "OrderItem", null=True)
    change_order_item_id: int | None = link("order_items", "OrderItem", null=True)
    product_id: int = ref("products", "Product2", api="Product2Id")
    stock_keeping_unit: str = text()
    description: str | None = text(null=True)
    type: str = text()
    quantity_expected: int = units()
    quantity_received: int = units()
    quantity_rejected: int = units()
    quantity_returned: int = units()
    quantity_canceled: int = units()
    reason_for_return: str = text()
    reason_for_rejection: str | None = text(null=True)
    processing_plan: str | None = text(null=True)
    can_reduce_shipping: int = flag()
    is_processed: int = flag()
    split_from_id: int | None = pointer("ReturnOrderLineItem", null=True)
    fee_for_id: int | None = pointer("ReturnOrderLineItem", null=True)
    fee_type: str | None = text(null=True)
    fee_value: str | None = exact_rate()
    fee_reason: str | None = text(null=True)
    total_line_amount: int = money()
    total_line_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()


class ReturnOrderItemAdjustment(SQLModel, table=True):
    """The share of a discount that went off with the units of a line."""

    __tablename__ = "return_order_item_adjustments"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("ReturnOrderItemAdjustment")
    return_order_item_id: int = link("return_order_items", "ReturnOrderLineItem", api="ReturnOrderLineItemId")
    adjustment_summary_id: int = link(
        "order_item_adjustment_summaries", "OrderItemAdjustmentLineSummary", api="OrderItemAdjustLineSummaryId"
    )
    amount: int = money()


class ReturnOrderItemTax(SQLModel, table=True):
    """The share of a tax line that went off with the units of a line."""

    __tablename__ = "return_order_item_taxes"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("ReturnOrderItemTax")
    return_order_item_id: int = link("return_order_items", "ReturnOrderLineItem", api="ReturnOrderLineItemId")
    return_order_item_adjustment_id: int | None = link(
        "return_order_item_adjustments", "ReturnOrderItemAdjustment", null=True, api="ReturnOrderItemAdjustmentId"
    )
    tax_summary_id: int = link(
        "order_item_tax_summaries", "OrderItemTaxLineItemSummary", api="OrderItemTaxLineItemSummaryId"
    )
    name: str = text()
    type: str = text()
    amount: int = money()
    is_implied: int = flag(api="")
