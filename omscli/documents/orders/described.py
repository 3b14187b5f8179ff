"""Records that a file describes beside its orders: what `--create-missing` may make (D6, spec §1.2, §2.2)."""

from __future__ import annotations

from typing import Any

from omscli.documents.orders import fields as f
from omscli.documents.orders.custom import custom_fields
from omscli.documents.orders.flaws import Flaw, Refused
from omscli.documents.orders.model import ACCOUNT, CONTACT
from omscli.documents.orders.record import Record
from omscli.documents.orders.records import Index, Raw
from omscli.documents.orders.values import Described
from omscli.domain.money import EXPONENTS

PRODUCT = Record(
    "Product2In",
    "Product2: found by its SKU.",
    {
        "StockKeepingUnit": f.LONG_KEY,
        "ProductCode": f.LONG_KEY,
        "Name": f.LINE,
        "Description": f.LINES,
        "IsActive": f.FLAG,
        "ProductClass": f.one_of("Simple", "VariationParent", "Variation", "Set", "Bundle"),
        "Type": f.LINE,
        "Family": f.LINE,
        "QuantityUnitOfMeasure": f.LINE,
    },
)
PRICEBOOK_ENTRY = Record(
    "PricebookEntryIn",
    "PricebookEntry: a product's list price in one price book and currency.",
    {
        "Pricebook2": f.LONG_KEY,
        "Product2": f.LONG_KEY,
        "UnitPrice": f.AMOUNT,
        "CurrencyIsoCode": f.CURRENCY,
        "IsActive": f.FLAG,
        "UseStandardPrice": f.FLAG,
    },
    required=("UnitPrice",),
    links=("Pricebook2", "Product2"),
)
PRICEBOOK = Record(
    "Pricebook2In",
    "Pricebook2.",
    {
        "Name": f.LONG_KEY,
        "Description": f.LINES,
        "IsStandard": f.FLAG,
        "IsActive": f.FLAG,
    },
    required=("Name",),
)
SALES_CHANNEL = Record(
    "SalesChannelIn",
    "SalesChannel.",
    {
        "SalesChannelName": f.LONG_KEY,
        "Description": f.LINES,
        "ExternalChannelNumber": f.LINE,
        "Owner": f.LINE,
    },
    required=("SalesChannelName",),
    links=("Owner",),
)
PROMOTION = Record(
    "PromotionIn",
    "Promotion: the cause of adjustments.",
    {
        "Name": f.LONG_KEY,
        "DisplayName": f.LINE,
        "Description": f.LINES,
        "StartDate": f.DATE,
        "EndDate": f.DATE,
        "StartDateTime": f.INSTANT,
        "EndDateTime": f.INSTANT,
        "IsAutomatic": f.FLAG,
        "IsCommercePromotion": f.FLAG,
        "IsActive": f.FLAG,
    },
    required=("Name",),
)
WEB_STORE = Record(
    "WebStoreIn",
    "WebStore.",
    {
        "Name": f.LINE,
        "ExternalReference": f.LONG_KEY,
        "Type": f.LINE,
        "Description": f.LINES,
        "DefaultTaxLocaleType": f.LINE,
    },
)
ORDER_DELIVERY_METHOD = Record(
    "OrderDeliveryMethodIn",
    "OrderDeliveryMethod, with the product that its charge is booked on.",
    {
        "Name": f.LONG_KEY,
        "ReferenceNumber": f.LONG_KEY,
        "Description": f.LINES,
        "Carrier": f.LINE,
        "ClassOfService": f.LINE,
        "ShippingCarrierMethod": f.LINE,
        "Product": f.LONG_KEY,
        "IsActive": f.FLAG,
        "Owner": f.LINE,
    },
    required=("Name",),
    links=("Product", "Owner"),
)
PAYMENT_GATEWAY = Record(
    "PaymentGatewayIn",
    "PaymentGateway.",
    {
        "PaymentGatewayName": f.LONG_KEY,
        "ExternalReference": f.LONG_KEY,
        "PaymentGatewayProvider": f.LONG_KEY,
        "Status": f.LINE,
    },
    required=("PaymentGatewayName",),
    links=("PaymentGatewayProvider",),
)

MODELS: dict[str, tuple[Record, tuple[str, ...]]] = {
    "Product2": (PRODUCT, ("StockKeepingUnit", "ProductCode")),
    "PricebookEntry": (PRICEBOOK_ENTRY, ()),
    "Pricebook2": (PRICEBOOK, ("Name",)),
    "SalesChannel": (SALES_CHANNEL, ("SalesChannelName",)),
    "Promotion": (PROMOTION, ("Name",)),
    "WebStore": (WEB_STORE, ("ExternalReference", "Name")),
    "OrderDeliveryMethod": (ORDER_DELIVERY_METHOD, ("ReferenceNumber", "Name")),
    "PaymentGateway": (PAYMENT_GATEWAY, ("PaymentGatewayName",)),
    "Account": (ACCOUNT, ()),
    "Contact": (CONTACT, ()),
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
    code = (own if own in EXPONENTS else "") if isinstance(own, str) else currency
    try:
        checked = model.check(fields, code)
    except Refused as refused:
        flaws.extend(Flaw(flaw.code, flaw.message, (*record.path, *flaw.path), flaw.help) for flaw in refused.flaws)
        return None
    *kept, extra = checked
    custom = custom_fields(model, extra, record.path, flaws)
    values = dict(zip(model.fields, kept, strict=True))
    key = next((values[name] for name in keys if values[name]), None)
    if key is None and keys:
        flaws.append(Flaw("missing-field", f"{keys[0]} is missing", (*record.path, keys[0])))
        return None
    key = key or f"{values['Product2']} {values['Pricebook2'] or ''} {own or currency}"
    pairs: list[tuple[str, Any]] = [(name, value) for name, value in values.items() if value is not None]
    return Described(record.kind, key, (*pairs, ("custom", custom)) if custom else tuple(pairs))
