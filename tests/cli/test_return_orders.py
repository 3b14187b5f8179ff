"""What `oms return open`, `receive` and `close` say as a whole: tables and JSON, previews, and what is refused."""

from __future__ import annotations

import pytest

from tests.world import make_world

FEE = ("--fee", "10%", "--fee-text", "Restocking fee")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Orders that were sent, invoiced and paid."""
    world = make_world(tmp_path_factory.mktemp("returns"))
    world.ok("init", "--sample")
    samples = world.samples()
    world.ok("place", samples / "01-plain-single.json", samples / "02-plain-list.json")
    world.ok("advance", "--all", "--simulate")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def test_a_return_order_from_opening_to_its_refund(shop, golden):
    golden(
        "returns/open.txt",
        shop("return", "open", "WEB-1002", "MUG-BLUE=3", "--reason", "Unknown", "--refund-shipping", *FEE),
    )
    golden("returns/receive-preview.json", shop("return", "receive", "WEB-1002", "MUG-BLUE=1", "-n", "--json"))
    words = ("MUG-BLUE=2", "--rejected", "MUG-BLUE=1", "--rejection-reason", "Unknown")
    golden("returns/receive.txt", shop("return", "receive", "RO-0000002", *words))
    golden("returns/receive-too-much.txt", shop("return", "receive", "RO-0000002", "MUG-BLUE=2"))
    golden("returns/close-preview.txt", shop("return", "close", "RO-0000002", "--preview"))
    golden("returns/close.txt", shop("return", "close", "RO-0000002"))
    golden("returns/close-again.txt", shop("return", "close", "RO-0000002"))
    golden("returns/show.txt", shop("show", "RO-0000002"))
    golden("returns/list.json", shop("list", "returns", "--json"))
    golden("returns/timeline.txt", shop("timeline", "WEB-1002"))
    shop.ok("verify")


def test_all_that_is_done_is_closed_at_once_and_nothing_is_an_answer_too(shop):
    assert shop.ok("return", "close", "--all", "--json").json["results"] == []
    for reference in ("WEB-1001", "WEB-1002"):
        shop.ok("return", "open", reference, "--all-items", "--reason", "Unknown")
    (found,) = shop.ok("show", "RO-0000001", "--json").json["results"]
    lines = found["ReturnOrder"]["ReturnOrderLineItems"]
    shop.ok("return", "receive", "RO-0000001", *(f"{one['Id']}={one['QuantityExpected']}" for one in lines))
    closed, *_ = shop.ok("return", "close", "--all", "--json").json["results"]
    assert (closed["ReturnOrderNumber"], closed["Status"]) == ("RO-0000001", "Closed")
    assert shop.ok("return", "close", "--all", "--json").json["results"] == []
    shop.ok("verify")
