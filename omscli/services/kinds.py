"""The kinds of record that `oms list` knows, by their plural: table, order, and the fields that a table shows."""

from __future__ import annotations

from typing import NamedTuple

from omscli.store.looking import Condition


class Kind(NamedTuple):
    """A kind of record; `order` is stable: created, then id."""

    table: str
    fields: tuple[str, ...]
    order: str = "order_key, id"
    only: Condition | None = None


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CREATED = "created_date, order_key, id"

KINDS: dict[str, Kind] = {
    "orders": Kind(
        "orders",
        _words("OrderNumber OrderReferenceNumber Status SummaryStatus GrandTotalAmount CurrencyIsoCode OrderedDate Id"),
        _CREATED,
        Condition("related_order_id IS NULL"),
    ),
    "summaries": Kind(
        "order_summaries",
        _words("OrderNumber OrderReferenceNumber Status GrandTotalAmount CurrencyIsoCode OrderedDate Id"),
        _CREATED,
    ),
    "change-orders": Kind(
        "orders",
        _words("OrderNumber RelatedOrderType GrandTotalAmount CurrencyIsoCode CreatedDate RelatedOrderId Id"),
        _CREATED,
        Condition("related_order_id IS NOT NULL"),
    ),
    "items": Kind(
        "order_item_summaries",
        _words(
            "OrderNumber StockKeepingUnit Type Status QuantityOrdered QuantityAvailableToCancel QuantityAllocated "
            "QuantityFulfilled QuantityReturned TotalPrice TotalAmtWithTax Id"
        ),
    ),
    "fulfillment-orders": Kind(
        "fulfillment_orders",
        _words(
            "FulfillmentOrderNumber OrderNumber Status LocationReference ItemCount GrandTotalAmount CurrencyIsoCode "
            "FulfilledToName CreatedDate Id"
        ),
        _CREATED,
    ),
    "shipments": Kind(
        "shipments",
        _words(
            "ShipmentNumber AsnNumber Status Provider TrackingNumber TotalItemsQuantity ShipDate FulfillmentOrderId Id"
        ),
        _CREATED,
    ),
    "invoices": Kind(
        "invoices",
        _words("InvoiceNumber OrderNumber Status TotalAmountWithTax Balance CurrencyIsoCode InvoiceDate Id"),
        _CREATED,
    ),
    "credit-memos": Kind(
        "credit_memos",
        _words("CreditMemoNumber OrderNumber Status TotalAmountWithTax Balance CurrencyIsoCode CreditDate Id"),
        _CREATED,
    ),
    "payment-summaries": Kind(
        "order_payment_summaries",
        _words(
            "Method CurrencyIsoCode AuthorizationAmount CapturedAmount RefundedAmount BalanceAmount "
            "AvailableToCaptureAmount AvailableToRefundAmount OrderSummaryId Id"
        ),
    ),
    "authorizations": Kind(
        "payment_authorizations",
        _words("Amount Balance CurrencyIsoCode Status GatewayRefNumber ExpirationDate OrderPaymentSummaryId Id"),
        "effective_date, order_key, id",
    ),
    "authorization-adjustments": Kind(
        "payment_auth_adjustments",
        _words("Type Amount CurrencyIsoCode Status EffectiveDate PaymentAuthorizationId OrderPaymentSummaryId Id"),
        "effective_date, order_key, id",
    ),
    "payments": Kind(
        "payments",
        _words("Type Amount Balance TotalApplied TotalRefundApplied CurrencyIsoCode Status EffectiveDate Id"),
        "effective_date, order_key, id",
    ),
    "refunds": Kind(
        "refunds",
        _words("Type Amount CurrencyIsoCode Status EffectiveDate CreditMemoId OrderPaymentSummaryId Id"),
        "effective_date, order_key, id",
    ),
    "credits": Kind(
        "credit_accounts",
        _words("CreditNumber Type Balance ReservedAmount CurrencyIsoCode Status ExpirationDate AccountId Id"),
        "id",
    ),
    "credit-movements": Kind(
        "credit_movements",
        _words("CreatedDate Cause BalanceChange ReservedChange CurrencyIsoCode Reason CreditAccountId CauseId Id"),
        _CREATED,
    ),
    "returns": Kind(
        "return_orders",
        _words(
            "ReturnOrderNumber OrderNumber Status LifeCycleType GrandTotalAmount CurrencyIsoCode ExpectedArrivalDate "
            "TrackingNumber CreatedDate Id"
        ),
        _CREATED,
    ),
    "exchanges": Kind(
        "exchanges",
        _words("OrderNumber Role ReservedAmount CurrencyIsoCode Reason OtherOrderSummaryId CreatedDate Id"),
        _CREATED,
    ),
    "exceptions": Kind(
        "process_exceptions",
        _words("ProcessExceptionNumber OrderNumber Category Status Severity Message CreatedDate Id"),
        _CREATED,
    ),
    "events": Kind("events", _words("CreatedDate OrderNumber Type Actor Command Payload Id"), _CREATED),
    "accounts": Kind("accounts", _words("Name PersonEmail Phone IsPersonAccount Id"), "id"),
    "products": Kind("products", _words("StockKeepingUnit Name ProductClass IsActive Id"), "id"),
    "locations": Kind("locations", _words("ExternalReference Name LocationType City Country IsActive Id"), "id"),
    "stock": Kind(
        "stock",
        _words("LocationReference StockKeepingUnit OnHand Reserved SafetyStockCount AvailableToFulfill"),
        "location_id, product_id",
    ),
    "movements": Kind(
        "stock_movements",
        _words("CreatedDate Cause OnHandChange ReservedChange LocationReference StockKeepingUnit CauseId Id"),
        _CREATED,
    ),
    "channels": Kind("sales_channels", _words("SalesChannelName ExternalChannelNumber Description Id"), "id"),
    "delivery-methods": Kind(
        "delivery_methods", _words("ReferenceNumber Name Carrier ClassOfService IsActive Id"), "id"
    ),
    "gateways": Kind("payment_gateways", _words("PaymentGatewayName ExternalReference Status Id"), "id"),
    "exports": Kind("exports", _words("FileName Format ItemCount ContentSha256 CreatedDate Id"), "created_date, id"),
    "asns": Kind("asns", _words("AsnNumber ShipDate CreatedDate"), "created_date, asn_number"),
    "intents": Kind(
        "gateway_intents",
        _words("InteractionType State Amount CurrencyIsoCode Attempts CreatedDate AnsweredDate Id"),
        _CREATED,
    ),
}
"""Plural → kind."""
