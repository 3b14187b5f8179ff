"""Fulfillment: what a location was told to send, and what it sent (spec §1.5)."""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    at_least_zero,
    count,
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


class FulfillmentOrder(SQLModel, table=True):
    """Units of one delivery group, allocated to one location."""

    __tablename__ = "fulfillment_orders"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("FulfillmentOrder")
    fulfillment_order_number: str = text()
    delivery_group_summary_id: int = link(
        "order_delivery_group_summaries", "OrderDeliveryGroupSummary", api="OrderDeliveryGroupSummaryId"
    )
    delivery_method_id: int = ref("delivery_methods", "OrderDeliveryMethod")
    fulfilled_from_location_id: int = ref("locations", "Location")
    type: str = text()
    type_category: str = text()
    status: str = text()
    status_category: str = text()
    is_suspended: int = flag()
    is_reship: int = flag()
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    fulfilled_to_name: str = text()
    fulfilled_to_street: str | None = text(null=True)
    fulfilled_to_city: str | None = text(null=True)
    fulfilled_to_state: str | None = text(null=True)
    fulfilled_to_postal_code: str | None = text(null=True)
    fulfilled_to_country: str | None = text(null=True)
    fulfilled_to_email_address: str | None = text(null=True)
    fulfilled_to_phone: str | None = text(null=True)
    item_count: int = count(default=0)
    total_product_amount: int = money()
    total_product_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    total_delivery_amount: int = money()
    total_delivery_tax_amount: int = money()
    total_delivery_adjust_amount: int = money()
    total_delivery_adjust_tax_amount: int = money()
    total_fee_amount: int = money()
    total_fee_tax_amount: int = money()
    total_fee_adjust_amount: int = money()
    total_fee_adjust_tax_amount: int = money()
    total_amount: int = money()
    total_tax_amount: int = money()
    grand_total_amount: int = money()
    invoice_id: int | None = pointer("Invoice", null=True)
    export_id: int | None = ref("exports", "Export", null=True)
    activated_date: int = instant()
    closed_date: int | None = instant(null=True)
    created_date: int = instant()


class FulfillmentOrderItem(SQLModel, table=True):
    """Units of one item summary on a fulfillment order, with their share of its amounts."""

    __tablename__ = "fulfillment_order_items"
    __table_args__ = (
        *at_least_zero("original_quantity", "quantity", "shipped_quantity"),
        rule("shipped_within_quantity", "shipped_quantity <= quantity"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("FulfillmentOrderLineItem")
    fulfillment_order_id: int = link("fulfillment_orders", "FulfillmentOrder")
    item_summary_id: int = link("order_item_summaries", "OrderItemSummary", api="OrderItemSummaryId")
    order_item_id: int = link("order_items", "OrderItem")
    product_id: int = ref("products", "Product2", api="Product2Id")
    stock_keeping_unit: str = text()
    description: str | None = text(null=True)
    type: str = text()
    original_quantity: int = units()
    quantity: int = units()
    shipped_quantity: int = units(api="")
    unit_price: int = money()
    gross_unit_price: int | None = money(null=True)
    total_line_amount: int = money()
    total_line_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    is_reship: int = flag()
    reship_reason: str | None = text(null=True)


class FulfillmentOrderItemAdjustment(SQLModel, table=True):
    """The share of a discount that the units of a fulfillment-order line carry."""

    __tablename__ = "fulfillment_order_item_adjustments"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("FulfillmentOrderItemAdjustment")
    fulfillment_order_item_id: int = link(
        "fulfillment_order_items", "FulfillmentOrderLineItem", api="FulfillmentOrderLineItemId"
    )
    adjustment_summary_id: int = link(
        "order_item_adjustment_summaries", "OrderItemAdjustmentLineSummary", api="OrderItemAdjustLineSummaryId"
    )
    promotion_name: str = text()
    amount: int = money()
    credited_amount: int = money(api="", doc="given after the invoice: not on it, but on a credit memo")


class FulfillmentOrderItemTax(SQLModel, table=True):
    """The share of a tax line that the units of a fulfillment-order line carry."""

    __tablename__ = "fulfillment_order_item_taxes"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("FulfillmentOrderItemTax")
    fulfillment_order_item_id: int = link(
        "fulfillment_order_items", "FulfillmentOrderLineItem", api="FulfillmentOrderLineItemId"
    )
    fulfillment_order_item_adjustment_id: int | None = link(
        "fulfillment_order_item_adjustments",
        "FulfillmentOrderItemAdjustment",
        null=True,
        api="FulfillmentOrderItemAdjustId",
    )
    tax_summary_id: int = link(
        "order_item_tax_summaries", "OrderItemTaxLineItemSummary", api="OrderItemTaxLineItemSummaryId"
    )
    name: str = text()
    type: str = text()
    amount: int = money()
    credited_amount: int = money(api="")
    rate: str | None = exact_rate()
    tax_effective_date: int = instant()
    is_implied: int = flag(api="")


class Shipment(SQLModel, table=True):
    """A parcel of a fulfillment order, made from its advance shipping notice; or the parcel of a return order, with its
    label.
    """

    __tablename__ = "shipments"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("Shipment")
    shipment_number: str = text()
    fulfillment_order_id: int | None = link("fulfillment_orders", "FulfillmentOrder", null=True)
    asn_number: str | None = text(null=True)
    status: str = text()
    provider: str | None = text(null=True)
    tracking_number: str | None = text(null=True)
    tracking_url: str | None = text(null=True)
    ship_date: str | None = day(null=True)
    ship_to_name: str = text()
    ship_to_street: str | None = text(null=True)
    ship_to_city: str | None = text(null=True)
    ship_to_state: str | None = text(null=True)
    ship_to_postal_code: str | None = text(null=True)
    ship_to_country: str | None = text(null=True)
    source_location_id: int | None = ref("locations", "Location", null=True)
    total_items_quantity: int = units()
    created_date: int = instant()
    return_order_id: int | None = link("return_orders", "ReturnOrder", null=True)
    destination_location_id: int | None = ref("locations", "Location", null=True)


class ShipmentItem(SQLModel, table=True):
    """Units of one fulfillment-order line in a parcel."""

    __tablename__ = "shipment_items"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("ShipmentItem")
    shipment_id: int = link("shipments", "Shipment")
    fulfillment_order_item_id: int = link(
        "fulfillment_order_items", "FulfillmentOrderLineItem", api="FulfillmentOrderLineItemId"
    )
    item_summary_id: int = link("order_item_summaries", "OrderItemSummary", api="OrderItemSummaryId")
    product_id: int = ref("products", "Product2", api="Product2Id")
    quantity: int = units()
