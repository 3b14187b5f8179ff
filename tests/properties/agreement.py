"""What a store and its model must agree on after every step of a history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.services.books import Balances, entries_of
from omscli.services.invariants.check import Invariant
from omscli.services.invariants.table import INVARIANTS
from omscli.services.verify import verify
from omscli.store.db import Database
from tests.properties.discount_model import Adjustable
from tests.properties.model import Order
from tests.properties.money_model import Money

SQL_STOCK = """SELECT l.external_reference, p.stock_keeping_unit, s.on_hand, s.reserved, s.safety_stock FROM stock s
JOIN locations l ON l.id = s.location_id JOIN products p ON p.id = s.product_id"""

AT_THE_END = ("integrity", "order-seals", "record-seals", "card-numbers", "keys", "traces", "constants", "foreign-keys")
"""Invariants about the file and every record's traces, costly ones: they are checked when a history ends."""
EVERY_STEP = tuple(invariant for invariant in INVARIANTS if invariant.name not in AT_THE_END)


class Agreement:
    """A store, the model's orders by key, and the model's stock: on hand, reserved, safety stock by place and SKU."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.orders: dict[int, Adjustable] = {}
        self.purses: dict[int, Money] = {}
        self.currencies: dict[int, str] = {}
        self.stock = {(place, sku): level for place, sku, *level in self.rows(SQL_STOCK)}

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with self.database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, *values)]

    def item_ids(self, key: int) -> list[int]:
        return [row[0] for row in self.rows("SELECT id FROM order_item_summaries WHERE order_key = ? ORDER BY id", key)]

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

    def agree(self, invariants: Sequence[Invariant] = EVERY_STEP) -> None:
        with self.database.read() as reader:
            broken = [r.fields for r in verify(reader, invariants) if r.status not in ("ok", "finding")]
        assert not broken, broken
        for key, order in self.orders.items():
            order.check()
            self.agree_on_items(key, order)
            self.agree_on_fulfillments(key, order)
            self.agree_on_money(key, order)
        assert {(place, sku): level for place, sku, *level in self.rows(SQL_STOCK)} == self.stock

    def agree_on_items(self, key: int, order: Order) -> None:
        units = """SELECT quantity_ordered, quantity_canceled, quantity_allocated, quantity_shipped, quantity_fulfilled,
                   quantity_returned, quantity_reshipped FROM order_item_summaries WHERE order_key = ? ORDER BY id"""
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
        purse = self.purses[key]
        sums = """SELECT authorization_amount, pending_capture_amount, captured_amount, pending_refund_amount,
                  refunded_amount, balance_amount FROM order_payment_summaries WHERE order_key = ? ORDER BY id"""
        buckets = self.rows(sums, key)
        assert buckets == [purse.buckets(tender) for tender in range(len(buckets))]
        sql = "SELECT amount, applied_amount, refunded_amount, balance FROM payments WHERE order_key = ? ORDER BY id"
        assert self.rows(sql, key) == [(p.amount, p.applied, p.refunded, p.balance) for p in purse.payments]
        sql = """SELECT amount, captured_amount, reversed_amount FROM payment_authorizations
                 WHERE order_key = ? ORDER BY id"""
        assert self.rows(sql, key) == [(p.amount, p.taken, p.let_go) for p in purse.promises]
        assert all(promise.usable >= 0 for promise in purse.promises)
        for table, bills in (("invoices", purse.invoices), ("credit_memos", purse.memos)):
            sql = f"SELECT id, total_amount_with_tax, balance FROM {table} WHERE order_key = ? ORDER BY id"
            assert self.rows(sql, key) == [(id_, *bill) for id_, bill in sorted(bills.items())]
            assert all(0 <= balance <= total for total, balance in bills.values())
        invoiced = sum(one.total for one in order.fulfillments.values() if one.invoiced is not None)
        invoiced += sum(purse.fees[change] for change in purse.fee_invoices)
        assert sum(total for total, _ in purse.invoices.values()) == invoiced

    def agree_on_books(self) -> None:
        """The books add up to nothing in every currency, and to the model in every account."""
        with self.database.read() as reader:
            balances = Balances()
            for entry in balances.counted(entries_of(reader, list(self.orders))):
                assert sum(posting.amount for posting in entry.postings) == 0
        found: dict[str, int] = {}
        for (account, _), amount in balances.sums.items():
            name = "Clearing" if "Clearing" in account else account.rpartition(":")[2]
            found[name] = found.get(name, 0) + amount
        purses = self.purses.values()
        wanted = {
            "Receivable": sum(balance for purse in purses for _, balance in purse.invoices.values()),
            "Credits": -sum(balance for purse in purses for _, balance in purse.memos.values()),
            "Deposits": -sum(payment.balance for purse in purses for payment in purse.payments),
            "Clearing": sum(purse.paid for purse in purses),
        }
        assert {name: found.get(name, 0) for name in wanted} == wanted
