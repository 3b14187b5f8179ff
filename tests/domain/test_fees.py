"""What a fee comes to, for every amount type of the reference (spec §2.4), and which fees are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omscli.domain.change_values import FEE_TYPES, ChangeRequest, Fee, Wanted
from omscli.domain.changes import plan_cancel, plan_return
from omscli.domain.fees import FeeProduct, plan_fees, size_of_fee
from tests.domain.orders import item, order, sent, shipping

PRODUCTS = {"FEE": FeeProduct(7, "FEE"), "RESTOCKING": FeeProduct(8, "RESTOCKING")}


def fees(state, *asked, wanted=("MUG", 1), each=(), rule=plan_cancel):
    request = ChangeRequest((Wanted(*wanted, each),), "Unknown", fees=asked)
    plan = rule(state, request)
    made, problems = plan_fees(state, plan, request, PRODUCTS)
    assert not (made and problems)
    return [problem.code for problem in problems] or [
        (fee.item.line, sum(tax.amount for tax in fee.item.taxes), fee.item.sku) for fee in made
    ]


def fee(kind, value, **values):
    return Fee(kind, Decimal(str(value)), **values)


MUGS = order(item("MUG", 2, 2000, taxes=[200], discounts=[(-400, (-40,), False)]), shipping(499))
"""Two mugs of 8.00 and 0.80 tax each, after a discount; 10.00 and 1.00 before it."""


@pytest.mark.parametrize(
    ("kind", "value", "net", "tax"),
    [
        ("AmountWithoutTax", "5.00", 500, 50),
        ("AmountWithTax", "5.50", 500, 50),
        ("Percentage", "10", 80, 8),
        ("PercentageGross", "10", 100, 10),
        ("AmountTaxOnly", "0.75", 0, 75),
        ("ProductOnly", "5.00", 500, 0),
    ],
)
def test_every_amount_type_of_the_reference(kind, value, net, tax):
    assert fees(MUGS, fee(kind, value)) == [(net, tax, "FEE")]


def test_every_amount_type_has_its_case():
    mark = next(one for one in test_every_amount_type_of_the_reference.pytestmark if one.name == "parametrize")
    assert {case[0] for case in mark.args[1]} == set(FEE_TYPES)


def test_a_percentage_is_prorated_to_the_changed_quantity():
    assert fees(MUGS, fee("Percentage", 10), wanted=("MUG", 2)) == [(160, 16, "FEE")]


def test_a_fee_on_a_return_is_of_what_comes_back():
    assert fees(sent(MUGS), fee("Percentage", 50), rule=plan_return) == [(400, 40, "FEE")]


def test_fees_of_an_item_come_before_those_of_the_whole_change():
    each = (fee("ProductOnly", 1, product="RESTOCKING"),)
    assert fees(MUGS, fee("ProductOnly", 2), each=each) == [(100, 0, "RESTOCKING"), (200, 0, "FEE")]


def test_a_fee_of_an_item_is_of_its_units_alone():
    state = order(item("MUG", 1, 1000), item("HAT", 1, 4000))
    request = ChangeRequest((Wanted("MUG", 1, (fee("Percentage", 10),)), Wanted("HAT", 1)), "Unknown")
    (made,), _ = plan_fees(state, plan_cancel(state, request), request, PRODUCTS)
    assert made.item.line == 100


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (fee("AmountWithTax", "8.81"), "over-fee"),
        (fee("Percentage", "100.01"), "bad-amount"),
        (fee("AmountWithTax", "0.001"), "bad-amount"),
        (fee("Percentage", "0.01"), "bad-amount"),
        (fee("AmountWithTax", "1", product="NOPE"), "unknown-sku"),
    ],
)
def test_a_fee_that_cannot_be_taken_is_refused(asked, code):
    assert fees(MUGS, asked) == [code]


def test_all_that_goes_off_may_be_kept_as_a_fee():
    assert fees(MUGS, fee("AmountWithTax", "8.80")) == [(800, 80, "FEE")]


def test_a_fee_on_what_is_free_comes_to_nothing_or_is_too_much():
    free = order(item("MUG", 2, 0))
    assert fees(free, fee("Percentage", 10)) == ["bad-amount"]
    assert fees(free, fee("ProductOnly", 1)) == ["over-fee"]


@pytest.mark.parametrize(("currency", "value", "net"), [("JPY", "100", 100), ("KWD", "0.125", 125)])
def test_a_fee_has_the_digits_of_its_currency(currency, value, net):
    state = order(item("MUG", 1, 100_000), currency=currency)
    assert fees(state, fee("ProductOnly", value)) == [(net, 0, "FEE")]


def test_yen_have_no_cents():
    assert fees(order(item("MUG", 1, 1000), currency="JPY"), fee("ProductOnly", "1.5")) == ["bad-amount"]


def test_a_gross_order_has_a_gross_unit_price_and_no_shown_tax_line():
    state = order(item("MUG", 1, 1000, taxes=[190], implied=True), locale="Gross")
    request = ChangeRequest((Wanted("MUG", 1),), "Unknown", fees=(fee("AmountWithTax", "1.19"),))
    (made,), _ = plan_fees(state, plan_cancel(state, request), request, PRODUCTS)
    assert (made.item.unit_price, made.item.gross_unit_price, made.item.taxes[0].implied) == (100, 119, True)


def test_a_change_without_a_product_bears_no_fee():
    state = order(item("MUG", 1, 1000), item("WRAP", 1, 300, kind="Fee"))
    for kind in FEE_TYPES:
        assert fees(state, fee(kind, 1), wanted=("WRAP", 1)) == ["bad-amount"]


def test_halves_round_away_from_zero():
    plan = plan_cancel(order(item("MUG", 1, 1005, taxes=[15])), ChangeRequest((Wanted("MUG", 1),), "Unknown"))
    shares = [line.share for line in plan.lines]
    assert size_of_fee(fee("Percentage", 10), shares, "USD") == (101, 2)
