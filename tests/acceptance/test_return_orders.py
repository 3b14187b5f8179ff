"""Managed return orders (`order-management.md` §1.6, §2.12; A22, A23; examples 15, 16, 17), from outside."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.acceptance.shop import Shop, dec, delivery, order, pick, product, visa
from tests.world import REPOSITORY, make_world

UNKNOWN = ("--reason", "Unknown")
FILES = REPOSITORY / "tests" / "acceptance" / "files"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """An order of three mugs at 10.00 and a notebook at 20.00, with taxes and shipping, sent and paid."""
    world = make_world(tmp_path_factory.mktemp("sample"))
    world.ok("init", "--sample")
    placed = order(
        [product("MUG-BLUE", 3, 10, 3.00), product("NOTEBOOK-A5", 1, 20, 2.00), delivery(10, 1.00)],
        payments=[visa(66, "1111", "Authorization")],
    )
    world.ok("place", "--create-missing", world.write("order.json", placed))
    world.ok("advance", "--all", "--simulate")
    return world


@pytest.fixture
def shop(oms, sample):
    oms.take_over(sample)
    yield Shop(oms)
    oms.ok("verify")


def the_return(shop, number=0):
    return shop.show()["ReturnOrders"][number]


def mugs(shop):
    return next(item for item in shop.show()["OrderItemSummaries"] if item["StockKeepingUnit"] == "MUG-BLUE")


def goods(shop):
    return [line for line in the_return(shop)["ReturnOrderLineItems"] if line["Type"] == "Order Product"]


def money(shop):
    tree = shop.show()
    return (*pick(tree["OrderPaymentSummaries"][0], "CapturedAmount", "RefundedAmount"), tree["GrandTotalAmount"])


def on_hand(shop, place="WH-NEWARK"):
    (row,) = shop.results(
        "list", "stock", "--where", "StockKeepingUnit=MUG-BLUE", "--where", f"LocationReference={place}"
    )
    return row["OnHand"]


def where_from(shop):
    (order,) = shop.oms.ok("list", "fulfillment-orders", "--json").json["results"]
    return order["LocationReference"]


def test_a22_expected_3_returned_1_canceled_1_leaves_a_read_only_line_and_a_new_one_of_1(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=3", *UNKNOWN)
    (result,) = shop.results("return", "receive", "RO-0000001", "MUG-BLUE=1", "--to-cancel", "MUG-BLUE=1")
    old, new = goods(shop)
    names = ("QuantityExpected", "QuantityReceived", "QuantityReturned", "QuantityCanceled", "IsProcessed")
    assert pick(old, *names) == [3, 1, 1, 1, True]
    assert pick(new, *names) == [1, 0, 0, 0, False]
    assert (old["ChangeOrderItemId"] is None, new["ChangeOrderItemId"]) == (False, None)
    assert new["SplitFromId"] == old["Id"]
    (split,) = result["SplitLines"]
    assert pick(split, "OriginalReturnOrderLineItemId", "NewReturnOrderLineItemId", "QuantityExpected") == [
        old["Id"],
        new["Id"],
        1,
    ]
    (change,) = shop.show()["ChangeOrders"]
    assert (change["Id"], change["GrandTotalAmount"]) == (result["changeOrderId"], Decimal("-11.00"))
    assert [line["Quantity"] for line in change["OrderItems"]] == [-1]
    again = shop.oms("return", "receive", "RO-0000001", f"{old['Id']}=1")
    assert (again.code, "was processed and is read-only" in again.err) == (6, True)


def test_a23_two_lines_of_one_item_and_one_reason_are_refused(shop):
    mug = mugs(shop)["Id"]
    line = {"orderItemSummaryId": mug, "quantityExpected": 1, "reasonForReturn": "Unknown", "canReduceShipping": False}
    body = {"orderSummaryId": shop.show()["Id"], "returnOrderLifeCycleType": "Managed", "status": "Submitted"}
    shop.oms.write("two.json", json.dumps({**body, "returnOrderLineItems": [line, line]}))
    refused = shop.oms("return", "open", "--file", "two.json")
    assert (refused.code, "duplicate-record" in refused.err) == (4, True)
    assert shop.show()["ReturnOrders"] == []
    other = {**line, "reasonForReturn": "Damaged"}
    shop.oms.write("other.json", json.dumps({**body, "returnOrderLineItems": [line, other]}))
    shop.oms.ok("return", "open", "--file", "other.json")
    assert mugs(shop)["QuantityReturnInitiated"] == 2


def test_opening_initiates_the_return_and_nothing_is_refunded(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=3", *UNKNOWN)
    item = mugs(shop)
    assert pick(item, "QuantityReturnInitiated", "QuantityReturned", "QuantityAvailableToReturn", "Status") == [
        3,
        0,
        0,
        "RETURNINITIATED",
    ]
    assert money(shop) == (Decimal("66.00"), Decimal("0.00"), Decimal("66.00"))
    assert shop.oms("return", "A-1", "MUG-BLUE=1", *UNKNOWN).code == 7
    assert shop.oms("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN).code == 7


def test_canceling_a_return_order_gives_back_what_was_initiated(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN)
    shop.oms.ok("return", "cancel", "A-1")
    assert pick(mugs(shop), "QuantityReturnInitiated", "QuantityAvailableToReturn", "Status") == [0, 3, "FULFILLED"]
    assert pick(the_return(shop), "Status", "StatusCategory") == ["Canceled", "Canceled"]
    assert shop.oms("return", "receive", "RO-0000001", "MUG-BLUE=1").code == 6
    shop.oms.ok("return", "A-1", "MUG-BLUE=3", *UNKNOWN)


def test_closing_refunds_only_what_came_back(shop):
    shop.oms.ok("return", "open", "A-1", "--all-items", *UNKNOWN)
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=2")
    close, memo, refund = shop.results("return", "close", "A-1")
    assert pick(close, "Status", "Units", "NotReturned") == ["Closed", 2, 2]
    assert (memo["TotalAmountWithTax"], refund["RefundedAmount"]) == (Decimal("22.00"), Decimal("22.00"))
    assert money(shop) == (Decimal("66.00"), Decimal("22.00"), Decimal("44.00"))
    assert pick(mugs(shop), "QuantityReturnInitiated", "QuantityReturned") == [2, 2]
    assert pick(the_return(shop), "GrandTotalAmount", "Status") == [*dec("22.00"), "Closed"]
    assert shop.results("return", "close", "RO-0000001")[0]["status"] == "exists"


@pytest.mark.parametrize(("flag", "amount"), [((), "11.00"), (("--refund-shipping",), "13.20")])
def test_delivery_charges_go_back_where_the_return_says_so(shop, flag, amount):
    """10.00 shipping and 1.00 tax over goods of 50.00: the mug's share is a fifth."""
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN, *flag)
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    assert shop.results("return", "close", "A-1")[-1]["RefundedAmount"] == Decimal(amount)
    types = [line["Type"] for line in the_return(shop)["ReturnOrderLineItems"]]
    assert types == (["Order Product", "Delivery Charge"] if flag else ["Order Product"])


def test_rejected_units_are_not_refunded_and_stay_with_the_buyer(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN)
    rejected = ("--rejected", "MUG-BLUE=1", "--rejection-reason", "Unknown")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=2", *rejected)
    (line,) = goods(shop)
    names = ("QuantityReceived", "QuantityRejected", "QuantityReturned", "ReasonForRejection")
    assert pick(line, *names) == [2, 1, 1, "Unknown"]
    shop.oms.ok("return", "close", "--all")
    assert money(shop)[1] == Decimal("11.00")
    assert pick(mugs(shop), "QuantityReturned", "QuantityAvailableToReturn") == [1, 2]


def test_more_than_expected_needs_another_return_order(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN)
    refused = shop.oms("return", "receive", "A-1", "MUG-BLUE=2")
    assert (refused.code, "open another return order" in refused.err) == (7, True)
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN)
    assert [one["ReturnOrderNumber"] for one in shop.show()["ReturnOrders"]] == ["RO-0000001", "RO-0000001-2"]


@pytest.mark.parametrize(("plan", "more"), [("Restock", 2), ("Discard", 0), ("Salvage", 0), ("Repair", 0)])
def test_the_processing_plan_says_whether_goods_are_stock_again(shop, plan, more):
    before = on_hand(shop, where_from(shop))
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN)
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=2", "--plan", plan.lower())
    assert on_hand(shop, where_from(shop)) == before + more
    assert goods(shop)[0]["ProcessingPlan"] == plan


def test_goods_are_restocked_where_they_go(shop):
    places = [one["ExternalReference"] for one in shop.results("list", "locations")]
    other = next(place for place in places if place not in (where_from(shop), "SUPPLIER") and place.startswith("WH"))
    stocked = shop.results("list", "stock", "--where", f"LocationReference={other}", "--limit", "0")
    before = sum(row["OnHand"] for row in stocked if row["StockKeepingUnit"] == "MUG-BLUE")
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--to", other)
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    assert on_hand(shop, other) == before + 1
    assert shop.oms("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--to", "NOWHERE").code == 4


def test_a_fee_of_a_return_line_reduces_the_refund(shop):
    """Example 16."""
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN, "--fee", "10%", "--fee-text", "Restocking Fee")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    refund = shop.results("return", "close", "A-1")[-1]
    assert pick(refund, "OwedAmount", "AppliedAmount", "RefundedAmount") == dec("22.00", "2.20", "19.80")
    fees = [line for line in the_return(shop)["ReturnOrderLineItems"] if line["Type"] == "Fee"]
    assert [line["TotalLineAmount"] for line in fees] == dec("-1.00", "-1.00")
    assert the_return(shop)["GrandTotalAmount"] == Decimal("19.80")


def test_an_amount_is_charged_once_and_not_at_all_where_nothing_comes(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN, "--fee", "3", "--fee-type", "ProductOnly")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")
    assert shop.results("return", "close", "A-1")[-1]["RefundedAmount"] == Decimal("19.00")
    shop.oms.ok("return", "open", "A-1", "NOTEBOOK-A5=1", *UNKNOWN, "--fee", "3")
    shop.oms.ok("return", "close", "RO-0000001-2")
    assert money(shop)[1] == Decimal("19.00")


def test_an_unmanaged_one_only_follows_the_goods(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=3", *UNKNOWN, "--unmanaged")
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=3", *UNKNOWN, "--unmanaged")
    shop.oms.ok("return", "receive", "RO-0000001", "MUG-BLUE=3")
    shop.oms.ok("return", "close", "RO-0000001")
    assert pick(mugs(shop), "QuantityReturnInitiated", "QuantityReturned") == [0, 0]
    assert (shop.show()["ChangeOrders"], money(shop)[1]) == ([], Decimal("0.00"))


def test_a_draft_is_approved_before_anything_is_received_on_it(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--draft", "--tracking", "1Z999", "--carrier", "UPS")
    assert pick(the_return(shop), "Status", "StatusCategory", "TrackingNumber", "Provider") == [
        "Draft",
        "Draft",
        "1Z999",
        "UPS",
    ]
    (parcel,) = the_return(shop)["Shipments"]
    assert pick(parcel, "Status", "TrackingNumber", "Provider", "TotalItemsQuantity", "FulfillmentOrderId") == [
        "Label Created",
        "1Z999",
        "UPS",
        1,
        None,
    ]
    assert parcel["ReturnOrderId"] == the_return(shop)["Id"]
    assert "1Z999" in parcel["TrackingUrl"]
    refused = shop.oms("return", "receive", "A-1", "MUG-BLUE=1")
    assert (refused.code, "oms return approve RO-0000001" in refused.err) == (6, True)
    assert shop.oms("return", "close", "A-1").code == 6
    shop.oms.ok("return", "approve", "A-1")
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=1")


def test_the_bodies_of_the_reference_are_taken_as_they_are(shop):
    """Examples 15, 16 and 17, with the ids of this store."""
    tree = shop.show()
    body = json.loads((FILES / "15-return-order-create-request.json").read_text())
    line = json.loads((FILES / "16-return-order-line-with-fee.json").read_text())
    fee = line["returnOrderLineItemFees"][0] | {"amount": "2", "reason": "Unknown", "product2Id": "FEE"}
    line |= {"orderItemSummaryId": mugs(shop)["Id"], "reasonForReturn": "Unknown", "returnOrderLineItemFees": [fee]}
    body |= {"orderSummaryId": tree["Id"], "returnOrderLifeCycleType": "Managed", "returnOrderLineItems": [line]}
    shop.oms.write("create.json", json.dumps(body))
    shop.oms.ok("return", "open", "--file", "create.json")
    assert shop.results("return", "open", "--file", "create.json")[0]["status"] == "exists"
    goods_line, fee_line = the_return(shop)["ReturnOrderLineItems"]
    arrived = json.loads((FILES / "17-return-items-request.json").read_text())
    arrived["returnOrderItems"][0]["returnOrderLineItemId"] = goods_line["Id"]
    arrived["returnOrderItemDeliveryCharges"] = []
    arrived["returnOrderItemFees"][0]["returnOrderLineItemId"] = fee_line["Id"]
    typo = json.loads(json.dumps(arrived))
    typo["returnOrderItemFees"][0]["quantityReturnd"] = typo["returnOrderItemFees"][0].pop("quantityReturned")
    shop.oms.write("typo.json", json.dumps({"returnOrderId": the_return(shop)["Id"], **typo}))
    refused = shop.oms("return", "receive", "--file", "typo.json")
    assert (refused.code, "returnOrderItemFees[0].quantityReturnd" in refused.err) == (4, True), refused.err
    shop.oms.write("arrived.json", json.dumps({"returnOrderId": the_return(shop)["Id"], **arrived}))
    shop.oms.ok("return", "receive", "--file", "arrived.json")
    assert shop.results("return", "receive", "--file", "arrived.json")[0]["status"] == "exists"
    shop.oms.ok("return", "close", "--all")
    assert money(shop)[1] == Decimal("11.00") - Decimal("2.20")


def test_a_preview_has_no_numbers_and_writes_nothing(shop):
    (shown,) = shop.results("return", "open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--preview")
    assert (shown["status"], shown["ReturnOrderNumber"], shop.show()["ReturnOrders"]) == ("preview", None, [])
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN)
    (shown,) = shop.results("return", "receive", "A-1", "MUG-BLUE=1", "--preview")
    assert pick(shown, "changeOrderId", "ChangeOrderNumber", "Units", "Expected") == [None, None, 1, 1]
    assert len(goods(shop)) == 1
    assert [one["status"] for one in shop.results("return", "close", "A-1", "--preview")] == ["preview"]
    assert the_return(shop)["Status"] == "Submitted"


def test_next_says_what_a_return_order_waits_for(shop):
    shop.oms.ok("return", "open", "A-1", "MUG-BLUE=2", *UNKNOWN)
    assert shop.oms.ok("next", "A-1", "--json").json["next"] == ["oms return receive RO-0000001 SKU=QTY"]
    shop.oms.ok("return", "receive", "A-1", "MUG-BLUE=2")
    assert shop.oms.ok("next", "A-1", "--json").json["next"] == ["oms return close RO-0000001"]
    said = [one["What"] for one in shop.results("timeline", "A-1")]
    assert "return order RO-0000001 made: Submitted" in said
    assert "came back on RO-0000001: 2" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "A-1", "MUG-BLUE=4", *UNKNOWN), 7),
        (("open", "A-1", "[red]NOPE\x1b[0m=1", *UNKNOWN), 5),
        (("open", "A-1", "SHIP-STANDARD", *UNKNOWN), 7),
        (("open", "A-1", "MUG-BLUE=1"), 2),
        (("open", "A-1", "MUG-BLUE=1", "--reason", "Nope"), 4),
        (("open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--expected", "soon"), 4),
        (("open", "A-1", *UNKNOWN), 2),
        (("open", "NOBODY", "MUG-BLUE=1", *UNKNOWN), 5),
        (("receive", "A-1", "MUG-BLUE=1"), 5),
        (("receive", "RO-0000001", "MUG-BLUE"), 4),
        (("receive", "RO-0000001"), 2),
        (("close", "RO-0000009"), 5),
        (("close",), 2),
        (("open", "A-1", "MUG-BLUE=1", *UNKNOWN, "--unmanaged", "--fee", "1"), 6),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(shop, words, code):
    result = shop.oms("return", *words)
    assert (result.code, "\x1b" in result.err) == (code, False), result.err
    assert shop.show()["ReturnOrders"] == []


def test_a_body_with_mistakes_is_refused_with_every_place(shop):
    shop.oms.write("bad.json", '{"orderSummaryId": 7, "returnOrderLineItems": [{"quantityExpected": 0}], "x": 1}')
    refused = shop.oms("return", "open", "--file", "bad.json")
    assert refused.code == 4
    for code in ("wrong-type", "missing-field", "bad-quantity", "unknown-field"):
        assert f"error[{code}]" in refused.err
