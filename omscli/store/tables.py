"""The one declaration of the schema, for SQLite and PostgreSQL: set-up, stock, and what the store knows of itself.

`tables_order.py`, `tables_summary.py`, `tables_fulfillment.py`, `tables_money.py` … hold the rest; `generate.py` makes
the DDL, the row functions and the field catalogue from all of them. Everyday commands never import this (300 ms and
more): it is for the generator, for migrations, and for Python users who want a typed read of the store.

Records of an order's life have the key (order_key, id) and hold no global sequence, so a store can be split by order.
Stock stands apart, keyed by location and product. Money is integer minor units; instants are UTC milliseconds.
"""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    any_link,
    at_least_zero,
    count,
    count_key,
    day,
    degrees,
    flag,
    found_by,
    instant,
    json_text,
    key,
    money,
    order_key,
    own_key,
    ref,
    rule,
    text,
    text_key,
    units,
)


class KeyBlock(SQLModel, table=True):
    """The next free key of a kind; blocks are reserved from it, never `max + 1`."""

    __tablename__ = "key_blocks"
    kind: str = text_key(api="")
    next_key: int = count(api="")


class SchemaHistory(SQLModel, table=True):
    """Which schema the store has had since when: by `oms init`, then by each `oms store migrate`."""

    __tablename__ = "schema_history"
    version: int = count_key()
    applied_date: int = instant(api="")
    actor: str = text(api="", doc="who: OMS_ACTOR, else the user of the machine")


class Setting(SQLModel, table=True):
    """What the set-up file says beside records: status labels, the flow, the fraud provider."""

    __tablename__ = "settings"
    name: str = text_key(api="Name")
    value: str = text(api="Value")


class Currency(SQLModel, table=True):
    """How many minor units make one unit of a currency: what the views need to write an amount."""

    __tablename__ = "currencies"
    code: str = text_key(api="")
    parts: int = count(api="")


class RecordKind(SQLModel, table=True):
    """The key prefix of each kind of record: what the views need to write an id (D40)."""

    __tablename__ = "record_kinds"
    name: str = text_key(api="")
    key_prefix: str = text(api="")


class SalesChannel(SQLModel, table=True):
    """Where orders come from: a site, a store, a marketplace (spec §1.2)."""

    __tablename__ = "sales_channels"
    id: int = own_key("SalesChannel")
    sales_channel_name: str = text(unique=True)
    external_channel_number: str | None = text(null=True)
    description: str | None = text(null=True)


class Account(SQLModel, table=True):
    """A shopper: a person account, or a company with contacts (spec §1.2, §4.5)."""

    __tablename__ = "accounts"
    id: int = own_key("Account")
    match_key: str = text(api="", unique=True, doc="person:EMAIL or company:NAME, lower case: how shoppers are matched")
    is_person_account: int = flag()
    name: str = text()
    first_name: str | None = text(null=True)
    last_name: str | None = text(null=True)
    person_email: str | None = text(null=True)
    person_title: str | None = text(null=True)
    phone: str | None = text(null=True)
    custom_fields: str | None = json_text(api="")


class Contact(SQLModel, table=True):
    """A person of a company account; orders bill to it."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("account_id", "email"),)
    id: int = own_key("Contact")
    account_id: int = ref("accounts", "Account")
    first_name: str | None = text(null=True)
    last_name: str | None = text(null=True)
    email: str | None = text(null=True)
    phone: str | None = text(null=True)


class Product(SQLModel, table=True):
    """A product, found by its SKU."""

    __tablename__ = "products"
    id: int = own_key("Product2")
    stock_keeping_unit: str = text(unique=True)
    product_code: str | None = text(null=True)
    name: str = text()
    description: str | None = text(null=True)
    product_class: str = text()
    family: str | None = text(null=True)
    is_active: int = flag(default=1)


class Pricebook(SQLModel, table=True):
    """A price book; one is the standard one."""

    __tablename__ = "pricebooks"
    id: int = own_key("Pricebook2")
    name: str = text(unique=True)
    is_standard: int = flag()
    is_active: int = flag(default=1)


class PricebookEntry(SQLModel, table=True):
    """A product's list price in one price book and currency; orders carry their own prices (spec §1.2)."""

    __tablename__ = "pricebook_entries"
    __table_args__ = (UniqueConstraint("pricebook_id", "product_id", "currency_iso_code"),)
    id: int = own_key("PricebookEntry")
    pricebook_id: int = ref("pricebooks", "Pricebook2", api="Pricebook2Id")
    product_id: int = ref("products", "Product2", api="Product2Id")
    currency_iso_code: str = text()
    unit_price: int = money()
    is_active: int = flag(default=1)


class OrderDeliveryMethod(SQLModel, table=True):
    """How a delivery group travels, with the product that its charge is booked on."""

    __tablename__ = "delivery_methods"
    id: int = own_key("OrderDeliveryMethod")
    name: str = text()
    reference_number: str = text(unique=True)
    description: str | None = text(null=True)
    carrier: str | None = text(null=True)
    class_of_service: str | None = text(null=True)
    product_id: int | None = ref("products", "Product2", null=True)
    is_active: int = flag(default=1)


class Location(SQLModel, table=True):
    """Where stock stands: a warehouse, a store, or a supplier without counted stock (`is_inventory_location` 0)."""

    __tablename__ = "locations"
    id: int = own_key("Location")
    name: str = text()
    external_reference: str = text(unique=True)
    location_type: str = text()
    is_inventory_location: int = flag(default=1)
    is_active: int = flag(default=1)
    street: str | None = text(null=True)
    city: str | None = text(null=True)
    state: str | None = text(null=True)
    postal_code: str | None = text(null=True)
    country: str | None = text(null=True)
    latitude: int | None = degrees()
    longitude: int | None = degrees()
    time_zone: str | None = text(null=True)


class LocationGroup(SQLModel, table=True):
    """A named set of locations that a flow may allocate from."""

    __tablename__ = "location_groups"
    id: int = own_key("LocationGroup")
    location_group_name: str = text()
    external_reference: str = text(unique=True)
    is_enabled: int = flag(default=1)


class LocationGroupAssignment(SQLModel, table=True):
    """A location's membership of a group."""

    __tablename__ = "location_group_assignments"
    __table_args__ = (UniqueConstraint("location_group_id", "location_id"),)
    id: int = own_key("LocationGroupAssignment")
    location_group_id: int = ref("location_groups", "LocationGroup")
    location_id: int = ref("locations", "Location")


class PaymentGatewayProvider(SQLModel, table=True):
    """A kind of gateway: the adapter that speaks to it."""

    __tablename__ = "payment_gateway_providers"
    id: int = own_key("PaymentGatewayProvider")
    developer_name: str = text(unique=True)
    master_label: str = text()
    adapter: str = text(api="ApexAdapterId", doc="the name in gateways/providers.py")
    idempotency_supported: str = text()


class PaymentGateway(SQLModel, table=True):
    """An account with a provider. Its credential is a reference (`env:NAME`, `file:PATH`), never a value."""

    __tablename__ = "payment_gateways"
    id: int = own_key("PaymentGateway")
    payment_gateway_name: str = text(unique=True)
    external_reference: str | None = text(null=True)
    payment_gateway_provider_id: int = ref("payment_gateway_providers", "PaymentGatewayProvider")
    merchant_credential: str | None = text(null=True, api="MerchantCredentialId")
    status: str = text()
    options: str | None = json_text(api="")


class ReasonCode(SQLModel, table=True):
    """A reason that may be given for a kind of change (cancel, return, adjust, short, reject …)."""

    __tablename__ = "reason_codes"
    kind: str = text_key(api="Kind")
    value: str = text_key(api="Value")
    position: int = count(api="Position", default=0)


class OrderIdentity(SQLModel, table=True):
    """How an order is found by what people call it (D4): one row a name, so that no other table needs a unique index.

    kind `ref`: the reference number, scope = sales channel; `ext`: the external identifier, scope 0, unique in the
    store; `num`: an order number given by the file, scope = the order, so that it need not be unique.
    """

    __tablename__ = "order_identities"
    __table_args__ = (found_by("value"),)
    kind: str = text_key(api="")
    value: str = text_key(api="")
    scope: int = count_key()
    order_key: int = count(api="")


class Stock(SQLModel, table=True):
    """Units of a product at a location; available to fulfill = on hand − reserved − safety stock."""

    __tablename__ = "stock"
    __table_args__ = (
        *at_least_zero("on_hand", "reserved", "safety_stock"),
        rule("never_oversold", "reserved <= on_hand"),
        PARTITION,
    )
    location_id: int = ref("locations", "Location", primary=True)
    product_id: int = ref("products", "Product2", api="Product2Id", primary=True)
    on_hand: int = units()
    reserved: int = units()
    safety_stock: int = units(api="SafetyStockCount")


class StockMovement(SQLModel, table=True):
    """Every change of stock and its one cause; the counters of `stock` are their sums (INV-2, INV-4).

    order_key 0 holds the movements that no order caused: stock files and the set-up.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (Index("stock_movements_by_place", "location_id", "product_id"), PARTITION)
    order_key: int = order_key()
    id: int = key("StockMovement")
    location_id: int = ref("locations", "Location")
    product_id: int = ref("products", "Product2", api="Product2Id")
    on_hand_change: int = units()
    reserved_change: int = units()
    cause: str = text(doc="allocate, deallocate, ship, short, stock, restock")
    cause_kind: str | None = text(null=True, api="")
    cause_id: int | None = any_link("cause_kind", null=True)
    created_date: int = instant()


class Asn(SQLModel, table=True):
    """An advance shipping notice that was taken in: its number is its identity, its content is hashed (contract §6)."""

    __tablename__ = "asns"
    __table_args__ = (found_by("asn_number"),)
    asn_number: str = text_key()
    content_hash: str = text(api="")
    order_key: int = count(api="")
    fulfillment_order_key: int = count(api="")
    shipment_key: int | None = count(null=True, api="")
    ship_date: str | None = day(null=True)
    created_date: int = instant()


class Export(SQLModel, table=True):
    """One hand-over of fulfillment orders to the provider; stamped, and repeatable byte for byte."""

    __tablename__ = "exports"
    id: int = own_key("Export")
    format: str = text()
    file_name: str = text()
    content_sha256: str = text()
    content: str = text(api="", doc="the bytes as text: a repeat writes exactly these")
    item_count: int = count()
    created_date: int = instant()
    written_date: int | None = instant(null=True)


class Event(SQLModel, table=True):
    """What happened to an order: the platform events of the reference (spec §3) and our own, in the order they came."""

    __tablename__ = "events"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    id: int = key("Event")
    type: str = text()
    created_date: int = instant()
    actor: str = text(doc="who: OMS_ACTOR, else the user of the machine")
    command: str = text(doc="what was typed, without values")
    payload: str = json_text()


from omscli.store import (  # noqa: E402
    tables_credit,  # noqa: F401
    tables_exchange,  # noqa: F401
    tables_fulfillment,  # noqa: F401
    tables_gateways,  # noqa: F401
    tables_money,  # noqa: F401
    tables_order,  # noqa: F401
    tables_returns,  # noqa: F401
    tables_runs,  # noqa: F401
    tables_seals,  # noqa: F401
    tables_summary,  # noqa: F401
)
