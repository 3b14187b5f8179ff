"""Ensure funds: which money pays an invoice (D30, A20)."""

from __future__ import annotations

import pytest

from omscli.domain.funds import Apply, Capture, FundsPlan, InsufficientFunds, plan_funds
from omscli.domain.payment_summaries import AuthorizationState, PaymentState
from omscli.domain.turns import Turn

NOW = 1_000


def paid(*balances):
    """Payments 1, 2, … of payment summaries 101, 102, …"""
    return [PaymentState(number, 100 + number, balance, balance) for number, balance in enumerate(balances, start=1)]


def promised(*amounts, expires=None):
    """Authorizations 11, 12, … of payment summaries 201, 202, …"""
    return [
        AuthorizationState(10 + number, 200 + number, amount, expires=expires)
        for number, amount in enumerate(amounts, start=1)
    ]


def steps(plan):
    assert isinstance(plan, FundsPlan), plan
    return [
        ("apply", step.payment_id, step.amount)
        if isinstance(step, Apply)
        else ("capture", step.authorization_id, step.amount)
        for step in plan.steps
    ]


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (50, [("apply", 2, 50)]),
        (60, [("apply", 3, 60)]),
        (100, [("apply", 3, 80), ("apply", 2, 20)]),
        (40, [("apply", 3, 40)]),
    ],
)
def test_balances_of_30_50_80_pay_an_invoice_as_the_reference_says(balance, expected):
    assert steps(plan_funds(balance, paid(30, 50, 80), [], NOW)) == expected


def test_what_is_left_after_the_largest_is_matched_exactly_again():
    assert steps(plan_funds(110, paid(30, 50, 80), [], NOW)) == [("apply", 3, 80), ("apply", 1, 30)]


def test_captured_money_goes_before_an_authorization_that_would_match_exactly():
    assert steps(plan_funds(50, paid(20), promised(50), NOW)) == [("apply", 1, 20), ("capture", 11, 30)]


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (50, [("capture", 12, 50)]),
        (60, [("capture", 13, 60)]),
        (100, [("capture", 13, 80), ("capture", 12, 20)]),
        (40, [("capture", 13, 40)]),
    ],
)
def test_authorizations_follow_the_same_rule(balance, expected):
    assert steps(plan_funds(balance, [], promised(30, 50, 80), NOW)) == expected


def test_ties_go_to_the_older_record():
    assert steps(plan_funds(40, paid(80, 80), [], NOW)) == [("apply", 1, 40)]
    assert steps(plan_funds(80, [], promised(80, 80), NOW)) == [("capture", 11, 80)]


def test_within_a_payment_summary_the_rule_holds_over_its_payments():
    payments = [PaymentState(1, 101, 10, 10), PaymentState(2, 101, 40, 40), PaymentState(3, 101, 25, 25)]
    assert steps(plan_funds(25, payments, [], NOW)) == [("apply", 3, 25)]
    assert steps(plan_funds(50, payments, [], NOW)) == [("apply", 2, 40), ("apply", 1, 10)]


def test_the_payment_summary_is_chosen_by_all_its_payments_together():
    payments = [PaymentState(1, 101, 60, 60), PaymentState(2, 102, 40, 40), PaymentState(3, 102, 40, 40)]
    assert steps(plan_funds(80, payments, [], NOW)) == [("apply", 2, 40), ("apply", 3, 40)]


def test_an_authorization_is_never_captured_past_its_amount():
    half_used = AuthorizationState(11, 201, 100, captured=70)
    assert steps(plan_funds(30, [], [half_used], NOW)) == [("capture", 11, 30)]
    assert plan_funds(31, [], [half_used], NOW) == InsufficientFunds(31, 0, 30, 0)


def test_reversed_money_cannot_be_captured():
    assert plan_funds(50, [], [AuthorizationState(11, 201, 100, reversed=60)], NOW) == InsufficientFunds(50, 0, 40, 0)


def test_an_authorization_is_never_captured_once_it_has_expired():
    assert steps(plan_funds(50, [], promised(50, expires=NOW + 1), NOW)) == [("capture", 11, 50)]
    assert plan_funds(50, [], promised(50, expires=NOW), NOW) == InsufficientFunds(50, 0, 0, 50)


def test_too_little_money_moves_nothing_and_says_how_much_is_missing():
    answer = plan_funds(200, paid(30, 50), promised(80), NOW)
    assert answer == InsufficientFunds(200, 80, 80, 0)
    assert answer.missing == 40


def test_money_that_a_refund_under_way_will_take_is_not_applied():
    leaving = PaymentState(1, 101, 100, 100, pending=30, pending_excess=30)
    assert plan_funds(71, [leaving], [], NOW) == InsufficientFunds(71, 70, 0, 0)


def test_an_invoice_of_nothing_needs_no_step():
    assert steps(plan_funds(0, paid(10), promised(10), NOW)) == []


def test_every_step_says_why():
    plan = plan_funds(100, paid(30, 50, 80), [], NOW)
    assert [step.why for step in plan.steps] == ["the largest balance", "the largest balance"]
    exact = plan_funds(50, [], [AuthorizationState(1, 9, 20), AuthorizationState(2, 9, 30)], NOW)
    assert [step.why for step in exact.steps] == [
        "its authorization is exactly what is missing; of its 2 records the largest",
        "its authorization is exactly what is missing; of its 2 records exactly what is missing",
    ]
    assert all(isinstance(step, Capture) for step in exact.steps)


@pytest.mark.parametrize(
    ("balance", "sequence", "expected"),
    [
        (50, [Turn(101)], [("apply", 1, 30), ("apply", 3, 20)]),
        (50, [Turn(103, 10)], [("apply", 3, 50)]),
        (60, [Turn(101, 10), Turn(102)], [("apply", 1, 10), ("apply", 2, 50)]),
        (100, [Turn(101), Turn(103, 20)], [("apply", 1, 30), ("apply", 3, 20), ("apply", 2, 50)]),
        (20, [Turn(102, 5), Turn(101, 5), Turn(102, 5)], [("apply", 2, 10), ("apply", 1, 5), ("apply", 3, 5)]),
    ],
)
def test_a20_a_sequence_comes_first_in_its_order_and_the_rule_after_it(balance, sequence, expected):
    assert steps(plan_funds(balance, paid(30, 50, 80), [], NOW, sequence=sequence)) == expected


def test_a_payment_summary_in_its_turn_gives_its_captured_money_before_its_authorized():
    both = [PaymentState(1, 101, 20, 20)], [AuthorizationState(11, 101, 50), AuthorizationState(12, 201, 90)]
    plan = plan_funds(60, *both, NOW, sequence=[Turn(101)])
    assert steps(plan) == [("apply", 1, 20), ("capture", 11, 40)]
    assert {step.why for step in plan.steps} == {"its turn in the sequence"}
    limited = plan_funds(60, *both, NOW, sequence=[Turn(101, 30)])
    assert steps(limited) == [("apply", 1, 20), ("capture", 11, 10), ("capture", 12, 30)]


def test_allow_partial_stops_after_the_sequence():
    plan = plan_funds(100, paid(30, 50, 80), [], NOW, sequence=[Turn(101), Turn(102, 20)], partial=True)
    assert steps(plan) == [("apply", 1, 30), ("apply", 2, 20)]
    more = plan_funds(500, paid(30), promised(40), NOW, sequence=[Turn(201), Turn(101)], partial=True)
    assert steps(more) == [("apply", 1, 30), ("capture", 11, 40)]


def test_a_sequence_without_any_money_pays_no_part():
    answer = plan_funds(50, paid(80), promised(20, expires=NOW), NOW, sequence=[Turn(201)], partial=True)
    assert answer == InsufficientFunds(50, 0, 0, 20)


def test_without_allow_partial_an_invoice_is_paid_in_full_or_not_at_all():
    assert plan_funds(200, paid(30, 50), [], NOW, sequence=[Turn(101)]) == InsufficientFunds(200, 80, 0, 0)
