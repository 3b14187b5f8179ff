"""Random lives of orders: the store is whole and agrees with the model after every step; a refusal changes nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omscli.domain.changes import ChangeRequest, Wanted
from omscli.services.changing import CANCELS, Entry, change_orders
from omscli.services.unit import submit
from tests.builders import SCENE, Spec
from tests.builders_money import MoneyShop
from tests.properties.histories import World, template

EXAMPLES = 50 * int(os.environ.get("OMS_TEST_EXAMPLES", "100")) // 100
STEPS = (
    *("place", "summarize", "approve", "approve", "allocate", "allocate", "allocate", "deallocate", "export"),
    *("asn", "asn", "asn", "invoice", "invoice", "fund", "fund", "credit", "refund", "excess", "reconcile", "resolve"),
    *("cancel", "cancel", "return", "return"),
)
OPENINGS = ((), ("approve", "allocate"), ("approve", "allocate", "asn", "invoice", "fund"))
"""How a history begins, so that most come to where money and units move."""
A_CENT_OF_DISCOUNT = [
    *[("return", 2595), ("fund", 326813), ("cancel", 1840), ("credit", 326), ("place", 262143), ("credit", 0)],
    *[("return", 0), *[("place", 0)] * 5, ("cancel", 846)],
]
"""Discounts that together are more than what a unit of a thousandth costs: one of them leaves it something (found)."""
histories = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2**20)), min_size=4, max_size=25)


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    return template(tmp_path_factory.mktemp("shop"))


@settings(max_examples=EXAMPLES)
@given(first=st.integers(0, 2**20), opening=st.sampled_from(OPENINGS), history=histories)
@example(first=231, opening=(), history=A_CENT_OF_DISCOUNT)
def test_a_store_and_its_model_agree_after_every_step(start, first, opening, history):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), start)
        try:
            world.step("place", first)
            for name, seed in [*((name, first) for name in opening), *history]:
                world.step(name, seed)
            world.wind_down()
        finally:
            world.database.close()


def test_a_line_that_four_discounts_make_free_never_falls_below_nothing(tmp_path):
    shop = MoneyShop(tmp_path / "oms.db")
    key = shop.order([Spec("MUG", 4, 1, discounts=((-1, ()),) * 4)])
    shop.pay(key)
    entry = Entry(f"WEB-{key}", ChangeRequest((Wanted("MUG", 1),), "Unknown"))
    list(change_orders(shop.database, submit, [entry], CANCELS, SCENE))
    total = shop.state(key).grand_total
    shop.database.close()
    assert total >= 0
