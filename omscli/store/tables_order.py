"""The order as it was placed, and its change orders: history, written once and never updated (design, «The order is
history, the summary is state»; spec §1.3).
"""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
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
    ref,
    rule,
    text,
    units,
)


class Order(SQLModel, table=True):
    """An order, or a change order of it (`related_order_id`); its own key has n = 0 when it is the original."""

    __tablename__ = "orders"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("Order")
    related_order_id: int | None = link("orders", "Order", null=True)
    related_order_type: str | None = text(null=True)
    order_number: str = text()
    order_reference_number: str | None = text(null=True)
    order_management_reference_identifier: str | None = text(null=True)
    account_id: int = ref("accounts", "Account")
    bill_to_contact_id: int | None = ref("contacts", "Contact", null=True)
    sales_channel_id: int = ref("sales_channels", "SalesChannel")
    pricebook_id: int = ref("pricebooks", "Pricebook2", api="Pricebook2Id")
    currency_iso_code: str = text()
    tax_locale_type: str = text()
    status: str = text()
    status_code: str = text()
    name: str | None = text(null=True)
    description: str | None = text(null=True)
    type: str | None = text(null=True)
    ordered_date: int = instant()
    effective_date: str = day()
    po_number: str | None = text(null=True)
    po_date: str | None = day(null=True)
    business_model: str = text(api="", doc="asked for at placing; the summary takes it over")
    order_life_cycle_type: str = text(api="", doc="asked for at placing; the summary takes it over")
    source_process: str = text(api="", doc="asked for at placing; the summary takes it over")
    sales_store: str | None = text(null=True, api="SalesStore")
    billing_street: str | None = text(null=True)
    billing_city: str | None = text(null=True)
    billing_state: str | None = text(null=True)
    billing_postal_code: str | None = text(null=True)
    billing_country: str | None = text(null=True)
    billing_email_address: str | None = text(null=True)
    billing_phone_number: str | None = text(null=True)
    shipping_street: str | None = text(null=True)
    shipping_city: str | None = text(null=True)
    shipping_state: str | None = text(null=True)
    shipping_postal_code: str | None = text(null=True)
    shipping_country: str | None = text(null=True)
    total_amount: int = money()
    total_tax_amount: int = money()
    grand_total_amount: int = money()
    content_hash: str | None = text(null=True, api="", doc="D5: the canonical content of the order file")
    last_n: int = count(api="", default=0, doc="highest record number of the order when it was placed")
    created_date: int = instant()
    custom_fields: str | None = json_text(api="")


class OrderDeliveryGroup(SQLModel, table=True):
    """Where a part of the order goes."""

    __tablename__ = "order_delivery_groups"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderDeliveryGroup")
    order_id: int = link("orders", "Order")
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
    description: str | None = text(null=True)
    custom_fields: str | None = json_text(api="")
    related_delivery_group_id: int | None = link(
        "order_delivery_groups", "OrderDeliveryGroup", null=True, doc="of a change order: the group that it changes"
    )


class OrderItem(SQLModel, table=True):
    """A line: a product, a delivery charge or a fee. Lines of a change order hold negative deltas."""

    __tablename__ = "order_items"
    __table_args__ = (rule("item_type", "type IN ('Order Product','Delivery Charge','Fee')"), PARTITION)
    order_key: int = order_key()
    id: int = key("OrderItem")
    order_id: int = link("orders", "Order")
    delivery_group_id: int = link("order_delivery_groups", "OrderDeliveryGroup", api="OrderDeliveryGroupId")
    related_order_item_id: int | None = link("order_items", "OrderItem", null=True)
    product_id: int = ref("products", "Product2", api="Product2Id")
    pricebook_entry_id: int | None = ref("pricebook_entries", "PricebookEntry", null=True)
    line_number: int = count()
    type: str = text()
    quantity: int = units()
    unit_price: int = money()
    gross_unit_price: int | None = money(null=True)
    list_price: int | None = money(null=True)
    total_line_amount: int = money()
    description: str | None = text(null=True)
    service_date: str | None = day(null=True)
    end_date: str | None = day(null=True)
    custom_fields: str | None = json_text(api="")


class OrderAdjustmentGroup(SQLModel, table=True):
    """A promotion over several lines: `Header` (order level) or `SplitLine`."""

    __tablename__ = "order_adjustment_groups"
    __table_args__ = (rule("group_type", "type IN ('Header','SplitLine')"), PARTITION)
    order_key: int = order_key()
    id: int = key("OrderAdjustmentGroup")
    order_id: int = link("orders", "Order")
    name: str = text()
    description: str | None = text(null=True)
    type: str = text()
    adjustment_cause: str | None = text(null=True, doc="the promotion that it came from, by name")
    custom_fields: str | None = json_text(api="")


class OrderItemAdjustment(SQLModel, table=True):
    """A discount on a line, net; its tax stands in its own tax lines."""

    __tablename__ = "order_item_adjustments"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderItemAdjustmentLineItem")
    order_item_id: int = link("order_items", "OrderItem")
    adjustment_group_id: int | None = link(
        "order_adjustment_groups", "OrderAdjustmentGroup", null=True, api="OrderAdjustmentGroupId"
    )
    related_adjustment_id: int | None = link(
        "order_item_adjustments", "OrderItemAdjustmentLineItem", null=True, api="RelatedAdjustmentLineItemId"
    )
    name: str = text()
    description: str | None = text(null=True)
    amount: int = money()
    adjustment_type: str | None = text(null=True)
    adjustment_value: str | None = exact_rate()
    adjustment_amount_scope: str | None = text(null=True)
    adjustment_source: str | None = text(null=True)
    adjustment_cause: str | None = text(null=True, doc="the promotion that it came from, by name")
    priority: int | None = count(null=True)
    coupon_code: str | None = text(null=True)
    custom_fields: str | None = json_text(api="")


class OrderItemTax(SQLModel, table=True):
    """A tax line on a line, or on one of its adjustments. `is_implied`: tax known only as a sum (gross prices, D27),
    kept to keep net, tax and gross, and never shown as a line.
    """

    __tablename__ = "order_item_taxes"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("OrderItemTaxLineItem")
    order_item_id: int = link("order_items", "OrderItem")
    adjustment_id: int | None = link(
        "order_item_adjustments", "OrderItemAdjustmentLineItem", null=True, api="OrderItemAdjustmentLineItemId"
    )
    related_tax_id: int | None = link("order_item_taxes", "OrderItemTaxLineItem", null=True, api="RelatedTaxLineItemId")
    name: str = text()
    type: str = text()
    amount: int = money()
    rate: str | None = exact_rate()
    tax_effective_date: int = instant()
    description: str | None = text(null=True)
    is_implied: int = flag(api="")
    custom_fields: str | None = json_text(api="")
