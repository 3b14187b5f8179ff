"""Ensure refunds: through which payments money goes back, and how much is owed (D31, D32, D33, A12, A21)."""

from __future__ import annotations

import pytest

from omscli.domain.payment_summaries import PaymentState
from omscli.domain.refunds import OverRefund, RefundPlan, excess_funds, plan_refund
from omscli.domain.turns import Turn


def paid(*amounts):
    """Payments 1, 2, … of payment summaries 101, 102, …, all applied to invoices."""
    return [PaymentState(number, 100 + number, amount, 0, amount) for number, amount in enumerate(amounts, start=1)]


def steps(plan):
    assert isinstance(plan, RefundPlan), plan
    return [(step.payment_id, step.amount) for step in plan.steps]


@pytest.mark.parametrize(
    ("owed", "expected"),
    [
        (60, [(2, 60)]),
        (180, [(3, 100), (2, 70), (1, 10)]),
        (30, [(1, 30)]),
        (100, [(3, 100)]),
        (101, [(3, 100), (2, 1)]),
        (200, [(3, 100), (2, 70), (1, 30)]),
    ],
)
def test_30_70_100_available_are_refunded_as_the_reference_says(owed, expected):
    assert steps(plan_refund(None, owed, 0, paid(30, 70, 100))) == expected


def test_ties_go_to_the_older_record():
    assert steps(plan_refund(None, 20, 0, paid(50, 50))) == [(1, 20)]
    assert steps(plan_refund(None, 120, 0, paid(50, 70, 70))) == [(2, 70), (3, 50)]


def test_within_a_payment_summary_the_rule_holds_over_its_payments():
    payments = [PaymentState(1, 101, 30, 0), PaymentState(2, 101, 70, 0), PaymentState(3, 102, 90, 0)]
    assert steps(plan_refund(None, 100, 0, payments)) == [(2, 70), (1, 30)]
    assert steps(plan_refund(None, 95, 0, payments)) == [(2, 70), (1, 25)]
    assert steps(plan_refund(None, 40, 0, [payments[0], payments[1]])) == [(2, 40)]


def test_refunds_done_or_under_way_are_not_available_again():
    payment = PaymentState(1, 101, 100, 0, 100, refunded=30, pending=50)
    assert payment.available_to_refund == 20
    assert plan_refund(None, 21, 0, [payment]) == OverRefund(21, 20)


def test_asking_beyond_what_is_available_is_refused():
    assert plan_refund(50, 50, 0, paid(40)) == OverRefund(50, 40)
    assert plan_refund(None, 60, 5, paid(50)) == OverRefund(55, 50)


def test_excess_funds_are_paid_money_that_neither_the_order_nor_a_credit_memo_needs():
    assert excess_funds(100, 100, 0) == 0
    assert excess_funds(100, 80, 0) == 20
    assert excess_funds(100, 80, 20) == 0
    assert excess_funds(0, 80, 0) == 0
    assert excess_funds(80, 80, 20) == 0


def test_two_cancels_of_20_report_20_then_40_and_refunds_of_20_and_40_pay_20_and_20():
    """A12 with D32: the reference's own sequence would pay 60 of the 40 that are owed."""
    assert excess_funds(100, 80, 0) == 20
    assert excess_funds(100, 60, 0) == 40
    payment = PaymentState(1, 101, 100, 100)
    first = plan_refund(20, 40, 0, [payment])
    assert (first.amount, first.short) == (20, 0)
    payment = payment.refund_started(20, excess=True).refund_done(20, excess=True)
    second = plan_refund(40, excess_funds(80, 60, 0), 0, [payment])
    assert (second.amount, second.short) == (20, 20)


def test_a_refund_under_way_counts_against_what_is_owed():
    payment = PaymentState(1, 101, 100, 100).refund_started(20, excess=True)
    plan = plan_refund(40, excess_funds(100, 60, 0), 20, [payment])
    assert (plan.amount, plan.short, steps(plan)) == (20, 20, [(1, 20)])


def test_when_all_that_is_owed_is_on_its_way_nothing_goes_back_again():
    plan = plan_refund(None, 40, 40, [PaymentState(1, 101, 100, 100, pending=40, pending_excess=40)])
    assert (plan.amount, plan.steps) == (0, ())


def test_excess_funds_leave_the_balance_first_and_a_credit_memo_what_invoices_held():
    payment = PaymentState(1, 101, amount=100, balance=40, applied=60)
    assert (payment.held, payment.from_balance(50, excess=True), payment.from_balance(70, excess=False)) == (60, 40, 10)
    after = payment.refund_started(50, excess=True).refund_done(50, excess=True)
    assert (after.balance, after.refunded, after.held, after.pending) == (0, 50, 50, 0)


def test_every_step_says_why():
    plan = plan_refund(None, 180, 0, paid(30, 70, 100))
    assert {step.why for step in plan.steps} == {"the largest available to refund"}
    assert [step.why for step in plan_refund(None, 60, 0, paid(30, 70)).steps] == ["the smallest that covers it"]
    assert [step.why for step in plan_refund(None, 30, 0, paid(30, 70)).steps] == [
        "exactly the amount available to refund"
    ]


@pytest.mark.parametrize(
    ("owed", "sequence", "expected"),
    [
        (60, [Turn(101)], [(1, 30), (2, 30)]),
        (60, [Turn(103, 20), Turn(101, 10)], [(3, 20), (1, 10), (2, 30)]),
        (180, [Turn(101)], [(1, 30), (3, 100), (2, 50)]),
        (20, [Turn(102), Turn(101)], [(2, 20)]),
        (60, [Turn(101, 500)], [(1, 30), (2, 30)]),
        (200, [Turn(102, 1)], [(2, 70), (3, 100), (1, 30)]),
    ],
)
def test_a21_a_sequence_comes_first_in_its_order_and_the_rule_after_it(owed, sequence, expected):
    plan = plan_refund(None, owed, 0, paid(30, 70, 100), sequence=sequence)
    assert (steps(plan), plan.amount) == (expected, owed)


def test_allow_partial_stops_after_the_sequence_and_the_rest_stays_owed():
    plan = plan_refund(None, 60, 0, paid(30, 70, 100), sequence=[Turn(101), Turn(102, 10)], partial=True)
    assert (steps(plan), plan.amount, plan.short) == ([(1, 30), (2, 10)], 40, 0)


def test_a_sequence_gives_back_no_more_than_is_owed_or_was_captured():
    assert plan_refund(250, 60, 0, paid(30, 70), sequence=[Turn(101)]) == OverRefund(250, 100)
    plan = plan_refund(80, 60, 0, paid(30, 70), sequence=[Turn(101)])
    assert (steps(plan), plan.amount, plan.short) == ([(1, 30), (2, 30)], 60, 20)


def test_a_step_in_its_turn_says_so():
    plan = plan_refund(None, 180, 0, paid(30, 70, 100), sequence=[Turn(103, 20)])
    assert plan.steps[0].why == "its turn in the sequence; then the largest available to refund"
