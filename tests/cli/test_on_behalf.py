"""Orders that a service agent places for a shopper: `SourceProcess` is said once, shown, listed, and never changes."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def shop(oms):
    oms.ok("init", "--sample")
    oms.samples()
    return oms


def processes(shop):
    shop.ok("summarize", "--all")
    found = shop.ok("list", "summaries", "--json").json["results"]
    return {one["OrderReferenceNumber"]: one["SourceProcess"] for one in found}


def test_the_option_says_it_of_every_order_of_the_files(shop):
    shop.ok("place", "sample_orders/01-plain-single.json", "sample_orders/12-sobject-tree.json", "--on-behalf")
    shop.ok("place", "sample_orders/03-several-groups-and-gift.json")
    found = processes(shop)
    assert sorted(found.values()) == ["OrderOnBehalf", "OrderOnBehalf", "Standard"]
    where = shop.ok("list", "summaries", "--where", "SourceProcess=OrderOnBehalf", "--json").json["results"]
    assert len(where) == 2
    assert shop.ok("show", "WEB-1001", "--json").json["results"][0]["OrderSummary"]["SourceProcess"] == "OrderOnBehalf"
    shop.ok("verify")


def test_a_plain_order_and_a_graph_say_it_themselves(shop):
    plain = json.loads((shop.dir / "sample_orders/01-plain-single.json").read_text())
    shop.write("plain.json", {**plain, "SourceProcess": "OrderOnBehalf"})
    graph = json.loads((shop.dir / "sample_orders/13-order-summary-graph.json").read_text())
    for record in graph["orderSummaryGraphs"][0]["purchaseDetails"]:
        if record["attributes"]["attributes"]["type"] == "OrderSummary":
            record["attributes"]["SourceProcess"] = "OrderOnBehalf"
    shop.write("graph.json", graph)
    shop.ok("place", "plain.json", "graph.json", "--create-missing")
    assert list(processes(shop).values()) == ["OrderOnBehalf"] * 2


def test_it_is_part_of_the_order_and_never_changes(shop):
    shop.ok("place", "sample_orders/01-plain-single.json")
    refused = shop("place", "sample_orders/01-plain-single.json", "--on-behalf")
    assert refused.code == 6
    assert "other content: SourceProcess" in refused.err
    assert processes(shop) == {"WEB-1001": "Standard"}
    refused = shop("place", "sample_orders/01-plain-single.json", "--set", "SourceProcess=Agent", "--check")
    assert (refused.code, "OrderOnBehalf" in refused.err) == (4, True)


def test_a_change_order_keeps_it(shop):
    shop.ok("place", "sample_orders/01-plain-single.json", "--on-behalf")
    shop.ok("summarize", "--all")
    shop.ok("cancel", "WEB-1001", "TSHIRT-RED=1", "--reason", "Unknown")
    shop.ok("verify")
    assert processes(shop) == {"WEB-1001": "OrderOnBehalf"}
