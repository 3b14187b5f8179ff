"""A discount on an order that stands: how much, on which units, and on which change orders (spec §2.6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from omscli.domain.adjusting import IN, POST, PRE, AdjustPlan, AdjustRequest, plan_adjust
from omscli.domain.allocation import plan_fulfillment_orders
from omscli.domain.change_balances import Funds, change_balances
from omscli.domain.changes import ChangeRequest, Wanted, plan_return
from omscli.domain.discounts import Discount, spread
from omscli.domain.fulfillment import NoticeLine, plan_shipment
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import Amounts
from omscli.domain.rollups import roll_up_header, roll_up_item
from tests.domain.orders import item, order, shipping, with_item
from tests.fulfillment_values import made


class Life:
    """An order with its fulfillment orders, as a history leaves them."""

    def __init__(self, *lines, **options):
        self.state = order(*lines, **options)
        self.orders = {}
        self.ids = count(5000)

    @property
    def first(self):
        return self.state.items[0]

    def take(self, items):
        for one in items.values():
            self.state = with_item(self.state, one)

    def allocate(self, units, invoiced=False):
        one = self.first
        planned, after = plan_fulfillment_orders([one], [(1, ((one.product_id, units),))])
        order_ = made(planned[0], f"FO-{len(self.orders)}", invoiced=invoiced)
        self.orders[order_.id] = order_
        self.take(after)
        return order_.id

    def ship(self, key):
        order_ = self.orders[key]
        notice = [NoticeLine(line.sku, line.unshipped) for line in order_.products]
        plan = plan_shipment(order_, {one.id: one for one in self.state.items}, notice, "backorder")
        self.orders[key] = plan.fulfillment_order
        self.take(plan.items)

    def adjust(self, kind, value, *names, mode="disallowed", individual=False):
        names = names or (self.first.sku,)
        request = AdjustRequest(names, Discount(kind, Decimal(value)), "Unknown", None, mode, individual)
        plan = plan_adjust(self.state, self.orders, request, lambda: next(self.ids))
        if isinstance(plan, AdjustPlan):
            self.take(plan.items)
            self.orders |= plan.orders
        return plan

    def give_back(self, units):
        wanted = Wanted(encode(PREFIXES["OrderItemSummary"], self.first.id), units)
        plan = plan_return(self.state, ChangeRequest((wanted,), "Unknown"))
        self.state = plan.applied(self.state)
        return plan


def off(plan, group):
    """What a change order takes off: (net, tax)."""
    part = plan.parts.get(group)
    return (part.total, part.total_tax) if part else (0, 0)


def codes(plan):
    return [problem.code for problem in plan]


def test_ten_percent_off_a_hundred_with_ten_tax_is_ten_and_one_off_on_a_line_of_its_own():
    """A7, example 26."""
    life = Life(item("MUG", 1, 10000, taxes=[1000]))
    plan = life.adjust("Percentage", 10)
    totals = roll_up_item(life.first)
    assert (life.first.total_price, life.first.total_tax) == (9000, 900)
    assert (totals.adjustment, totals.adjustment_tax) == (-1000, -100)
    assert life.first.line == Amounts(10000)
    assert life.first.taxes[0].amounts == Amounts(1000)
    assert off(plan, PRE) == (1000, 100)
    assert list(plan.parts) == [PRE]
    (line,) = plan.parts[PRE].lines
    assert list(line.adds.values()) == [life.first.taxes[0].original_id]


def test_two_taxes_get_one_combined_tax_line_unless_each_is_asked_for():
    """A8."""
    life = Life(item("MUG", 1, 1000, taxes=[100, 50]))
    life.adjust("Percentage", 10)
    assert [tax.amounts.amount for tax in life.first.adjustments[0].taxes] == [-15]
    life = Life(item("MUG", 1, 1000, taxes=[100, 50]))
    plan = life.adjust("Percentage", 10, individual=True)
    assert [tax.amounts.amount for tax in life.first.adjustments[0].taxes] == [-10, -5]
    assert list(plan.parts[PRE].lines[0].adds.values()) == [tax.original_id for tax in life.first.taxes]


def test_an_amount_without_tax_lowers_the_tax_in_proportion_and_is_reported_positive():
    """A10."""
    life = Life(item("MUG", 1, 1000, taxes=[80]))
    before = life.state
    plan = life.adjust("AmountWithoutTax", 2)
    assert off(plan, PRE) == (200, 16)
    balances = change_balances(roll_up_header(before.items), roll_up_header(life.state.items), Funds())
    assert (balances["totalAdjustedProductAmount"], balances["grandTotalAmount"]) == (200, 216)


def test_a_discount_is_a_line_adjustment():
    """A11."""
    life = Life(item("MUG", 1, 1000))
    life.adjust("AmountWithoutTax", 1)
    assert roll_up_item(life.first).adjustment == -100
    assert roll_up_item(life.first).distributed == 0


@pytest.mark.parametrize("value", ["10.80", "0.01", "3.33", "9.99"])
def test_an_amount_with_tax_is_split_to_the_cent(value):
    life = Life(item("MUG", 3, 1000, taxes=[80]))
    net, tax = off(life.adjust("AmountWithTax", value), PRE)
    assert net + tax == int(Decimal(value) * 100)


def test_all_units_in_fulfillment_are_refused_unless_included():
    """A19."""
    life = Life(item("MUG", 2, 1000))
    life.allocate(2)
    (problem,) = life.adjust("Percentage", 10)
    assert problem.code == "wrong-state"
    assert "all 2 units are in fulfillment" in problem.message
    assert "--allocated-items" in problem.help
    assert off(life.adjust("Percentage", 10, mode="in-fulfillment"), IN) == (100, 0)


def test_units_in_fulfillment_are_ignored_when_disallowed():
    life = Life(item("MUG", 4, 4000))
    life.ship(life.allocate(1))
    life.allocate(2)
    plan = life.adjust("AmountWithoutTax", 3)
    assert {group: off(plan, group) for group in plan.parts} == {PRE: (150, 0), POST: (150, 0)}
    assert not plan.orders


def test_three_groups_make_three_change_orders_evenly_per_unit():
    life = Life(item("MUG", 6, 6000, taxes=[600]))
    life.ship(life.allocate(3))
    key = life.allocate(2)
    plan = life.adjust("AmountWithoutTax", 6, mode="in-fulfillment")
    assert {group: off(plan, group) for group in plan.parts} == {PRE: (100, 10), IN: (200, 20), POST: (300, 30)}
    assert [part.is_pre_fulfillment for part in plan.parts.values()] == [True, True, False]
    (line,) = life.orders[key].lines
    assert (line.adjustment, line.adjustment_tax) == (-200, -20)


def test_units_in_fulfillment_can_join_the_change_order_of_open_units():
    life = Life(item("MUG", 6, 6000))
    life.ship(life.allocate(3))
    life.allocate(2)
    plan = life.adjust("AmountWithoutTax", 6, mode="pre-fulfillment")
    assert {group: off(plan, group) for group in plan.parts} == {PRE: (300, 0), POST: (300, 0)}
    assert life.first.adjustments[0].amounts == Amounts(-300, -200)


def test_units_that_are_invoiced_are_credited_and_their_invoice_stays_as_it_is():
    life = Life(item("MUG", 3, 3000, taxes=[300]))
    life.ship(life.allocate(1))
    key = life.allocate(2, invoiced=True)
    plan = life.adjust("AmountWithoutTax", 3, mode="in-fulfillment")
    assert {group: off(plan, group) for group in plan.parts} == {POST: (300, 30)}
    (line,) = life.orders[key].lines
    assert (line.adjustment, line.adjustment_tax) == (0, 0)
    assert life.first.adjustments[0].amounts == Amounts(-300, 0, 0, 300, 200)
    assert life.give_back(1).grand_total == 1100 - 110
    life.ship(key)
    assert life.give_back(2).grand_total == 2200 - 220
    assert life.state.grand_total == 0


def test_a_discount_on_fulfilled_units_stays_with_them():
    life = Life(item("MUG", 2, 2000))
    life.ship(life.allocate(1))
    life.state = with_item(life.state, life.first)
    life.adjust("AmountWithoutTax", 2)
    post = replace(life.first, adjustments=life.first.adjustments[1:])
    assert [one.amounts for one in life.first.adjustments] == [Amounts(-100), Amounts(-100, 0, 0, 100)]
    assert post.adjustments[0].amounts.open == 0
    key = life.allocate(1)
    assert life.orders[key].lines[0].adjustment == -100


def test_a_discount_on_open_units_is_not_taken_by_the_first_that_is_allocated():
    life = Life(item("MUG", 4, 4000))
    life.ship(life.allocate(2))
    life.adjust("AmountWithoutTax", 4)
    keys = [life.allocate(1), life.allocate(1)]
    assert [life.orders[key].lines[0].adjustment for key in keys] == [-100, -100]


def test_a_delivery_charge_can_be_adjusted():
    life = Life(item("MUG", 1, 1000), shipping(500, taxes=[40]))
    plan = life.adjust("Percentage", 100, "SHIPPING")
    assert off(plan, PRE) == (500, 40)
    assert plan.parts[PRE].change_type == plan.parts[PRE].lines[0].change_type == "DeliveryChargeAdjustment"


@pytest.mark.parametrize(
    ("currency", "kind", "value", "net", "tax"),
    [
        ("JPY", "Percentage", 7, 70, 6),
        ("JPY", "AmountWithTax", 100, 93, 7),
        ("KWD", "AmountWithoutTax", "0.125", 125, 10),
    ],
)
def test_amounts_are_in_the_digits_of_their_currency(currency, kind, value, net, tax):
    life = Life(item("MUG", 3, 1000, taxes=[80]), currency=currency)
    assert off(life.adjust(kind, value), PRE) == (net, tax)


def test_an_amount_with_more_digits_than_its_currency_is_refused():
    assert codes(Life(item("MUG", 1, 1000), currency="JPY").adjust("AmountWithoutTax", "0.5")) == ["bad-amount"]
    assert codes(Life(item("MUG", 1, 1000)).adjust("Percentage", "100.01")) == ["bad-amount"]


def test_nothing_goes_below_zero_and_the_refusal_has_the_numbers():
    (problem,) = Life(item("MUG", 1, 1000, taxes=[80])).adjust("AmountWithoutTax", "10.01")
    assert problem.code == "over-discount"
    assert "10.01 USD and 0.80 tax off MUG is more than the 10.00 and 0.80 tax" in problem.message


def test_a_discount_whose_tax_the_open_units_do_not_have_is_refused():
    life = Life(item("MUG", 2, 1000, taxes=[1]))
    life.allocate(1)  # takes the cent of tax
    assert codes(life.adjust("Percentage", 50)) == ["over-discount"]


def test_a_hundred_percent_is_everything_and_once():
    life = Life(item("MUG", 3, 1000, taxes=[80], discounts=[-1]))
    life.ship(life.allocate(1))
    life.adjust("Percentage", 100)
    assert life.state.grand_total == 0
    assert codes(life.adjust("Percentage", 100)) == ["over-discount"]


def test_what_is_named_wrongly_is_refused():
    life = Life(item("MUG", 1, 1000), item("HAT", 1, 500), item("HAT", 1, 500))
    assert codes(life.adjust("AmountWithoutTax", 1, "MUG", "MUG", "CAP")) == ["duplicate-record", "not-found"]
    assert codes(life.adjust("AmountWithoutTax", 1, "HAT")) == ["ambiguous"]
    assert off(life.adjust("Percentage", 10, "HAT"), PRE) == (100, 0)
    assert codes(Life(item("MUG", 1, 1000), life_cycle="UNMANAGED").adjust("Percentage", 10)) == ["unmanaged"]


def test_a_spread_fills_no_group_beyond_its_room():
    assert spread(100, [1, 1, 1], [100, 100, 100]) == [34, 33, 33]
    assert spread(100, [3, 1], [10, 90]) == [10, 90]
    assert spread(0, [1], [0]) == [0]
    with pytest.raises(ValueError, match="more than there is"):
        spread(11, [1, 1], [5, 5])
