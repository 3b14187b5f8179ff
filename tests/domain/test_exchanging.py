"""An exchange: what the return owes pays the new order, the rest goes back, what is missing is paid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.change_balances import NAMES
from omscli.domain.exchanging import Settled, exchange_balances, settle
from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT
from omscli.domain.rollups import ItemRollup, roll_up_parts


@pytest.mark.parametrize(
    ("returned", "ordered", "settled"),
    [
        (100, 100, Settled(100, 0, 0)),
        (100, 60, Settled(60, 40, 0)),
        (100, 130, Settled(100, 0, 30)),
        (0, 30, Settled(0, 0, 30)),
    ],
)
def test_even_down_and_up(returned, ordered, settled):
    assert settle(returned, ordered) == settled


@given(returned=st.integers(0, 10**9), ordered=st.integers(0, 10**9))
def test_no_cent_appears_or_vanishes(returned, ordered):
    settled = settle(returned, ordered)
    assert settled.reserved + settled.refund == returned
    assert settled.reserved + settled.required == ordered
    assert min(settled.refund, settled.required) == 0


def test_balances_are_the_new_order_less_what_came_back():
    """The structure of example 18 (A13), in a currency with three digits."""
    parts = [(PRODUCT, ItemRollup(1999, 160, -100, -8, -50, -4)), (DELIVERY_CHARGE, ItemRollup(500, 40, 0, 0, 0, 0))]
    returned = dict.fromkeys(NAMES, Decimal("0.000")) | {
        "grandTotalAmount": Decimal("5.000"),
        "totalAmount": Decimal("4.600"),
        "totalTaxAmount": Decimal("0.400"),
    }
    found = exchange_balances(roll_up_parts(parts), returned, 3)
    assert list(found) == list(NAMES)
    assert found["totalAdjustedProductAmount"] == Decimal("1.899")
    assert found["totalAdjDistAmountWithTax"] == Decimal("-0.054")
    assert found["totalAdjDeliveryAmtWithTax"] == Decimal("0.540")
    assert found["totalAmount"] + found["totalTaxAmount"] == found["grandTotalAmount"] == Decimal("-2.463")
    assert found["totalExcessFundsAmount"] == found["totalRefundableAmount"] == Decimal("2.463")
    assert found["totalRequiredFundsAmount"] == 0
