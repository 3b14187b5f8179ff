"""The steps of a history that move money: invoices, funds, credit memos, refunds, and a gateway that may not answer."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from typing import Any

from omscli.services.credit_memos import plan_credit_memo
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import Excess, ensure_refunds, refund_excess
from omscli.services.invoice import plan_invoice
from omscli.services.reconcile import ready_to_reconcile, reconcile
from omscli.services.scene import Scene
from omscli.services.unit import Result, submit
from tests.properties.agreement import Agreement

SCRIPTS: tuple[list[dict[str, Any]], ...] = (
    [],
    [],
    [{"then": "decline"}],
    [{"then": "unreachable"}],
    [{"then": "timeout", "behind": "approve"}],
    [{"then": "timeout", "behind": "decline"}],
)


class MoneySteps(Agreement):
    """What moves money, and the choices that every step makes."""

    now: int

    @property
    def scene(self) -> Scene:
        return Scene(self.now, "tester", "test")

    def run(self, plan: Any, *arguments: Any) -> list[Result]:
        return submit(self.database, lambda reader: plan(reader, *arguments)).results

    def some_order(self, dice: random.Random) -> int:
        return dice.choice(list(self.orders))

    def some_fulfillment(self, dice: random.Random) -> tuple[int, int, str] | None:
        found = self.rows("SELECT order_key, id, fulfillment_order_number FROM fulfillment_orders ORDER BY id")
        return dice.choice(found) if found else None

    def script(self, dice: random.Random) -> None:
        os.environ["OMS_MOCK_SCRIPT"] = json.dumps(dice.choice(SCRIPTS))

    def do_invoice(self, dice: random.Random) -> Iterable[Result]:
        chosen = self.some_fulfillment(dice)
        return self.invoice(*chosen) if chosen else []

    def invoice(self, key: int, id_: int, number: str) -> list[Result]:
        fulfillment = self.orders[key].fulfillments[number]
        units = sum(line.units for line in fulfillment.lines.values())
        allowed = fulfillment.status != "Cancelled" and fulfillment.invoiced is None
        allowed = allowed and units > 0 and fulfillment.total >= 0
        results = self.run(plan_invoice, [id_], self.scene)
        assert (results[0].status == "created") == allowed, results
        if allowed:
            fulfillment.invoiced = results[0].key
        return results

    def do_fund(self, dice: random.Random) -> Iterable[Result]:
        found = self.rows("SELECT id, order_key, balance FROM invoices ORDER BY id")
        if not found:
            return []
        id_, key, balance = dice.choice(found)
        captured, in_hand = self.money(key)["captured"], self.money(key)["balance"]
        self.script(dice)
        results = list(ensure_funds(self.database, submit, [id_], self.scene))
        if results[0].status == "updated":
            assert self.rows("SELECT balance FROM invoices WHERE id = ?", id_) == [(0,)]
            assert max(0, balance - in_hand) <= self.money(key)["captured"] - captured <= balance
        return results

    def do_credit(self, dice: random.Random) -> Iterable[Result]:
        return self.credit(self.some_order(dice))

    def credit(self, key: int) -> list[Result]:
        """Credit memos of all returns of an order that have none."""
        sql = """SELECT DISTINCT c.change_order_id FROM order_item_summary_changes c WHERE c.order_key = ?
                 AND c.is_pre_fulfillment = 0 ORDER BY 1"""
        returns = [row[0] for row in self.rows(sql, key)]
        return self.run(plan_credit_memo, returns, self.scene) if returns else []

    def do_refund(self, dice: random.Random) -> Iterable[Result]:
        found = self.rows("SELECT id FROM credit_memos ORDER BY id")
        self.script(dice)
        return list(ensure_refunds(self.database, submit, [dice.choice(found)[0]], self.scene)) if found else []

    def do_excess(self, dice: random.Random) -> Iterable[Result]:
        key = self.some_order(dice)
        asked = dice.choice((None, None, dice.randint(1, 2000)))
        self.script(dice)
        owed, before = max(0, self.owed(key)), self.money(key)
        results = list(refund_excess(self.database, submit, [Excess(key, asked)], self.scene))
        moved = self.money(key)
        gone = moved["refunded"] + moved["pending"] - before["refunded"] - before["pending"]
        assert 0 <= gone <= max(0, owed - before["pending_excess"])
        return results

    def owed(self, key: int) -> int:
        """D33, with the total of the model."""
        money = self.money(key)
        sql = "SELECT COALESCE(SUM(balance), 0) FROM credit_memos WHERE order_key = ?"
        not_credited = """SELECT COALESCE(SUM(-o.grand_total_amount), 0) FROM orders o WHERE o.order_key = ?
            AND o.id IN (SELECT change_order_id FROM order_item_summary_changes WHERE is_pre_fulfillment = 0)
            AND o.id NOT IN (SELECT id FROM credit_memo_change_orders)"""
        waiting = self.rows(sql, key)[0][0] + self.rows(not_credited, key)[0][0]
        return int(money["captured"] - money["refunded"] - self.orders[key].grand_total - waiting)

    def do_reconcile(self, dice: random.Random) -> Iterable[Result]:
        with self.database.read() as reader:
            calls = ready_to_reconcile(reader, self.now)
        if dice.random() < 0.8:
            self.now += 3600_000
        timeout = [{"then": "timeout", "behind": dice.choice(("approve", "decline")), "attempts": dice.choice((1, 99))}]
        os.environ["OMS_MOCK_SCRIPT"] = json.dumps(timeout)
        return list(reconcile(self.database, submit, calls, self.scene))
