"""Records with the records that belong to them: the tree of `oms show --json` (contract §2), declared as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from omscli.domain.ids import child_key
from omscli.render.derived import Stored
from omscli.render.records import record
from omscli.store.fields import FIELDS

WHOLE = None
"""The child table's rows all belong to the parent: it is the order's only record of its kind."""

NESTED: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "order_summaries": (
        ("OrderItemSummaries", "order_item_summaries", WHOLE),
        ("OrderDeliveryGroupSummaries", "order_delivery_group_summaries", WHOLE),
        ("OrderAdjustmentGroupSummaries", "order_adjustment_group_summaries", WHOLE),
        ("OrderPaymentSummaries", "order_payment_summaries", WHOLE),
        ("FulfillmentOrders", "fulfillment_orders", WHOLE),
        ("Invoices", "invoices", WHOLE),
        ("CreditMemos", "credit_memos", WHOLE),
        ("ReturnOrders", "return_orders", WHOLE),
        ("ChangeOrders", "orders", "related_order_id"),
        ("Exchanges", "exchanges", WHOLE),
        ("ProcessExceptions", "process_exceptions", WHOLE),
    ),
    "order_item_summaries": (
        ("Adjustments", "order_item_adjustment_summaries", "item_summary_id"),
        ("Taxes", "order_item_tax_summaries", "item_summary_id"),
        ("Changes", "order_item_summary_changes", "item_summary_id"),
    ),
    "order_item_adjustment_summaries": (("Taxes", "order_item_tax_summaries", "adjustment_summary_id"),),
    "order_payment_summaries": (
        ("PaymentAuthorizations", "payment_authorizations", "order_payment_summary_id"),
        ("Payments", "payments", "order_payment_summary_id"),
        ("Refunds", "refunds", "order_payment_summary_id"),
    ),
    "payment_authorizations": (("PaymentAuthAdjustments", "payment_auth_adjustments", "payment_authorization_id"),),
    "payments": (("PaymentLineInvoices", "payment_line_invoices", "payment_id"),),
    "refunds": (("RefundLinePayments", "refund_line_payments", "refund_id"),),
    "fulfillment_orders": (
        ("FulfillmentOrderLineItems", "fulfillment_order_items", "fulfillment_order_id"),
        ("Shipments", "shipments", "fulfillment_order_id"),
    ),
    "fulfillment_order_items": (
        ("Adjustments", "fulfillment_order_item_adjustments", "fulfillment_order_item_id"),
        ("Taxes", "fulfillment_order_item_taxes", "fulfillment_order_item_id"),
    ),
    "fulfillment_order_item_adjustments": (
        ("Taxes", "fulfillment_order_item_taxes", "fulfillment_order_item_adjustment_id"),
    ),
    "shipments": (("ShipmentItems", "shipment_items", "shipment_id"),),
    "invoices": (("InvoiceLines", "invoice_lines", "invoice_id"),),
    "credit_memos": (
        ("CreditMemoLines", "credit_memo_lines", "credit_memo_id"),
        ("CreditMemoInvApplications", "credit_memo_applications", "credit_memo_id"),
    ),
    "return_orders": (
        ("ReturnOrderLineItems", "return_order_items", "return_order_id"),
        ("Shipments", "shipments", "return_order_id"),
    ),
    "return_order_items": (
        ("Adjustments", "return_order_item_adjustments", "return_order_item_id"),
        ("Taxes", "return_order_item_taxes", "return_order_item_id"),
    ),
    "return_order_item_adjustments": (("Taxes", "return_order_item_taxes", "return_order_item_adjustment_id"),),
    "orders": (
        ("OrderItems", "order_items", "order_id"),
        ("OrderDeliveryGroups", "order_delivery_groups", "order_id"),
        ("OrderAdjustmentGroups", "order_adjustment_groups", "order_id"),
    ),
    "order_items": (
        ("Adjustments", "order_item_adjustments", "order_item_id"),
        ("Taxes", "order_item_taxes", "order_item_id"),
    ),
    "order_item_adjustments": (("Taxes", "order_item_taxes", "adjustment_id"),),
}
"""Parent table → its arrays: name, table, and the column of it that names the parent."""

_METHOD = ("OrderDeliveryMethod", "delivery_methods", ("ReferenceNumber", "Name", "Carrier"))
_ON_ADJUSTMENT = {
    "order_item_tax_summaries": "adjustment_summary_id",
    "order_item_taxes": "adjustment_id",
    "fulfillment_order_item_taxes": "fulfillment_order_item_adjustment_id",
    "return_order_item_taxes": "return_order_item_adjustment_id",
}
"""Tax lines on an adjustment stand under the adjustment, not a second time under its line."""


RELATED: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("orders", "account_id"): ("Account", "accounts", ("Name", "PersonEmail", "Phone")),
    ("order_summaries", "account_id"): ("Account", "accounts", ("Name", "PersonEmail", "Phone")),
    ("orders", "sales_channel_id"): ("SalesChannel", "sales_channels", ("SalesChannelName",)),
    ("order_summaries", "sales_channel_id"): ("SalesChannel", "sales_channels", ("SalesChannelName",)),
    ("order_delivery_groups", "delivery_method_id"): _METHOD,
    ("order_delivery_group_summaries", "delivery_method_id"): _METHOD,
    ("order_items", "product_id"): ("Product2", "products", ("StockKeepingUnit", "Name")),
    ("fulfillment_orders", "fulfilled_from_location_id"): (
        "FulfilledFromLocation",
        "locations",
        ("ExternalReference", "Name"),
    ),
}
"""(table, column) → the relationship that names the set-up record behind it: its name, table and fields."""


class Forest:
    """All rows of one order, by table, and the records that are made of them.

    `names` are the set-up records that the order refers to, by table and key; `labels` what the store calls an order
    status, where it calls it differently.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Stored]],
        names: Mapping[str, Mapping[int, Stored]] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.rows = rows
        self._names, self._labels = names or {}, labels or {}
        heads = rows.get("orders") or rows.get("order_summaries") or ()
        self.currency: str | None = heads[0]["currency_iso_code"] if heads else None
        self._by: dict[tuple[str, str], dict[Any, list[Stored]]] = {}

    def find(self, table: str, column: str, key: int) -> list[Stored]:
        """The rows of a table whose column is that key."""
        index = self._by.get((table, column))
        if index is None:
            index = self._by[table, column] = defaultdict(list)
            for row in self.rows.get(table, ()):
                index[row[column]].append(row)
        return index.get(key, [])

    def record(self, table: str, row: Stored) -> dict[str, Any]:
        """The record alone."""
        shown = record(table, row, self.currency, self.find)
        if table == "order_summaries":
            shown["Status"] = self._labels.get(row["status"], row["status"])
        for (of, column), (name, target, fields) in RELATED.items():
            related = self._names.get(target, {}).get(row[column]) if of == table else None
            if related is not None:
                found = record(target, related, None)
                shown[name] = {field: found[field] for field in fields}
        return shown

    def tree(self, table: str, row: Stored) -> dict[str, Any]:
        """The record with its arrays."""
        shown = self.record(table, row)
        for name, child, column in NESTED.get(table, ()):
            shown[name] = [self.tree(child, found) for found in self._children(table, row, child, column)]
        return shown

    def _children(self, table: str, row: Stored, child: str, column: str | None) -> list[Stored]:
        if child not in FIELDS:
            return []
        found = list(self.rows.get(child, ())) if column is None else self.find(child, column, _parent(table, row))
        on = _ON_ADJUSTMENT.get(child)
        if on is not None and on != column:
            found = [line for line in found if line[on] is None]
        return [line for line in found if not line.get("is_implied")]

    def whole(self) -> dict[str, Any]:
        """What `oms show ORDER` answers: the summary, if there is one, and the original order."""
        shown: dict[str, Any] = {}
        summaries = self.rows.get("order_summaries", ())
        if summaries:
            shown["OrderSummary"] = self.tree("order_summaries", summaries[0])
        for original in self.find("orders", "related_order_id", None):  # type: ignore[arg-type]
            shown["Order"] = self.tree("orders", original)
            if not summaries:
                for name, table in (("PaymentAuthorizations", "payment_authorizations"), ("Payments", "payments")):
                    shown["Order"][name] = [self.tree(table, row) for row in self.rows.get(table, ())]
        return shown


def _parent(table: str, row: Stored) -> int:
    key = child_key(row["order_key"], 0) if table == "order_summaries" else row["id"]
    return int(key)
