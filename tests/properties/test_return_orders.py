"""Random lives of return orders: no unit and no cent is lost, and what comes back whole leaves exactly nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.change_values import ChangePlan, ChangeRequest, Wanted
from omscli.domain.changes import plan_return
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import PRODUCT
from omscli.domain.return_orders import (
    SUBMITTED,
    ArrivalPlan,
    Arrived,
    Expected,
    ReturnLine,
    ReturnOrder,
    initiated,
    plan_arrival,
    plan_close,
    plan_open,
)
from tests.domain.orders import all_sent, with_item
from tests.properties.test_changes import orders

steps = st.lists(
    st.tuples(
        st.sampled_from(["open", "open", "receive", "receive", "receive", "return", "close"]),
        st.integers(0, 50),
        st.integers(1, 7),
        st.integers(0, 7),
    ),
    max_size=25,
)


class Life:
    """An order that was sent, its return orders, and what its change orders took off."""

    def __init__(self, state, *, reduce):
        self.first = self.state = all_sent(state)
        self.reduce = reduce
        self.open = []
        self.taken = 0
        self.next_id = 10**6

    def step(self, name, number, units, canceled):
        products = [item for item in self.state.items if item.type == PRODUCT]
        if name == "open":
            self.open_for(products[number % len(products)], units)
        elif name == "return":
            self.simple(products[number % len(products)], units)
        elif self.open and name == "receive":
            order = self.open[number % len(self.open)]
            waiting = [line for line in order.lines if line.open]
            if waiting:
                line = waiting[number % len(waiting)]
                back = min(units, line.expected)
                self.arrive(order, line, back, min(canceled, line.expected - back))
        elif self.open:
            self.close(self.open[number % len(self.open)])
        self.check()

    def open_for(self, item, units):
        units = min(units, item.quantities.available_to_return)
        wanted = Expected(encode(PREFIXES["OrderItemSummary"], item.id), units, "Unknown", self.reduce)
        lines, problems = plan_open(self.state, [wanted], managed=True)
        assert bool(problems) == (units == 0)
        for item, count, one in lines:
            self.state = with_item(self.state, initiated(item, count))
            self.next_id += 2
            line = ReturnLine(
                self.next_id, item.id, item.original_id, 1, item.sku, PRODUCT, count, one.reason, self.reduce, False
            )
            self.open.append(ReturnOrder(self.next_id + 1, "RO", True, SUBMITTED, None, (line,)))

    def arrive(self, order, line, back, canceled):
        plan = plan_arrival(self.state, order, [Arrived(line.id, back, canceled, back)])
        assert isinstance(plan, ArrivalPlan)
        assert plan_arrival(self.state, order, [Arrived(line.id, line.expected + 1)])[0].code == "over-return"
        self.take(plan)
        lines = [replace(one, processed=True) if one.id == line.id else one for one in order.lines]
        for rest in plan.rest.values():
            self.next_id += 1
            lines.append(replace(line, id=self.next_id, expected=rest))
        self.open[self.open.index(order)] = replace(order, lines=tuple(lines))

    def take(self, plan):
        for item in plan.items.values():
            self.state = with_item(self.state, item)
        if plan.change:
            self.taken += plan.change.grand_total

    def simple(self, item, units):
        wanted = Wanted(encode(PREFIXES["OrderItemSummary"], item.id), units)
        plan = plan_return(self.state, ChangeRequest((wanted,), "Unknown", None, self.reduce))
        assert isinstance(plan, ChangePlan) == (units <= item.quantities.available_to_return)
        if isinstance(plan, ChangePlan):
            self.state = plan.applied(self.state)
            self.taken += plan.grand_total

    def close(self, order):
        for one in plan_close(order):
            line = next(line for line in order.lines if line.id == one.line_id)
            item = next(item for item in self.state.items if item.id == line.item_id)
            self.state = with_item(self.state, initiated(item, -one.canceled))
        self.open.remove(order)

    def check(self):
        assert self.state.grand_total == self.first.grand_total - self.taken
        waiting = {}
        for order in self.open:
            for line in order.lines:
                if line.open:
                    waiting[line.item_id] = waiting.get(line.item_id, 0) + line.expected
        for item in self.state.items:
            q = item.quantities
            assert q.return_initiated == q.returned + waiting.get(item.id, 0)
            assert 0 <= q.returned <= q.return_initiated <= q.fulfilled


@given(orders(), steps, st.booleans())
def test_return_orders_conserve_every_unit_and_every_cent(state, history, reduce):
    life = Life(state, reduce=reduce)
    for step in history:
        life.step(*step)


@given(orders(), steps)
def test_what_comes_back_whole_leaves_exactly_nothing(state, history):
    life = Life(state, reduce=True)
    for step in history:
        life.step(*step)
    for order in [*life.open]:
        for line in [line for line in order.lines if line.open]:
            now = next(one for one in life.open if one.id == order.id)
            life.arrive(now, line, line.expected, 0)
    for item in life.state.items:
        if item.type == PRODUCT and item.quantities.available_to_return:
            life.simple(item, item.quantities.available_to_return)
    products = [item for item in life.state.items if item.type == PRODUCT]
    assert all(item.quantities.returned == item.quantities.ordered for item in products)
    left = [(item.sku, item.total_price, item.total_tax) for item in life.state.items]
    assert left == [(item.sku, 0, 0) for item in life.state.items]
    assert life.taken == life.first.grand_total
