"""The summaries: the current state of an order, original plus all change orders (spec §1.4).

Amounts have the buckets that quantities have. `amount` is the Salesforce field (what is left); beside it stand the part
that fulfillment orders carry (`allocated_…`), the part of those that are fulfilled (`fulfilled_…`) and the part that
came back (`returned_…`). Open = amount + returned − allocated: so a cancel, an allocation and a return each take their
cents from the right units, and invoices, cancels and returns add up to the order exactly (D23, D26).

A discount that was given later (`oms adjust`) is one line for each change order: for open units it is plainly open, for
units in fulfillment it is allocated, for fulfilled units it is returned at once (credited), which leaves returnable =
fulfilled − returned = the discount, so that a later return gives back less. What was credited for units that are
invoiced and not fulfilled yet stands in `ahead_…` (a part of `returned_…`) until they are, out of reach of returns.
"""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    any_link,
    at_least_zero,
    count,
    day,
    exact_rate,
    flag,
    instant,
    json_text,
    key,
    link,
    money,
    order_key,
    pointer,
    ref,
    root_key,
    rule,
    text,
    units,
)


class OrderSummary(SQLModel, table=True):
    """The head of an order's state; one per order (D2), and the row that every change of the order locks."""

    __tablename__ = "order_summaries"
    order_key: int = order_key()
    id: int = root_key("OrderSummary")
    order_number: str = text()
    original_order_id: int = pointer("Order")
    external_reference_identifier: str = text()
    order_reference_number: str | None = text(null=True, api="")
    status: str = text(doc="derived from the items and the holds (D1)")
    order_life_cycle_type: str = text()
    business_model: str = text()
    source_process: str = text()
    is_suspended: int = flag()
    approved_date: int | None = instant(null=True, api="")
    routing_attempts: int = count(default=0)
    active_process_exception_count: int = count(default=0)
    order_product_line_count: int = count(default=0)
    account_id: int = ref("accounts", "Account")
    bill_to_contact_id: int | None = ref("contacts", "Contact", null=True)
    sales_channel_id: int = ref("sales_channels", "SalesChannel")
    pricebook_id: int = ref("pricebooks", "Pricebook2", api="Pricebook2Id")
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    ordered_date: int = instant()
    effective_date: str = day()
    po_number: str | None = text(null=True)
    po_date: str | None = day(null=True)
    description: str | None = text(null=True)
    billing_street: str | None = text(null=True)
    billing_city: str | None = text(null=True)
    billing_state: str | None = text(null=True)
    billing_postal_code: str | None = text(null=True)
    billing_country: str | None = text(null=True)
    billing_email_address: str | None = text(null=True)
    billing_phone_number: str | None = text(null=True)
    total_product_amount: int = money()
    total_product_tax_amount: int = money()
    total_adjusted_product_amount: int = money()
    total_adjusted_product_tax_amount: int = money()
    total_product_adj_dist_amount: int = money()
    total_product_adj_dist_tax_amount: int = money()
    total_delivery_amount: int = money()
    total_delivery_tax_amount: int = money()
    total_adjusted_delivery_amount: int = money()
    total_adjusted_delivery_tax_amount: int = money()
    total_delivery_adj_dist_amount: int = money()
    total_delivery_adj_dist_tax_amount: int = money()
    total_fee_amount: int = money()
    total_fee_tax_amount: int = money()
    total_adjusted_fee_amount: int = money()
    total_adjusted_fee_tax_amount: int = money()
    total_fee_adj_dist_amount: int = money()
    total_fee_adj_dist_tax_amount: int = money()
    total_amount: int = money()
    total_tax_amount: int = money()
    grand_total_amount: int = money()
    last_n: int = count(api="", doc="highest record number used in this order")
    created_date: int = instant()
    custom_fields: str | None = json_text(api="")


class OrderDeliveryGroupSummary(SQLModel, table=True):
    """A delivery group's state; its rollups count delivery charges only."""

    __tablename__ = "order_delivery_group_summaries"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderDeliveryGroupSummary")
    original_order_delivery_group_id: int = link("order_delivery_groups", "OrderDeliveryGroup")
    delivery_method_id: int = ref("delivery_methods", "OrderDeliveryMethod", api="OrderDeliveryMethodId")
    deliver_to_name: str = text()
    deliver_to_street: str | None = text(null=True)
    deliver_to_city: str | None = text(null=True)
    deliver_to_state: str | None = text(null=True)
    deliver_to_postal_code: str | None = text(null=True)
    deliver_to_country: str | None = text(null=True)
    email_address: str | None = text(null=True)
    phone_number: str | None = text(null=True)
    is_gift: int = flag()
    gift_message: str | None = text(null=True)
    delivery_instructions: str | None = text(null=True)
    desired_delivery_date: str | None = day(null=True)
    promised_delivery_date: str | None = day(null=True)
    total_line_amount: int = money()
    total_line_tax_amount: int = money()
    total_adjustment_amount: int = money()
    total_adjustment_tax_amount: int = money()
    custom_fields: str | None = json_text(api="")


class OrderItemSummary(SQLModel, table=True):
    """A line's state: quantities in buckets, amounts in buckets, and the status that follows from them."""

    __tablename__ = "order_item_summaries"
    __table_args__ = (
        *at_least_zero(
            "quantity_ordered",
            "quantity_canceled",
            "quantity_allocated",
            "quantity_shipped",
            "quantity_fulfilled",
            "quantity_return_initiated",
            "quantity_returned",
            "quantity_reshipped",
        ),
        rule("no_unit_twice", "quantity_canceled + quantity_allocated <= quantity_ordered"),
        rule("fulfilled_was_allocated", "quantity_fulfilled <= quantity_allocated"),
        rule("shipped_was_allocated", "quantity_shipped <= quantity_allocated"),
        rule("returned_was_fulfilled", "quantity_return_initiated <= quantity_fulfilled"),
        rule("returned_was_initiated", "quantity_returned <= quantity_return_initiated"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("OrderItemSummary")
    delivery_group_summary_id: int = link(
        "order_delivery_group_summaries", "OrderDeliveryGroupSummary", api="OrderDeliveryGroupSummaryId"
    )
    original_order_item_id: int = link("order_items", "OrderItem")
    product_id: int = ref("products", "Product2", api="Product2Id")
    pricebook_entry_id: int | None = ref("pricebook_entries", "PricebookEntry", null=True)
    stock_keeping_unit: str = text()
    description: str | None = text(null=True)
    line_number: int = count()
    type: str = text()
    unit_price: int = money()
    gross_unit_price: int | None = money(null=True)
    list_price: int | None = money(null=True)
    status: str = text()
    quantity_ordered: int = units()
    quantity_canceled: int = units()
    quantity_allocated: int = units()
    quantity_shipped: int = units()
    quantity_fulfilled: int = units()
    quantity_return_initiated: int = units()
    quantity_returned: int = units()
    quantity_reshipped: int = units()
    total_line_amount: int = money()
    allocated_line_amount: int = money(api="")
    fulfilled_line_amount: int = money(api="")
    returned_line_amount: int = money(api="")
    total_line_tax_amount: int = money()
    total_line_adjustment_amount: int = money()
    total_line_adjustment_tax_amount: int = money()
    total_adjustment_dist_amount: int = money()
    total_adjustment_dist_tax_amount: int = money()
    custom_fields: str | None = json_text(api="")


class OrderAdjustmentGroupSummary(SQLModel, table=True):
    """A promotion's state over the order."""

    __tablename__ = "order_adjustment_group_summaries"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderAdjustmentGroupSummary")
    original_order_adj_group_id: int | None = link("order_adjustment_groups", "OrderAdjustmentGroup", null=True)
    name: str = text()
    description: str | None = text(null=True)
    type: str = text()
    total_amount: int = money()
    total_tax_amount: int = money()


class OrderItemAdjustmentSummary(SQLModel, table=True):
    """What is left of a discount on a line."""

    __tablename__ = "order_item_adjustment_summaries"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderItemAdjustmentLineSummary")
    item_summary_id: int = link("order_item_summaries", "OrderItemSummary", api="OrderItemSummaryId")
    adjustment_group_summary_id: int | None = link(
        "order_adjustment_group_summaries",
        "OrderAdjustmentGroupSummary",
        null=True,
        api="OrderAdjustmentGroupSummaryId",
    )
    original_adjustment_id: int | None = link(
        "order_item_adjustments",
        "OrderItemAdjustmentLineItem",
        null=True,
        api="OriginalOrderItemAdjustmentLineItemId",
    )
    is_header: int = flag(api="", doc="its group is of type Header: counts as distributed, not as a line adjustment")
    is_later: int = flag(api="", doc="given after the order was placed: lies on the units of its buckets only")
    name: str = text()
    description: str | None = text(null=True)
    amount: int = money()
    allocated_amount: int = money(api="")
    fulfilled_amount: int = money(api="")
    returned_amount: int = money(api="")
    ahead_amount: int = money(api="", doc="of returned: credited for units that are invoiced and not fulfilled yet")


class OrderItemTaxSummary(SQLModel, table=True):
    """What is left of a tax line on a line, or on one of its discounts."""

    __tablename__ = "order_item_tax_summaries"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderItemTaxLineItemSummary")
    item_summary_id: int = link("order_item_summaries", "OrderItemSummary", api="OrderItemSummaryId")
    adjustment_summary_id: int | None = link(
        "order_item_adjustment_summaries",
        "OrderItemAdjustmentLineSummary",
        null=True,
        api="OrderItemAdjustmentLineSummaryId",
    )
    original_tax_id: int | None = link(
        "order_item_taxes", "OrderItemTaxLineItem", null=True, api="OriginalOrderItemTaxLineItemId"
    )
    name: str = text()
    type: str = text()
    amount: int = money()
    allocated_amount: int = money(api="")
    fulfilled_amount: int = money(api="")
    returned_amount: int = money(api="")
    ahead_amount: int = money(api="", doc="of returned: credited for units that are invoiced and not fulfilled yet")
    rate: str | None = exact_rate()
    tax_effective_date: int = instant()
    is_implied: int = flag(api="")


class OrderItemSummaryChange(SQLModel, table=True):
    """The link from a line of a change order to the item summary that it changed."""

    __tablename__ = "order_item_summary_changes"
    __table_args__ = (
        rule("change_type", "change_type IN ('Cancel','Return','ProductAdjustment','DeliveryChargeAdjustment','Add')"),
        PARTITION,
    )
    order_key: int = order_key()
    id: int = key("OrderItemSummaryChange")
    item_summary_id: int = link("order_item_summaries", "OrderItemSummary", api="OrderItemSummaryId")
    change_order_id: int = link("orders", "Order", api="ChangeOrderId")
    change_order_item_id: int = link("order_items", "OrderItem")
    change_type: str = text()
    is_pre_fulfillment: int = flag()
    reason: str = text()
    reason_for_change_text: str | None = text(null=True)
    quantity: int = units(api="Quantity", doc="units canceled, returned or added; 0 for a delivery charge")
    created_date: int = instant()


class ProcessException(SQLModel, table=True):
    """Something that a person has to look at; active ones hold the order (spec §1.9)."""

    __tablename__ = "process_exceptions"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("ProcessException")
    process_exception_number: str = text()
    attached_to_kind: str = text(api="")
    attached_to_id: int = any_link("attached_to_kind")
    category: str = text()
    message: str = text()
    description: str | None = text(null=True)
    severity: str = text()
    status: str = text()
    status_category: str = text()
    created_date: int = instant()
    resolved_date: int | None = instant(null=True)
