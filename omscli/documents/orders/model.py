"""The plain order form of contract §5 as pydantic models: every field that spec §1.3 and §1.8 name as input.

The other envelopes are turned into this form first, so this is the only validation there is. Names are the API names;
a field that refers to another record may also be called `…Id`. Fields ending in `__c` are kept, others are refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from omscli.documents import plugins
from omscli.documents.orders import fields as f

plugins.forgo()

MAX_ITEMS = 10_000
"""Items of one delivery group; the reference takes 2,000 lines an order (spec §4.6)."""


class Record(BaseModel):
    """A record of an order file. Unknown fields are looked at in `convert`, which knows the nearest name."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        strict=True,
        defer_build=True,  # the order's own build holds all of them; ten builds cost 15 ms of every start
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The schema says what `convert` and `custom` check: other names of a field, custom fields, nothing else."""
        reference = handler(core_schema)
        schema: dict[str, Any] = handler.resolve_ref_schema(reference)
        for field in cls.model_fields.values():
            names = [str(name) for name in getattr(field.validation_alias, "choices", ())]
            for other in names[1:]:
                schema["properties"][other] = schema["properties"][names[0]]
        schema["patternProperties"] = {"__c$": {"type": ["string", "number", "boolean", "null"]}}
        schema["additionalProperties"] = False
        return dict(reference)


def _link(name: str) -> Any:
    """A reference field that may be called `Name` or `NameId`."""
    return Field(None, validation_alias=AliasChoices(name, f"{name}Id"))


class TaxIn(Record):
    """OrderItemTaxLineItem of an item."""

    Amount: f.Amount
    Rate: f.Rate | None = None
    Name: f.Line | None = None
    Type: Literal["Estimated", "Actual"] | None = None
    TaxEffectiveDate: f.Instant | None = None
    Description: f.Lines | None = None


class AdjustmentTaxIn(TaxIn):
    """OrderItemTaxLineItem of an adjustment: it lowers the tax."""

    Amount: f.Discount


class AdjustmentIn(Record):
    """OrderItemAdjustmentLineItem; `Group` is the name of one of the order's `OrderAdjustmentGroups`."""

    Amount: f.Discount
    Name: f.Line | None = None
    Group: f.Name | None = None
    AdjustmentType: Literal["AdjustmentAmount", "AdjustmentPercentage", "OverrideAmount"] | None = None
    AdjustmentValue: f.Number | None = None
    AdjustmentAmountScope: Literal["Total", "Unit", "UnproratedTotal"] | None = None
    AdjustmentSource: Literal["Discretionary", "Promotion", "Rule", "System"] | None = None
    AdjustmentCause: f.LongKey | None = _link("AdjustmentCause")
    CouponCode: f.Line | None = None
    Priority: f.Small | None = None
    Description: f.Lines | None = None
    Taxes: Annotated[list[AdjustmentTaxIn], Field(max_length=100)] | None = None


class AdjustmentGroupIn(Record):
    """OrderAdjustmentGroup: a promotion over several items."""

    Name: f.Name
    Type: Literal["Header", "SplitLine"] | None = None
    Description: f.Lines | None = None
    AdjustmentCause: f.LongKey | None = _link("AdjustmentCause")


class ItemIn(Record):
    """OrderItem: a product, a delivery charge or a fee."""

    Type: Literal["Order Product", "Delivery Charge", "Fee"] | None = None
    StockKeepingUnit: f.LongKey | None = None
    Product2: f.LongKey | None = _link("Product2")
    ProductCode: f.Line | None = None
    Name: f.Line | None = None
    Description: f.Lines | None = None
    Quantity: f.Quantity | None = None
    UnitPrice: f.Amount
    GrossUnitPrice: f.Amount | None = None
    ListPrice: f.Amount | None = None
    TotalLineAmount: f.LineAmount | None = None
    LineNumber: f.Small | None = None
    PricebookEntry: f.LongKey | None = _link("PricebookEntry")
    ServiceDate: f.Date | None = None
    EndDate: f.Date | None = None
    Adjustments: Annotated[list[AdjustmentIn], Field(max_length=100)] | None = None
    Taxes: Annotated[list[TaxIn], Field(max_length=100)] | None = None


class DeliveryGroupIn(Record):
    """OrderDeliveryGroup with its items."""

    OrderDeliveryMethod: f.LongKey | None = _link("OrderDeliveryMethod")
    DeliverToName: f.Line | None = None
    DeliverToStreet: f.Street | None = None
    DeliverToCity: f.Line | None = None
    DeliverToState: f.Line | None = None
    DeliverToPostalCode: f.Line | None = None
    DeliverToCountry: f.Line | None = None
    EmailAddress: f.Line | None = None
    PhoneNumber: f.Line | None = None
    IsGift: f.Flag | None = None
    GiftMessage: f.Lines | None = None
    DeliveryInstructions: f.Lines | None = None
    DesiredDeliveryDate: f.Date | None = None
    PromisedDeliveryDate: f.Date | None = None
    Description: f.Lines | None = None
    OrderItems: Annotated[list[ItemIn], Field(max_length=MAX_ITEMS)]


class ContactIn(Record):
    """Contact: the person of a company account."""

    LastName: f.Name
    FirstName: f.Line | None = None
    Email: f.Line | None = None
    Phone: f.Line | None = None


class AccountIn(Record):
    """Account: a person (LastName), or a company (Name and a Contact)."""

    Name: f.Line | None = None
    FirstName: f.Line | None = None
    MiddleName: f.Line | None = None
    LastName: f.Line | None = None
    PersonEmail: f.Line | None = None
    PersonTitle: f.Line | None = None
    Phone: f.Line | None = None
    AccountNumber: f.Line | None = None
    IsPersonAccount: f.Flag | None = Field(None, validation_alias=AliasChoices("IsPersonAccount", "isPersonAccount"))
    BillingStreet: f.Street | None = None
    BillingCity: f.Line | None = None
    BillingState: f.Line | None = None
    BillingPostalCode: f.Line | None = None
    BillingCountry: f.Line | None = None
    Contact: ContactIn | None = None


class PaymentIn(Record):
    """PaymentAuthorization (`Authorization`) or Payment (`Sale`, `Capture`), with its payment method in place."""

    Type: Literal["Authorization", "Sale", "Capture"] | None = None
    Amount: f.Amount
    PaymentGateway: f.LongKey | None = _link("PaymentGateway")
    PaymentMethod: f.LongKey | None = _link("PaymentMethod")
    PaymentMethodType: Literal["CardPaymentMethod", "DigitalWallet", "AlternativePaymentMethod"] | None = None
    CardType: f.Line | None = None
    CardCategory: Literal["CreditCard", "DebitCard"] | None = None
    CardHolderName: f.Line | None = None
    CardLastFour: Annotated[str, Field(pattern="^[0-9]{4}$")] | None = None
    InputCardNumber: f.Short | None = None
    DisplayCardNumber: f.Short | None = None
    ExpiryMonth: f.Small | None = None
    ExpiryYear: f.Small | None = None
    GatewayToken: f.Line | None = None
    NickName: f.Line | None = None
    Email: f.Line | None = None
    MethodStatus: Literal["Active", "Inactive", "Canceled"] | None = None
    PaymentMethodStreet: f.Street | None = None
    PaymentMethodCity: f.Line | None = None
    PaymentMethodState: f.Line | None = None
    PaymentMethodPostalCode: f.Line | None = None
    PaymentMethodCountry: f.Line | None = None
    Status: Literal["Processed"] | None = None
    ProcessingMode: Literal["External", "Salesforce"] | None = None
    GatewayRefNumber: f.Line | None = None
    GatewayAuthCode: f.Line | None = None
    Date: f.Instant | None = None
    EffectiveDate: f.Instant | None = None
    ExpirationDate: f.Instant | None = None
    Comments: f.Lines | None = None


class OrderIn(Record):
    """Order with everything that belongs to it."""

    OrderReferenceNumber: f.Key | None = None
    OrderNumber: f.Number50 | None = None
    ExternalReferenceIdentifier: f.LongKey | None = None
    OrderManagementReferenceIdentifier: f.LongKey | None = None
    SalesChannel: f.LongKey | None = _link("SalesChannel")
    SalesStore: f.LongKey | None = _link("SalesStore")
    Pricebook2: f.LongKey | None = _link("Pricebook2")
    CurrencyIsoCode: f.Currency
    Account: AccountIn | None = None
    AccountId: f.LongKey | None = None
    Status: Literal["Draft", "Activated"] | None = None
    Name: f.Line | None = None
    Type: f.Line | None = None
    Description: f.Lines | None = None
    OrderedDate: f.Instant | None = None
    EffectiveDate: f.Date | None = None
    PoNumber: f.Line | None = None
    PoDate: f.Date | None = None
    TaxLocaleType: Literal["Net", "Gross"] | None = None
    OrderLifeCycleType: Literal["MANAGED", "UNMANAGED"] | None = None
    BusinessModel: Literal["B2B", "B2C"] | None = None
    SourceProcess: Literal["Standard", "OrderOnBehalf", "Exchange"] | None = None
    BillingStreet: f.Street | None = None
    BillingCity: f.Line | None = None
    BillingState: f.Line | None = None
    BillingPostalCode: f.Line | None = None
    BillingCountry: f.Line | None = None
    ShippingStreet: f.Street | None = None
    ShippingCity: f.Line | None = None
    ShippingState: f.Line | None = None
    ShippingPostalCode: f.Line | None = None
    ShippingCountry: f.Line | None = None
    BillingEmailAddress: f.Line | None = None
    BillingPhoneNumber: f.Line | None = None
    Owner: f.Line | None = _link("Owner")
    OrderAdjustmentGroups: Annotated[list[AdjustmentGroupIn], Field(max_length=1000)] | None = None
    OrderDeliveryGroups: Annotated[list[DeliveryGroupIn], Field(max_length=1000)]
    Payments: Annotated[list[PaymentIn], Field(max_length=100)] | None = None
