"""Rules of return orders: what is expected, what came, and what becomes of it (spec §2.12)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from omscli.domain.change_values import Fee
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.order_state import PRODUCT
from omscli.domain.return_arrivals import Told, arrivals
from omscli.domain.return_orders import (
    APPROVED,
    CANCELED,
    CLOSED,
    DRAFT,
    SUBMITTED,
    Arrived,
    Expected,
    ReturnLine,
    ReturnOrder,
    everything,
    initiated,
    move_refusal,
    plan_arrival,
    plan_open,
)
from tests.domain.orders import all_sent, item, order, shipping, with_item

STATE = all_sent(order(item("MUG", 4, 1000, taxes=[80]), item("MUG", 2, 500), item("HAT", 1, 900), shipping(300)))
MUG, OTHER, HAT, _ = STATE.items


def opened(*wanted, managed=True, state=STATE):
    lines, problems = plan_open(state, wanted, managed=managed)
    return [problem.code for problem in problems] or [(one.id, units) for one, units, _ in lines]


def expect(name, units=None, reason="Unknown", **values):
    return Expected(name, units, reason, **values)


def test_units_of_a_sku_are_expected_of_its_earlier_line_first():
    assert opened(expect("MUG", 5)) == [(MUG.id, 4), (OTHER.id, 1)]
    assert opened(expect("MUG")) == [(MUG.id, 4), (OTHER.id, 2)]


def test_an_item_may_be_expected_for_two_reasons_but_not_beyond_what_can_come_back():
    assert opened(expect("HAT", 1), expect("MUG", 1), expect("MUG", 5, "Damaged")) == [
        (HAT.id, 1),
        (MUG.id, 1),
        (MUG.id, 3),
        (OTHER.id, 2),
    ]
    assert opened(expect("MUG", 4), expect("MUG", 3, "Damaged")) == ["over-return"]


def test_a23_one_item_twice_for_one_reason_is_refused_by_whatever_name():
    assert opened(expect("MUG", 1), expect(encode(PREFIXES["OrderItemSummary"], MUG.id), 1)) == ["duplicate-record"]


def test_an_unmanaged_one_may_say_the_same_twice():
    assert opened(expect("HAT", 1), expect("HAT", 1), managed=False) == [(HAT.id, 1), (HAT.id, 1)]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (expect("NOPE"), "not-found"),
        (expect("SHIPPING"), "delivery-charge"),
        (expect("HAT", 2), "over-return"),
        (expect("HAT", 0), "bad-quantity"),
    ],
)
def test_what_cannot_come_back_is_refused(wanted, code):
    assert opened(wanted) == [code]


def test_an_order_that_is_managed_elsewhere_has_no_return_orders():
    assert opened(expect("HAT"), state=replace(STATE, life_cycle="UNMANAGED")) == ["unmanaged"]


def test_of_a_whole_order_an_amount_is_charged_once_and_a_percentage_of_every_item():
    once, each = Fee("ProductOnly", Decimal(5)), Fee("Percentage", Decimal(10))
    lines = everything(STATE, "Unknown", can_reduce=False, fees=(once, each))
    assert [line.fees for line in lines] == [(once, each), (each,), (each,)]


def line(id_=7, expected=4, **values):
    made = {"reason": "Unknown", "can_reduce": False, "processed": False, **values}
    return ReturnLine(id_, MUG.id, MUG.original_id, 1, "MUG", PRODUCT, expected, **made)


def back(*lines, status=SUBMITTED):
    return ReturnOrder(9, "RO-1", True, status, None, lines)


ON_ITS_WAY = with_item(STATE, initiated(MUG, 4))


def test_units_on_their_way_back_carry_their_share_until_they_come():
    plan = plan_arrival(ON_ITS_WAY, back(line()), [Arrived(7, 1, 1, 1)])
    assert (plan.rest, plan.change.grand_total) == ({7: 2}, 270)
    counts = plan.items[MUG.id].quantities
    assert (counts.return_initiated, counts.returned, counts.available_to_return) == (3, 1, 1)


@pytest.mark.parametrize(
    ("order_", "arrived", "code"),
    [
        (back(line(processed=True)), Arrived(7, 1), "wrong-state"),
        (back(line()), Arrived(8, 1), "not-found"),
        (back(line()), Arrived(7, 3, 2), "over-return"),
        (back(line()), Arrived(7, 1, 0, 5), "over-return"),
        (back(line()), Arrived(7, 0), "bad-quantity"),
        (back(line(), status=DRAFT), Arrived(7, 1), "wrong-state"),
        (back(line(), status=CLOSED), Arrived(7, 1), "wrong-state"),
    ],
)
def test_an_arrival_that_does_not_fit_is_refused(order_, arrived, code):
    assert [problem.code for problem in plan_arrival(ON_ITS_WAY, order_, [arrived])] == [code]


def told(received, rejected=None, canceled=None):
    return Told(received, rejected or {}, canceled or {}, "Damaged", "Restock")


def test_what_is_told_by_sku_is_spread_over_its_open_lines():
    order_ = back(line(7, 2), line(8, 3), line(9, 1, processed=True))
    parts, problems = arrivals(order_, told({"MUG": 4}, {"MUG": 3}, {"MUG": 1}))
    assert [(one.line_id, one.returned, one.canceled, one.received, one.rejected) for one in parts] == [
        (7, 0, 2, 2, 2),
        (8, 1, 2, 2, 1),
    ]
    assert problems == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (told({"MUG": 3}), "over-return"),
        (told({"MUG": 1}, {"MUG": 2}), "bad-quantity"),
        (told({"HAT": 1}), "not-found"),
    ],
)
def test_what_is_told_and_does_not_fit_is_refused(said, code):
    assert [problem.code for problem in arrivals(back(line(7, 2)), said)[1]] == [code]


def test_a_sku_whose_lines_are_all_processed_is_read_only():
    assert [one.code for one in arrivals(back(line(processed=True)), told({"MUG": 1}))[1]] == ["wrong-state"]


@pytest.mark.parametrize(
    ("status", "to", "allowed"),
    [
        (DRAFT, APPROVED, True),
        (SUBMITTED, APPROVED, True),
        (DRAFT, CLOSED, False),
        (APPROVED, CLOSED, True),
        (DRAFT, CANCELED, True),
        (CLOSED, CANCELED, False),
        (CANCELED, APPROVED, False),
    ],
)
def test_which_status_follows_which(status, to, allowed):
    assert (move_refusal(back(line(), status=status), to) is None) == allowed


def test_what_came_back_is_not_canceled_any_more():
    assert move_refusal(back(line(processed=True, returned=1)), CANCELED).code == "wrong-state"
