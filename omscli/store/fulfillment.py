"""Fulfillment orders: `load_fulfillment_orders` reads all of many orders in four queries; changes are stored here too.

`services/fulfillment_changes.py` is the only caller of the updates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from omscli.domain.fulfillment_order import CarriedAdjustment, CarriedTax, FulfillmentOrder, Line
from omscli.domain.ids import decode, order_key_of
from omscli.domain.numbers import parse_human_number
from omscli.errors import nearest, refuse
from omscli.store.db import Reader

SQL_FULFILLMENT_ORDERS = """
SELECT order_key, id, fulfillment_order_number, fulfilled_from_location_id, status, invoice_id, export_id,
       is_reship
FROM fulfillment_orders WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_LINES = """
SELECT order_key, fulfillment_order_id, id, item_summary_id, product_id, stock_keeping_unit, type, quantity,
       shipped_quantity, total_line_amount
FROM fulfillment_order_items WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_LINE_ADJUSTMENTS = """
SELECT id, fulfillment_order_item_id, adjustment_summary_id, amount, credited_amount
FROM fulfillment_order_item_adjustments WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_LINE_TAXES = """
SELECT id, fulfillment_order_item_id, fulfillment_order_item_adjustment_id, tax_summary_id, amount, credited_amount
FROM fulfillment_order_item_taxes WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_UPDATE_FULFILLMENT_ORDER = """
UPDATE fulfillment_orders SET status = ?, status_category = ?, export_id = ?, closed_date = COALESCE(closed_date, ?)
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_FULFILLMENT_ORDER_TOTALS = """
UPDATE fulfillment_orders SET item_count = ?,
  total_product_amount = ?, total_product_tax_amount = ?, total_adjustment_amount = ?, total_adjustment_tax_amount = ?,
  total_delivery_amount = ?, total_delivery_tax_amount = ?, total_delivery_adjust_amount = ?,
  total_delivery_adjust_tax_amount = ?, total_fee_amount = ?, total_fee_tax_amount = ?, total_fee_adjust_amount = ?,
  total_fee_adjust_tax_amount = ?, total_amount = ?, total_tax_amount = ?, grand_total_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_LINE = """
UPDATE fulfillment_order_items SET quantity = ?, shipped_quantity = ? WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_LINE_AMOUNTS = """
UPDATE fulfillment_order_items SET total_line_amount = ?,
  total_line_tax_amount = ?, total_adjustment_amount = ?, total_adjustment_tax_amount = ?
WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_LINE_ADJUSTMENT = """
UPDATE fulfillment_order_item_adjustments SET amount = ? WHERE order_key = ? AND id = ?
"""
SQL_UPDATE_LINE_TAX = "UPDATE fulfillment_order_item_taxes SET amount = ? WHERE order_key = ? AND id = ?"
SQL_COUNT = """
SELECT order_key, COUNT(*) FROM fulfillment_orders WHERE order_key IN :list GROUP BY order_key
"""
SQL_ROUTABLE_GROUPS = """
SELECT g.order_key, g.id, g.delivery_method_id, m.reference_number, g.deliver_to_name, g.deliver_to_street,
       g.deliver_to_city, g.deliver_to_state, g.deliver_to_postal_code, g.deliver_to_country, g.email_address,
       g.phone_number
FROM order_delivery_group_summaries g JOIN delivery_methods m ON m.id = g.delivery_method_id
WHERE g.order_key IN :list ORDER BY g.order_key, g.id
"""
SQL_READY_TO_ALLOCATE = """
SELECT s.order_key FROM order_summaries s
WHERE s.approved_date IS NOT NULL AND s.is_suspended = 0 AND s.active_process_exception_count = 0
  AND s.order_life_cycle_type = 'MANAGED'
  AND EXISTS (SELECT 1 FROM order_item_summaries i WHERE i.order_key = s.order_key AND i.type = 'Order Product'
              AND i.quantity_ordered > i.quantity_canceled + i.quantity_allocated)
  AND NOT EXISTS (SELECT 1 FROM gateway_intents g WHERE g.order_key = s.order_key AND g.state = 'unknown')
ORDER BY s.created_date, s.order_key
"""
SQL_IN_STATUSES = """
SELECT f.order_key, f.id FROM fulfillment_orders f WHERE f.status IN :list AND f.is_suspended = 0
ORDER BY f.created_date, f.order_key, f.id
"""
SQL_NUMBER_OF = "SELECT fulfillment_order_number FROM fulfillment_orders WHERE order_key = ? AND id = ?"
SQL_SOME_NUMBERS = "SELECT fulfillment_order_number FROM fulfillment_orders ORDER BY order_key DESC, id LIMIT 2000"

Orders = dict[int, dict[int, FulfillmentOrder]]
"""Order key → its fulfillment orders by their key, in the order in which they were made."""


class GroupRow(NamedTuple):
    """A delivery group as allocation needs it: how and where to."""

    order_key: int
    id: int
    method_id: int
    method: str
    name: str
    street: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    email: str | None
    phone: str | None


def load_fulfillment_orders(reader: Reader, order_keys: Iterable[int]) -> Orders:
    """All fulfillment orders of these orders with their lines and what they carry; an order without any has none."""
    keys = list(order_keys)
    taxes: dict[tuple[int, int | None], list[CarriedTax]] = defaultdict(list)
    for id_, line_id, adjustment_id, tax_id, amount, credited in reader.rows(SQL_LINE_TAXES, keys):
        taxes[line_id, adjustment_id].append(CarriedTax(id_, tax_id, amount, credited))
    adjustments: dict[int, list[CarriedAdjustment]] = defaultdict(list)
    for id_, line_id, adjustment_id, amount, credited in reader.rows(SQL_LINE_ADJUSTMENTS, keys):
        own = tuple(taxes.get((line_id, id_), ()))
        adjustments[line_id].append(CarriedAdjustment(id_, adjustment_id, amount, own, credited))
    lines: dict[int, list[Line]] = defaultdict(list)
    for _, parent, id_, item, product, sku, type_, quantity, shipped, amount in reader.rows(SQL_LINES, keys):
        own_taxes, own_adjustments = tuple(taxes.get((id_, None), ())), tuple(adjustments.get(id_, ()))
        line = Line(id_, item, product, sku, type_, quantity, shipped, amount, own_taxes, own_adjustments)
        lines[parent].append(line)
    orders: Orders = {}
    for key, id_, number, location, status, invoice, export, reship in reader.rows(SQL_FULFILLMENT_ORDERS, keys):
        held, invoiced = tuple(lines.get(id_, ())), invoice is not None
        order = FulfillmentOrder(id_, number, location, status, invoiced, held, export, reship != 0)
        orders.setdefault(key, {})[id_] = order
    return orders


def counts(reader: Reader, order_keys: Iterable[int]) -> dict[int, int]:
    """How many fulfillment orders each of these orders has; one without any is not in the answer."""
    return dict(reader.rows(SQL_COUNT, list(order_keys)))


def groups_of(reader: Reader, order_keys: Iterable[int]) -> dict[int, list[GroupRow]]:
    """The delivery groups of these orders."""
    groups: dict[int, list[GroupRow]] = {}
    for row in reader.rows(SQL_ROUTABLE_GROUPS, list(order_keys)):
        groups.setdefault(row[0], []).append(GroupRow(*row))
    return groups


def in_statuses(reader: Reader, statuses: Iterable[str]) -> list[int]:
    """The keys of the fulfillment orders in one of these statuses that are not suspended, in (created, id) order."""
    return [row[1] for row in reader.rows(SQL_IN_STATUSES, list(statuses))]


def find_fulfillment_order(reader: Reader, text: str) -> int:
    """The key of the fulfillment order that a number or an id names. Raises `not-found` with the nearest number."""
    decoded = decode(text)
    if decoded and decoded[0] == "FulfillmentOrder":
        if reader.row(SQL_NUMBER_OF, order_key_of(decoded[1]), decoded[1]):
            return decoded[1]
    elif found := find_numbers(reader, [text]):
        return found[text]
    message = f'no fulfillment order is called "{text}"'
    raise refuse("not-found", message, help=nearest_number(reader, text), done="nothing was changed")


def find_numbers(reader: Reader, numbers: Iterable[str]) -> dict[str, int]:
    """The keys of the fulfillment orders with these numbers, by the text that was asked for."""
    asked: dict[str, int] = {}
    for number in numbers:
        parsed = parse_human_number(number)
        if parsed and parsed[0] == "FulfillmentOrder":
            asked[number] = parsed[1]
    rows = reader.rows(SQL_FULFILLMENT_ORDERS, sorted(set(asked.values())))
    known = {(row[0], row[2]): row[1] for row in rows}
    return {number: known[key, number.upper()] for number, key in asked.items() if (key, number.upper()) in known}


def nearest_number(reader: Reader, text: str) -> str:
    """The way out for a number that names nothing: the nearest one that does."""
    guess = nearest(text, [row[0] for row in reader.rows(SQL_SOME_NUMBERS)])
    return f"did you mean {guess}?" if guess else "`oms list fulfillment-orders` shows them"
