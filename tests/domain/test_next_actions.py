"""What can be done with an order follows from where it stands; one action is recommended while any is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.next_actions import Bill, FulfillmentStanding, Standing, next_actions, why_in_state

PLACED = Standing("WEB-1", activated=True, summarized=False)
SUMMARIZED = Standing("WEB-1", True, True, status="Created", ordered=3, to_allocate=3)


def names(standing):
    return [action.name for action in next_actions(standing)]


def recommended(standing):
    return [action.command for action in next_actions(standing) if action.recommended]


@pytest.mark.parametrize(
    ("standing", "command"),
    [
        (PLACED._replace(activated=False), "oms place FILE"),
        (PLACED, "oms summarize WEB-1"),
        (SUMMARIZED, "oms approve WEB-1"),
        (SUMMARIZED._replace(approved=True), "oms allocate WEB-1"),
        (SUMMARIZED._replace(exceptions=(("PE-0000001", "look"),)), "oms resolve PE-0000001"),
    ],
)
def test_the_first_open_step_is_recommended(standing, command):
    assert recommended(standing) == [command]


def test_a_fulfillment_order_is_handed_over_and_shipped_before_money_moves():
    order = FulfillmentStanding("FO-1", "ACTIVATED", 2, exported=False, invoiced=False)
    standing = SUMMARIZED._replace(
        approved=True, to_allocate=0, allocated=3, fulfillment_orders=(order,), unpaid=(Bill("INV-1", "5.00 USD"),)
    )
    assert names(standing) == ["export", "ship", "ensure-funds", "deallocate"]


def test_what_is_fulfilled_is_invoiced_and_can_come_back():
    order = FulfillmentStanding("FO-1", "CLOSED", 0, exported=True, invoiced=False)
    standing = SUMMARIZED._replace(
        approved=True, to_allocate=0, allocated=3, fulfilled=3, returnable=3, fulfillment_orders=(order,)
    )
    assert names(standing) == ["invoice", "return"]


def test_a_reship_is_shipped_and_never_invoiced():
    order = FulfillmentStanding("FO-2", "ACTIVATED", 1, exported=True, invoiced=False, reship=True)
    standing = SUMMARIZED._replace(approved=True, to_allocate=0, allocated=3, fulfilled=3)
    assert names(standing._replace(fulfillment_orders=(order,))) == ["ship", "deallocate"]
    closed = order._replace(category="CLOSED", to_ship=0)
    assert names(standing._replace(fulfillment_orders=(closed,))) == []
    (choice,) = next_actions(standing._replace(fulfillment_orders=(closed,), to_reship=(("MUG", 2), ("CUP", 1))))
    assert choice.command == "oms reship WEB-1 MUG=2 --reason Unknown"
    assert choice.why == "3 units can be sent once more, at no charge"


def test_money_that_is_owed_back_is_a_duty():
    standing = SUMMARIZED._replace(
        approved=True, to_allocate=0, to_refund=(Bill("CM-1", "1.00 USD"),), excess="2.00 USD", unsettled=2
    )
    assert names(standing) == ["reconcile", "ensure-refunds", "ensure-refunds"]


def test_a_held_order_may_still_be_canceled_but_not_approved():
    assert names(SUMMARIZED._replace(suspended=True)) == ["cancel"]


def test_an_unmanaged_order_is_left_alone():
    assert names(SUMMARIZED._replace(managed=False)) == []


def test_nothing_is_left_to_do_with_a_returned_order():
    standing = SUMMARIZED._replace(status="Returned", approved=True, to_allocate=0, fulfilled=3, returned=3)
    assert next_actions(standing) == []
    assert why_in_state(standing) == "3 units came back and nothing is left"


COUNTS = st.integers(0, 3)


@given(
    st.builds(
        Standing,
        order=st.just("X"),
        activated=st.booleans(),
        summarized=st.booleans(),
        managed=st.booleans(),
        status=st.sampled_from(["Created", "Approved", "On Hold", "Fulfilled", "Awaiting Fulfillment", "Canceled"]),
        approved=st.booleans(),
        suspended=st.booleans(),
        ordered=COUNTS,
        canceled=COUNTS,
        to_allocate=COUNTS,
        returnable=COUNTS,
        unsettled=COUNTS,
    )
)
def test_at_most_one_action_is_recommended_and_it_comes_first(standing):
    actions = next_actions(standing)
    assert [action.recommended for action in actions][1:] == [False] * (len(actions) - 1) if actions else True
    assert all(action.command.startswith("oms ") for action in actions)
    assert why_in_state(standing)
