"""Random histories of an order: whatever is allocated, fulfilled, canceled, returned, no cent and no unit is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.changes import ChangePlan, ChangeRequest, Wanted, plan_cancel, plan_return
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import PRODUCT
from omscli.domain.shares import moved, share_to_allocate, to_allocated, to_fulfilled
from omscli.domain.shipping_refund import split_signed
from tests.domain.orders import item, order, shipping, with_item

amounts = st.integers(0, 10_000)
taxes = st.lists(st.integers(0, 900), max_size=2).map(tuple)


@st.composite
def discounts(draw, at_most):
    if not draw(st.booleans()):
        return ()
    amount = draw(st.integers(0, at_most))
    return ((-amount, tuple(-tax for tax in draw(st.lists(st.integers(0, 90), max_size=1))), draw(st.booleans())),)


@st.composite
def orders(draw):
    lines = []
    for group in draw(st.sampled_from(["A", "AB", "ABC"])):
        for _ in range(draw(st.integers(1, 2))):
            amount = draw(amounts)
            cut = draw(discounts(amount))
            lines.append(
                item(f"P{len(lines)}", draw(st.integers(1, 7)), amount, taxes=draw(taxes), discounts=cut, group=group)
            )
        for _ in range(draw(st.integers(0, 2))):
            amount = draw(amounts)
            lines.append(shipping(amount, taxes=draw(taxes), discounts=draw(discounts(amount)), group=group))
    return order(*lines)


steps = st.lists(
    st.tuples(
        st.sampled_from(["allocate", "fulfill", "cancel", "return"]),
        st.integers(0, 20),
        st.integers(1, 7),
        st.booleans(),
    ),
    max_size=25,
)


class History:
    """An order, the allocated shares that are not fulfilled yet, and its change orders."""

    def __init__(self, state):
        self.first = self.state = state
        self.waiting = []
        self.changes = []

    def step(self, name, number, units, refund_shipping):
        line = self.state.items[number % len(self.state.items)]
        if name == "allocate":
            self.allocate(line, min(units, line.quantities.available_to_cancel))
        elif name == "fulfill" and self.waiting:
            self.fulfill(self.waiting.pop(number % len(self.waiting)))
        elif line.type == PRODUCT and name in ("cancel", "return"):
            rule = plan_cancel if name == "cancel" else plan_return
            wanted = Wanted(encode(PREFIXES["OrderItemSummary"], line.id), units)
            self.change(rule(self.state, ChangeRequest((wanted,), "Unknown", None, refund_shipping)))

    def allocate(self, line, units):
        if units:
            share = share_to_allocate(line, units)
            after = moved(line, share, to_allocated)
            counts = replace(after.quantities, allocated=after.quantities.allocated + units)
            self.state = with_item(self.state, replace(after, quantities=counts))
            self.waiting.append(share)

    def fulfill(self, share):
        line = next(one for one in self.state.items if one.id == share.item.id)
        after = moved(line, share, to_fulfilled)
        counts = replace(after.quantities, fulfilled=after.quantities.fulfilled + share.quantity)
        self.state = with_item(self.state, replace(after, quantities=counts))

    def change(self, plan):
        if isinstance(plan, ChangePlan):
            self.changes.append(plan)
            self.state = plan.applied(self.state)

    def everything_goes(self, refund_shipping):
        """Fulfill what waits, then cancel and return all there is."""
        while self.waiting:
            self.fulfill(self.waiting.pop())
        for rule in (plan_cancel, plan_return):
            self.change(rule(self.state, ChangeRequest((), "Unknown", None, refund_shipping)))


def played(state, moves):
    history = History(state)
    for move in moves:
        history.step(*move)
    return history


def amounts_of(line):
    yield line.id, line.line
    for tax in line.taxes:
        yield tax.id, tax.amounts
    for adjustment in line.adjustments:
        yield adjustment.id, adjustment.amounts
        for tax in adjustment.taxes:
            yield tax.id, tax.amounts


def all_amounts(state):
    return {id_: found for line in state.items for id_, found in amounts_of(line)}


def shares_of(share):
    yield share.item.id, share.line
    for tax in share.taxes:
        yield tax.tax.id, tax.amount
    for part in share.adjustments:
        yield part.adjustment.id, part.amount
        for tax in part.taxes:
            yield tax.tax.id, tax.amount


@given(orders(), steps)
def test_the_original_less_all_change_orders_is_the_summary_amount_by_amount(state, moves):
    history = played(state, moves)
    left = {id_: found.amount for id_, found in all_amounts(history.first).items()}
    for plan in history.changes:
        for line in plan.lines:
            for id_, amount in shares_of(line.share):
                left[id_] -= amount
    assert left == {id_: found.amount for id_, found in all_amounts(history.state).items()}
    assert history.first.grand_total - sum(plan.grand_total for plan in history.changes) == history.state.grand_total


@given(orders(), steps)
def test_no_bucket_ever_has_the_wrong_sign(state, moves):
    history = History(state)
    first = all_amounts(state)
    for move in moves:
        history.step(*move)
        for id_, now in all_amounts(history.state).items():
            sign = 1 if first[id_].amount >= 0 else -1
            buckets = (now.amount, now.open, now.allocated - now.fulfilled, now.returnable, now.returned)
            assert min(bucket * sign for bucket in buckets) >= 0, (move, now)


@given(orders(), steps, st.booleans())
def test_canceling_and_returning_everything_in_any_steps_ends_at_zero_products(state, moves, refund_shipping):
    history = played(state, moves)
    history.everything_goes(refund_shipping)
    for line in history.state.items:
        if line.type == PRODUCT:
            assert line.quantities.quantity == 0
            assert {found.amount for _, found in amounts_of(line)} == {0}


@given(orders(), steps.map(lambda moves: [("cancel", number, units, True) for _, number, units, _ in moves]))
def test_canceling_everything_with_shipping_in_any_steps_leaves_no_delivery_charge(state, moves):
    history = played(state, moves)
    history.everything_goes(refund_shipping=True)
    assert set(all_amounts(history.state).values()) <= {
        replace(found, amount=0) for found in all_amounts(state).values()
    }
    assert history.state.grand_total == 0


@given(st.lists(st.integers(-10_000, 10_000), max_size=8), st.integers(0, 1000), st.integers(1, 1000))
def test_a_signed_split_adds_up_and_takes_no_more_of_a_part_than_there_is(parts, numerator, denominator):
    numerator = min(numerator, denominator)
    shares = split_signed(parts, numerator, denominator)
    exact = sum(parts) * numerator / denominator
    assert abs(sum(shares) - exact) <= 0.5
    for part, share in zip(parts, shares, strict=True):
        assert 0 <= share <= part or part <= share <= 0
    if numerator == denominator:
        assert shares == parts
