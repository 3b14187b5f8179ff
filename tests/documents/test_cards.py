"""Full card numbers are found however they are written, and nothing else is."""

import random

import pytest

from omscli.documents import cards

FULL = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "3530111333300000",
    "2223003122003222",
]


@pytest.mark.parametrize("number", FULL)
@pytest.mark.parametrize("form", ["{}", "card {} please", "x{}y", "12 {}"])
def test_a_full_number_is_found_and_masked(number, form):
    text = form.format(number)
    assert cards.mask(text) == form.format("************" + number[-4:])


@pytest.mark.parametrize("gap", [" ", "-", ".", "\u00a0", "\u2011", " - "[:2]])
def test_gaps_hide_nothing(gap):
    text = gap.join(["4111", "1111", "1111", "1111"])
    assert cards.mask(f"paid {text}!") == "paid ************1111!"


def test_other_digits_hide_nothing():
    assert cards.mask("４１１１１１１１１１１１１１１１") == "************１１１１"


@pytest.mark.parametrize(
    "text", ["************1234", "4111111111111112", "1Z999AA10123456784", "+49 30 901820", "2026-01-05T10:00:00.000Z"]
)
def test_what_is_no_card_number_stays(text):
    assert cards.mask(text) == text


def test_typed_ids_are_not_looked_at():
    order = {"OrderReferenceNumber": FULL[0], "Items": [{"StockKeepingUnit": FULL[1]}], "Note": FULL[2]}
    assert [path for path, _ in cards.findings(order)] == [("Note",)]


def test_keys_and_numbers_are_looked_at():
    found = list(cards.findings({FULL[0]: 1, "a": [int(FULL[1])]}))
    assert [path for path, _ in found] == [(), ("a", 0)]
    assert all(FULL[0] not in masked and FULL[1] not in masked for _, masked in found)


def test_escapes_in_a_json_text_are_suspicious_and_letters_are_not():
    assert cards.may_hide(r'"4111\u00201111"')
    assert not cards.may_hide(r'"M\u00fcller"')


def test_random_sixteen_digits_are_rarely_taken_for_a_card():
    dice = random.Random(1)
    hits = sum(cards.is_card(f"{dice.randrange(10**16):016}") for _ in range(20_000))
    assert hits / 20_000 < 0.035
