"""`oms seed` from outside: the same seed is the same orders, and every state of the table is reached."""

from __future__ import annotations

import subprocess

import pytest

from omscli.services.seeding.states import STATES
from tests.world import make_world

EXPECTED = {
    "placed": "Activated",
    "summarized": "Created",
    "approved": "Approved",
    "on-hold": "On Hold",
    "allocated": "Awaiting Fulfillment",
    "exported": "Awaiting Fulfillment",
    "partially-shipped": "Awaiting Fulfillment",
    "fulfilled": "Fulfilled",
    "invoiced": "Fulfilled",
    "paid": "Fulfilled",
    "canceled": "Canceled",
    "partially-canceled": "Approved",
    "returned": "Returned",
    "refunded": "Returned",
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("seed"))
    world.ok("init", "--sample")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def test_orders_are_made_and_a_second_time_they_are_there(shop, golden):
    golden("seed/placed.txt", shop("seed", "5"))
    golden("seed/placed-again.txt", shop("seed", "5"))


def test_more_of_the_same_seed_are_the_same_and_some_new_ones(shop):
    shop.ok("seed", "3")
    result = shop.ok("seed", "5", "--json")
    assert [one["status"] for one in result.json["results"]] == ["exists"] * 3 + ["created"] * 2


def test_another_seed_is_other_orders(shop):
    shop.ok("seed", "3")
    results = shop.ok("seed", "3", "--random-seed", "2", "--json").json["results"]
    assert [one["status"] for one in results] == ["created"] * 3
    assert [one["OrderReferenceNumber"] for one in results] == ["SEED-2-1", "SEED-2-2", "SEED-2-3"]


def test_the_same_seed_is_the_same_orders_whatever_else_is_in_the_store(shop, prepared, tmp_path):
    shop.ok("seed", "20", "--random-seed", "5")
    other = make_world(tmp_path / "other")
    other.ok("init", "--sample")

    def orders(world):
        fields = ("OrderReferenceNumber", "GrandTotalAmount", "CurrencyIsoCode", "ItemCount")
        return [[one[name] for name in fields] for one in world.ok("seed", "4", "--json").json["results"]]

    assert orders(shop) == orders(other)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached_and_the_store_is_whole(shop, state):
    results = shop.ok("seed", "6", "--state", state, "--json").json["results"]
    assert [(one["status"], one["Status"]) for one in results] == [("created", EXPECTED[state])] * 6
    again = shop.ok("seed", "6", "--state", state, "--json").json["results"]
    assert [(one["status"], one["Status"]) for one in again] == [("exists", EXPECTED[state])] * 6
    verified = shop("verify")
    assert verified.code == (20 if state == "on-hold" else 0), verified.out


def test_orders_that_are_there_go_further(shop):
    shop.ok("seed", "3", "--state", "approved")
    results = shop.ok("seed", "3", "--state", "paid", "--json").json["results"]
    assert [(one["status"], one["Status"]) for one in results] == [("updated", "Fulfilled")] * 3


def test_what_cannot_go_further_says_why_and_ends_partly(shop):
    shop.ok("setup", "apply", "-", stdin='[fraud]\nprovider = "rules"\nmax_amount = { USD = 0, EUR = 0, GBP = 0 }\n')
    shop.ok("setup", "apply", "-", stdin='[flow]\nkind = "multi"\nlocation_group = "ASIA"\nmax_splits = 1\n')
    skus = [one["StockKeepingUnit"] for one in shop.ok("list", "products", "--limit", "100", "--json").json["results"]]
    levels = "".join(f"WH-OSAKA,{sku},0,0\n" for sku in skus if not sku.startswith("SHIP"))
    shop.ok("ingest", "stock", "-", stdin="location,sku,on_hand,safety_stock\n" + levels)
    result = shop("seed", "2", "--state", "allocated", "--json")
    assert result.code == 3
    for one in result.json["results"]:
        assert one["status"] == "created"
        assert one["problems"][0]["code"] == "partly-done"
        assert one["problems"][0]["message"].startswith(f"stays {one['Status']}: ")


def test_a_dry_run_makes_nothing(shop):
    result = shop.ok("seed", "2", "--state", "paid", "-n", "--json")
    assert [one["status"] for one in result.json["results"]] == ["preview"] * 2
    assert shop.ok("list", "orders", "--json").json["results"] == []


def test_a_run_that_is_killed_goes_on_where_it_was(shop):
    running = shop.start("seed", "1500", "--state", "approved", "--format", "ndjson", stdout=subprocess.PIPE)
    running.stdout.readline()
    running.kill()
    running.communicate()
    results = shop.ok("seed", "1500", "--state", "approved", "--json").json["results"]
    assert {one["Status"] for one in results} == {"Approved"}
    assert len(results) == 1500
    assert shop.ok("verify").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["0"], "0 is not in the range"),
        (["x"], "'x' is not a valid int"),
        (["1", "--state", "aproved"], 'there is no state "aproved"'),
        (["1", "--random-seed", "-1"], "-1 is not in the range"),
    ],
)
def test_what_cannot_be_is_refused(shop, words, message):
    result = shop("seed", *words)
    assert result.code == 2
    assert message in result.err


def test_an_empty_shop_has_nothing_to_seed_from(oms):
    oms.ok("init")
    result = oms("seed", "1")
    assert result.code == 6
    assert result.err == (
        "error[wrong-state]: the store has no sales channel\n"
        "  help: `oms init --sample` makes a shop, `oms setup apply FILE` fills this one\n"
        "  done: nothing was done\n"
    )
