"""`--explain` from outside: each rule that applied, its numbers and its source, in the table and in JSON alike."""

from __future__ import annotations

import pytest

from tests.world import REPOSITORY, make_world

SAMPLES = REPOSITORY / "sample_orders"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An order that is invoiced, and one that is approved only; every test works on its own copy of the store."""
    world = make_world(tmp_path_factory.mktemp("explain"))
    world.ok("init", "--sample")
    world.ok("place", SAMPLES / "01-plain-single.json", SAMPLES / "02-plain-list.json")
    for words in (("summarize", "--all"), ("approve", "--all"), ("allocate", "WEB-1001"), ("invoice", "FO-0000001")):
        world.ok(*words)
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def test_ensure_funds_explains_which_money_pays_before_it_is_taken(shop, golden):
    golden("explain/ensure-funds.txt", shop("ensure-funds", "INV-0000001", "--explain", "--preview"))
    golden("explain/ensure-funds.json", shop("ensure-funds", "INV-0000001", "--explain", "--json"))


def test_a_return_is_explained_and_so_is_the_refund_that_follows_it(shop, golden):
    shop.ok("ship", "FO-0000001")
    words = ("return", "WEB-1001", "TSHIRT-RED=1", "--reason", "Unknown", "--refund-shipping", "--explain")
    golden("explain/return-preview.json", shop(*words, "--preview", "--json"))
    golden("explain/return.txt", shop(*words))


def test_a_cancel_is_explained(shop, golden):
    words = ("cancel", "WEB-1002", "MUG-BLUE=1", "--reason", "Unknown", "--refund-shipping", "--explain")
    golden("explain/cancel.txt", shop(*words))


def test_an_adjustment_is_explained(shop, golden):
    words = ("adjust", "WEB-1002", "MUG-BLUE", "--amount", "2", "--with-tax", "--reason", "Unknown", "--explain")
    golden("explain/adjust.txt", shop(*words, "--preview"))
    golden("explain/adjust.json", shop(*words, "--json"))


def test_ensure_refunds_explains_less_than_was_asked_for_and_that_nothing_is_owed(shop, golden):
    shop.ok("ship", "FO-0000001")
    golden("explain/ensure-refunds.txt", shop("ensure-refunds", "--excess", "WEB-1001", "--amount", "5", "--explain"))


def test_what_is_not_asked_for_is_not_told(shop):
    (result,) = shop.ok("ensure-funds", "INV-0000001", "--json").json["results"]
    assert "Explanation" not in result
