"""Gift cards and store credit: what they may pay, and that no movement makes or loses a cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.credits import (
    ACTIVE,
    CLOSED,
    GIFT_CARD,
    STORE_CREDIT,
    Credit,
    cannot_adjust,
    cannot_pay,
    code_hash,
    credit_number,
    new_code,
    normal_code,
)

NOW = 1_000


def card(balance=5000, reserved=0, *, kind=GIFT_CARD, owner=None, currency="USD", status=ACTIVE, expires=None):
    last_four = "1234" if kind == GIFT_CARD else None
    return Credit(7, credit_number(kind, 7), kind, last_four, owner, currency, balance, reserved, status, expires)


def refusal(credit, amount=1000, currency="USD", owner=1):
    found = cannot_pay(credit, amount, currency, owner, NOW)
    return found and found[:2]


def test_a_code_is_compared_without_spaces_dashes_and_case_and_kept_as_its_hash():
    assert normal_code(" ab12-cd34 ef56 ") == "AB12CD34EF56"
    assert code_hash("AB12CD34EF56") == code_hash(normal_code("ab12cd34ef56")) != code_hash("AB12CD34EF57")
    assert "AB12" not in code_hash("AB12CD34EF56")


@pytest.mark.parametrize(
    "text", ["", "short", "A" * 65, "ABCDEFGHIJ!", "ÄBCDEFGHIJKL", "[red]ABCDEFGHIJ", "\x1b[31mABCDEFGHIJ"]
)
def test_what_is_no_code_is_refused_without_being_told(text):
    with pytest.raises(ValueError, match="a gift card's code has") as refused:
        normal_code(text)
    assert not text or text not in str(refused.value)


@given(st.binary(min_size=10, max_size=10))
def test_a_new_code_is_a_code_and_no_bit_of_it_is_lost(random):
    code = new_code(random)
    assert len(code) == 19
    assert len(normal_code(code)) == 16
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = 0
    for sign in normal_code(code):
        number = number * 32 + digits.index(sign)
    assert number == int.from_bytes(random, "big")


def test_a_balance_pays_what_is_not_promised_already():
    assert refusal(card(5000, 4000), 1000) is None
    assert refusal(card(5000, 4000), 1001) == (
        "insufficient-credit",
        "GC-0000007 (····1234) has 10.00 USD to pay with (40.00 of it is promised to orders), less than 10.01",
    )


def test_a_closed_or_expired_card_refuses_and_so_does_another_currency():
    assert refusal(card(status=CLOSED)) == ("credit-refused", "GC-0000007 (····1234) is closed")
    assert refusal(card(expires=NOW)) == ("credit-refused", "GC-0000007 (····1234) has expired")
    assert refusal(card(expires=NOW + 1)) is None
    assert refusal(card(currency="EUR")) == (
        "credit-refused",
        "GC-0000007 (····1234) is in EUR, and the order in USD",
    )


def test_store_credit_pays_orders_of_its_owner_only_and_a_card_those_of_everybody():
    assert refusal(card(kind=STORE_CREDIT, owner=1)) is None
    assert refusal(card(kind=STORE_CREDIT, owner=2)) == ("credit-refused", "SC-0000007 belongs to another shopper")
    assert refusal(card(owner=None)) is None


def test_amounts_are_told_in_the_digits_of_their_currency():
    assert "has 5000 JPY to pay with, less than 5001" in refusal(card(currency="JPY"), 5001, "JPY")[1]
    assert "has 5.000 KWD to pay with, less than 5.001" in refusal(card(currency="KWD"), 5001, "KWD")[1]


def test_what_is_promised_to_orders_cannot_be_taken_away_by_hand():
    assert cannot_adjust(card(5000, 4000), -1000) is None
    assert cannot_adjust(card(5000, 4000), -1001).code == "insufficient-credit"
    assert cannot_adjust(card(status=CLOSED), 1).code == "wrong-state"


@given(st.integers(0, 100), st.integers(0, 100), st.integers(-120, 120), st.integers(-120, 120))
def test_a_movement_never_leaves_less_than_nothing_or_less_than_is_promised(balance, reserved, change, promised):
    reserved = min(balance, reserved)
    credit = card(balance, reserved)
    after = (balance + change, reserved + promised)
    if 0 <= after[1] <= after[0]:
        moved = credit.moved(change, promised)
        assert (moved.balance, moved.reserved, moved.available) == (*after, after[0] - after[1])
    else:
        with pytest.raises(ValueError, match="cannot move"):
            credit.moved(change, promised)
