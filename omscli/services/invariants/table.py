"""Every invariant, by name: a new one is a function of this package and an entry here (promises A4)."""

from __future__ import annotations

from omscli.services.invariants import orders, returns, seals, stock, store, traces
from omscli.services.invariants.check import Invariant, differing, every, listed
from omscli.store import verify_credit as credit
from omscli.store import verify_exchanges as exchange
from omscli.store import verify_fulfillment as fulfillment
from omscli.store import verify_money as money
from omscli.store import verify_orders as order
from omscli.store import verify_returns as back
from omscli.store import verify_traces as trace


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BILL = _words(
    "TotalChargeAmount TotalChargeTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount TotalAmount TotalTaxAmount "
    "TotalAmountWithTax"
)
_HEADER = _words(
    "OrderProductLineCount "
    "TotalProductAmount TotalProductTaxAmount TotalAdjustedProductAmount TotalAdjustedProductTaxAmount "
    "TotalProductAdjDistAmount TotalProductAdjDistTaxAmount TotalDeliveryAmount TotalDeliveryTaxAmount "
    "TotalAdjustedDeliveryAmount TotalAdjustedDeliveryTaxAmount TotalDeliveryAdjDistAmount "
    "TotalDeliveryAdjDistTaxAmount TotalFeeAmount TotalFeeTaxAmount TotalAdjustedFeeAmount "
    "TotalAdjustedFeeTaxAmount TotalFeeAdjDistAmount TotalFeeAdjDistTaxAmount "
    "TotalAmount TotalTaxAmount GrandTotalAmount"
)
_FULFILLMENT = _words(
    "ItemCount TotalProductAmount TotalProductTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount "
    "TotalDeliveryAmount TotalDeliveryTaxAmount TotalDeliveryAdjustAmount TotalDeliveryAdjustTaxAmount "
    "TotalFeeAmount TotalFeeTaxAmount TotalFeeAdjustAmount TotalFeeAdjustTaxAmount "
    "TotalAmount TotalTaxAmount GrandTotalAmount"
)
_GROUP = _words(
    "OrderDeliveryMethodId DeliverToName DeliverToStreet DeliverToCity DeliverToState DeliverToPostalCode "
    "DeliverToCountry EmailAddress PhoneNumber IsGift GiftMessage DeliveryInstructions DesiredDeliveryDate "
    "PromisedDeliveryDate"
)
_RETURN = _words(
    "TotalProductAmount TotalProductTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount TotalDeliveryAmount "
    "TotalDeliveryTaxAmount TotalFeeAmount TotalFeeTaxAmount TotalAmount TotalTaxAmount GrandTotalAmount"
)
_COUNTERS = _words(
    "QuantityOrdered QuantityCanceled QuantityReturned QuantityAllocated QuantityShipped QuantityFulfilled"
)
_BUCKETS = ("amount", "allocated", "fulfilled", "returned")

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "line-quantities",
        "INV-1",
        "ordered = open + allocated + canceled, nothing below 0",
        listed(order.SQL_BAD_QUANTITIES, "OrderItemSummary", "ordered {}, canceled {}, allocated {}, shipped {}"),
    ),
    Invariant(
        "line-counters",
        "INV-1",
        "quantities = original order, change orders and fulfillment orders",
        differing(order.SQL_ITEM_COUNTERS, "OrderItemSummary", _COUNTERS),
    ),
    Invariant("item-status", "INV-14", "an item's status is the first true formula", orders.item_statuses),
    Invariant("order-status", "INV-14", "an order's status follows from items and holds", orders.order_statuses),
    Invariant(
        "order-totals",
        "INV-6",
        "an order's totals = Σ its items",
        differing(order.SQL_HEADER_TOTALS, "OrderSummary", _HEADER),
    ),
    Invariant(
        "item-totals",
        "INV-6",
        "an item's totals = Σ its adjustments and taxes",
        differing(
            order.SQL_ITEM_TOTALS,
            "OrderItemSummary",
            _words(
                "TotalLineTaxAmount TotalLineAdjustmentAmount TotalLineAdjustmentTaxAmount TotalAdjustmentDistAmount "
                "TotalAdjustmentDistTaxAmount"
            ),
        ),
    ),
    Invariant(
        "group-totals",
        "INV-6",
        "totals of delivery groups and promotions = Σ their lines",
        every(
            differing(
                order.SQL_GROUP_TOTALS,
                "OrderDeliveryGroupSummary",
                _words("TotalLineAmount TotalLineTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount"),
            ),
            differing(order.SQL_PROMOTION_TOTALS, "OrderAdjustmentGroupSummary", _words("TotalAmount TotalTaxAmount")),
        ),
    ),
    Invariant(
        "amount-buckets",
        "INV-6",
        "what is left, allocated, fulfilled and returned of every amount = history and fulfillment orders",
        every(
            differing(order.SQL_LINE_BUCKETS, "OrderItemSummary", _BUCKETS),
            differing(
                order.SQL_ADJUSTMENT_BUCKETS, "OrderItemAdjustmentLineSummary", (*_BUCKETS, "ahead", "given later")
            ),
            differing(order.SQL_TAX_BUCKETS, "OrderItemTaxLineItemSummary", (*_BUCKETS, "ahead")),
        ),
    ),
    Invariant(
        "history",
        "INV-6",
        "a summary = the original order + all change orders",
        every(
            differing(order.SQL_HISTORY_TOTALS, "OrderSummary", _words("TotalAmount TotalTaxAmount GrandTotalAmount")),
            differing(order.SQL_DELIVERY_GROUPS, "OrderDeliveryGroupSummary", _GROUP),
        ),
    ),
    Invariant(
        "not-negative",
        "INV-8",
        "totals are not below 0, ordered quantities above it",
        every(
            listed(order.SQL_NEGATIVE_TOTALS, "OrderSummary", "total {}, tax {}, grand total {} (minor units)"),
            listed(order.SQL_NEGATIVE_QUANTITIES, "OrderItem", "Quantity is {}"),
        ),
    ),
    Invariant(
        "stock-counters",
        "INV-2",
        "on hand and reserved = Σ movements",
        every(
            stock.at_places(fulfillment.SQL_STOCK_COUNTERS, "on hand {}, reserved {}; its movements make {} and {}"),
            stock.at_places(fulfillment.SQL_MOVED_NOWHERE, "no stock, and its movements make {} and {}"),
        ),
    ),
    Invariant(
        "stock-levels",
        "INV-2",
        "on hand ≥ reserved ≥ 0",
        stock.at_places(fulfillment.SQL_OVERSOLD, "on hand {}, reserved {}"),
    ),
    Invariant(
        "reservations",
        "INV-2",
        "reserved = units of open fulfillment orders that are to ship",
        stock.at_places(fulfillment.SQL_RESERVATIONS, "reserved {}, open fulfillment orders need {}"),
    ),
    Invariant(
        "shipped-allocated-returned",
        "INV-3",
        "returned, reshipped ≤ fulfilled ≤ shipped ≤ allocated, and shipped = Σ shipments",
        every(
            listed(
                order.SQL_SHIPPED_BEYOND,
                "OrderItemSummary",
                "allocated {}, shipped {}, fulfilled {}, return initiated {}, returned {}, reshipped {}",
            ),
            listed(fulfillment.SQL_BAD_LINES, "FulfillmentOrderLineItem", "original {}, quantity {}, shipped {}"),
            listed(fulfillment.SQL_SHIPPED_LINES, "FulfillmentOrderLineItem", "shipped {}, its shipments hold {}"),
            differing(fulfillment.SQL_SHIPMENT_TOTALS, "Shipment", ("TotalItemsQuantity",)),
        ),
    ),
    Invariant(
        "movement-causes",
        "INV-4",
        "each movement has one cause, each shipped unit one movement",
        every(
            listed(fulfillment.SQL_CAUSELESS, "StockMovement", "{}: its cause is not there"),
            listed(fulfillment.SQL_SHIPPED_TWICE, "ShipmentItem", "{} units, and {} left the shelf for it"),
        ),
    ),
    Invariant(
        "notices",
        "INV-4",
        "each shipping notice has one shipment, and the other way round",
        every(
            listed(fulfillment.SQL_SHIPMENTS_WITHOUT_NOTICE, "Shipment", "notice {} was taken in {} times for it"),
            listed(fulfillment.SQL_NOTICES_WITHOUT_SHIPMENT, "FulfillmentOrder", "the shipment of notice {} is gone"),
        ),
    ),
    Invariant(
        "fulfillment-totals",
        "INV-6",
        "a fulfillment order's totals = Σ its lines, a line's = Σ its shares",
        every(
            differing(fulfillment.SQL_FO_TOTALS, "FulfillmentOrder", _FULFILLMENT),
            differing(
                fulfillment.SQL_FO_LINE_TOTALS,
                "FulfillmentOrderLineItem",
                _words("TotalLineTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount"),
            ),
        ),
    ),
    Invariant(
        "reships",
        "INV-6",
        "a reship has a reason and no charge, no tax, no invoice",
        every(
            listed(
                fulfillment.SQL_CHARGED_RESHIPS,
                "FulfillmentOrderLineItem",
                "IsReship of its order is {}, its own {}, ReshipReason {}, amounts {} (minor units)",
            ),
            listed(fulfillment.SQL_INVOICED_RESHIPS, "FulfillmentOrder", "a reship, and it has invoice {}"),
        ),
    ),
    Invariant("closed-orders", "INV-14", "a closed fulfillment order has nothing left to ship", stock.closed_orders),
    Invariant(
        "invoice-totals",
        "INV-6",
        "invoice and credit memo = Σ lines = what they bill",
        every(
            differing(money.SQL_INVOICE_TOTALS, "Invoice", _BILL),
            differing(money.SQL_INVOICED_ORDERS, "Invoice", ("TotalAmountWithTax", "FulfillmentOrder")),
            differing(money.SQL_INVOICED_CHANGES, "Invoice", ("TotalAmountWithTax", "the invoice of its change order")),
            listed(money.SQL_INVOICES_OF_NOTHING, "Invoice", "{} bills no fulfillment order and no change order"),
            differing(money.SQL_CREDIT_MEMO_TOTALS, "CreditMemo", _BILL),
        ),
    ),
    Invariant(
        "invoice-balances",
        "INV-6",
        "balance = total − payments and credits applied, − refunds done",
        every(
            differing(money.SQL_INVOICE_BALANCES, "Invoice", ("NetPaymentsApplied", "NetCreditsApplied", "Balance")),
            differing(
                money.SQL_CREDIT_MEMO_BALANCES,
                "CreditMemo",
                ("TotalAmountWithTax", "TotalCreditAmountApplied", "Balance"),
            ),
        ),
    ),
    Invariant(
        "payment-buckets",
        "INV-7",
        "a payment summary = Σ its authorizations, payments, refunds and calls under way",
        differing(
            money.SQL_PAYMENT_SUMMARIES,
            "OrderPaymentSummary",
            _words(
                "AuthorizationAmount AuthorizationReversalAmount CapturedAmount BalanceAmount RefundedAmount "
                "PendingCaptureAmount PendingRefundAmount PendingAuthorizationAmount PendingReverseAuthAmount"
            ),
        ),
    ),
    Invariant(
        "payments",
        "INV-7",
        "captured ≤ authorized, refunded ≤ captured, each = Σ its parts",
        every(
            listed(money.SQL_BEYOND_AUTHORIZED, "PaymentAuthorization", "amount {}, captured {}, reversed {}"),
            listed(money.SQL_BEYOND_CAPTURED, "Payment", "amount {}, applied {}, refunded {}, balance {}"),
            differing(
                money.SQL_AUTHORIZATIONS,
                "PaymentAuthorization",
                ("TotalPaymentCaptureAmount", "TotalAuthReversalAmount"),
            ),
            differing(money.SQL_PAYMENTS, "Payment", ("TotalApplied", "TotalRefundApplied")),
            differing(money.SQL_REFUNDS, "Refund", ("Amount",)),
            listed(money.SQL_CURRENCIES, "OrderPaymentSummary", "money in {}, and the order is in {}"),
        ),
    ),
    Invariant(
        "credit-balances",
        "INV-7",
        "a gift card's balance and reserve = Σ its movements; reserve ≤ balance, and = what orders are promised",
        every(
            differing(credit.SQL_BALANCES, "CreditAccount", ("Balance", "ReservedAmount")),
            listed(credit.SQL_BEYOND, "CreditAccount", "balance {}, reserved {}"),
            differing(credit.SQL_RESERVED, "CreditAccount", ("ReservedAmount",)),
        ),
    ),
    Invariant(
        "credit-movements",
        "INV-7",
        "per order, Σ movements of a gift card = captured − refunded by it; each has one cause",
        every(
            listed(credit.SQL_ORDERS, "CreditAccount", "it paid {} for an order whose payments by it come to {}"),
            listed(credit.SQL_CURRENCIES, "CreditMovement", "it is in {}, and its account in {}"),
            listed(credit.SQL_CAUSES, "CreditMovement", "{}: its cause is not there"),
            listed(credit.SQL_TWICE, "CreditMovement", "{}: {} movements have its cause"),
        ),
    ),
    Invariant(
        "identities",
        "INV-9",
        "what people call an order leads to it, and to no other",
        every(
            listed(order.SQL_LOST_IDENTITIES, "Order", "the reference {} does not lead to it"),
            traces.identities,
            listed(order.SQL_IDENTITIES_OF_NOTHING, "Order", "{} {} leads to no order"),
            listed(order.SQL_SHARED_IDENTITIES, "OrderSummary", "ExternalReferenceIdentifier {} is not its alone"),
        ),
    ),
    Invariant(
        "return-orders",
        "INV-3",
        "units on their way back, and all of a return order, = its lines, change orders and events",
        every(
            differing(back.SQL_INITIATED, "OrderItemSummary", ("QuantityReturnInitiated",)),
            differing(
                back.SQL_LINES,
                "ReturnOrderLineItem",
                _words(
                    "TotalLineAmount TotalLineTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount QuantityReturned"
                ),
            ),
            differing(
                back.SQL_PARTS,
                "ReturnOrderLineItem",
                _words("TotalLineTaxAmount TotalAdjustmentAmount TotalAdjustmentTaxAmount"),
            ),
            differing(back.SQL_TOTALS, "ReturnOrder", _RETURN),
            listed(back.SQL_WRONG_CHANGES, "ReturnOrderLineItem", "its change order does not make this line ({})"),
            listed(back.SQL_RESTOCKED, "ReturnOrderLineItem", "returned {}, its movements make {}, its plan is {}"),
            returns.statuses,
            returns.lines,
        ),
    ),
    Invariant("status-events", "INV-10", "every status change has exactly one event", orders.status_events),
    Invariant(
        "exceptions",
        "INV-10",
        "the count of active exceptions = the active exceptions",
        differing(order.SQL_EXCEPTION_COUNTS, "OrderSummary", ("ActiveProcessExceptionCount",)),
    ),
    Invariant(
        "exports",
        "INV-13",
        "an export is still what was handed over",
        every(stock.exports, listed(fulfillment.SQL_LOST_EXPORTS, "FulfillmentOrder", "its export {} is gone")),
    ),
    Invariant("reachable-states", "INV-14", "no state that the flow cannot reach", orders.reachable_states),
    Invariant(
        "traces",
        "INV-10",
        "what changed is what its event, log or bill says",
        every(
            listed(trace.SQL_APPROVALS, "OrderSummary", "it was approved at a time of which no event tells"),
            listed(trace.SQL_CLOSED_AT_NO_TIME, "FulfillmentOrder", "it was closed at a time of which no event tells"),
            differing(trace.SQL_INVOICED, "FulfillmentOrder", ("InvoiceId",)),
            differing(
                trace.SQL_LAST_LOGS, "OrderPaymentSummary", ("LastPaymentGatewayLogId", "LastPaymentGatewayMessage")
            ),
            differing(trace.SQL_RESHIPPED, "OrderItemSummary", ("QuantityReshipped",)),
            listed(trace.SQL_ANSWERS, "GatewayIntent", "it is {}, and no log of its gateway says so"),
            traces.resolutions,
            traces.exported,
        ),
    ),
    Invariant(
        "exchanges",
        "INV-7",
        "what left an order for an exchange = what came into the other, of the same shopper and currency",
        every(
            listed(
                exchange.SQL_UNEQUAL_SIDES, "Exchange", "{}: reserved {}, the other side says {}, its money moved is {}"
            ),
            listed(exchange.SQL_MOVED_FOR_NOTHING, "Refund", "{} (minor units) left for no exchange"),
            listed(exchange.SQL_PAID_BY_NOTHING, "Payment", "{} (minor units) came from no exchange"),
            listed(exchange.SQL_EXCHANGED_WITH_OTHERS, "Exchange", "shopper, currency or SourceProcess is another"),
        ),
    ),
    Invariant("keys", "INV-9", "the next key of a kind is the one after the last", traces.keys),
    Invariant("constants", "INV-17", "currencies and kinds of records are those of this version", traces.constants),
    Invariant("card-numbers", "INV-16", "no card number in any text", store.card_numbers),
    Invariant("order-seals", "INV-11", "an order's records are those that were written", seals.chains),
    Invariant("record-seals", "INV-11", "set-up, shoppers, notices and exports are as written", seals.records),
    Invariant("integrity", "INV-17", "the database finds itself whole", store.integrity),
    Invariant("foreign-keys", "INV-17", "every reference leads to a record", store.foreign_keys),
    Invariant("store-identity", "INV-17", "the store is an oms store of this schema", store.identity),
    Invariant(
        "gateway-calls",
        "INV-12",
        "no call to a gateway is without an answer",
        listed(money.SQL_UNSETTLED, "GatewayIntent", "{} is {}"),
        finding=True,
    ),
    Invariant("event-times", "INV-15", "an order's events do not go back in time", orders.event_times, finding=True),
    Invariant(
        "holds",
        "INV-14",
        "no order waits on hold",
        listed(order.SQL_HELD, "OrderSummary", "order {} is on hold with {} active exceptions"),
        finding=True,
    ),
)
"""Every invariant; those that are no damage when broken (`finding`) come last."""
