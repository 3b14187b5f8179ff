"""Cancels and returns, one sentence a rule (D10, D12, D23–D25; cases A9, A12, A14, A15)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omscli.domain.change_balances import NAMES, Funds, change_balances
from omscli.domain.changes import ChangePlan, ChangeRequest, Wanted, plan_cancel, plan_return
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import to_decimal
from omscli.domain.order_state import FEE
from omscli.domain.rollups import roll_up_header
from omscli.domain.statuses import header_status, item_status
from tests.domain.orders import allocated, item, order, sent, shipping


def ask(*wanted, refund_shipping=False, text=None):
    pairs = [one if isinstance(one, tuple) else (one, None) for one in wanted]
    return ChangeRequest(tuple(Wanted(*pair) for pair in pairs), "Unknown", text, refund_shipping)


def cancel(state, *wanted, **options):
    plan = plan_cancel(state, ask(*wanted, **options))
    assert isinstance(plan, ChangePlan), plan
    return plan


def take_back(state, *wanted, **options):
    plan = plan_return(state, ask(*wanted, **options))
    assert isinstance(plan, ChangePlan), plan
    return plan


def refusal(plan):
    assert not isinstance(plan, ChangePlan)
    return [problem.code for problem in plan]


def by_sku(plan):
    return {line.share.item.sku: line.share for line in plan.lines}


def balances(state, plan, paid=0, owed=0):
    after = plan.applied(state)
    owed += 0 if plan.is_pre_fulfillment else plan.grand_total
    found = change_balances(roll_up_header(state.items), roll_up_header(after.items), Funds(paid, owed))
    return {name: to_decimal(amount, state.currency) for name, amount in found.items()}


# ---- how much goes


def test_canceling_some_units_takes_their_share_of_line_discounts_and_taxes():
    state = order(item("MUG", 4, 4000, taxes=[320], discounts=[(-400, [-32], False)]))
    plan = cancel(state, ("MUG", 1))
    share = plan.lines[0].share
    assert (share.line, share.line_tax, share.adjustment, share.adjustment_tax) == (1000, 80, -100, -8)
    assert plan.grand_total == 972
    after = plan.applied(state).items[0]
    assert after.quantities.canceled == 1
    assert (after.total_price, after.total_tax) == (2700, 216)


def test_the_last_unit_takes_the_remainder_so_that_canceling_all_ends_at_zero():
    state = order(item("MUG", 3, 1000, taxes=[100], discounts=[-50]))
    totals = []
    for _ in range(3):
        plan = cancel(state, ("MUG", 1))
        totals.append((plan.total, plan.total_tax))
        state = plan.applied(state)
    assert totals == [(316, 33), (317, 34), (317, 33)]
    assert state.grand_total == 0
    assert state.items[0].line.amount == state.items[0].adjustments[0].amounts.amount == 0


@pytest.mark.parametrize(
    ("currency", "amount", "shares"), [("JPY", 1000, [333, 334, 333]), ("KWD", 10000, [3333, 3334, 3333])]
)
def test_shares_are_whole_minor_units_of_any_currency(currency, amount, shares):
    state = order(item("MUG", 3, amount), currency=currency)
    found = []
    for _ in range(3):
        plan = cancel(state, ("MUG", 1))
        found.append(plan.total)
        state = plan.applied(state)
    assert found == shares


def test_implied_tax_of_gross_prices_shrinks_like_any_tax():
    state = order(item("MUG", 2, 1667, taxes=[333], implied=True), locale="Gross")
    plan = cancel(state, ("MUG", 1))
    assert (plan.total, plan.total_tax) == (834, 167)
    assert plan.lines[0].share.taxes[0].tax.implied
    assert plan.applied(state).grand_total == 999


def test_a_unit_that_was_canceled_never_takes_cents_of_units_in_fulfillment():
    state, share = allocated(order(item("MUG", 3, 1000)), "MUG", 1)
    plan = cancel(state, "MUG")
    assert share.line + plan.total == 1000
    assert plan.applied(state).items[0].line.open == 0


def test_without_a_quantity_all_that_is_available_goes():
    state, _ = allocated(order(item("MUG", 5, 5000)), "MUG", 2)
    assert cancel(state, "MUG").lines[0].share.quantity == 3


def test_all_items_are_all_products_and_fees_but_no_delivery_charge():
    state = order(item("MUG", 1, 1000), item("GIFT-WRAP", 1, 200, kind=FEE), shipping(500))
    plan = plan_cancel(state, ChangeRequest((), "Unknown"))
    assert sorted(by_sku(plan)) == ["GIFT-WRAP", "MUG"]
    assert plan.applied(state).grand_total == 500


def test_a_sku_on_several_lines_is_taken_from_the_lines_in_their_order():
    state = order(item("MUG", 2, 2000), item("HAT", 1, 900), item("MUG", 2, 1800))
    plan = cancel(state, ("MUG", 3))
    assert [(line.share.item.line_number, line.share.quantity) for line in plan.lines] == [(1, 2), (3, 1)]
    assert plan.total == 2900


def test_one_line_of_a_sku_can_be_named_by_its_order_item_summary_id():
    state = order(item("MUG", 2, 2000), item("MUG", 2, 1800))
    plan = cancel(state, (encode(PREFIXES["OrderItemSummary"], state.items[1].id), 1))
    assert [(line.share.item.line_number, line.share.quantity) for line in plan.lines] == [(2, 1)]


def test_an_item_named_twice_in_one_request_is_refused():
    """A23: once by its SKU and once by its id is twice too; two lines of one SKU may be named by their ids."""
    state = order(item("MUG", 3, 3000), item("MUG", 1, 900))
    first, second = (encode(PREFIXES["OrderItemSummary"], line.id) for line in state.items)
    assert refusal(plan_cancel(state, ask(("MUG", 1), ("MUG", 2)))) == ["duplicate-record"]
    assert refusal(plan_return(sent(state), ask("MUG", "MUG"))) == ["duplicate-record"]
    assert refusal(plan_cancel(state, ask(("MUG", 1), (second, 1)))) == ["duplicate-record"]
    assert [line.share.quantity for line in cancel(state, (first, 2), (second, 1)).lines] == [2, 1]


# ---- what follows


def test_canceling_a_whole_order_makes_it_canceled():
    """A14."""
    state = order(item("MUG", 2, 2000))
    after = cancel(state, "MUG").applied(state)
    assert item_status(after.items[0].quantities) == "CANCELED"
    assert header_status(after.items, approved=True, held=False) == "Canceled"


def test_returning_a_fulfilled_order_makes_it_returned_with_both_counters_up():
    """A15."""
    state = sent(order(item("MUG", 2, 2000)))
    assert state.items[0].quantities.available_to_return == 2
    plan = take_back(state, "MUG")
    after = plan.applied(state).items[0].quantities
    assert (after.returned, after.return_initiated, item_status(after)) == (2, 2, "RETURNED")
    assert not plan.is_pre_fulfillment
    assert {line.change_type for line in plan.lines} == {"Return"}


def test_a_return_takes_back_what_the_fulfilled_units_carried():
    state = sent(order(item("MUG", 3, 1000, taxes=[100])), MUG=2)
    plan = take_back(state, "MUG")
    assert (plan.total, plan.total_tax) == (667, 67)
    rest = cancel(plan.applied(state), "MUG")
    assert rest.applied(plan.applied(state)).grand_total == 0


# ---- delivery charges


def a9():
    return order(
        item("A60", 1, 6000, group="A"),
        item("A40", 1, 4000, group="A"),
        item("B50", 1, 5000, group="B"),
        item("B50-2", 1, 5000, group="B"),
        item("C10", 1, 1000, group="C"),
        shipping(1000, group="A", sku="SHIP-A"),
        shipping(2000, group="B", sku="SHIP-B"),
        shipping(700, group="C", sku="SHIP-C"),
    )


@pytest.mark.parametrize(("prepare", "change"), [(sent, take_back), (lambda state: state, cancel)])
def test_the_delivery_charges_of_all_groups_with_changed_items_are_one_pool_spread_by_price(prepare, change):
    """A9: a per-group split would say 16.00."""
    state = prepare(a9())
    plan = change(state, "A60", "B50", refund_shipping=True)
    charges = {sku: share for sku, share in by_sku(plan).items() if sku.startswith("SHIP")}
    assert {sku: share.price for sku, share in charges.items()} == {"SHIP-A": 550, "SHIP-B": 1100}
    assert {share.quantity for share in charges.values()} == {0}
    assert balances(state, plan)["totalAdjustedDeliveryAmount"] == Decimal("16.50")
    assert plan.applied(state).items[7] is state.items[7]
    assert {line.change_type for line in plan.lines} == {plan.change_type, "DeliveryChargeAdjustment"}
    assert plan.applied(state).items[5].quantities == state.items[5].quantities


def test_without_refund_shipping_the_delivery_charge_stays():
    state = order(item("MUG", 1, 1000), shipping(500))
    assert cancel(state, "MUG").applied(state).grand_total == 500


def test_canceling_everything_step_by_step_leaves_no_delivery_charge_behind():
    state = order(item("MUG", 3, 1000), item("HAT", 1, 333), shipping(500, taxes=[47], discounts=[(-101, [-9], True)]))
    for wanted in (("MUG", 1), ("HAT", 1), ("MUG", 1), ("MUG", 1)):
        state = cancel(state, wanted, refund_shipping=True).applied(state)
    assert state.grand_total == 0
    assert state.items[2].line.amount == state.items[2].adjustments[0].amounts.amount == 0


def test_the_shipping_refund_is_rounded_once_for_the_net_and_once_for_the_tax():
    state = order(item("MUG", 3, 900), shipping(500, taxes=[50], sku="S1"), shipping(500, taxes=[50], sku="S2"))
    plan = cancel(state, ("MUG", 1), refund_shipping=True)
    charges = [share for sku, share in by_sku(plan).items() if sku != "MUG"]
    assert [(share.price, share.tax) for share in charges] == [(167, 17), (166, 16)]


def test_a_discount_of_the_delivery_charge_shrinks_with_it():
    state = order(item("MUG", 2, 900), shipping(1000, discounts=[-400]))
    share = by_sku(cancel(state, ("MUG", 1), refund_shipping=True))["SHIPPING"]
    assert (share.line, share.adjustment, share.price) == (500, -200, 300)


def test_free_products_share_the_delivery_charge_by_unit():
    state = order(item("SAMPLE", 3, 0), item("FLYER", 1, 0), shipping(1000))
    assert by_sku(cancel(state, ("SAMPLE", 1), refund_shipping=True))["SHIPPING"].line == 250


def test_a_delivery_charge_on_a_fulfillment_order_stays_and_the_answer_names_it():
    state, _ = allocated(order(item("MUG", 2, 2000), shipping(500, taxes=[40])), "SHIPPING", 1)
    plan = cancel(state, ("MUG", 1), refund_shipping=True)
    assert list(by_sku(plan)) == ["MUG"]
    assert plan.warnings == ("the delivery charge SHIPPING (5.40 USD) is not refunded: it is on a fulfillment order",)


def test_a_delivery_charge_that_is_not_fulfilled_is_not_returned():
    state = sent(order(item("MUG", 2, 2000), shipping(500)), MUG=2)
    plan = take_back(state, "MUG", refund_shipping=True)
    assert plan.warnings == ("the delivery charge SHIPPING (5.00 USD) is not refunded: it has not been fulfilled",)


# ---- change balances


def test_change_balances_have_every_name_and_report_reductions_as_positive():
    """D12."""
    state = order(
        item("MUG", 2, 2000, taxes=[160], discounts=[(-200, [-16], False), (-100, [-8], True)]),
        item("WRAP", 1, 300, taxes=[24], kind=FEE),
        shipping(500, taxes=[40]),
    )
    plan = cancel(state, "MUG", "WRAP", refund_shipping=True)
    found = balances(state, plan, paid=roll_up_header(state.items).grand_total)
    assert tuple(found) == NAMES
    assert {name: str(value) for name, value in found.items()} == {
        "grandTotalAmount": "27.00",
        "totalAmount": "25.00",
        "totalTaxAmount": "2.00",
        "totalAdjustedProductAmount": "18.00",
        "totalAdjustedProductTaxAmount": "1.44",
        "totalAdjProductAmtWithTax": "19.44",
        "totalAdjustedDeliveryAmount": "5.00",
        "totalAdjustedDeliveryTaxAmount": "0.40",
        "totalAdjDeliveryAmtWithTax": "5.40",
        "totalAdjustmentDistributedAmount": "-1.00",
        "totalAdjustmentDistributedTaxAmount": "-0.08",
        "totalAdjDistAmountWithTax": "-1.08",
        "totalFeeAmount": "3.00",
        "totalFeeTaxAmount": "0.24",
        "totalRequiredFundsAmount": "0.00",
        "totalExcessFundsAmount": "27.00",
        "totalRefundableAmount": "27.00",
    }


def test_two_cancels_without_a_refund_between_report_20_then_40_of_excess_funds():
    """A12, the change half: excess is that of the whole order."""
    state = order(item("MUG", 5, 10000))
    first = cancel(state, ("MUG", 1))
    assert balances(state, first, paid=10000)["totalExcessFundsAmount"] == 20
    state = first.applied(state)
    assert balances(state, cancel(state, ("MUG", 1)), paid=10000)["totalExcessFundsAmount"] == 40


def test_a_return_is_refundable_through_its_change_order_and_is_no_excess():
    state = sent(order(item("MUG", 5, 10000)))
    found = balances(state, take_back(state, ("MUG", 1)), paid=10000)
    assert (found["totalExcessFundsAmount"], found["totalRefundableAmount"]) == (0, 20)


def test_what_was_never_captured_is_not_refundable():
    state = order(item("MUG", 5, 10000))
    found = balances(state, cancel(state, "MUG"))
    assert (found["grandTotalAmount"], found["totalRefundableAmount"]) == (100, 0)


# ---- refusals


def test_more_than_is_available_is_refused_with_the_numbers_and_the_way_to_free_units():
    """D10."""
    state, _ = allocated(order(item("MUG", 5, 5000)), "MUG", 3)
    state = cancel(state, ("MUG", 1)).applied(state)
    (problem,) = plan_cancel(state, ask(("MUG", 3)), {state.items[0].id: [("FO-0000042", 1), ("FO-0000042-2", 2)]})
    assert problem.code == "over-cancel"
    assert problem.message == (
        "order WEB-1: 3 of MUG cannot be canceled, 1 can (5 ordered, 1 canceled, 3 in fulfillment)"
    )
    assert problem.help == (
        "take them off their fulfillment order first: `oms deallocate FO-0000042:MUG=1 FO-0000042-2:MUG=1`"
    )


def test_what_is_fulfilled_is_returned_not_canceled():
    state = sent(order(item("MUG", 2, 2000)))
    (problem,) = plan_cancel(state, ChangeRequest((), "Unknown"))
    assert (problem.code, problem.message) == (
        "over-cancel",
        "order WEB-1: nothing can be canceled (2 ordered, 2 fulfilled)",
    )
    assert "oms return WEB-1" in problem.help


def test_what_is_not_fulfilled_is_canceled_not_returned():
    (problem,) = plan_return(order(item("MUG", 2, 2000)), ask("MUG"))
    assert (problem.code, problem.message) == (
        "over-return",
        "order WEB-1: all of MUG cannot be returned, none can (2 ordered)",
    )
    assert "oms cancel" in problem.help


def test_nothing_comes_back_twice():
    state = sent(order(item("MUG", 2, 2000)))
    state = take_back(state, ("MUG", 1)).applied(state)
    assert refusal(plan_return(state, ask(("MUG", 2)))) == ["over-return"]


@pytest.mark.parametrize("units", [0, -1])
def test_a_quantity_is_at_least_one(units):
    assert refusal(plan_cancel(order(item("MUG", 2, 2000)), ask(("MUG", units)))) == ["bad-quantity"]


def test_a_delivery_charge_is_no_item_to_cancel():
    assert refusal(plan_cancel(order(item("MUG", 2, 2000), shipping(500)), ask("SHIPPING"))) == ["delivery-charge"]


def test_an_unknown_item_is_refused_with_the_nearest_name():
    (problem,) = plan_cancel(order(item("TSHIRT-RED", 2, 2000)), ask("TSHIRT-RDE"))
    assert (problem.code, problem.help) == ("not-found", 'did you mean "TSHIRT-RED"?')


def test_every_problem_of_a_request_is_named_at_once():
    state = order(item("MUG", 2, 2000), shipping(500))
    assert refusal(plan_cancel(state, ask(("MUG", 3), "HAT", "SHIPPING"))) == [
        "over-cancel",
        "not-found",
        "delivery-charge",
    ]


def test_an_unmanaged_order_is_not_changed():
    assert refusal(plan_cancel(order(item("MUG", 2, 2000), life_cycle="UNMANAGED"), ask("MUG"))) == ["unmanaged"]


def test_a_reason_in_words_has_at_most_255_characters():
    assert refusal(plan_cancel(order(item("MUG", 2, 2000)), ask("MUG", text="x" * 256))) == ["bad-value"]
    assert cancel(order(item("MUG", 2, 2000)), "MUG", text="x" * 255)
