"""Records as pages for people: the same values as in JSON, arranged to be read from the top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omscli.render.blocks import Block, Facts, Grid, Heading, Line

Record = Mapping[str, Any]

_ITEM_COLUMNS = {
    "LineNumber": "#",
    "StockKeepingUnit": "SKU",
    "Status": "Status",
    "QuantityOrdered": "Ordered",
    "QuantityCanceled": "Canceled",
    "QuantityAllocated": "Allocated",
    "QuantityShipped": "Shipped",
    "QuantityFulfilled": "Fulfilled",
    "QuantityReturned": "Returned",
    "UnitPrice": "Unit price",
    "TotalPrice": "Total price",
    "TotalTaxAmount": "Tax",
    "TotalAmtWithTax": "Total",
}
_PLACED_COLUMNS = {
    "LineNumber": "#",
    "Product2.StockKeepingUnit": "SKU",
    "Type": "Type",
    "Quantity": "Quantity",
    "UnitPrice": "Unit price",
    "TotalPrice": "Total price",
    "TotalTaxAmount": "Tax",
    "TotalAmtWithTax": "Total",
}
_SECTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "OrderPaymentSummaries",
        "Payments",
        {
            "Method": "Method",
            "AuthorizationAmount": "Authorized",
            "CapturedAmount": "Captured",
            "RefundedAmount": "Refunded",
            "BalanceAmount": "Balance",
            "AvailableToCaptureAmount": "To capture",
            "AvailableToRefundAmount": "To refund",
        },
    ),
    (
        "FulfillmentOrders",
        "Fulfillment orders",
        {
            "FulfillmentOrderNumber": "Number",
            "Status": "Status",
            "FulfilledFromLocation.ExternalReference": "Location",
            "ItemCount": "Items",
            "GrandTotalAmount": "Total",
            "CreatedDate": "Created",
            "ClosedDate": "Closed",
        },
    ),
    (
        "Shipments",
        "Shipments",
        {
            "ShipmentNumber": "Number",
            "Status": "Status",
            "AsnNumber": "ASN",
            "Provider": "Carrier",
            "TrackingNumber": "Tracking",
            "TotalItemsQuantity": "Units",
            "ShipDate": "Shipped",
        },
    ),
    (
        "Invoices",
        "Invoices",
        {
            "InvoiceNumber": "Number",
            "Status": "Status",
            "TotalAmount": "Amount",
            "TotalTaxAmount": "Tax",
            "TotalAmountWithTax": "Total",
            "Balance": "Balance",
            "InvoiceDate": "Date",
        },
    ),
    (
        "CreditMemos",
        "Credit memos",
        {
            "CreditMemoNumber": "Number",
            "Status": "Status",
            "TotalAmountWithTax": "Total",
            "Balance": "Balance",
            "CreditDate": "Date",
        },
    ),
    (
        "ReturnOrders",
        "Returns",
        {"ReturnOrderNumber": "Number", "Status": "Status", "GrandTotalAmount": "Total", "CreatedDate": "Created"},
    ),
    (
        "ChangeOrders",
        "Changes",
        {"OrderNumber": "Number", "GrandTotalAmount": "Total", "TotalTaxAmount": "Tax", "CreatedDate": "Created"},
    ),
    (
        "ProcessExceptions",
        "Exceptions",
        {
            "ProcessExceptionNumber": "Number",
            "Status": "Status",
            "Category": "Category",
            "Message": "Message",
            "CreatedDate": "Created",
        },
    ),
)


def order_page(found: Record, why: str) -> Iterator[Block]:
    """An order: its head, where it goes, its lines with quantities and amounts, its money, and what became of it."""
    summary, order = found.get("OrderSummary"), found.get("Order") or {}
    head = summary or order
    reference = order.get("OrderReferenceNumber")
    status = f"{head['Status']}: {why}" if summary else why
    yield Heading(
        " ".join(text for text in ("Order", head["OrderNumber"], f"({reference})" if reference else "") if text)
    )
    yield Facts(list(_head_facts(head, status)))
    groups = head.get("OrderDeliveryGroupSummaries" if summary else "OrderDeliveryGroups") or ()
    if groups:
        yield Heading("Deliver to")
        yield Facts([(group["DeliverToName"], _address(group)) for group in groups])
    yield Heading("Items")
    if summary:
        yield _grid(summary["OrderItemSummaries"], _ITEM_COLUMNS)
    else:
        yield _grid(order.get("OrderItems") or (), _PLACED_COLUMNS)
    for member, title, columns in _SECTIONS:
        records = _members(head, member)
        if records:
            yield Heading(title)
            yield _grid(records, columns)


def _members(head: Record, member: str) -> Sequence[Record]:
    if member == "Shipments":
        return [shipment for fo in head.get("FulfillmentOrders") or () for shipment in fo["Shipments"]]
    return head.get(member) or ()


def _head_facts(head: Record, status: str) -> Iterator[tuple[str, Any]]:
    currency = head.get("CurrencyIsoCode")
    yield "Status", status
    account, channel = head.get("Account") or {}, head.get("SalesChannel") or {}
    yield "Account", ", ".join(text for text in (account.get("Name"), account.get("PersonEmail")) if text)
    yield "Channel", channel.get("SalesChannelName")
    yield "Ordered", head.get("OrderedDate")
    yield "Amount", f"{head['TotalAmount']} {currency}"
    yield "Tax", f"{head['TotalTaxAmount']} {currency}"
    yield "Grand total", f"{head['GrandTotalAmount']} {currency}"
    yield "Id", head["Id"]


def _address(group: Record) -> str:
    parts = [group.get(f"DeliverTo{part}") for part in ("Street", "PostalCode", "City", "State", "Country")]
    method = (group.get("OrderDeliveryMethod") or {}).get("Name")
    return ", ".join([*(part for part in parts if part), *([f"by {method}"] if method else [])])


def _grid(records: Sequence[Record], columns: Mapping[str, str]) -> Grid:
    rows = [{name: _member(record, name) for name in columns} for record in records]
    return Grid(list(columns), rows, list(columns.values()))


def _member(record: Record, path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def record_page(kind: str, record: Record) -> Iterator[Block]:
    """Any record: its fields that have a value, then its arrays as tables."""
    number = next((record[name] for name in record if name.endswith("Number") and isinstance(record[name], str)), "")
    yield Heading(f"{kind} {number}".rstrip())
    plain = {name: value for name, value in record.items() if not isinstance(value, list | tuple | Mapping)}
    yield Facts([(name, value) for name, value in plain.items() if value is not None])
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield Heading(name)
            yield Facts([(field, inner) for field, inner in value.items() if inner is not None])
        elif isinstance(value, list | tuple) and value:
            yield Heading(name)
            yield _grid(value, {field: field for field in _shown_fields(value[0])})


def _shown_fields(record: Record) -> list[str]:
    """The fields of a nested record that a table has room for: names, quantities and amounts, and its id."""
    fields = [
        name
        for name, value in record.items()
        if not isinstance(value, list | tuple | Mapping) and value is not None and not name.endswith("Id")
    ]
    return [*fields[:9], "Id"]


def lines(texts: Sequence[str]) -> Iterator[Block]:
    """Plain lines."""
    for text in texts:
        yield Line(text)
