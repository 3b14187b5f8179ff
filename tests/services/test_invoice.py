"""Invoices in a store: rows, refusals, and one invoice a fulfillment order (A16)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omscli.domain.ids import order_key_of
from omscli.domain.policy import Policy
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.invoice import plan_invoice, ready_to_invoice
from omscli.services.unit import preview
from tests.builders import SCENE, Spec, charge
from tests.builders_money import MoneyShop, assert_conserved


@pytest.fixture
def shop(tmp_path):
    made = MoneyShop(tmp_path / "oms.db")
    yield made
    made.database.close()


def order(shop):
    return shop.order([Spec("SHIRT", 2, 5000, (500,), ((-1000, (-50,)),)), charge(500, (25,))])


def test_an_allocated_fulfillment_order_is_invoiced_and_a_second_time_refused(shop):
    key = order(shop)
    (fulfillment_order,) = shop.allocate(key)
    (result,) = shop.run(plan_invoice, [fulfillment_order], SCENE).results
    assert result.status == "created"
    assert order_key_of(result.key) == key
    assert result.fields["InvoiceNumber"] == "INV-0000001"
    assert result.fields["TotalAmountWithTax"] == result.fields["Balance"] == Decimal("99.75")
    assert shop.rows("SELECT invoice_id FROM fulfillment_orders") == [(result.key,)]
    (again,) = shop.run(plan_invoice, [fulfillment_order], SCENE).results
    assert [problem.code for problem in again.problems] == ["already-invoiced"]
    assert shop.value("SELECT COUNT(*) FROM invoices") == 1
    assert_conserved(shop)


def test_the_invoice_has_a_line_per_charge_discount_and_tax(shop):
    key = order(shop)
    shop.invoice(key)
    assert shop.rows(
        "SELECT type, reference_kind, item_type, charge_amount, adjustment_amount, tax_amount, line_amount, quantity "
        "FROM invoice_lines ORDER BY id"
    ) == [
        ("Charge", "OrderItem", "OrderProduct", 10000, 0, 0, 10000, 2),
        ("Tax", "OrderItem", "OrderProduct", 0, 0, 500, 500, None),
        ("Adjustment", "OrderItemAdjustmentLineItem", "OrderProduct", 0, -1000, 0, -1000, None),
        ("Tax", "OrderItemAdjustmentLineItem", "OrderProduct", 0, 0, -50, -50, None),
        ("Charge", "OrderItem", "DeliveryCharge", 500, 0, 0, 500, 1),
        ("Tax", "OrderItem", "DeliveryCharge", 0, 0, 25, 25, None),
    ]
    assert shop.rows(
        "SELECT total_charge_amount, total_adjustment_amount, total_amount, total_tax_amount FROM invoices"
    ) == [(10500, -1000, 9500, 475)]
    assert shop.rows("SELECT invoice_date, due_date, status FROM invoices") == [("2026-01-05", "2026-01-05", "Posted")]


def test_several_groups_give_several_invoices_with_their_own_numbers_that_add_up_to_the_order(shop):
    key = shop.order([Spec("SHIRT", 3, 333, (50,)), charge(499)], [Spec("MUG", 1, 100)])
    results = shop.run(plan_invoice, shop.allocate(key), SCENE).results
    assert [result.fields["InvoiceNumber"] for result in results] == ["INV-0000001", "INV-0000001-2"]
    assert shop.value("SELECT SUM(balance) FROM invoices") == shop.state(key).grand_total


def test_all_means_the_fulfilled_ones_without_an_invoice(shop):
    keys = [order(shop) for _ in range(3)]
    made = [shop.allocate(key)[0] for key in keys]
    with shop.database.write() as writer:
        sql = "UPDATE fulfillment_orders SET status = 'Fulfilled', status_category = 'CLOSED' WHERE id = ?"
        writer.run(sql, [(made[0],), (made[1],)])
    shop.run(plan_invoice, [made[1]], SCENE)
    with shop.database.read() as reader:
        assert ready_to_invoice(reader) == [made[0]]


def test_a_canceled_or_unmanaged_one_is_refused(shop):
    canceled, unmanaged = (shop.allocate(order(shop))[0] for _ in range(2))
    with shop.database.write() as writer:
        sql = "UPDATE fulfillment_orders SET status = 'Cancelled', status_category = 'CANCELLED' WHERE id = ?"
        writer.run(sql, [(canceled,)])
        writer.run("UPDATE order_summaries SET order_life_cycle_type = 'UNMANAGED' WHERE order_key = ?", [(2,)])
    results = shop.run(plan_invoice, [canceled, unmanaged], SCENE).results
    assert [problem.code for result in results for problem in result.problems] == ["wrong-state", "unmanaged"]
    assert shop.value("SELECT COUNT(*) FROM invoices") == 0


def test_a_preview_says_the_same_and_writes_nothing(shop):
    (fulfillment_order,) = shop.allocate(order(shop))
    batch = preview(shop.database, lambda reader: plan_invoice(reader, [fulfillment_order], SCENE))
    assert [result.status for result in batch.results] == ["preview"]
    assert batch.results[0].fields["TotalAmountWithTax"] == Decimal("99.75")
    assert shop.value("SELECT COUNT(*) FROM invoices") == 0


def test_invoices_of_parts_of_a_line_add_up_to_it_to_the_cent(shop):
    """D26: 3 units for 10.00 with 1.00 tax from three places are 3.33, 3.34, 3.33 and 0.33, 0.34, 0.33."""
    key = shop.order([Spec("SHIRT", 3, 333, (100,), ((1, ()),))])
    for place in ("EAST", "NORTH", "WEST"):
        shop.stock(place, "SHIRT", 1)
    with shop.database.write() as writer:
        writer.run("UPDATE locations SET is_active = 0 WHERE external_reference = ?", [("HUB",)])
    shop.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions())
    results = shop.run(plan_invoice, shop.fulfillment_orders(key), SCENE).results
    assert [result.status for result in results] == ["created"] * 3
    totals = shop.rows(
        "SELECT total_charge_amount + total_adjustment_amount, total_tax_amount FROM invoices ORDER BY id"
    )
    assert sum(amount for amount, _ in totals) == 1000
    assert [tax for _, tax in totals] == [33, 34, 33]
    assert shop.value("SELECT SUM(balance) FROM invoices") == shop.state(key).grand_total
