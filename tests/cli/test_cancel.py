"""`oms cancel` from outside: previewed and done alike, refused with the numbers, from a file once and only once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.world import make_world


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Three approved orders; every test works on its own copy of the store."""
    world = make_world(tmp_path_factory.mktemp("cancel"))
    world.ok("init", "--sample")
    samples = world.samples()
    world.ok("place", samples / "01-plain-single.json", samples / "02-plain-list.json")
    world.ok("summarize", "--all")
    world.ok("approve", "--all")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def place_paid(oms):
    """Five mugs of 20.00, paid at checkout."""
    item = {"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20}
    group = {
        "DeliverToName": "Ada King",
        "DeliverToCountry": "US",
        "OrderDeliveryMethod": "standard",
        "OrderItems": [item],
    }
    order = {
        "OrderReferenceNumber": "PAID-1",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [group],
        "Payments": [
            {"Type": "Sale", "Amount": 100, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "4242"}
        ],
    }
    oms.write("paid.json", order)
    oms.ok("place", "paid.json")
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")


ALL = ("--all-items", "--reason", "Unknown")


def test_a_preview_answers_what_the_cancel_answers_without_the_change_order(shop):
    words = ("cancel", "WEB-1001", "TSHIRT-RED=1", "--reason", "unknown", "--refund-shipping", "--json")
    shown = shop.ok(*words, "--preview").json["results"][0]
    stored = shop.ok(*words).json["results"][0]
    assert shown == stored | {"status": "preview", "changeOrderId": None, "ChangeOrderNumber": None}
    assert stored["changeBalances"]["totalAdjustedDeliveryAmount"] == Decimal("2.50")
    assert stored["GrandTotalAmount"] == Decimal("21.50")
    shop.ok("verify")


def test_canceling_all_items_of_an_order_makes_it_canceled(shop):
    """A14."""
    assert shop.ok("cancel", "WEB-1002", *ALL, "--refund-shipping", "--json").json["results"][0]["Status"] == "Canceled"
    order = shop.ok("show", "WEB-1002", "--json").json["results"][0]["OrderSummary"]
    assert order["GrandTotalAmount"] == 0
    assert {line["Status"] for line in order["OrderItemSummaries"][:2]} == {"CANCELED"}
    assert len(order["ChangeOrders"]) == 1
    shop.ok("verify")


def test_captured_money_of_canceled_units_is_refunded_as_excess_funds(shop):
    """D11; A12 with the refund of each cancel between them, so nothing is refunded twice."""
    place_paid(shop)
    words = ("cancel", "PAID-1", "MUG-BLUE=1", "--reason", "Unknown", "--json")
    for _ in range(2):
        change, refund = shop.ok(*words).json["results"]
        assert change["changeBalances"]["totalExcessFundsAmount"] == Decimal("20.00")
        assert (refund["status"], refund["RefundedAmount"]) == ("updated", Decimal("20.00"))
    (paid,) = shop.ok("show", "PAID-1", "--json").json["results"][0]["OrderSummary"]["OrderPaymentSummaries"]
    assert (paid["CapturedAmount"], paid["RefundedAmount"]) == (Decimal("100.00"), Decimal("40.00"))


def test_two_cancels_with_refunds_switched_off_leave_20_then_40_of_excess_funds(shop):
    """A12."""
    place_paid(shop)
    shop.write("manual.toml", '[flow]\non_cancel = "manual"\n')
    shop.ok("setup", "apply", "manual.toml")
    words = ("cancel", "PAID-1", "MUG-BLUE=1", "--reason", "Unknown", "--json")
    answers = [shop.ok(*words).json["results"] for _ in range(2)]
    assert [[one["changeBalances"]["totalExcessFundsAmount"] for one in results] for results in answers] == [[20], [40]]


def test_the_table_shows_the_change_order_and_what_is_left(shop, golden):
    golden("cancel/table.txt", shop("cancel", "WEB-1002", "MUG-BLUE=2", "--reason", "Unknown"))


def test_units_on_a_fulfillment_order_are_refused_with_the_way_to_free_them(shop, golden):
    shop.ok("allocate", "WEB-1002")
    golden("cancel/in-fulfillment.txt", shop("cancel", "WEB-1002", "MUG-BLUE=2", "--reason", "Unknown"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("WEB-1001", "TSHIRT-RED=5", "--reason", "Unknown"), 7),
        (("WEB-1001", "SHIP-STANDARD", "--reason", "Unknown"), 7),
        (("WEB-1001", "TSHIRT-RDE", "--reason", "Unknown"), 5),
        (("WEB-1001", "TSHIRT-RED", "--reason", "Because"), 4),
        (("WEB-1001", "TSHIRT-RED=none", "--reason", "Unknown"), 4),
        (("WEB-404", *ALL), 5),
        (("WEB-1001", "TSHIRT-RED"), 2),
        (("WEB-1001", "--reason", "Unknown"), 2),
        (("WEB-1001", "TSHIRT-RED", *ALL), 2),
        (("--file", "x.ndjson", "WEB-1001"), 2),
        (("--file", "nothing.ndjson"), 4),
        ((), 2),
    ],
)
def test_what_cannot_be_canceled_ends_with_the_exit_code_of_its_refusal(shop, words, code):
    before = shop.ok("show", "WEB-1001", "--json").out
    assert shop("cancel", *words).code == code
    assert shop.ok("show", "WEB-1001", "--json").out == before


def test_the_same_file_twice_changes_nothing_the_second_time(shop):
    item = '{"StockKeepingUnit":"MUG-BLUE","Quantity":1}'
    shop.write("cancels.ndjson", f'{{"OrderReferenceNumber":"WEB-1002","Reason":"Unknown","Items":[{item}]}}\n' * 2)
    first = shop.ok("cancel", "--file", "cancels.ndjson", "--json").json
    second = shop.ok("cancel", "--file", "cancels.ndjson", "--json").json
    assert first["summary"] == {"total": 3, "updated": 3}  # the third lets go what was promised for them
    assert second["summary"] == {"total": 2, "exists": 2}
    assert [one["in"] for one in first["results"][:2]] == [
        {"file": "cancels.ndjson", "line": 1, "index": 0},
        {"file": "cancels.ndjson", "line": 2, "index": 1},
    ]
    assert [one["changeOrderId"] for one in second["results"]] == [one["changeOrderId"] for one in first["results"][:2]]


def test_a_file_with_a_mistake_is_not_carried_out_at_all(shop):
    line = '{"OrderReferenceNumber":"WEB-1002","Reason":"Unknown","Items":[{"StockKeepingUnit":"MUG-BLUE"}]}\n'
    result = shop("cancel", "--file", "-", stdin=line + line.replace("Items", "Item"))
    assert result.code == 4
    assert "-:2:" in result.err
    assert shop.ok("list", "change-orders", "--json", "--limit", "1").json["results"] == []
