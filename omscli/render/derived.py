"""Fields of a record that are no columns: quantities, prices and …WithTax twins, each by its one rule of `domain/`.

A function here takes the row of its table (column → value) and, where a field is a sum over other records, the finder
of those. `Money` marks an amount in minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from omscli.domain.ids import PREFIXES, encode
from omscli.domain.payment_buckets import Buckets
from omscli.domain.quantities import PRODUCT, Quantities
from omscli.domain.rollup_values import ItemRollup, TypeRollup

Stored = Mapping[str, Any]
Find = Callable[[str, str, int], Iterable[Stored]]
"""(table, column, key) → the rows of the same order whose column is that key."""


class Money(NamedTuple):
    """An amount in minor units of the record's currency."""

    minor: int


def _of_item(row: Stored, _: Find) -> dict[str, Any]:
    q = Quantities(
        row["quantity_ordered"],
        row["quantity_canceled"],
        row["quantity_allocated"],
        row["quantity_shipped"],
        row["quantity_fulfilled"],
        row["quantity_return_initiated"],
        row["quantity_returned"],
        row["quantity_reshipped"],
    )
    rollup = ItemRollup(
        row["total_line_amount"],
        row["total_line_tax_amount"],
        row["total_line_adjustment_amount"],
        row["total_line_adjustment_tax_amount"],
        row["total_adjustment_dist_amount"],
        row["total_adjustment_dist_tax_amount"],
    )
    return {
        "TypeCode": type_code(row["type"]),
        "Quantity": q.quantity,
        "QuantityNetOrdered": q.net_ordered,
        "QuantityAvailableToCancel": q.available_to_cancel,
        "QuantityAvailableToFulfill": q.available_to_cancel,
        "QuantityAvailableToReturn": q.available_to_return,
        "QuantityAvailableToReship": q.available_to_reship,
        **_prices(rollup),
    }


def _prices(rollup: ItemRollup) -> dict[str, Any]:
    return {
        "TotalLineAmountWithTax": Money(rollup.line + rollup.line_tax),
        "TotalLineAdjustmentAmtWithTax": Money(rollup.adjustment + rollup.adjustment_tax),
        "TotalAdjustmentDistAmtWithTax": Money(rollup.distributed + rollup.distributed_tax),
        "TotalAdjustmentAmount": Money(rollup.all_adjustments),
        "TotalAdjustmentTaxAmount": Money(rollup.all_adjustments_tax),
        "TotalAdjustmentAmtWithTax": Money(rollup.all_adjustments + rollup.all_adjustments_tax),
        "AdjustedLineAmount": Money(rollup.adjusted_line),
        "AdjustedLineTaxAmount": Money(rollup.adjusted_line_tax),
        "AdjustedLineAmtWithTax": Money(rollup.adjusted_line + rollup.adjusted_line_tax),
        "TotalPrice": Money(rollup.price),
        "TotalTaxAmount": Money(rollup.tax),
        "TotalAmtWithTax": Money(rollup.price + rollup.tax),
    }


def type_code(type_: str) -> str:
    """The code of an item type: fees and delivery charges are charges (spec §1.4)."""
    return "Product" if type_ == PRODUCT else "Charge"


def _of_summary(row: Stored, find: Find) -> dict[str, Any]:
    found: dict[str, Any] = _source(row, find)
    distributed = distributed_tax = 0
    for name in ("product", "delivery", "fee"):
        part = TypeRollup(
            row[f"total_{name}_amount"],
            row[f"total_{name}_tax_amount"],
            row[f"total_adjusted_{name}_amount"],
            row[f"total_adjusted_{name}_tax_amount"],
            row[f"total_{name}_adj_dist_amount"],
            row[f"total_{name}_adj_dist_tax_amount"],
        )
        title = name.title()
        found[f"Total{title}AmountWithTax"] = Money(part.total + part.total_tax)
        found[f"TotalAdj{title}AmtWithTax"] = Money(part.adjusted + part.adjusted_tax)
        found[f"Total{title}AdjDistAmtWithTax"] = Money(part.distributed + part.distributed_tax)
        distributed += part.distributed
        distributed_tax += part.distributed_tax
    found["TotalAdjDistAmount"] = Money(distributed)
    found["TotalAdjDistTaxAmount"] = Money(distributed_tax)
    found["TotalAdjDistAmountWithTax"] = Money(distributed + distributed_tax)
    return found


def _of_group(row: Stored, _: Find) -> dict[str, Any]:
    line, line_tax = row["total_line_amount"], row["total_line_tax_amount"]
    adjustment, adjustment_tax = row["total_adjustment_amount"], row["total_adjustment_tax_amount"]
    return {
        "TotalLineAmountWithTax": Money(line + line_tax),
        "TotalAdjustmentAmtWithTax": Money(adjustment + adjustment_tax),
        "TotalAmount": Money(line + adjustment),
        "TotalTaxAmount": Money(line_tax + adjustment_tax),
        "GrandTotalAmount": Money(line + adjustment + line_tax + adjustment_tax),
    }


def _of_promotion(row: Stored, _: Find) -> dict[str, Any]:
    return {"GrandTotalAmount": Money(row["total_amount"] + row["total_tax_amount"])}


def _taxed_by(table: str, column: str) -> Callable[[Stored, Find], dict[str, Any]]:
    """The tax on an adjustment, from the tax lines that name it."""

    def derive(row: Stored, find: Find) -> dict[str, Any]:
        tax = sum(line["amount"] for line in find(table, column, row["id"]))
        return {"TotalTaxAmount": Money(tax), "TotalAmtWithTax": Money(row["amount"] + tax)}

    return derive


def _of_order_item(row: Stored, find: Find) -> dict[str, Any]:
    taxes = list(find("order_item_taxes", "order_item_id", row["id"]))
    sums = [row["total_line_amount"], _tax_on(taxes, None), 0, 0, 0, 0]
    for adjustment in find("order_item_adjustments", "order_item_id", row["id"]):
        group = adjustment["adjustment_group_id"]
        header = group is not None and any(
            found["type"] == "Header" for found in find("order_adjustment_groups", "id", group)
        )
        at = 4 if header else 2
        sums[at] += adjustment["amount"]
        sums[at + 1] += _tax_on(taxes, adjustment["id"])
    rollup = ItemRollup(*sums)
    stored = {
        "TotalLineTaxAmount": Money(rollup.line_tax),
        "TotalLineAdjustmentAmount": Money(rollup.adjustment),
        "TotalLineAdjustmentTaxAmount": Money(rollup.adjustment_tax),
        "TotalAdjustmentDistAmount": Money(rollup.distributed),
        "TotalAdjustmentDistTaxAmount": Money(rollup.distributed_tax),
    }
    return {"TypeCode": type_code(row["type"]), **stored, **_prices(rollup)}


def _tax_on(taxes: Iterable[Stored], adjustment_id: int | None) -> int:
    return sum(tax["amount"] for tax in taxes if tax["adjustment_id"] == adjustment_id)


def _reserved(row: Stored, find: Find) -> dict[str, Any]:
    """What an exchange reserved for the order and no invoice has taken yet: the balance of the money that moved here.

    Shown where all of the order is read, and money did move.
    """
    moved = [one for one in find("payments", "order_payment_summary_id", row["id"]) if one["type"] == "Exchange"]
    return {"ReservedBalanceTotalAmount": Money(sum(one["balance"] for one in moved))} if moved else {}


def _source(row: Stored, find: Find) -> dict[str, Any]:
    """The order whose units came back, of one that took their place (SourceProcess Exchange)."""
    sides = [one for one in find("exchanges", "order_key", row["order_key"]) if one["role"] == "Order"]
    return {"SourceOrderSummaryId": encode(PREFIXES["OrderSummary"], sides[0]["other_summary_id"])} if sides else {}


def _of_payment_summary(row: Stored, find: Find) -> dict[str, Any]:
    buckets = Buckets(
        row["pending_authorization_amount"],
        row["authorization_amount"],
        row["pending_reverse_auth_amount"],
        row["authorization_reversal_amount"],
        row["pending_capture_amount"],
        row["captured_amount"],
        row["pending_refund_amount"],
        row["refunded_amount"],
        row["balance_amount"],
    )
    return {
        "AvailableToCaptureAmount": Money(buckets.available_to_capture),
        "AvailableToRefundAmount": Money(buckets.available_to_refund),
        **_reserved(row, find),
    }


def _of_authorization(row: Stored, _: Find) -> dict[str, Any]:
    return {"Balance": Money(row["amount"] - row["captured_amount"] - row["reversed_amount"])}


def _of_payment(row: Stored, _: Find) -> dict[str, Any]:
    return {"NetApplied": Money(row["applied_amount"]), "NetRefundApplied": Money(row["refunded_amount"])}


def _of_fulfillment_order(row: Stored, _: Find) -> dict[str, Any]:
    twins = {
        "TotalProductAmtWithTax": "total_product",
        "TotalAdjustmentAmtWithTax": "total_adjustment",
        "TotalDeliveryAmtWithTax": "total_delivery",
        "TotalDeliveryAdjustAmtWithTax": "total_delivery_adjust",
        "TotalFeeAmtWithTax": "total_fee",
        "TotalFeeAdjustAmtWithTax": "total_fee_adjust",
    }
    return {name: Money(row[f"{column}_amount"] + row[f"{column}_tax_amount"]) for name, column in twins.items()}


def _of_fulfillment_line(row: Stored, _: Find) -> dict[str, Any]:
    line, adjustment = row["total_line_amount"], row["total_adjustment_amount"]
    tax = row["total_line_tax_amount"] + row["total_adjustment_tax_amount"]
    return {
        "TypeCode": type_code(row["type"]),
        "TotalLineAmountWithTax": Money(line + row["total_line_tax_amount"]),
        "TotalAdjustmentAmtWithTax": Money(adjustment + row["total_adjustment_tax_amount"]),
        "TotalPrice": Money(line + adjustment),
        "TotalTaxAmount": Money(tax),
        "TotalAmount": Money(line + adjustment + tax),
    }


def _of_bill(row: Stored, _: Find) -> dict[str, Any]:
    return {
        "TotalChargeAmountWithTax": Money(row["total_charge_amount"] + row["total_charge_tax_amount"]),
        "TotalAdjustmentAmountWithTax": Money(row["total_adjustment_amount"] + row["total_adjustment_tax_amount"]),
    }


def _of_bill_line(row: Stored, _: Find) -> dict[str, Any]:
    return {"ReferenceEntityItemTypeCode": "Product" if row["item_type"] == "OrderProduct" else "Charge"}


def _of_stock(row: Stored, _: Find) -> dict[str, Any]:
    return {"AvailableToFulfill": row["on_hand"] - row["reserved"] - row["safety_stock"]}


DERIVED: dict[str, Callable[[Stored, Find], dict[str, Any]]] = {
    "order_summaries": _of_summary,
    "order_item_summaries": _of_item,
    "order_delivery_group_summaries": _of_group,
    "order_adjustment_group_summaries": _of_promotion,
    "order_item_adjustment_summaries": _taxed_by("order_item_tax_summaries", "adjustment_summary_id"),
    "order_item_adjustments": _taxed_by("order_item_taxes", "adjustment_id"),
    "fulfillment_order_item_adjustments": _taxed_by(
        "fulfillment_order_item_taxes", "fulfillment_order_item_adjustment_id"
    ),
    "order_items": _of_order_item,
    "order_payment_summaries": _of_payment_summary,
    "payment_authorizations": _of_authorization,
    "payments": _of_payment,
    "fulfillment_orders": _of_fulfillment_order,
    "fulfillment_order_items": _of_fulfillment_line,
    "invoices": _of_bill,
    "credit_memos": _of_bill,
    "invoice_lines": _of_bill_line,
    "credit_memo_lines": _of_bill_line,
    "stock": _of_stock,
}
"""Table → what its records have beside their columns."""
