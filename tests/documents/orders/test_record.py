"""Records of an order file: what a field may hold, in which order what is wrong is said, and that nothing raises."""

import copy
import json
import random
import re

import pytest

from omscli.documents.orders import fields, model
from omscli.documents.orders.flaws import Refused
from omscli.documents.orders.reading import read_orders
from tests.documents.bad_input import GOOD
from tests.properties.order_documents import make_order

TEXTS = (fields.LINE, fields.KEY, fields.NAME)


def flaws_of(kind, value):
    with pytest.raises(Refused) as caught:
        kind.check(value, "USD")
    return [(flaw.code, flaw.message, flaw.path) for flaw in caught.value.flaws]


def kept(record, value):
    """What is kept of a record, by name, and what its kind does not know."""
    *found, extra = record.check(value, "USD")
    return {name: each for name, each in zip(record.fields, found, strict=True) if each is not None}, extra


def test_what_counts_as_printable_holds_nothing_that_a_text_must_not_have():
    printable = "".join(char for char in map(chr, range(0x110000)) if char.isprintable())
    for kind in TEXTS:
        assert re.fullmatch(kind.schema["pattern"].rstrip("$"), f"a{printable}a")


def test_what_is_wrong_is_said_in_the_declared_order_however_the_file_is_ordered():
    item = {"Taxes": [{"Rate": 0}, 7], "UnitPrice": -1, "Type": "Present", "Name": 5}
    assert [path for _, _, path in flaws_of(model.ITEM, item)] == [
        ("Type",),
        ("Name",),
        ("UnitPrice",),
        ("Taxes", 0, "Amount"),
        ("Taxes", 1),
    ]


def test_of_two_names_of_a_field_the_first_counts_and_the_other_is_refused():
    assert kept(model.ITEM, {"Product2Id": "A", "UnitPrice": 1}) == ({"Product2": "A", "UnitPrice": 100}, None)
    both = kept(model.ITEM, {"Product2Id": "A", "UnitPrice": 1, "Product2": "B"})
    assert both == ({"Product2": "B", "UnitPrice": 100}, {"Product2Id": "A"})


def test_a_street_that_is_too_long_is_a_bad_value_like_any_text():
    assert flaws_of(fields.STREET, "x" * 256) == [("bad-value", " is longer than 255 characters", ())]


def test_braces_of_a_value_are_shown_as_they_are():
    assert flaws_of(fields.AMOUNT, "{a}") == [("bad-amount", ': "{a}" is not a number', ())]


def test_a_described_price_in_no_currency_is_refused():
    product = {"attributes": {"type": "PricebookEntry", "referenceId": "refPrice"}, "UnitPrice": 1}
    order = {"attributes": {"type": "Order", "referenceId": "refOrder"}}
    text = json.dumps({"records": [{**product, "CurrencyIsoCode": "Net"}, order]})
    (read,) = read_orders(["-"], stdin=text.encode())
    assert "unknown-currency" in {problem.code for problem in read.problems}


ODD = (
    None,
    True,
    0,
    -1,
    1.5,
    10**20,
    "",
    " x",
    "x\n",
    "x\ud7ff\u202e",
    "{a}",
    "2026-13-01",
    [],
    {},
    [{}],
    [None],
    [[1]],
)
NAMES = (*model.ORDER.fields, *model.ITEM.fields, "Product2Id", "Foo", "Foo__c", "attributes", "records", "${X}")


def places(value, path=()):
    yield path
    for step, child in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from places(child, (*path, step))


def damaged(dice, document):
    """The document with one to four places replaced, removed, renamed or added."""
    for _ in range(dice.randint(1, 4)):
        *way, last = dice.choice([path for path in places(document) if path])
        parent = document
        for step in way:
            parent = parent[step]
        what = dice.randrange(4)
        if what == 0 and isinstance(parent, dict):
            parent[dice.choice(NAMES)] = parent.pop(last)
        elif what == 1:
            del parent[last]
        elif what == 2 and isinstance(parent[last], dict):
            parent[last][dice.choice(NAMES)] = copy.deepcopy(dice.choice(ODD))
        else:
            parent[last] = copy.deepcopy(dice.choice(ODD))
        if not document:
            return document
    return document


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_order_is_read_or_refused_with_places_and_never_raises(seed):
    dice = random.Random(seed)
    documents = [json.loads(GOOD), *(make_order(number, f"D-{number}")[0] for number in range(5))]
    lines = [json.dumps(damaged(dice, copy.deepcopy(dice.choice(documents)))) for _ in range(25)]
    reads = list(read_orders(["-"], stdin="\n".join([GOOD.replace("\n", ""), *lines]).encode(), create_missing=True))
    assert [read.line for read in reads if read.index == 0] == [1]
    assert {read.line for read in reads} == set(range(1, len(lines) + 2))
    for read in reads:
        assert (read.order is None) == bool(read.problems)
        assert all(problem.place.line == read.line and problem.place.column for problem in read.problems)
