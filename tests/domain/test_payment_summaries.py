"""Buckets and their moves (spec §1.4, §6.1)."""

from __future__ import annotations

import pytest

from omscli.domain.payment_summaries import AuthorizationState, Buckets, PaymentState


def test_an_authorization_is_captured_applied_and_refunded_bucket_by_bucket():
    buckets = Buckets(authorization=100)
    assert (buckets.available_to_capture, buckets.available_to_refund) == (100, 0)
    buckets = buckets.capture_started(60)
    assert (buckets.pending_capture, buckets.available_to_capture, buckets.available_to_refund) == (60, 40, 60)
    buckets = buckets.capture_done(60)
    assert (buckets.pending_capture, buckets.captured, buckets.balance, buckets.available_to_capture) == (0, 60, 60, 40)
    buckets = buckets.applied(50)
    assert buckets.balance == 10
    buckets = buckets.refund_started(30)
    assert (buckets.pending_refund, buckets.available_to_refund) == (30, 30)
    buckets = buckets.refund_done(30, 10)
    assert (buckets.pending_refund, buckets.refunded, buckets.balance, buckets.available_to_refund) == (0, 30, 0, 30)


def test_a_call_that_failed_gives_the_money_back_to_its_bucket():
    assert Buckets(authorization=100).capture_started(60).capture_failed(60) == Buckets(authorization=100)
    assert Buckets(captured=100).refund_started(60).refund_failed(60) == Buckets(captured=100)


def test_available_amounts_are_never_negative():
    paid_at_checkout = Buckets(authorization=50, captured=100)
    assert paid_at_checkout.available_to_capture == 0
    assert Buckets(authorization=50, reversal=30, pending_reversal=10).available_to_capture == 10


@pytest.mark.parametrize(
    "move",
    [
        lambda: Buckets().capture_done(1),
        lambda: Buckets(balance=5).applied(6),
        lambda: Buckets(captured=10, refunded=4, pending_refund=4).refund_started(3),
        lambda: Buckets(pending_refund=5).refund_done(6, 0),
        lambda: Buckets(authorization=9).capture_started(-1),
        lambda: PaymentState(1, 1, 10, 5).apply(6),
        lambda: PaymentState(1, 1, 10, 10).refund_started(11, excess=True),
        lambda: AuthorizationState(1, 1, 10, captured=4).capture_started(7),
        lambda: AuthorizationState(1, 1, 10, captured=4).capture_failed(5),
    ],
)
def test_no_move_takes_more_than_a_bucket_holds(move):
    with pytest.raises(ValueError, match=r"cannot be taken from|negative"):
        move()


def test_what_a_refund_under_way_will_take_from_the_balance_is_not_usable():
    assert PaymentState(1, 1, 100, 40, 60).usable == 40
    assert PaymentState(1, 1, 100, 40, 60, pending=20, pending_excess=20).usable == 20
    assert PaymentState(1, 1, 100, 40, 60, pending=70).usable == 30
    assert PaymentState(1, 1, 100, 40, 60, pending=60).usable == 40
