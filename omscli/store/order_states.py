"""Orders' current state: `load` reads whole orders in four queries, whatever their number.

The statements that change a state stand here too; `services/state_changes.py` is the only caller of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from omscli.domain.order_state import Adjustment, Amounts, Item, OrderState, Quantities, TaxLine
from omscli.store.db import Reader

SQL_SUMMARIES = """
SELECT order_key, order_number, order_reference_number, currency_iso_code, tax_locale_type, order_life_cycle_type,
       status, approved_date IS NOT NULL, is_suspended, active_process_exception_count, routing_attempts, account_id,
       bill_to_contact_id, last_n
FROM order_summaries WHERE order_key IN :list ORDER BY order_key
"""
SQL_ITEMS = """
SELECT order_key, id, delivery_group_summary_id, product_id, stock_keeping_unit, description, type, line_number,
       unit_price, gross_unit_price, original_order_item_id, pricebook_entry_id,
       quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped, quantity_fulfilled,
       quantity_return_initiated, quantity_returned, quantity_reshipped,
       total_line_amount, allocated_line_amount, fulfilled_line_amount, returned_line_amount
FROM order_item_summaries WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_ADJUSTMENTS = """
SELECT id, item_summary_id, adjustment_group_summary_id, is_header, name, original_adjustment_id,
       is_later, amount, allocated_amount, fulfilled_amount, returned_amount, ahead_amount
FROM order_item_adjustment_summaries WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_TAXES = """
SELECT id, item_summary_id, adjustment_summary_id, name, type, rate, tax_effective_date, is_implied, original_tax_id,
       amount, allocated_amount, fulfilled_amount, returned_amount, ahead_amount
FROM order_item_tax_summaries WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_UPDATE_ITEM = """
UPDATE order_item_summaries SET status = ?,
  quantity_ordered = ?, quantity_canceled = ?, quantity_allocated = ?, quantity_shipped = ?, quantity_fulfilled = ?,
  quantity_return_initiated = ?, quantity_returned = ?, quantity_reshipped = ?,
  total_line_amount = ?, allocated_line_amount = ?, fulfilled_line_amount = ?, returned_line_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_ITEM_TOTALS = """
UPDATE order_item_summaries SET total_line_tax_amount = ?, total_line_adjustment_amount = ?,
  total_line_adjustment_tax_amount = ?, total_adjustment_dist_amount = ?, total_adjustment_dist_tax_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_ADJUSTMENT = """
UPDATE order_item_adjustment_summaries SET amount = ?, allocated_amount = ?, fulfilled_amount = ?, returned_amount = ?,
  ahead_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_TAX = """
UPDATE order_item_tax_summaries SET amount = ?, allocated_amount = ?, fulfilled_amount = ?, returned_amount = ?,
  ahead_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_GROUP = """
UPDATE order_delivery_group_summaries SET total_line_amount = ?, total_line_tax_amount = ?,
  total_adjustment_amount = ?, total_adjustment_tax_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_PROMOTION = """
UPDATE order_adjustment_group_summaries SET total_amount = ?, total_tax_amount = ? WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_STANDING = """
UPDATE order_summaries SET status = ?, is_suspended = ?, active_process_exception_count = ?, routing_attempts = ?,
  approved_date = CASE WHEN ? = 1 THEN COALESCE(approved_date, ?) ELSE approved_date END, last_n = ?
WHERE order_key = ?
"""
SQL_SET_PRODUCT_LINES = "UPDATE order_summaries SET order_product_line_count = ? WHERE order_key = ?"
SQL_UPDATE_TOTALS = """
UPDATE order_summaries SET total_product_amount = ?, total_product_tax_amount = ?, total_adjusted_product_amount = ?,
  total_adjusted_product_tax_amount = ?, total_product_adj_dist_amount = ?, total_product_adj_dist_tax_amount = ?,
  total_delivery_amount = ?, total_delivery_tax_amount = ?, total_adjusted_delivery_amount = ?,
  total_adjusted_delivery_tax_amount = ?, total_delivery_adj_dist_amount = ?, total_delivery_adj_dist_tax_amount = ?,
  total_fee_amount = ?, total_fee_tax_amount = ?, total_adjusted_fee_amount = ?, total_adjusted_fee_tax_amount = ?,
  total_fee_adj_dist_amount = ?, total_fee_adj_dist_tax_amount = ?,
  total_amount = ?, total_tax_amount = ?, grand_total_amount = ?
WHERE order_key = ?
"""


def load(reader: Reader, order_keys: Sequence[int]) -> dict[int, OrderState]:
    """The state of each order that has a summary, by order key, in key order; a writer has them to itself from here."""
    keys = list(order_keys)
    reader.hold(keys)
    taxes: dict[tuple[int, int | None], list[TaxLine]] = defaultdict(list)
    for id_, item_id, adjustment_id, name, type_, rate, effective, implied, original, *amounts in reader.rows(
        SQL_TAXES, keys
    ):
        tax = TaxLine(id_, Amounts(*amounts), name, type_, rate, effective, implied != 0, original)
        taxes[item_id, adjustment_id].append(tax)
    adjustments: dict[int, list[Adjustment]] = defaultdict(list)
    for id_, item_id, group_id, header, name, original, later, *amounts in reader.rows(SQL_ADJUSTMENTS, keys):
        own = tuple(taxes.get((item_id, id_), ()))
        line = Adjustment(id_, group_id, header != 0, name, Amounts(*amounts), own, original, later != 0)
        adjustments[item_id].append(line)
    items: dict[int, list[Item]] = defaultdict(list)
    for row in reader.rows(SQL_ITEMS, keys):
        items[row[0]].append(_item(row, adjustments, taxes))
    return {row[0]: _state(row, items.get(row[0], [])) for row in reader.rows(SQL_SUMMARIES, keys)}


def _item(
    row: Any, adjustments: dict[int, list[Adjustment]], taxes: dict[tuple[int, int | None], list[TaxLine]]
) -> Item:
    _, id_, group, product, sku, description, type_, line_number, price, gross, original, entry, *counters = row
    return Item(
        id_,
        group,
        product,
        sku,
        description,
        type_,
        line_number,
        price,
        gross,
        original,
        entry,
        Quantities(*counters[:8]),
        Amounts(*counters[8:]),
        tuple(adjustments.get(id_, ())),
        tuple(taxes.get((id_, None), ())),
    )


def _state(row: Any, items: Iterable[Item]) -> OrderState:
    key, number, reference, currency, locale, cycle, status, approved, suspended, exceptions, *rest = row
    attempts, account, contact, last_n = rest
    return OrderState(
        key,
        number,
        reference,
        currency,
        locale,
        cycle,
        status,
        approved != 0,
        suspended != 0,
        exceptions,
        attempts,
        account,
        contact,
        last_n,
        tuple(items),
    )
