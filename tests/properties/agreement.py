"""What a store and its model must agree on after every step of a history."""

from __future__ import annotations

from typing import Any

from omscli.services.verify import verify
from omscli.store.db import Database
from tests.properties.model import Order

SQL_STOCK = """SELECT l.external_reference, p.stock_keeping_unit, s.on_hand, s.reserved, s.safety_stock FROM stock s
JOIN locations l ON l.id = s.location_id JOIN products p ON p.id = s.product_id"""


class Agreement:
    """A store, the model's orders by key, and the model's stock: on hand, reserved, safety stock by place and SKU."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.orders: dict[int, Order] = {}
        self.stock = {(place, sku): level for place, sku, *level in self.rows(SQL_STOCK)}

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with self.database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, *values)]

    def item_ids(self, key: int) -> list[int]:
        return [row[0] for row in self.rows("SELECT id FROM order_item_summaries WHERE order_key = ? ORDER BY id", key)]

    def money(self, key: int) -> dict[str, int]:
        sql = """SELECT SUM(captured_amount), SUM(refunded_amount), SUM(pending_refund_amount), SUM(balance_amount),
                 (SELECT COALESCE(SUM(amount), 0) FROM gateway_intents i WHERE i.order_key = s.order_key
                  AND i.state IN ('sending','unknown') AND i.credit_memo_id IS NULL AND i.invoice_id IS NULL)
                 FROM order_payment_summaries s WHERE order_key = ?"""
        names = ("captured", "refunded", "pending", "balance", "pending_excess")
        return {name: value or 0 for name, value in zip(names, self.rows(sql, key)[0], strict=True)}

    def amounts(self, key: int) -> list[list[tuple[int, int, int, int]]]:
        """Per item: line, its taxes, then each discount with its taxes; (left, allocated, fulfilled, returned)."""
        found: dict[int, list[Any]] = {}
        lines = """SELECT id, total_line_amount, allocated_line_amount, fulfilled_line_amount, returned_line_amount
                   FROM order_item_summaries WHERE order_key = ? ORDER BY id"""
        for id_, *line in self.rows(lines, key):
            found[id_] = [tuple(line)]
        columns = "amount, allocated_amount, fulfilled_amount, returned_amount"
        taxes: dict[tuple[int, int | None], list[Any]] = {}
        sql = f"SELECT item_summary_id, adjustment_summary_id, {columns} FROM order_item_tax_summaries"
        for item, discount, *amount in self.rows(f"{sql} WHERE order_key = ? ORDER BY id", key):
            taxes.setdefault((item, discount), []).append(tuple(amount))
        sql = f"SELECT item_summary_id, id, {columns} FROM order_item_adjustment_summaries"
        discounts = self.rows(f"{sql} WHERE order_key = ? ORDER BY id", key)
        for item, parts in found.items():
            parts += taxes.get((item, None), [])
            for _, id_, *amount in (row for row in discounts if row[0] == item):
                parts += [tuple(amount), *taxes.get((item, id_), [])]
        return list(found.values())

    def agree(self) -> None:
        with self.database.read() as reader:
            broken = [r.fields for r in verify(reader) if r.status not in ("ok", "finding")]
        assert not broken, broken
        for key, order in self.orders.items():
            order.check()
            self.agree_on_items(key, order)
            self.agree_on_fulfillments(key, order)
            self.agree_on_money(key, order)
        assert {(place, sku): level for place, sku, *level in self.rows(SQL_STOCK)} == self.stock

    def agree_on_items(self, key: int, order: Order) -> None:
        units = """SELECT quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped, quantity_fulfilled,
                   quantity_returned FROM order_item_summaries WHERE order_key = ? ORDER BY id"""
        amounts = self.amounts(key)
        for index, row in enumerate(self.rows(units, key)):
            item, carried = order.items[index], order.carried(index)
            assert row == order.units(index)
            closed = order.carried(index, closed=True)
            expected = list(zip(order.left(index), carried, closed, item.returned, strict=True))
            assert amounts[index] == expected, (item, amounts[index], expected)
        total = self.rows("SELECT grand_total_amount FROM order_summaries WHERE order_key = ?", key)
        assert total == [(order.grand_total,)]

    def agree_on_fulfillments(self, key: int, order: Order) -> None:
        index = {id_: position for position, id_ in enumerate(self.item_ids(key))}
        sql = """SELECT f.fulfillment_order_number, f.status, f.invoice_id, l.item_summary_id, l.quantity,
                 l.shipped_quantity, l.total_line_amount + l.total_adjustment_amount,
                 l.total_line_tax_amount + l.total_adjustment_tax_amount
                 FROM fulfillment_orders f JOIN fulfillment_order_items l
                 ON l.order_key = f.order_key AND l.fulfillment_order_id = f.id WHERE f.order_key = ?"""
        found = {(row[0], index[row[3]]): (*row[1:3], *row[4:]) for row in self.rows(sql, key)}
        expected = {
            (number, position): (
                one.status, one.invoiced, line.units, line.shipped, *order.items[position].split(line.carries),
            )
            for number, one in order.fulfillments.items()
            for position, line in one.lines.items()
        }  # fmt: skip
        assert found == expected

    def agree_on_money(self, key: int, order: Order) -> None:
        sums = """SELECT authorization_amount, captured_amount, pending_capture_amount, refunded_amount,
                  pending_refund_amount, balance_amount FROM order_payment_summaries WHERE order_key = ?"""
        sql = "SELECT COALESCE(SUM(amount), 0) FROM payments WHERE order_key = ? AND type = 'Sale'"
        sales = self.rows(sql, key)[0][0]
        rows = self.rows(sums, key)
        assert all(amount >= 0 for row in rows for amount in row)
        assert all(refunded + pending <= captured for _, captured, _, refunded, pending, _ in rows)
        promised = sum(row[0] for row in rows)
        assert sum(row[1] + row[2] for row in rows) <= promised + sales
        invoiced = sum(one.total for one in order.fulfillments.values() if one.invoiced is not None)
        bills = self.rows("SELECT total_amount_with_tax, balance FROM invoices WHERE order_key = ?", key)
        assert sum(total for total, _ in bills) == invoiced
        assert all(0 <= balance <= total for total, balance in bills)
        memos = self.rows("SELECT total_amount_with_tax, balance FROM credit_memos WHERE order_key = ?", key)
        assert all(0 <= balance <= total for total, balance in memos)
        refunded = self.rows(
            "SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE order_key = ? AND credit_memo_id IS NOT NULL", key
        )
        assert sum(total - balance for total, balance in memos) == refunded[0][0]
