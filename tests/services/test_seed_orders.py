"""Test orders: always the same for a seed, their sums right, and of every kind that shops see."""

from __future__ import annotations

import pytest

from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.values import order_totals
from omscli.domain.seeding import tax_rule
from omscli.errors import OmsError
from omscli.services.seeding.assortment import Assortment, Charge, Offer
from omscli.services.seeding.orders import make_order
from omscli.services.seeding.states import STATES, steps_to

PRICES = {"USD": 1999, "EUR": 1899, "GBP": 1599, "JPY": 2200, "KWD": 6150, "CHF": 1990}


def offers(price):
    return tuple(Offer(f"SKU-{n}", f"Thing {n}", price * n) for n in range(1, 9))


def charges(price):
    return (Charge("standard", "SHIP", price // 4), Charge("pickup", None, 0))


SHOP = Assortment(
    ("Marketplace", "Web"),
    {currency: offers(price) for currency, price in PRICES.items()},
    {currency: charges(price) for currency, price in PRICES.items()},
    {"USD": 500_000},
    "mock",
)
ORDERS = [make_order(SHOP, 1, number) for number in range(1, 601)]


def test_an_order_follows_from_seed_and_number_alone():
    again = [make_order(SHOP, 1, number) for number in range(600, 0, -1)]
    assert [content_hash(order) for order in ORDERS] == [content_hash(order) for order in reversed(again)]
    assert content_hash(make_order(SHOP, 2, 1)) != content_hash(ORDERS[0])
    assert ORDERS[41].reference == "SEED-1-42"


def test_payments_come_to_the_total():
    for order in ORDERS:
        assert sum(payment.amount for payment in order.payments) == order_totals(order).grand
        assert all(payment.amount > 0 for payment in order.payments)


def test_lines_taxes_and_discounts_add_up():
    for order in ORDERS:
        for group in order.delivery_groups:
            rule = tax_rule(group.deliver_to.country)
            for item in group.items:
                assert item.total_line_amount == item.quantity * item.unit_price
                assert item.total_line_amount + sum(one.amount for one in item.adjustments) >= 0
                assert [tax.amount for tax in item.taxes] == ([rule.on(item.total_line_amount)] if rule else [])
                for one in item.adjustments:
                    assert one.amount < 0
                    assert [tax.amount for tax in one.taxes] == ([rule.on(one.amount)] if rule else [])


def test_an_order_level_discount_is_its_percentage_of_the_merchandise():
    promoted = [order for order in ORDERS if order.adjustment_groups]
    percents = {"WELCOME10": 10, "SPRING15": 15, "THANKS5": 5}
    for order in promoted:
        products = [item for item in order.items if item.type == "Order Product"]
        value = sum(item.total_line_amount for item in products)
        given = sum(one.amount for item in products for one in item.adjustments if one.group == 0)
        assert abs(-given * 100 - value * percents[order.adjustment_groups[0].name]) <= 50
    assert promoted


def test_every_kind_of_order_comes_up():
    assert {order.currency for order in ORDERS} == set(PRICES)
    assert {len(order.delivery_groups) for order in ORDERS} == {1, 2}
    assert {payment.type for order in ORDERS for payment in order.payments} == {"Authorization", "Sale"}
    kinds = {payment.method.kind for order in ORDERS for payment in order.payments}
    assert kinds == {"CardPaymentMethod", "DigitalWallet", "AlternativePaymentMethod"}
    assert {len(order.payments) for order in ORDERS} == {1, 2}
    assert any(group.is_gift for order in ORDERS for group in order.delivery_groups)
    assert any(not order.account.name.isascii() for order in ORDERS)
    products = [sum(item.type == "Order Product" for item in order.items) for order in ORDERS]
    assert set(products) == {1, 2, 3, 4, 5, 6}
    assert {order.sales_channel.text for order in ORDERS} == {"Marketplace", "Web"}


def test_every_order_has_two_units_so_that_it_can_be_shipped_in_part():
    for order in ORDERS:
        assert sum(item.quantity for item in order.items if item.type == "Order Product") >= 2


def test_no_order_is_worth_more_than_half_of_what_the_fraud_check_lets_pass():
    values = [
        sum(item.total_line_amount for item in order.items if item.type == "Order Product")
        for order in ORDERS
        if order.currency == "USD"
    ]
    assert max(values) <= 250_000


def test_a_currency_that_nobody_lives_with_is_still_paid_in():
    shop = Assortment(("Web",), {"SEK": (Offer("A", "A", 100),)}, {}, {}, None)
    order = make_order(shop, 1, 1)
    assert (order.currency, order.payments, order.items[0].product.text) == ("SEK", (), "A")


def test_states_are_found_by_name_and_a_wrong_one_names_the_nearest():
    assert steps_to("placed") == ()
    assert list(STATES)[:3] == ["placed", "summarized", "approved"]
    with pytest.raises(OmsError) as caught:
        steps_to("aproved")
    assert caught.value.problems[0].help.startswith('did you mean "approved"?')
