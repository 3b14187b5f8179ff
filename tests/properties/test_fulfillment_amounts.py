"""Whatever is allocated, taken off, canceled and shipped: every cent and every unit is somewhere, once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.allocation import plan_fulfillment_orders
from omscli.domain.deallocation import take_off
from omscli.domain.fulfillment import NoticeLine, plan_shipment
from omscli.domain.fulfillment_order import FulfillmentOrder
from omscli.domain.order_state import PRODUCT, Item
from omscli.domain.shares import moved, share_to_cancel, to_canceled
from tests.fulfillment_values import amounts_of, carried_by, delivery_charge, made, product

cents = st.integers(0, 999)
discounts = st.lists(st.tuples(cents.map(lambda amount: -amount), st.just(())), max_size=2).map(tuple)
taxes = st.lists(cents, max_size=2).map(tuple)


@st.composite
def items(draw):
    lines = [
        product(sku, draw(st.integers(1, 7)), draw(cents), taxes=draw(taxes), discounts=draw(discounts))
        for sku in draw(st.lists(st.sampled_from(["A", "B", "A"]), min_size=1, max_size=3))
    ]
    return [*lines, delivery_charge(draw(cents), draw(taxes))]


steps = st.lists(
    st.tuples(st.sampled_from(["allocate", "deallocate", "cancel", "ship"]), st.integers(0, 99), st.integers(1, 4)),
    max_size=14,
)


@dataclass
class World:
    """One delivery group under a history."""

    items: dict[int, Item]
    orders: list[FulfillmentOrder] = field(default_factory=list)
    shipped: int = 0

    def step(self, kind: str, pick: int, units: int) -> None:
        getattr(self, kind)(pick, units)

    def allocate(self, pick: int, units: int) -> None:
        open_ = [item for item in self.items.values() if item.type == PRODUCT and item.quantities.available_to_cancel]
        if not open_:
            return
        wanted = open_[pick % len(open_)].product_id
        left = sum(item.quantities.available_to_cancel for item in open_ if item.product_id == wanted)
        route = [(1, ((wanted, min(units, left)),))]
        planned, after = plan_fulfillment_orders(list(self.items.values()), route)
        self.items.update(after)
        self.orders += [made(order) for order in planned]

    def deallocate(self, pick: int, units: int) -> None:
        lines = [(order, line) for order in self.orders for line in order.products if order.is_open and line.unshipped]
        if lines:
            order, line = lines[pick % len(lines)]
            taken = take_off(order, self.items, {line.id: min(units, line.unshipped)})
            self._put(taken.fulfillment_order, taken.items)

    def cancel(self, pick: int, units: int) -> None:
        open_ = [item for item in self.items.values() if item.quantities.available_to_cancel]
        if open_:
            item = open_[pick % len(open_)]
            count = min(units, item.quantities.available_to_cancel)
            after = moved(item, share_to_cancel(item, count), to_canceled)
            quantities = replace(item.quantities, canceled=item.quantities.canceled + count)
            self.items[item.id] = replace(after, quantities=quantities)

    def ship(self, pick: int, units: int) -> None:
        open_ = [order for order in self.orders if order.is_open and any(line.unshipped for line in order.products)]
        if open_:
            order = open_[pick % len(open_)]
            line = next(line for line in order.products if line.unshipped)
            policy = "cancel" if pick % 2 else "backorder"
            plan = plan_shipment(order, self.items, [NoticeLine(line.sku, min(units, line.unshipped))], policy)
            self._put(plan.fulfillment_order, plan.items)

    def _put(self, order: FulfillmentOrder, after: dict[int, Item]) -> None:
        self.items.update(after)
        self.orders = [order if known.id == order.id else known for known in self.orders]


@given(items(), steps)
def test_what_is_open_and_what_fulfillment_orders_carry_is_the_item_to_the_cent(lines, history):
    world = World({item.id: item for item in lines})
    for step in history:
        world.step(*step)
        for item in world.items.values():
            carried = carried_by(world.orders, item)
            for amounts, on_orders in zip(amounts_of(item), carried, strict=True):
                assert amounts.allocated == on_orders
                assert amounts.open + on_orders == amounts.amount


@given(items(), steps)
def test_no_share_ever_turns_its_sign(lines, history):
    world = World({item.id: item for item in lines})
    for step in history:
        world.step(*step)
    for item in world.items.values():
        for first, now, carried in zip(
            amounts_of(next(one for one in lines if one.id == item.id)),
            amounts_of(item),
            carried_by(world.orders, item),
            strict=True,
        ):
            sign = 1 if first.amount >= 0 else -1
            assert sign * now.amount >= 0
            assert sign * now.open >= 0
            assert sign * carried >= 0
            assert sign * now.fulfilled >= 0


@given(items(), steps)
def test_units_are_open_canceled_or_on_a_fulfillment_order(lines, history):
    world = World({item.id: item for item in lines})
    for step in history:
        world.step(*step)
        for item in world.items.values():
            q = item.quantities
            of_item = [(order, line) for order in world.orders for line in order.lines if line.item_id == item.id]
            assert q.allocated == sum(line.quantity for _, line in of_item)
            assert q.shipped == sum(line.shipped for _, line in of_item)
            assert q.fulfilled == sum(line.quantity for order, line in of_item if order.status == "Fulfilled")
            assert q.ordered == q.canceled + q.allocated + q.available_to_cancel
            assert q.available_to_cancel >= 0


@given(items(), steps)
def test_an_item_whose_units_are_all_allocated_has_not_a_cent_left_open(lines, history):
    world = World({item.id: item for item in lines})
    for step in history:
        world.step(*step)
        for item in world.items.values():
            if not item.quantities.available_to_cancel:
                assert all(amounts.open == 0 for amounts in amounts_of(item))
            if not item.quantities.allocated:
                assert all(amounts.allocated == 0 for amounts in amounts_of(item))
