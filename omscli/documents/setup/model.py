"""The set-up file as values: what it may say, each field with its default.

Plain dataclasses, so that the built-in shop and an export need no pydantic (120 ms); `check.py` makes pydantic models
of these very classes and knows what the words `Name`, `Line`, `Text`, `Units`, `Splits` allow. Names are the API names
in snake case; records refer to each other by natural key. Amounts and coordinates are exact decimals as they were
written; `services/setup/` makes minor units and millionths of a degree of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from omscli.domain.policy import (
    Flow,
    FraudProvider,
    OnCancel,
    OnDeclinedRefund,
    OnFulfilled,
    OnReturn,
    OnSpare,
    ShortShip,
)

Name = str
Line = str
Text = str
Units = int
Splits = int
Number = Decimal | int
Prices = dict[str, Number]


@dataclass(frozen=True, slots=True)
class Channel:
    """SalesChannel: where orders come from."""

    name: Name
    external_number: Line | None = None
    description: Text | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Product2, found by its SKU."""

    sku: Name
    name: Name
    code: Line | None = None
    description: Text | None = None
    product_class: Literal["Simple", "VariationParent", "Variation", "Set", "Bundle"] = "Simple"
    family: Line | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Pricebook2 with its entries: SKU → currency → list price."""

    name: Name
    standard: bool = False
    active: bool = True
    prices: dict[str, Prices] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """OrderDeliveryMethod; `charge_product` is the SKU that its charge is booked on."""

    reference: Name
    name: Name
    description: Text | None = None
    carrier: Line | None = None
    class_of_service: Line | None = None
    charge_product: Name | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Location:
    """Location; `inventory` false is a supplier without counted stock. Coordinates in degrees, at most 6 decimals."""

    reference: Name
    name: Name
    type: Name = "Warehouse"
    inventory: bool = True
    active: bool = True
    street: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    time_zone: Line | None = None


@dataclass(frozen=True, slots=True)
class LocationGroup:
    """LocationGroup and the references of its locations."""

    reference: Name
    name: Name
    enabled: bool = True
    locations: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GatewayProvider:
    """PaymentGatewayProvider; `adapter` is a name of the provider table (`mock`)."""

    name: Name
    label: Name
    adapter: Name
    idempotency: Literal["Yes", "No"] = "Yes"


@dataclass(frozen=True, slots=True)
class Gateway:
    """PaymentGateway; `credential` is a reference (`env:NAME`, `file:PATH`), never a secret."""

    name: Name
    provider: Name
    external_reference: Name | None = None
    credential: Name | None = None
    active: bool = True
    options: dict[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowChoice:
    """The flow that orders take, see `omscli/domain/policy.py`; references name locations and a location group."""

    kind: Flow = "multi"
    location_group: Name | None = None
    location: Name | None = None
    default_location: Name | None = None
    max_splits: Splits | None = None
    on_fulfilled: OnFulfilled = "invoice-and-fund"
    on_cancel: OnCancel = "refund"
    on_return: OnReturn = "credit-and-refund"
    short_ship: ShortShip = "backorder"
    on_spare_authorization: OnSpare = "reverse"
    on_declined_refund: OnDeclinedRefund = "hold"
    prices_required: bool = True


@dataclass(frozen=True, slots=True)
class Fraud:
    """The fraud provider and what the built-in one refuses; amounts by currency."""

    provider: FraudProvider = "none"
    max_amount: Prices = field(default_factory=dict)
    blocked_email_domains: list[Name] = field(default_factory=list)
    blocked_countries: list[Name] = field(default_factory=list)
    blocked_postal_codes: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Level:
    """Units of a product at a location to begin with; once there is stock, only stock files and orders change it."""

    on_hand: Units
    safety_stock: Units = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """A whole set-up file. A section that is not there leaves the store as it is.

    `opening_stock` is location → SKU → level.
    """

    flow: FlowChoice | None = None
    fraud: Fraud | None = None
    status_labels: dict[str, Name] | None = None
    reasons: dict[str, list[Name]] | None = None
    sales_channels: list[Channel] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    price_books: list[PriceBook] = field(default_factory=list)
    delivery_methods: list[DeliveryMethod] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    location_groups: list[LocationGroup] = field(default_factory=list)
    gateway_providers: list[GatewayProvider] = field(default_factory=list)
    gateways: list[Gateway] = field(default_factory=list)
    opening_stock: dict[str, dict[str, Level]] = field(default_factory=dict)


LISTS: dict[str, tuple[type, str]] = {
    "sales_channels": (Channel, "name"),
    "products": (Product, "sku"),
    "price_books": (PriceBook, "name"),
    "delivery_methods": (DeliveryMethod, "reference"),
    "locations": (Location, "reference"),
    "location_groups": (LocationGroup, "reference"),
    "gateway_providers": (GatewayProvider, "name"),
    "gateways": (Gateway, "name"),
}
"""The sections that are lists of records: the class, and the field that names a record."""

TABLES: dict[str, type] = {"flow": FlowChoice, "fraud": Fraud}
"""The sections that are one table with fixed fields."""


def build(sections: dict[str, Any]) -> Setup:
    """The values of a decoded file that has been checked, or that we wrote ourselves."""
    given: dict[str, Any] = dict(sections)
    for name, (record, _) in LISTS.items():
        if name in given:
            given[name] = [record(**entry) for entry in given[name]]
    for name, table in TABLES.items():
        if name in given:
            given[name] = table(**given[name])
    given["opening_stock"] = {
        location: {sku: Level(**level) for sku, level in levels.items()}
        for location, levels in sections.get("opening_stock", {}).items()
    }
    return Setup(**given)
