"""The acceptance cases of the specification (`order-management.md` §8), one test each, through the installed command.

A13 and A22 belong to exchanges and managed returns. Pure rules (status table, money plans) are called as functions too.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from omscli.domain import payment_methods
from omscli.domain.changes import ChangePlan, ChangeRequest, Wanted, plan_return
from omscli.domain.funds import FundsPlan, plan_funds
from omscli.domain.payment_summaries import PaymentState
from omscli.domain.quantities import Quantities
from omscli.domain.refunds import RefundPlan, plan_refund
from omscli.domain.statuses import item_status
from tests.acceptance.shop import MANUAL, Shop, dec, delivery, items, order, pick, product, visa
from tests.domain import orders
from tests.world import make_world

SUMS = ("TotalAmount", "TotalTaxAmount", "GrandTotalAmount")
UNKNOWN = ("--reason", "Unknown")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """An untouched store with the built-in shop."""
    world = make_world(tmp_path_factory.mktemp("sample"))
    world.ok("init", "--sample")
    return world


@pytest.fixture
def shop(oms, sample):
    """The built-in shop."""
    oms.take_over(sample)
    return Shop(oms)


# ---- amounts of an order


def test_a01_two_items_and_delivery_without_tax(shop):
    found = shop.place([product("M12345", 2, 99), delivery(4.99)])
    assert pick(found, *SUMS) == dec("202.99", "0.00", "202.99")
    assert items(found, "TotalPrice") == dec("198.00", "4.99")
    assert items(found, "Type") == ["Order Product", "Delivery Charge"]


def test_a02_tax_lines_are_stored_as_the_file_has_them_and_estimated(shop):
    found = shop.place([product("M12345", 1, 10, 1.50), delivery(4.99, 0.75)])
    taxes = [tax for item in found["OrderItemSummaries"] for tax in item["Taxes"]]
    assert [tax["Amount"] for tax in taxes] == dec("1.50", "0.75")
    assert {tax["Type"] for tax in taxes} == {"Estimated"}


def place_a3(shop, until="summarize"):
    return shop.place([product("701644348151M", 1, 79, 3.95), delivery(5.99, 0.30)], until=until)


def test_a03_product_and_delivery_at_five_percent(shop):
    found = place_a3(shop)
    assert items(found, "TotalTaxAmount") == dec("3.95", "0.30")
    assert pick(found, *SUMS) == dec("84.99", "4.25", "89.24")
    assert pick(found, "TotalAdjustedProductAmount", "TotalAdjustedDeliveryAmount") == dec("79.00", "5.99")


def test_a04_two_of_a_product_and_delivery_at_five_percent(shop):
    found = shop.place([product("726819487817M", 2, 99, 9.90), delivery(7.99, 0.40)])
    assert items(found, "TotalTaxAmount") == dec("9.90", "0.40")
    assert pick(found, *SUMS) == dec("205.99", "10.30", "216.29")


def test_a05_products_of_99_and_delivery_at_five_percent(shop):
    found = shop.place([product("P-1", 1, 60, 3.00), product("P-2", 1, 39, 1.95), delivery(5.99, 0.30)])
    assert pick(found, *SUMS) == dec("104.99", "5.25", "110.24")
    assert pick(found, "TotalAdjustedProductAmount", "TotalAdjustedDeliveryAmount") == dec("99.00", "5.99")


def test_a06_nothing_of_a_fully_allocated_order_is_available(shop):
    shop.oms.ok("setup", "apply", "-", stdin='[flow]\nlocation = "WH-NEWARK"\n')
    place_a3(shop)
    stock(shop, "701644348151M")
    shop.oms.ok("approve", "--all")
    shop.oms.ok("allocate", "--all")
    found = shop.show()
    assert items(found, "QuantityAllocated") == [1, 1]
    for name in ("QuantityAvailableToCancel", "QuantityAvailableToFulfill", "QuantityAvailableToReturn"):
        assert items(found, name) == [0, 0]
    assert items(found, "Quantity") == [1, 1]


def stock(shop, *skus):
    lines = "".join(f"WH-NEWARK,{sku},1000\n" for sku in skus)
    shop.oms.ok("ingest", "stock", "-", stdin=f"location,sku,on_hand\n{lines}")


# ---- cancels and returns


def place_a9(shop, until):
    """Groups A (60, 40, shipping 10), B (50, 50, shipping 20), C (30, shipping 5), paid at checkout."""
    return shop.place(
        [product("MUG-BLUE", 1, 60), product("MUG-WHITE", 1, 40), delivery(10)],
        [product("CAP-GREEN", 1, 50), product("NOTEBOOK-A5", 1, 50), delivery(20)],
        [product("TSHIRT-RED", 1, 30), delivery(5)],
        payments=[visa(265, "4242")],
        until=until,
    )


def test_a09_shipping_goes_back_from_the_pool_of_the_touched_groups(shop):
    before = place_a9(shop, until="ship")
    words = ("A-1", "MUG-BLUE=1", "CAP-GREEN=1", *UNKNOWN, "--refund-shipping")
    (change, *_) = shop.results("return", *words)
    assert change["changeBalances"]["totalAdjustedDeliveryAmount"] == dec("16.50")[0]
    assert change["changeBalances"]["grandTotalAmount"] == dec("126.50")[0]
    after = shop.show()
    assert after["TotalDeliveryAmount"] == dec("18.50")[0]
    assert after["GrandTotalAmount"] == dec("138.50")[0]
    assert after["OrderPaymentSummaries"][0]["RefundedAmount"] == dec("126.50")[0]
    third = before["OrderDeliveryGroupSummaries"][2]["Id"]
    in_c = [
        [item for item in tree["OrderItemSummaries"] if item["OrderDeliveryGroupSummaryId"] == third]
        for tree in (before, after)
    ]
    assert in_c[0] == in_c[1]
    assert before["OrderDeliveryGroupSummaries"][2] == after["OrderDeliveryGroupSummaries"][2]


def test_d25_a_shipping_refund_is_the_pool_times_changed_over_remaining_price():
    state = orders.sent(
        orders.order(
            orders.item("A1", 1, 6000),
            orders.item("A2", 1, 4000),
            orders.shipping(1000, sku="SHIP-A"),
            orders.item("B1", 1, 5000, group="B"),
            orders.item("B2", 1, 5000, group="B"),
            orders.shipping(2000, group="B", sku="SHIP-B"),
            orders.item("C1", 1, 3000, group="C"),
            orders.shipping(500, group="C", sku="SHIP-C"),
        )
    )
    plan = plan_return(state, ChangeRequest((Wanted("A1", 1), Wanted("B1", 1)), "Unknown", None, True))
    assert isinstance(plan, ChangePlan)
    shipping = {line.share.item.sku: line.share.price for line in plan.lines if line.share.item.sku.startswith("SHIP")}
    assert sum(shipping.values()) == 1650
    assert set(shipping) == {"SHIP-A", "SHIP-B"}


def test_a12_two_cancels_report_20_and_40_and_the_refunds_pay_20_and_20(shop):
    """The reference would pay 20 and 40, which is 60 of the 40 that are owed; we do not (D32)."""
    shop.setup(MANUAL)
    shop.place([product("MUG-BLUE", 5, 20)], payments=[visa(100, "4242")])
    cancels = [shop.results("cancel", "A-1", "MUG-BLUE=1", *UNKNOWN) for _ in range(2)]
    assert [change["changeBalances"]["totalExcessFundsAmount"] for (change,) in cancels] == dec("20.00", "40.00")
    refunds = [shop.results("ensure-refunds", "--excess", "A-1", "--amount", amount) for amount in ("20", "40")]
    assert [refund["RefundedAmount"] for (refund,) in refunds] == dec("20.00", "20.00")
    (paid,) = shop.show()["OrderPaymentSummaries"]
    assert pick(paid, "CapturedAmount", "RefundedAmount") == dec("100.00", "40.00")


def test_a14_canceling_the_whole_quantity_cancels_the_item_with_one_change_order(shop):
    shop.place([product("MUG-BLUE", 3, 20)])
    shop.oms.ok("cancel", "A-1", "MUG-BLUE=3", *UNKNOWN)
    found = shop.show()
    (item,) = found["OrderItemSummaries"]
    assert pick(item, "Status", "QuantityCanceled", "Quantity", "TotalPrice") == ["CANCELED", 3, 0, *dec("0.00")]
    assert len(found["ChangeOrders"]) == 1
    assert found["Status"] == "Canceled"


def test_a15_returning_all_fulfilled_units_returns_the_item(shop):
    (before,) = shop.place([product("MUG-BLUE", 3, 20)], payments=[visa(60, "4242")], until="ship")[
        "OrderItemSummaries"
    ]
    assert pick(before, "Status", "QuantityAvailableToReturn") == ["FULFILLED", 3]
    shop.oms.ok("return", "A-1", "MUG-BLUE=3", *UNKNOWN)
    found = shop.show()
    (after,) = found["OrderItemSummaries"]
    assert pick(after, "Status", "QuantityReturned", "Quantity") == ["RETURNED", 3, 0]
    assert found["Status"] == "Returned"


# ---- fulfillment


def test_a16_a_fulfillment_order_is_invoiced_once(shop):
    shop.place([product("MUG-BLUE", 1, 20)], payments=[visa(20, "4242")], until="allocate")
    shop.oms.ok("invoice", "FO-0000001")
    (invoiced,) = shop.show()["FulfillmentOrders"]
    assert invoiced["InvoiceId"] == shop.show()["Invoices"][0]["Id"]
    again = shop.oms("invoice", "FO-0000001")
    assert (again.code, again.err.split(":")[0]) == (6, "1 rejected\nerror[already-invoiced]")
    assert len(shop.show()["Invoices"]) == 1


def test_a17_a_line_taken_off_its_fulfillment_order_is_available_again_and_not_canceled(shop):
    lines = [product("MUG-BLUE", 2, 20), product("CAP-GREEN", 1, 15)]
    shop.place(lines, payments=[visa(55, "4242")], until="allocate")
    shop.oms.ok("deallocate", "FO-0000001:MUG-BLUE")
    found = shop.show()
    (fulfillment,) = found["FulfillmentOrders"]
    units = {line["StockKeepingUnit"]: line["Quantity"] for line in fulfillment["FulfillmentOrderLineItems"]}
    assert units == {"MUG-BLUE": 0, "CAP-GREEN": 1}
    mug = found["OrderItemSummaries"][0]
    assert pick(mug, "QuantityAvailableToFulfill", "QuantityCanceled", "Status") == [2, 0, "ORDERED"]


@pytest.mark.parametrize(
    ("quantities", "status"),
    [
        (Quantities(3), "ORDERED"),
        (Quantities(3, allocated=2), "PARTIALLYALLOCATED"),
        (Quantities(3, allocated=3), "ALLOCATED"),
        (Quantities(3, allocated=3, fulfilled=2), "PARTIALLYFULFILLED"),
        (Quantities(3, allocated=3, fulfilled=3), "FULFILLED"),
        (Quantities(3, allocated=3, fulfilled=3, return_initiated=3), "RETURNINITIATED"),
        (Quantities(3, canceled=3), "CANCELED"),
        (Quantities(3, canceled=1, allocated=2, fulfilled=2, return_initiated=2, returned=2), "RETURNED"),
        (Quantities(3, allocated=3, fulfilled=3, reshipped=3), "RESHIPPED"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a18_an_items_status_is_the_first_formula_that_is_true(quantities, status):
    assert item_status(quantities) == status


# ---- money


@pytest.mark.parametrize(
    ("needed", "taken"),
    [(50, [(2, 50)]), (60, [(3, 60)]), (100, [(3, 80), (2, 20)]), (40, [(3, 40)])],
)
def test_a20_an_invoice_takes_the_exact_balance_else_the_largest(needed, taken):
    """Payments 1, 2 and 3 of 30, 50 and 80; the reference's old rule would take 50 for 40."""
    payments = [PaymentState(id_, id_, amount, amount) for id_, amount in ((1, 30), (2, 50), (3, 80))]
    plan = plan_funds(needed, payments, [], 0)
    assert isinstance(plan, FundsPlan)
    assert [(step.payment_id, step.amount) for step in plan.steps] == taken


def test_a20_an_invoice_of_50_is_paid_by_the_card_that_holds_50(shop):
    cards = [visa(30, "0030"), visa(50, "0050"), visa(80, "0080")]
    shop.place([product("MUG-BLUE", 1, 50)], [product("CAP-GREEN", 1, 110)], payments=cards, until="allocate")
    shop.oms.ok("ship", "FO-0000001")
    balances = {paid["Method"]: paid["BalanceAmount"] for paid in shop.show()["OrderPaymentSummaries"]}
    assert balances == dict(
        zip(("Visa - 0030", "Visa - 0050", "Visa - 0080"), dec("30.00", "0.00", "80.00"), strict=True)
    )


@pytest.mark.parametrize(("owed", "given"), [(60, [(2, 60)]), (180, [(3, 100), (2, 70), (1, 10)])])
def test_a21_a_refund_takes_the_smallest_that_covers_it_else_from_the_largest_down(owed, given):
    """Payments 1, 2 and 3 with 30, 70 and 100 available to refund."""
    payments = [PaymentState(id_, id_, amount, 0, amount) for id_, amount in ((1, 30), (2, 70), (3, 100))]
    plan = plan_refund(None, owed, 0, payments)
    assert isinstance(plan, RefundPlan)
    assert [(step.payment_id, step.amount) for step in plan.steps] == given


@pytest.mark.parametrize(
    ("sku", "refunded"),
    [("MUG-BLUE", ("0.00", "60.00", "0.00")), ("CAP-GREEN", ("0.00", "40.00", "100.00"))],
    ids=["60 from the smallest that covers it", "140 from the largest down"],
)
def test_a21_a_returned_item_is_refunded_to_the_cards_that_the_rule_names(shop, sku, refunded):
    cards = [visa(30, "0030"), visa(70, "0070"), visa(100, "0100")]
    shop.place([product("MUG-BLUE", 1, 60), product("CAP-GREEN", 1, 140)], payments=cards, until="ship")
    shop.oms.ok("return", "A-1", f"{sku}=1", *UNKNOWN)
    assert [paid["RefundedAmount"] for paid in shop.show()["OrderPaymentSummaries"]] == dec(*refunded)


# ---- what is refused


@pytest.mark.parametrize(("kind", "until"), [("cancel", "approve"), ("return", "ship")])
def test_a23_the_same_item_twice_in_one_request_is_refused_and_nothing_written(shop, kind, until):
    before = shop.place([product("MUG-BLUE", 3, 20)], payments=[visa(60, "4242")], until=until)
    twice = shop.oms(kind, "A-1", "MUG-BLUE=1", "MUG-BLUE=1", *UNKNOWN)
    assert twice.code == 4
    assert "error[duplicate-record]: order 00000001: MUG-BLUE is named twice in one request" in twice.err
    line = {"StockKeepingUnit": "MUG-BLUE", "Quantity": 1}
    request = {"OrderReferenceNumber": "A-1", "Reason": "Unknown", "Items": [line, line]}
    in_a_file = shop.oms(kind, "--file", "-", stdin=json.dumps(request))
    assert in_a_file.code == 4
    assert "error[duplicate-record]" in in_a_file.err
    assert shop.show() == before


def test_a24_a_draft_order_gets_no_summary(shop):
    shop.oms.ok("place", shop.oms.write("draft.json", draft()))
    refused = shop.oms("summarize", "A-1")
    assert (refused.code, "error[not-activated]" in refused.err) == (6, True)
    assert "OrderSummary" not in shop.tree()


def draft():
    return order([product("MUG-BLUE", 1, 20)], Status="Draft")


@pytest.mark.needs_file
@pytest.mark.damages_stores
def test_a24_an_order_without_a_delivery_group_gets_no_summary(oms, sample):
    """Files without a group are refused before; the row is taken out by hand."""
    oms.take_over(sample)
    shop = Shop(oms)
    file = oms.write("order.json", {**draft(), "Status": "Activated"})
    oms.ok("place", file)
    with sqlite3.connect(oms.dir / "oms.db") as store:
        store.execute("DELETE FROM order_delivery_groups")
    refused = oms("summarize", "A-1")
    assert (refused.code, "error[no-delivery-group]" in refused.err) == (4, True)
    assert "OrderSummary" not in shop.tree()


def test_a24_a_file_without_a_delivery_group_is_refused(shop):
    file = shop.oms.write("order.json", {**draft(), "OrderDeliveryGroups": []})
    refused = shop.oms("place", file)
    assert (refused.code, "error[no-delivery-group]" in refused.err) == (4, True)
    assert shop.oms.ok("list", "orders", "--json").json["results"] == []


# ---- the reference's own order, and payments


GATEWAY = """
[[gateway_providers]]
name = "mock"
label = "For tests"
adapter = "mock"

[[gateways]]
name = "mock"
provider = "mock"
"""
GRAPH = Path(__file__).parent / "files" / "01-pending-order-summaries-graph.json"
_OF_RECORDS = ("OrderSummary", "CardPaymentMethod", "OrderPaymentSummary", "PaymentAuthorization")
_OF_PARTS = ("OrderDeliveryGroupSummary", "OrderItemSummary,Order", "OrderItemTaxLineItemSummary")
VALUES = {
    "ID": "graph-25",
    "NUMBER": "N-25",
    "EMAIL": "ada@example.com",
    "PHONE": "555-0100",
    "DATE": "2026-01-05T09:00:00Z",
    "TEXT": "a text",
    "ExternalReferenceIdentifier": "realm@site@N-25",
    "OwnerId": "005000000000001AAA",
    "OrderDeliveryMethodReferenceNumber": "express",
    "PaymentGatewayId": "mock",
    "ProductCode1": "HOODIE-BLACK",
    "ProductCode2": "LAMP-DESK",
    "PromotionName1": "20%offOrderAmountOver100",
    "PromotionName2": "50offOrderAmountOver100",
    "SalesChannelName": "Web",
    "StandardPricebookId": "Standard Price Book",
    "WebStoreExternalReference": "nto-usd",
    **{f"CustomAttribute.for[{of}]": "Own__c" for of in (*_OF_RECORDS, *_OF_PARTS, "OrderItemAdjustmentLineSummary")},
}
"""A value for every ${placeholder} of the graph."""


@pytest.mark.parametrize("way", ["create-missing", "set"])
def test_a25_the_references_order_summary_graph(shop, way):
    file = shop.oms.write("graph.json", GRAPH.read_text())
    words = (
        ["--create-missing"]
        if way == "create-missing"
        else [word for pair in VALUES.items() for word in ("--set", "=".join(pair))]
    )
    shop.oms.ok("place", file, *words)
    shop.oms.ok("summarize", "--all")
    found = shop.show("ORDER-1" if way == "create-missing" else "N-25")
    assert items(found, "TotalPrice") == dec("168.32", "768.32", "200.00")
    assert items(found, "TotalTaxAmount") == dec("8.42", "38.42", "10.00")
    assert pick(found, *SUMS) == dec("1136.64", "56.84", "1193.48")
    assert [group["Type"] for group in found["OrderAdjustmentGroupSummaries"]] == ["Header", "Header"]


def test_a26_two_authorizations_of_one_order(shop):
    cards = [visa(54.99, "1111", "Authorization"), visa(148, "4242", "Authorization")]
    found = shop.place([product("M12345", 2, 99), delivery(4.99)], payments=cards)
    authorized = [one for paid in found["OrderPaymentSummaries"] for one in paid["PaymentAuthorizations"]]
    assert [one["Amount"] for one in authorized] == dec("54.99", "148.00")
    assert {(one["Status"], one["ProcessingMode"]) for one in authorized} == {("Processed", "External")}
    assert found["GrandTotalAmount"] == dec("202.99")[0]


@pytest.mark.parametrize(
    ("method", "card", "kind"),
    [
        ("PayPal", None, payment_methods.WALLET),
        ("ApplePay", None, payment_methods.WALLET),
        ("DW_GOOGLE_PAY", None, payment_methods.WALLET),
        ("PAYPAL_EXPRESS", None, payment_methods.WALLET),
        ("VALIDATED_CARD", "Visa", payment_methods.WALLET),
        ("CREDIT_CARD", "Visa", payment_methods.CARD),
        ("Visa", None, payment_methods.CARD),
        ("BARTER", None, None),
    ],
)
def test_a27_a_storefronts_payment_id_says_what_paid(method, card, kind):
    assert payment_methods.choose(method, card) == kind


def test_a27_wallets_and_cards_of_an_order_have_the_reference_names(shop):
    methods = ("PayPal", "ApplePay", "DW_GOOGLE_PAY")
    payments = [{"Amount": 10, "PaymentGateway": "mock", "PaymentMethod": method} for method in methods]
    found = shop.place([product("MUG-BLUE", 2, 20)], payments=[*payments, visa(10, "4242", "Authorization")])
    kinds = [paid["PaymentMethodId"][:3] for paid in found["OrderPaymentSummaries"]]
    assert kinds == ["1DW", "1DW", "1DW", "03O"]


def test_a_payment_without_a_gateway_is_told_how_an_empty_store_gets_one(oms):
    oms.ok("init", "--empty")
    refused = oms("place", "--create-missing", oms.write("graph.json", GRAPH.read_text()))
    assert refused.code == 4
    assert "error[missing-field]: the payment names no gateway, and the store has none" in refused.err
    assert "help: `oms setup apply` makes one: [[gateway_providers]], [[gateways]]" in refused.err
    oms.ok("setup", "apply", oms.write("gateway.toml", GATEWAY))
    oms.ok("place", "--create-missing", "graph.json")
