"""Random lives of items with discounts in between: every cent is somewhere once, nothing costs less than nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from omscli.domain.adjusting import AdjustPlan
from omscli.domain.changes import ChangePlan, ChangeRequest, Wanted, plan_cancel, plan_return
from omscli.domain.deallocation import take_off
from omscli.domain.fulfillment_order import roll_up, totals_of_line
from omscli.domain.ids import PREFIXES, encode
from tests.domain.orders import item, shipping
from tests.domain.test_adjusting import Life

cents = st.integers(0, 999)
lines = st.builds(
    lambda units, amount, taxes, discount: item(
        "MUG", units, amount, taxes=taxes, discounts=[-min(discount, amount)] if discount else []
    ),
    st.integers(1, 7),
    cents,
    st.lists(st.integers(0, 99), max_size=2),
    st.integers(0, 300),
)
discounts = st.tuples(
    st.sampled_from(["Percentage", "AmountWithoutTax", "AmountWithTax"]),
    st.integers(1, 100),
    st.sampled_from(["disallowed", "in-fulfillment", "pre-fulfillment"]),
    st.booleans(),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["adjust", "adjust", "allocate", "deallocate", "cancel", "ship", "invoice", "give_back"]),
        st.integers(0, 99),
        st.integers(1, 4),
        discounts,
    ),
    max_size=16,
)


class Story(Life):
    """A life that goes by chance, and the totals of what was invoiced."""

    def __init__(self, *items):
        super().__init__(*items)
        self.billed = {}

    def step(self, kind, pick, units, discount):
        if kind == "adjust":
            self.discount(*discount)
        elif kind == "allocate":
            units = min(units, self.first.quantities.available_to_cancel)
            if units:
                self.allocate(units)
        elif kind in ("cancel", "give_back"):
            wanted = Wanted(encode(PREFIXES["OrderItemSummary"], self.first.id), units)
            rule = plan_cancel if kind == "cancel" else plan_return
            self.change(rule(self.state, ChangeRequest((wanted,), "Unknown")))
        else:
            open_ = [one for one in self.orders.values() if one.is_open and one.lines[0].unshipped]
            if open_:
                getattr(self, f"do_{kind}")(open_[pick % len(open_)], units)

    def discount(self, kind, value, mode, individual):
        before = self.state.grand_total
        number = Decimal(value) if kind == "Percentage" else Decimal(value).scaleb(-1)
        plan = self.adjust(kind, number, mode=mode, individual=individual)
        if isinstance(plan, AdjustPlan):
            assert before - self.state.grand_total == sum(part.grand_total for part in plan.parts.values())
            if kind == "AmountWithTax":
                assert before - self.state.grand_total == number * 100

    def change(self, plan):
        if isinstance(plan, ChangePlan):
            assert plan.total >= 0
            assert plan.total_tax >= 0
            self.state = plan.applied(self.state)

    def do_deallocate(self, order, units):
        if not order.invoiced:
            line = order.lines[0]
            taken = take_off(order, {one.id: one for one in self.state.items}, {line.id: min(units, line.unshipped)})
            self.orders[order.id] = taken.fulfillment_order
            self.take(taken.items)

    def do_ship(self, order, units):
        self.ship(order.id)

    def do_invoice(self, order, units):
        self.orders[order.id] = replace(order, invoiced=True)
        self.billed.setdefault(order.id, total(order))

    def everything_goes(self):
        for order in list(self.orders.values()):
            if order.is_open:
                self.ship(order.id)
        for rule in (plan_cancel, plan_return):
            self.change(rule(self.state, ChangeRequest((), "Unknown")))

    def check(self):
        """The buckets are what the fulfillment orders carry, and nothing carries less than nothing."""
        carried, fulfilled, ahead = {}, {}, {}
        for order in self.orders.values():
            for line in order.lines:
                assert line.amount + line.adjustment >= 0
                assert line.line_tax + line.adjustment_tax >= 0
                for id_, amount, credited in parts(line):
                    carried[id_] = carried.get(id_, 0) + amount
                    fulfilled[id_] = fulfilled.get(id_, 0) + (0 if order.is_open else amount)
                    ahead[id_] = ahead.get(id_, 0) + (-credited if order.is_open else 0)
        for id_, amounts in buckets(self.first):
            found = (carried.get(id_, 0), fulfilled.get(id_, 0), ahead.get(id_, 0))
            assert (amounts.allocated, amounts.fulfilled, amounts.ahead) == found
        for where in ("open", "returnable"):
            assert sum(getattr(amounts, where) for _, amounts in prices(self.first)) >= 0
        assert self.first.total_price >= 0
        assert self.first.total_tax >= 0
        assert all(total(self.orders[key]) == amount for key, amount in self.billed.items())


def total(order):
    return roll_up(totals_of_line(line) for line in order.lines)[-1]


def prices(line):
    yield line.id, line.line
    for part in line.adjustments:
        yield part.id, part.amounts


def buckets(line):
    yield from prices(line)
    for tax in [*line.taxes, *(tax for part in line.adjustments for tax in part.taxes)]:
        yield tax.id, tax.amounts


def parts(line):
    yield line.item_id, line.amount, 0
    for part in line.adjustments:
        yield part.adjustment_id, part.amount, part.credited
    for tax in [*line.taxes, *(tax for part in line.adjustments for tax in part.taxes)]:
        yield tax.tax_id, tax.amount, tax.credited


@settings(max_examples=400)
@given(lines, steps)
def test_whatever_happens_every_cent_is_somewhere_once_and_all_of_it_goes_back(line, moves):
    story = Story(line, shipping(499))
    for move in moves:
        story.step(*move)
        story.check()
    story.everything_goes()
    story.check()
    assert (story.first.total_price, story.first.total_tax) == (0, 0)
    for _, amounts in buckets(story.first):
        assert (amounts.amount, amounts.open, amounts.returnable, amounts.ahead) == (0, 0, 0, 0)
