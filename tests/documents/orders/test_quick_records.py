"""The quick check of an order answers what the careful check answers, or nothing; of every plain order it answers."""

import copy
import json
import random
from decimal import Decimal

import pytest

from omscli.documents import jsontext
from omscli.documents.orders import generate, quick, quick_records
from omscli.documents.orders.flaws import Refused
from omscli.documents.orders.model import ORDER
from omscli.documents.orders.quick_records import order_in
from omscli.domain.money import EXPONENTS
from tests.documents.bad_input import GOOD
from tests.documents.orders.test_record import damaged
from tests.properties.order_documents import make_order


def documents():
    return [json.loads(GOOD), *(make_order(number, f"Q-{number}")[0] for number in range(40))]


def decoded(document):
    """As it comes out of a file: no float in it."""
    return jsontext.parse(json.dumps(document))


def quickly(document):
    """What the quick check keeps of an order; None when it leaves it to the careful one."""
    try:
        return order_in(document, 10 ** EXPONENTS[document["CurrencyIsoCode"]])
    except quick.Unsure:
        return None


def carefully(document):
    try:
        return ORDER.check(document, document["CurrencyIsoCode"])
    except Refused:
        return None


def typed(value):
    """The value with the type of everything in it: 1, True and Decimal(1) are told apart."""
    if isinstance(value, list | tuple):
        return [typed(each) for each in value]
    return (type(value), value)


@pytest.mark.parametrize("name", generate.generated())
def test_the_generated_modules_are_fresh(name):
    assert (generate.HERE / name).read_text(encoding="utf-8") == generate.generated()[name], "run `make generate`"


def test_every_plain_order_is_checked_quickly_and_as_the_careful_check_does():
    for document in map(decoded, documents()):
        assert typed(quickly(document)) == typed(carefully(document)) is not None


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_order_is_never_taken_for_another_than_it_is(seed):
    dice = random.Random(seed)
    both = careful = 0
    for document in [copy.deepcopy(dice.choice(documents())) for _ in range(60)]:
        value = decoded(damaged(dice, document))
        if not isinstance(value, dict) or value.get("CurrencyIsoCode") not in (*EXPONENTS,):
            continue
        found, wanted = quickly(value), carefully(value)
        assert found is None or typed(found) == typed(wanted)
        both, careful = both + (found is not None), careful + (wanted is not None)
    assert 0 < both <= careful


NUMBERS = (
    "0",
    "-0",
    "0.0",
    "-0.00",
    "1",
    "-1",
    "1.5",
    "1.005",
    "1e2",
    "1E-2",
    "1e-3",
    "0e9",
    "1e15",
    "10000000000000.00",
)
NUMBERS += ("10000000000000.01", "1000000000000000", "1.00000000000000000000000000000000000", "-999.50", "1000.001")
VALUES = (*map(jsontext.parse, NUMBERS), True, "", "1", " x", "x ", "a b", "é", "\u2028", "a\tb", "x" * 81, "x" * 256)
VALUES += (
    "USD",
    "2026-01-05",
    "2026-13-05",
    "2026-01-05T10:00Z",
    "20260105",
    "4242",
    "424²",
    "Fee",
    "Net",
    [],
    {},
    [{}],
)


def records(record=ORDER):
    for child in record.children.values():
        yield from records(child)
    yield record


@pytest.mark.parametrize("record", dict.fromkeys(records()), ids=lambda record: record.name)
def test_each_field_keeps_of_each_value_what_the_careful_check_keeps(record):
    check = getattr(quick_records, generate._snake(record.name))
    least = {name: {"CurrencyIsoCode": "USD", "LastName": "K", "Name": "N"}.get(name, 0) for name in record.required}
    least |= {name: [] for name in record.required if name.startswith("Order")}
    answered = set()
    for name in record.fields:
        schema = record.fields[name].schema
        for value in (*VALUES, *schema.get("enum", ()), schema.get("const", "")):
            document = {**least, name: value}
            try:
                found = check(document, 100)
            except quick.Unsure:
                continue
            answered.add(name)
            assert typed(found) == typed(record.check(document, "USD")), (name, value)
    assert answered | set(record.children) | {"GiftCardCode"} & set(record.fields) == set(record.fields)  # a secret


def test_a_record_that_the_quick_check_does_not_know_is_left_to_the_careful_one():
    for odd in (7, "x", None, [], Decimal(1)):
        with pytest.raises(quick.Unsure):
            order_in(odd, 100)
