"""Where an order stands, from its rows: what `oms next`, `oms timeline` and `oms show` explain it from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omscli.domain.excess import excess_funds
from omscli.domain.money import format_minor
from omscli.domain.next_actions import Bill, FulfillmentStanding, ReturnStanding, Standing
from omscli.domain.quantities import FEE, PRODUCT, Quantities
from omscli.store.looking import StoredRow

Rows = Mapping[str, Sequence[StoredRow]]


def standing_of(rows: Rows) -> Standing:
    """The standing of the order whose rows these are (`store/looking.py: rows_of_order`)."""
    order = next(row for row in rows["orders"] if row["related_order_id"] is None)
    name = order["order_reference_number"] or order["order_number"]
    activated = order["status_code"] == "Activated"
    if "order_summaries" not in rows:
        return Standing(name, activated, summarized=False)
    head = rows["order_summaries"][0]
    currency = head["currency_iso_code"]
    sums = _units(rows)
    return Standing(
        name,
        activated,
        summarized=True,
        managed=head["order_life_cycle_type"] == "MANAGED",
        status=head["status"],
        approved=head["approved_date"] is not None,
        suspended=bool(head["is_suspended"]),
        exceptions=tuple(
            (row["process_exception_number"], row["message"])
            for row in rows.get("process_exceptions", ())
            if row["status_category"] == "ACTIVE"
        ),
        **sums,
        fulfillment_orders=_fulfillment_orders(rows),
        unpaid=_open(rows.get("invoices", ()), "invoice_number", currency),
        to_refund=_open(rows.get("credit_memos", ()), "credit_memo_number", currency),
        excess=_excess(rows, head["grand_total_amount"], currency),
        returns=_returns(rows),
        fees=_fees(rows),
        unsettled=sum(row["state"] in ("planned", "sending", "unknown") for row in rows.get("gateway_intents", ())),
    )


def _units(rows: Rows) -> dict[str, Any]:
    items = [row for row in rows.get("order_item_summaries", ()) if row["type"] == PRODUCT]
    found = [
        Quantities(
            row["quantity_ordered"],
            row["quantity_canceled"],
            row["quantity_allocated"],
            row["quantity_shipped"],
            row["quantity_fulfilled"],
            row["quantity_return_initiated"],
            row["quantity_returned"],
            row["quantity_reshipped"],
        )
        for row in items
    ]
    reshippable = [(row["stock_keeping_unit"], q.available_to_reship) for row, q in zip(items, found, strict=True)]
    return {
        "ordered": sum(q.ordered for q in found),
        "canceled": sum(q.canceled for q in found),
        "to_allocate": sum(q.available_to_cancel for q in found),
        "allocated": sum(q.allocated for q in found),
        "fulfilled": sum(q.fulfilled for q in found),
        "returned": sum(q.returned for q in found),
        "returnable": sum(q.available_to_return for q in found),
        "to_reship": tuple((sku, units) for sku, units in reshippable if units > 0),
    }


def _fulfillment_orders(rows: Rows) -> tuple[FulfillmentStanding, ...]:
    lines = rows.get("fulfillment_order_items", ())
    return tuple(
        FulfillmentStanding(
            row["fulfillment_order_number"],
            row["status_category"],
            sum(
                line["quantity"] - line["shipped_quantity"]
                for line in lines
                if line["fulfillment_order_id"] == row["id"] and line["type"] == PRODUCT
            ),
            row["export_id"] is not None,
            row["invoice_id"] is not None,
            bool(row["is_reship"]),
        )
        for row in rows.get("fulfillment_orders", ())
    )


def _fees(rows: Rows) -> tuple[str, ...]:
    """Change orders that added a fee, without those that have their invoice."""
    billed = {row["change_order_id"] for row in rows.get("invoices", ())}
    charging = {
        row["order_id"]
        for row in rows.get("order_items", ())
        if row["type"] == FEE and row["related_order_item_id"] is None
    }
    return tuple(
        row["order_number"]
        for row in rows["orders"]
        if row["related_order_id"] is not None and row["id"] in charging - billed
    )


def _returns(rows: Rows) -> tuple[ReturnStanding, ...]:
    lines = rows.get("return_order_items", ())
    return tuple(
        ReturnStanding(
            row["return_order_number"],
            row["status_category"] == "Draft",
            sum(
                line["quantity_expected"]
                for line in lines
                if line["return_order_id"] == row["id"] and line["type"] == PRODUCT and not line["is_processed"]
            ),
        )
        for row in rows.get("return_orders", ())
        if row["status_category"] in ("Draft", "Activated")
    )


def _open(bills: Sequence[StoredRow], number: str, currency: str) -> tuple[Bill, ...]:
    return tuple(
        Bill(
            row[number],
            f"{format_minor(row['balance'], currency)} {currency}",
            row.get("change_order_id") is not None,
        )
        for row in bills
        if row["balance"] > 0
    )


def _excess(rows: Rows, grand_total: int, currency: str) -> str | None:
    """Captured money that nothing is owed for (D33); what refunds under way will give back is not counted again."""
    summaries = rows.get("order_payment_summaries", ())
    paid = sum(row["captured_amount"] - row["refunded_amount"] for row in summaries)
    amount = excess_funds(paid, grand_total, _not_refunded(rows))
    left = amount - sum(row["pending_refund_amount"] for row in summaries)
    return f"{format_minor(left, currency)} {currency}" if left > 0 else None


def _not_refunded(rows: Rows) -> int:
    """Post-fulfillment change orders whose money is still owed: credit memos with a balance, and those without any."""
    credited = {row["id"] for row in rows.get("credit_memo_change_orders", ())}
    after: set[Any] = {
        row["change_order_id"] for row in rows.get("order_item_summary_changes", ()) if not row["is_pre_fulfillment"]
    }
    uncredited = sum(-row["grand_total_amount"] for row in rows["orders"] if row["id"] in after - credited)
    return int(uncredited + sum(row["balance"] for row in rows.get("credit_memos", ())))
