"""A change order that adds to an order: new lines and more units are part of the order's state, to the cent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omscli.domain.adding import NewAdjustment, NewItem, NewTax, add_item, last_line_number, more_units, plan_addition
from omscli.domain.changes import ChangeRequest, Wanted, plan_cancel
from omscli.domain.ids import child_key
from omscli.domain.order_state import DELIVERY_CHARGE, FEE, PRODUCT
from omscli.domain.policy import Policy
from omscli.domain.shares import share_to_cancel
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store.change_orders import load_background
from omscli.store.order_states import load
from tests.builders import SCENE, Shop, Spec, charge
from tests.verified import what_is_broken

KEPT = {
    "line-quantities",
    "line-counters",
    "item-status",
    "order-totals",
    "item-totals",
    "group-totals",
    "amount-buckets",
}
"""What the builders' orders keep too, though they are no whole ones."""


def broken(path):
    return [line for line in what_is_broken(path) if line.partition(":")[0] in KEPT]


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path / "oms.db")
    yield made
    made.database.close()
    assert broken(tmp_path / "oms.db") == []


def change(shop, key, decide, reason="Unknown"):
    """A change order that `decide` makes of the order: (state, new id) → plan."""

    def plan(reader):
        batch = Batch()
        state = load(reader, [key])[key]
        own = Change(batch, SCENE, state)
        decided = decide(state, own.new_id)
        own.set_items(dict(decided.items))
        ChangeOrderWriter(batch, load_background(reader, [key])).write(
            own, decided, ChangeRequest((), reason), Identity()
        )
        own.finish()
        return batch

    shop.run(lambda reader: plan(reader))
    return shop.state(key)


def added(shop, sku="LAMP", type_=PRODUCT, units=2, **values):
    product = shop.product(sku)

    def decide(state, new_id):
        group = state.items[0].group_id
        new = NewItem(group, product, sku, type_, units, 1500, 1500 * units, **values)
        return plan_addition([add_item(new, last_line_number(state.items) + 1, SCENE.now, new_id)])

    return decide


TAXED = {
    "taxes": (NewTax(240, "Sales tax"),),
    "adjustments": (NewAdjustment(-300, "LATE", (NewTax(-24, "Sales tax"),)),),
}


def test_an_added_product_is_a_line_of_the_order_with_its_own_original(shop):
    key = shop.order([Spec("MUG", 3, 1000, (240,)), charge(499, (40,))])
    before = shop.state(key)
    after = change(shop, key, added(shop, **TAXED))
    lamp = after.items[-1]
    assert (lamp.sku, lamp.quantities.ordered, lamp.total_price, lamp.total_tax) == ("LAMP", 2, 2700, 216)
    assert (lamp.added, lamp.billed_apart, before.items[0].added) == (True, False, False)
    assert after.grand_total == before.grand_total + 2916
    assert shop.rows(
        "SELECT related_order_item_id, quantity, total_line_amount FROM order_items WHERE id = ?", lamp.original_id
    ) == [(None, 2, 3000)]
    assert shop.rows("SELECT change_type, is_pre_fulfillment, quantity FROM order_item_summary_changes") == [
        ("Add", 1, 2)
    ]
    assert shop.value("SELECT order_product_line_count FROM order_summaries") == 2
    assert shop.value("SELECT grand_total_amount FROM orders WHERE related_order_id IS NOT NULL") == 2916


def test_an_added_product_is_canceled_and_allocated_like_any_other(shop):
    key = shop.order([Spec("MUG", 1, 1000)])
    change(shop, key, added(shop, **TAXED))
    after = change(shop, key, lambda state, _: plan_cancel(state, ChangeRequest((Wanted("LAMP", 1),), "Unknown")))
    assert (after.items[-1].quantities.canceled, after.items[-1].total_price) == (1, 1350)
    for sku in ("MUG", "LAMP"):
        shop.stock("EAST", sku, 1)
    shop.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions(location="EAST"))
    lamp = shop.state(key).items[-1]
    assert (lamp.quantities.allocated, lamp.line.allocated) == (1, 1500)


def test_more_units_raise_what_was_ordered_and_every_amount(shop):
    key = shop.order([Spec("MUG", 3, 1000, (240,), ((-300, (-24,)),)), charge()])
    before = shop.state(key)

    def decide(state, _):
        return plan_addition([more_units(state.items[0], share_to_cancel(state.items[0], 2))])

    after = change(shop, key, decide)
    mug = after.items[0]
    assert (mug.quantities.ordered, mug.line.amount, mug.total_price, mug.total_tax) == (5, 5000, 4500, 360)
    assert after.grand_total - before.grand_total == 2 * (900 + 72)
    assert (
        change(shop, key, lambda state, _: plan_cancel(state, ChangeRequest((Wanted("MUG"),), "Unknown")))
        .items[0]
        .total_price
        == 0
    )


def test_an_added_delivery_charge_counts_for_its_group(shop):
    key = shop.order([Spec("MUG", 3, 1000)])
    change(shop, key, added(shop, "EXPRESS", DELIVERY_CHARGE, 1))
    assert shop.rows("SELECT total_line_amount FROM order_delivery_group_summaries") == [(1500,)]
    assert shop.value("SELECT order_product_line_count FROM order_summaries") == 1


def test_an_added_fee_is_billed_apart_and_never_allocated(shop):
    key = shop.order([Spec("MUG", 1, 1000)])
    change(shop, key, added(shop, "RESTOCKING", FEE, 1))
    shop.stock("EAST", "MUG", 1)
    shop.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions(location="EAST"))
    fee = shop.state(key).items[-1]
    assert (fee.billed_apart, fee.quantities.allocated, fee.line.allocated) == (True, 0, 0)
    assert shop.rows("SELECT total_fee_amount, grand_total_amount FROM order_summaries") == [(1500, 2500)]


def test_two_changes_of_one_unit_of_work_may_add_and_then_take_off(shop):
    key = shop.order([Spec("MUG", 1, 1000)])
    shop.product("LAMP")

    def plan(reader):
        batch, background = Batch(), load_background(reader, [key])
        state = load(reader, [key])[key]
        for decide in (
            added(shop),
            lambda state, _: plan_cancel(state, ChangeRequest((Wanted("LAMP", 1),), "Unknown")),
        ):
            own = Change(batch, SCENE, state)
            decided = decide(state, own.new_id)
            own.set_items(dict(decided.items))
            ChangeOrderWriter(batch, background).write(own, decided, ChangeRequest((), "Unknown"), Identity())
            own.finish()
            state = own.state
        return batch

    shop.run(lambda reader: plan(reader))
    lamp = shop.state(key).items[-1]
    assert (lamp.quantities.ordered, lamp.quantities.canceled, lamp.total_price) == (2, 1, 1500)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE order_item_summaries SET quantity_ordered = 3 WHERE stock_keeping_unit = 'LAMP'",
        "UPDATE order_item_summaries SET total_line_amount = 2999 WHERE stock_keeping_unit = 'LAMP'",
        "UPDATE order_item_tax_summaries SET amount = amount + 1",
        "UPDATE order_item_adjustment_summaries SET amount = amount + 1",
        "UPDATE order_summaries SET order_product_line_count = 1",
    ],
)
def test_verify_finds_what_is_wrong_with_an_added_item(tmp_path, sql):
    shop = Shop(tmp_path / "oms.db")
    key = shop.order([Spec("MUG", 1, 1000)])
    change(shop, key, added(shop, **TAXED))
    with shop.database.write() as writer:
        writer.run(sql, [()])
    assert broken(tmp_path / "oms.db") != []
    shop.database.close()


def test_ids_of_an_added_item_are_keys_of_its_order(shop):
    key = shop.order([Spec("MUG", 1, 1000)])
    after = change(shop, key, added(shop, **TAXED))
    lamp = after.items[-1]
    assert {one >> 20 for one in (lamp.id, lamp.original_id, lamp.taxes[0].id)} == {key}
    assert replace(lamp, id=child_key(key, 1), original_id=child_key(key, 0)).added is False
