"""Killed between a change of an order and the money that follows it: what is missing is caught up, once."""

from __future__ import annotations

import json
from functools import partial

import pytest

from omscli.domain.changes import ChangeRequest, Wanted
from omscli.services.cancel import cancel_orders
from omscli.services.change_orders import Identity
from omscli.services.changing import Entry
from omscli.services.returns import return_orders
from omscli.services.unit import submit
from tests.builders import SCENE, Spec
from tests.builders_money import MoneyShop
from tests.world import REPOSITORY


class Killed(BaseException):
    """Stands for SIGKILL: nothing handles it."""


def killed_before(number, database, plan):
    """A runner that is killed before its `number`-th unit of work."""
    if not number:
        raise Killed
    number.pop()
    return submit(database, plan)


@pytest.fixture
def shop(tmp_path):
    made = MoneyShop(tmp_path / "oms.db")
    yield made
    made.database.close()


def entry(key):
    return Entry(f"WEB-{key}", ChangeRequest((Wanted("MUG", 1),), "Unknown"), Identity("file-1", "content"))


def paid_order(shop):
    key = shop.order([Spec("MUG", 2, 10)])
    shop.pay(key, {"paid": [20]})
    return key


@pytest.mark.parametrize("units_of_work", [1, 2])
def test_a_file_of_cancels_that_was_killed_refunds_when_it_comes_again(shop, units_of_work):
    key = paid_order(shop)
    with pytest.raises(Killed):
        list(cancel_orders(shop.database, partial(killed_before, [0] * units_of_work), [entry(key)], SCENE))
    again = list(cancel_orders(shop.database, submit, [entry(key)], SCENE))
    if units_of_work == 1:
        assert [one.status for one in again] == ["exists", "updated"]
        assert shop.rows("SELECT amount FROM refunds") == [(10,)]
    else:  # the gateway was asked: reconcile, do not repeat
        assert [one.status for one in again] == ["exists", "rejected"]
    list(cancel_orders(shop.database, submit, [entry(key)], SCENE))
    assert shop.value("SELECT COUNT(*) FROM gateway_intents") == 1


@pytest.mark.parametrize("units_of_work", [1, 2])
def test_a_file_of_returns_that_was_killed_credits_and_refunds_when_it_comes_again(shop, units_of_work):
    key = paid_order(shop)
    shop.invoice(key)
    shop.fulfill(key)
    with pytest.raises(Killed):
        list(return_orders(shop.database, partial(killed_before, [0] * units_of_work), [entry(key)], SCENE))
    list(return_orders(shop.database, submit, [entry(key)], SCENE))
    assert shop.rows("SELECT total_amount_with_tax, balance FROM credit_memos") == [(10, 0)]
    last = list(return_orders(shop.database, submit, [entry(key)], SCENE))
    assert [one.status for one in last] == ["exists"]
    assert shop.rows("SELECT amount FROM refunds") == [(10,)]


def test_ensure_refunds_all_credits_a_return_that_was_left_without_its_credit_memo(oms):
    oms.ok("init", "--sample")
    oms.write("manual.toml", '[flow]\non_return = "manual"\n')
    oms.ok("setup", "apply", "manual.toml")
    oms.ok("place", REPOSITORY / "sample_orders" / "01-plain-single.json")
    oms.ok("advance", "--all", "--simulate")
    oms.ok("return", "WEB-1001", "--all-items", "--reason", "Unknown")
    assert oms("ensure-refunds", "--all", "-n", "--json").json["summary"]["total"] == 1
    (done,) = oms.ok("ensure-refunds", "--all", "--json").json["results"]
    assert done["status"] == "updated", json.dumps(done, default=str)
    assert oms.ok("ensure-refunds", "--all", "--json").json["results"] == []
