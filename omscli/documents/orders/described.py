"""Records that a file describes beside its orders: what `--create-missing` may make (D6, spec §1.2, §2.2)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AliasChoices, Field, ValidationError

from omscli.documents.orders import fields as f
from omscli.documents.orders.custom import custom_fields
from omscli.documents.orders.flaws import Flaw, from_pydantic
from omscli.documents.orders.model import AccountIn, ContactIn, Record
from omscli.documents.orders.records import Index, Raw
from omscli.documents.orders.values import Described


class Product2In(Record):
    """Product2: found by its SKU."""

    StockKeepingUnit: f.LongKey | None = None
    ProductCode: f.LongKey | None = None
    Name: f.Line | None = None
    Description: f.Lines | None = None
    IsActive: f.Flag | None = None
    ProductClass: Literal["Simple", "VariationParent", "Variation", "Set", "Bundle"] | None = None
    Type: f.Line | None = None
    Family: f.Line | None = None
    QuantityUnitOfMeasure: f.Line | None = None


class PricebookEntryIn(Record):
    """PricebookEntry: a product's list price in one price book and currency."""

    Pricebook2: f.LongKey | None = Field(None, validation_alias=AliasChoices("Pricebook2", "Pricebook2Id"))
    Product2: f.LongKey | None = Field(None, validation_alias=AliasChoices("Product2", "Product2Id"))
    UnitPrice: f.Amount
    CurrencyIsoCode: f.Currency | None = None
    IsActive: f.Flag | None = None
    UseStandardPrice: f.Flag | None = None


class Pricebook2In(Record):
    """Pricebook2."""

    Name: f.LongKey
    Description: f.Lines | None = None
    IsStandard: f.Flag | None = None
    IsActive: f.Flag | None = None


class SalesChannelIn(Record):
    """SalesChannel."""

    SalesChannelName: f.LongKey
    Description: f.Lines | None = None
    ExternalChannelNumber: f.Line | None = None
    Owner: f.Line | None = Field(None, validation_alias=AliasChoices("Owner", "OwnerId"))


class PromotionIn(Record):
    """Promotion: the cause of adjustments."""

    Name: f.LongKey
    DisplayName: f.Line | None = None
    Description: f.Lines | None = None
    StartDate: f.Date | None = None
    EndDate: f.Date | None = None
    StartDateTime: f.Instant | None = None
    EndDateTime: f.Instant | None = None
    IsAutomatic: f.Flag | None = None
    IsCommercePromotion: f.Flag | None = None
    IsActive: f.Flag | None = None


class WebStoreIn(Record):
    """WebStore."""

    Name: f.Line | None = None
    ExternalReference: f.LongKey | None = None
    Type: f.Line | None = None
    Description: f.Lines | None = None
    DefaultTaxLocaleType: f.Line | None = None


class OrderDeliveryMethodIn(Record):
    """OrderDeliveryMethod, with the product that its charge is booked on."""

    Name: f.LongKey
    ReferenceNumber: f.LongKey | None = None
    Description: f.Lines | None = None
    Carrier: f.Line | None = None
    ClassOfService: f.Line | None = None
    ShippingCarrierMethod: f.Line | None = None
    Product: f.LongKey | None = Field(None, validation_alias=AliasChoices("Product", "ProductId"))
    IsActive: f.Flag | None = None
    Owner: f.Line | None = Field(None, validation_alias=AliasChoices("Owner", "OwnerId"))


class PaymentGatewayIn(Record):
    """PaymentGateway."""

    PaymentGatewayName: f.LongKey
    ExternalReference: f.LongKey | None = None
    PaymentGatewayProvider: f.LongKey | None = Field(
        None, validation_alias=AliasChoices("PaymentGatewayProvider", "PaymentGatewayProviderId")
    )
    Status: f.Line | None = None


MODELS: dict[str, tuple[type[Record], tuple[str, ...]]] = {
    "Product2": (Product2In, ("StockKeepingUnit", "ProductCode")),
    "PricebookEntry": (PricebookEntryIn, ()),
    "Pricebook2": (Pricebook2In, ("Name",)),
    "SalesChannel": (SalesChannelIn, ("SalesChannelName",)),
    "Promotion": (PromotionIn, ("Name",)),
    "WebStore": (WebStoreIn, ("ExternalReference", "Name")),
    "OrderDeliveryMethod": (OrderDeliveryMethodIn, ("ReferenceNumber", "Name")),
    "PaymentGateway": (PaymentGatewayIn, ("PaymentGatewayName",)),
    "Account": (AccountIn, ()),
    "Contact": (ContactIn, ()),
}
"""Kinds of described records: how each is checked, and the fields that are its natural key, the best first."""

INSIDE_ORDER = frozenset({"Account", "Contact"})
"""Kinds that become part of the order itself."""


def natural_key(record: Raw) -> str | None:
    """The natural key of a described record, or None when it has none."""
    for name in MODELS[record.kind][1]:
        value = record.fields.get(name)
        if isinstance(value, str) and value:
            return str(value)
    return None


def describe(record: Raw, index: Index, currency: str, flaws: list[Flaw]) -> Described | None:
    """The checked value of a described record; its references become natural keys. Flaw paths are in the file."""
    model, keys = MODELS[record.kind]
    fields = dict(record.fields)
    for name in ("Pricebook2Id", "Product2Id", "ProductId"):
        target = index.target(record, name) if name in fields else None
        if isinstance(target, Raw):
            fields[name] = natural_key(target) if target.kind in MODELS else None
    own = fields.get("CurrencyIsoCode")
    context = f.Context(own if isinstance(own, str) else currency)
    try:
        checked = model.__pydantic_validator__.validate_python(fields, context=context)
    except ValidationError as error:
        flaws.extend(
            Flaw(flaw.code, flaw.message, (*record.path, *flaw.path), flaw.help) for flaw in from_pydantic(error)
        )
        return None
    custom = custom_fields(checked, record.path, flaws)
    values = {name: getattr(checked, name) for name in model.model_fields}
    key = next((values[name] for name in keys if values[name]), None)
    if key is None and keys:
        flaws.append(Flaw("missing-field", f"{keys[0]} is missing", (*record.path, keys[0])))
        return None
    key = key or f"{values['Product2']} {values['Pricebook2'] or ''} {own or currency}"
    pairs: list[tuple[str, Any]] = [(name, value) for name, value in values.items() if value is not None]
    return Described(record.kind, key, (*pairs, ("custom", custom)) if custom else tuple(pairs))
