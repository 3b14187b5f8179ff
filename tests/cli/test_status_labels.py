"""A store may call the order statuses by its own names; rules go by ours, people and programs read theirs."""

from __future__ import annotations

from tests.world import Oms

LABELS = '[status_labels]\nCreated = "Received"\nApproved = "Waiting to Fulfill"\nCanceled = "Called Off"\n'


def test_every_command_that_shows_an_order_status_uses_the_stores_name(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.samples()
    oms.ok("setup", "apply", oms.write("labels.toml", LABELS))
    oms.ok("place", "sample_orders/01-plain-single.json")
    assert oms.ok("summarize", "--all", "--json").json["results"][0]["Status"] == "Received"
    assert oms.ok("list", "summaries", "--json").json["results"][0]["Status"] == "Received"
    approved = oms.ok("approve", "--all", "--json").json["results"][0]
    assert approved["Status"] == "Waiting to Fulfill"
    assert oms.ok("show", "WEB-1001", "--json").json["results"][0]["OrderSummary"]["Status"] == "Waiting to Fulfill"
    listed = oms.ok("list", "orders", "--where", "SummaryStatus=Waiting to Fulfill", "--json").json["results"]
    assert [record["OrderReferenceNumber"] for record in listed] == ["WEB-1001"]
    canceled = oms.ok("cancel", "WEB-1001", "--all-items", "--reason", "Unknown", "--json").json["results"][0]
    assert canceled["Status"] == "Called Off"
