"""The steps of a history that move money: invoices, funds, credit memos, refunds, and a gateway that may not answer."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from omscli.documents.edits import Edit
from omscli.domain.adjusting import AdjustRequest
from omscli.domain.discounts import Discount
from omscli.domain.editing import QuantityEdit
from omscli.domain.ids import PREFIXES, encode
from omscli.services.adjust import plan_adjustments
from omscli.services.credit_memos import plan_credit_memo
from omscli.services.edit import plan_edit
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import FEES, Excess, ensure_refunds, refund_excess
from omscli.services.invoice import plan_invoice
from omscli.services.promises import reverse
from omscli.services.reconcile import ready_to_reconcile, reconcile
from omscli.services.scene import Scene
from omscli.services.unit import Result, submit
from tests.properties.agreement import Agreement
from tests.properties.model import Fulfillment
from tests.properties.money_model import Call, Money
from tests.properties.order_documents import DIGITS

SCRIPTS: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    ("approve", []),
    ("approve", []),
    ("decline", [{"then": "decline"}]),
    ("decline", [{"then": "unreachable"}]),
    ("unknown", [{"then": "timeout", "behind": "approve"}]),
    ("unknown", [{"then": "timeout", "behind": "decline"}]),
)
"""What the gateway says to every call of a step, and the mock's script for it."""
STATUSES = {"approve": "updated", "decline": "rejected", "unknown": "unknown"}


class MoneySteps(Agreement):
    """What moves money, and the choices that every step makes."""

    now: int

    @property
    def scene(self) -> Scene:
        return Scene(self.now, "tester", "test")

    def run(self, plan: Any, *arguments: Any) -> list[Result]:
        return submit(self.database, lambda reader: plan(reader, *arguments)).results

    def some_order(self, dice: random.Random, fits: Callable[[int], bool] = bool) -> int:
        """An order, nine times of ten one where the step can do something."""
        fitting = [key for key in self.orders if fits(key)]
        return dice.choice(fitting if fitting and dice.random() < 0.9 else list(self.orders))

    def some_fulfillment(
        self, dice: random.Random, fits: Callable[[Fulfillment], bool] = bool
    ) -> tuple[int, int, str] | None:
        """A fulfillment order, nine times of ten one where the step can do something."""
        found = self.rows("SELECT order_key, id, fulfillment_order_number FROM fulfillment_orders ORDER BY id")
        fitting = [one for one in found if fits(self.orders[one[0]].fulfillments[one[2]])]
        chosen = fitting if fitting and dice.random() < 0.9 else found
        return dice.choice(chosen) if chosen else None

    def script(self, dice: random.Random) -> str:
        said, script = dice.choice(SCRIPTS)
        os.environ["OMS_MOCK_SCRIPT"] = json.dumps(script)
        return said

    def answered(self, money: Money, said: str, expected: tuple[str, list[Call]], results: list[Result]) -> None:
        """A step asked the gateway for what the model says, and the model hears the same answer."""
        status, calls = expected
        for call in calls:
            money.answer(call, said)
        assert [result.status for result in results] == [STATUSES[said] if calls else status], (results, expected)

    def do_invoice(self, dice: random.Random) -> Iterable[Result]:
        unbilled = [(k, fee) for k, purse in self.purses.items() for fee in purse.fees if fee not in purse.fee_invoices]
        if unbilled and dice.random() < 0.4:
            return self.bill_fees(*dice.choice(unbilled))
        chosen = self.some_fulfillment(dice, lambda one: one.invoiced is None and one.status == "Fulfilled")
        return self.invoice(*chosen) if chosen else []

    def bill_fees(self, key: int, change_order: int) -> list[Result]:
        results = self.run(plan_invoice, [change_order], self.scene)
        assert [result.status for result in results] == ["created"], results
        assert results[0].key
        purse = self.purses[key]
        purse.fee_invoices[change_order] = results[0].key
        purse.invoices[results[0].key] = [purse.fees[change_order]] * 2
        return results

    def invoice(self, key: int, id_: int, number: str) -> list[Result]:
        fulfillment = self.orders[key].fulfillments[number]
        units = sum(line.units for line in fulfillment.lines.values())
        allowed = fulfillment.status != "Cancelled" and fulfillment.invoiced is None
        allowed = allowed and units > 0 and fulfillment.total >= 0 and not fulfillment.reship
        results = self.run(plan_invoice, [id_], self.scene)
        assert (results[0].status == "created") == allowed, results
        if allowed:
            assert results[0].key
            fulfillment.invoiced = results[0].key
            self.purses[key].invoices[results[0].key] = [fulfillment.total, fulfillment.total]
        return results

    def do_fund(self, dice: random.Random) -> Iterable[Result]:
        found = [(key, id_) for key, purse in self.purses.items() for id_ in purse.invoices]
        found = [(key, id_) for key, id_ in found if self.purses[key].invoices[id_][1] or dice.random() < 0.1]
        if not found:
            return []
        key, id_ = dice.choice(found)
        said, expected = self.script(dice), self.purses[key].fund(id_)
        results = list(ensure_funds(self.database, submit, [id_], self.scene))
        self.answered(self.purses[key], said, expected, results)
        return results

    def do_credit(self, dice: random.Random) -> Iterable[Result]:
        return self.credit(self.some_order(dice, lambda key: self.purses[key].not_credited > 0))

    def credit(self, key: int) -> list[Result]:
        """A credit memo of all returns and discounts of an order that have none."""
        sql = """SELECT DISTINCT c.change_order_id FROM order_item_summary_changes c WHERE c.order_key = ?
                 AND c.is_pre_fulfillment = 0 ORDER BY 1"""
        returns = [row[0] for row in self.rows(sql, key)]
        results = self.run(plan_credit_memo, returns, self.scene) if returns else []
        purse = self.purses[key]
        made = [result for result in results if result.status == "created"]
        assert len(made) == (1 if purse.not_credited else 0), (results, purse)
        for result in made:
            assert result.key
            purse.memos[result.key] = [purse.not_credited, purse.not_credited]
            purse.not_credited = 0
        return results

    def do_refund(self, dice: random.Random) -> Iterable[Result]:
        found = [(key, id_) for key, purse in self.purses.items() for id_ in purse.memos]
        found = [(key, id_) for key, id_ in found if self.purses[key].memos[id_][1] or dice.random() < 0.1]
        if not found:
            return []
        key, id_ = dice.choice(found)
        to_pay = sorted(self.purses[key].fee_invoices.values()) if dice.random() < 0.7 else []
        said, expected = self.script(dice), self.purses[key].refund_memo(id_, to_pay)
        results = list(ensure_refunds(self.database, submit, [id_], self.scene, FEES if to_pay else ()))
        self.answered(self.purses[key], said, expected, results)
        return results

    def do_excess(self, dice: random.Random) -> Iterable[Result]:
        key = self.some_order(dice, lambda key: self.purses[key].excess(self.orders[key].grand_total) > 0)
        asked = dice.choice((None, None, dice.randint(1, 2000)))
        said, expected = self.script(dice), self.purses[key].refund_excess(self.orders[key].grand_total, asked)
        results = list(refund_excess(self.database, submit, [Excess(key, asked)], self.scene))
        self.answered(self.purses[key], said, expected, results)
        return results

    def do_reverse(self, dice: random.Random) -> Iterable[Result]:
        key = self.some_order(dice, lambda key: any(one.usable for one in self.purses[key].promises))
        said, expected = self.script(dice), self.purses[key].reverse(self.orders[key].grand_total)
        results = list(reverse(self.database, submit, [key], self.scene))
        self.answered(self.purses[key], said, expected, results)
        return results

    def do_reconcile(self, dice: random.Random) -> Iterable[Result]:
        with self.database.read() as reader:
            calls = ready_to_reconcile(reader, self.now)
        open_ = [(purse, call) for purse in self.purses.values() for call in purse.calls]
        assert len(calls) == len(open_)
        if dice.random() < 0.8:
            self.now += 3600_000
        behind, patience = dice.choice(("approve", "decline")), dice.choice((1, 99))
        os.environ["OMS_MOCK_SCRIPT"] = json.dumps([{"then": "timeout", "behind": behind, "attempts": patience}])
        results = list(reconcile(self.database, submit, calls, self.scene))
        said = []
        for purse, call in open_:
            call.attempt += 1
            said.append(behind if call.attempt > patience else "unknown")
            purse.answer(call, said[-1])
        assert sorted(result.status for result in results) == sorted(STATUSES[one] for one in said)
        return results

    def do_adjust(self, dice: random.Random) -> Iterable[Result]:
        """A discount on one item: in percent or an amount, on some units or all."""
        key = self.some_order(dice)
        order = self.orders[key]
        index = dice.randrange(len(order.items))
        kind = dice.choice(("Percentage", "AmountWithoutTax", "AmountWithTax"))
        mode, individual = dice.choice(("disallowed", "in-fulfillment", "pre-fulfillment")), dice.random() < 0.4
        value = dice.choice((1, 10, 33, 50, 100)) if kind == "Percentage" else dice.choice((1, 2, 5, 99, 1000))
        digits = 0 if kind == "Percentage" else DIGITS[self.currencies[key]]
        item = encode(PREFIXES["OrderItemSummary"], self.item_ids(key)[index])
        discount = Discount(kind, Decimal(value).scaleb(-digits))  # type: ignore[arg-type]
        request = AdjustRequest((item,), discount, "Unknown", None, mode, individual)  # type: ignore[arg-type]
        before = order.grand_total
        expected = order.adjust(index, kind, value, mode, individual)
        results = self.run(plan_adjustments, [key], request, self.scene)
        assert (results[0].status == "updated") == (expected is not None), (results, expected)
        if expected is not None:
            self.purses[key].not_credited += expected
            reported = results[0].fields["changeBalances"]["grandTotalAmount"]
            assert int(reported.scaleb(-reported.as_tuple().exponent)) == before - order.grand_total
        return results

    def do_edit(self, dice: random.Random) -> Iterable[Result]:
        """An item of which nothing is on a fulfillment order gets more units, or fewer, or none."""
        key = self.some_order(dice, lambda key: not self.orders[key].fulfillments)
        order = self.orders[key]
        index, units = dice.randrange(len(order.items)), dice.choice((0, 1, 2, 3, 5, 8))
        item = encode(PREFIXES["OrderItemSummary"], self.item_ids(key)[index])
        edit = Edit("Unknown", None, None, "", ((QuantityEdit(item, units), ()),), (), (), lambda _: None)
        before = order.grand_total
        allowed = order.edit(index, units)
        results = self.run(plan_edit, key, edit, self.scene)
        assert (results[0].status == "updated") == allowed, (results, units)
        if allowed:
            reported = results[0].fields["changeBalances"]["grandTotalAmount"]
            assert int(reported.scaleb(-reported.as_tuple().exponent)) == before - order.grand_total
        return results
