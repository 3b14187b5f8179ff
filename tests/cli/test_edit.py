"""`oms edit` from outside: one change order before fulfillment, by options or by a file; the original stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.world import make_world

UNKNOWN = ("--reason", "Unknown")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Sample orders, approved: one with a card that is authorized, yen, dinars, gross prices, two delivery groups."""
    world = make_world(tmp_path_factory.mktemp("edit"))
    world.ok("init", "--sample")
    world.ok("place", world.samples(), "--create-missing")
    paid = {
        "OrderReferenceNumber": "PAID-1",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": "Ada King",
                "OrderDeliveryMethod": "standard",
                "OrderItems": [
                    {"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20, "Taxes": [{"Amount": 8}]}
                ],
            }
        ],
        "Payments": [
            {"Type": "Sale", "Amount": 108, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "4242"}
        ],
    }
    world.ok("place", world.write("paid.json", paid))
    world.ok("summarize", "--all")
    world.ok("approve", "--all")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def edit(shop, *words):
    results = shop.ok("edit", *words, "--json").json["results"]
    shop.ok("verify")
    return results


def tree(shop, order):
    return shop.ok("show", order, "--json").json["results"][0]


def shown(shop, order):
    return tree(shop, order)["OrderSummary"]


def item(shop, order, sku):
    return next(one for one in shown(shop, order)["OrderItemSummaries"] if one["StockKeepingUnit"] == sku)


def test_a_preview_says_what_the_edit_does_and_what_more_must_be_paid(shop, golden):
    words = ("edit", "WEB-1001", "TSHIRT-RED=3", *UNKNOWN)
    before = shown(shop, "WEB-1001")
    golden("edit/preview.txt", shop(*words, "--preview"))
    (preview,) = shop.ok(*words, "--preview", "--json").json["results"]
    assert shown(shop, "WEB-1001") == before
    golden("edit/edit.json", shop(*words, "--json"))
    stored = shown(shop, "WEB-1001")
    assert stored["GrandTotalAmount"] == preview["GrandTotalAmount"] == Decimal("61.91")
    assert preview["changeBalances"]["totalRequiredFundsAmount"] == Decimal("18.89")
    assert preview["AvailableToCaptureAmount"] == Decimal("43.02")
    assert [one["GrandTotalAmount"] for one in stored["ChangeOrders"]] == [Decimal("18.89")]
    shop.ok("verify")


def test_the_original_is_never_touched(shop):
    before = tree(shop, "WEB-1001")["Order"]
    edit(shop, "WEB-1001", "TSHIRT-RED=1", "--deliver-to", "DeliverToCity=Leeds", *UNKNOWN)
    assert tree(shop, "WEB-1001")["Order"] == before


def test_fewer_units_of_a_paid_order_are_refunded(shop):
    change, refund = edit(shop, "PAID-1", "MUG-BLUE=3", *UNKNOWN)
    assert change["changeBalances"]["totalExcessFundsAmount"] == Decimal("43.20")
    assert refund["RefundedAmount"] == Decimal("43.20")
    assert item(shop, "PAID-1", "MUG-BLUE")["QuantityCanceled"] == 2


def test_more_units_are_fulfilled_invoiced_and_want_their_money(shop):
    edit(shop, "PAID-1", "MUG-BLUE=6", *UNKNOWN)
    shop.ok("allocate", "PAID-1")
    shop("ship", "--all")
    (invoice,) = shown(shop, "PAID-1")["Invoices"]
    assert invoice["TotalAmountWithTax"] == Decimal("129.60")
    assert shop("ensure-funds", invoice["InvoiceNumber"]).code == 7
    shop.ok("verify")


def test_a_group_goes_elsewhere_and_its_fulfillment_order_follows(shop):
    where = ("--deliver-to", "DeliverToStreet=2 High St", "--deliver-to", "PhoneNumber=")
    (result,) = edit(shop, "WEB-1001", *where, "--deliver-to", "EmailAddress=new@example.com", *UNKNOWN)
    assert result["DeliveryGroups"][0]["DeliverToStreet"] == "2 High St"
    (group,) = shown(shop, "WEB-1001")["OrderDeliveryGroupSummaries"]
    assert (group["DeliverToStreet"], group["PhoneNumber"], group["EmailAddress"]) == (
        "2 High St",
        None,
        "new@example.com",
    )
    shop.ok("allocate", "WEB-1001")
    (order,) = shown(shop, "WEB-1001")["FulfillmentOrders"]
    assert order["FulfilledToStreet"] == "2 High St"
    refused = shop("edit", "WEB-1001", "--deliver-to", "DeliverToCity=York", *UNKNOWN)
    assert (refused.code, "TSHIRT-RED is ALLOCATED, only what is ORDERED" in refused.err) == (6, True)


def test_another_delivery_method_comes_with_its_charge_in_the_place_of_the_old_one(shop):
    words = ("--delivery-method", "express", "--delivery-charge", "14.90", "--delivery-tax", "0.75")
    (result,) = edit(shop, "WEB-1001", *words, *UNKNOWN)
    assert result["changeBalances"]["totalAdjDeliveryAmtWithTax"] == Decimal("-10.41")
    assert [(one["StockKeepingUnit"], one["ChangeType"]) for one in result["Items"]] == [
        ("SHIP-STANDARD", "Cancel"),
        ("SHIP-EXPRESS", "Add"),
    ]
    (group,) = shown(shop, "WEB-1001")["OrderDeliveryGroupSummaries"]
    assert (group["OrderDeliveryMethod"]["ReferenceNumber"], group["TotalAmount"]) == ("express", Decimal("14.90"))
    advanced = shop("advance", "WEB-1001", "--simulate", "--to", "out")
    assert (advanced.code, "insufficient-funds" in advanced.err) == (3, True)
    assert shown(shop, "WEB-1001")["Status"] == "Fulfilled"
    shop.ok("verify")


FILE = {
    "changeReason": "unknown",
    "changeOrdersReferenceNumber": "ED-1",
    "orderItemSummaries": [
        {
            "StockKeepingUnit": "MUG-BLUE",
            "Quantity": 2,
            "UnitPrice": 12.5,
            "Taxes": [{"Amount": 1.25}],
            "Adjustments": [{"Name": "[red]LATE", "Amount": -2, "Taxes": [{"Amount": -0.1}]}],
        },
        {"attributes": {"type": "OrderItemSummary"}, "StockKeepingUnit": "TSHIRT-RED", "Quantity": 1},
    ],
    "orderDeliveryGroupSummaries": [{"DeliverToName": "Bob [red]King"}],
}


def test_a_file_edits_all_of_it_in_one_change_order_and_once(shop):
    path = shop.write("edit.json", FILE)
    (result,) = edit(shop, "WEB-1001", "--file", path)
    assert [(one["StockKeepingUnit"], one["Quantity"]) for one in result["Items"]] == [
        ("TSHIRT-RED", 1),
        ("MUG-BLUE", 2),
    ]
    order = shown(shop, "WEB-1001")
    assert len(order["ChangeOrders"]) == 1
    mug = item(shop, "WEB-1001", "MUG-BLUE")
    assert (mug["TotalPrice"], mug["TotalTaxAmount"]) == (Decimal("23.00"), Decimal("1.15"))
    assert [one["status"] for one in edit(shop, "WEB-1001", "--file", path)] == ["exists"]
    changed = {**FILE, "orderItemSummaries": FILE["orderItemSummaries"][1:]}
    assert shop("edit", "WEB-1001", "--file", shop.write("other.json", changed)).code == 6
    assert shown(shop, "WEB-1001") == order
    advanced = shop("advance", "WEB-1001", "--simulate", "--to", "out")
    assert (advanced.code, "insufficient-funds" in advanced.err) == (3, True)
    shop.ok("verify")


@pytest.mark.parametrize("order", ["WEB-1007", "WEB-1008", "WEB-1010"])
def test_every_currency_and_gross_prices_keep_their_cents(shop, order):
    product = next(one for one in shown(shop, order)["OrderItemSummaries"] if one["Type"] == "Order Product")
    before = shown(shop, order)["GrandTotalAmount"]
    sku, units = product["StockKeepingUnit"], product["Quantity"]
    edit(shop, order, f"{sku}={units + 1}", *UNKNOWN)
    assert shown(shop, order)["GrandTotalAmount"] > before
    edit(shop, order, f"{sku}={units}", *UNKNOWN)
    edit(shop, order, f"{sku}=0", *UNKNOWN)
    assert item(shop, order, sku)["TotalAmtWithTax"] == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("TSHIRT-RED=2", *UNKNOWN), 4, "2 of TSHIRT-RED are ordered already"),
        (("TSHIRT-RDE=2", *UNKNOWN), 5, 'did you mean "TSHIRT-RED"?'),
        (("SHIP-STANDARD=2", *UNKNOWN), 7, "SHIP-STANDARD is a delivery charge"),
        (("TSHIRT-RED", *UNKNOWN), 4, "is not a whole number from 0"),
        (("TSHIRT-RED=3",), 2, "--reason is missing"),
        (UNKNOWN, 4, "nothing is to be changed"),
        (("TSHIRT-RED=3", "--reason", "Unknwn"), 4, 'did you mean "Unknown"?'),
        (("--delivery-method", "exprss", *UNKNOWN), 4, 'did you mean "express"?'),
        (("--delivery-charge", "5", *UNKNOWN), 2, "--delivery-charge is for --delivery-method"),
        (("--deliver-to", "DeliverToTown=X", *UNKNOWN), 2, "is no FIELD=VALUE"),
        (("--deliver-to", "DeliverToName=", *UNKNOWN), 4, "DeliverToName cannot be empty"),
        (("--deliver-to", "DeliverToCity=\x1b[31mX", *UNKNOWN), 4, "DeliverToCity"),
        (("--deliver-to", "DeliverToCity=4111 1111 1111 1111", *UNKNOWN), 4, "full card number"),
        (("--delivery-method", "express", "--delivery-charge", "1.234", *UNKNOWN), 4, "more decimals than USD has"),
    ],
)
def test_what_cannot_be_edited_is_refused_and_nothing_is_written(shop, words, code, says):
    before = shown(shop, "WEB-1001")
    refused = shop("edit", "WEB-1001", *words)
    assert (refused.code, "\x1b" in refused.err) == (code, False), refused.err
    assert says in refused.err
    assert "4111" not in refused.err.replace("************1111", "")
    assert shown(shop, "WEB-1001") == before


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        ("[]", 4, "an edit"),
        ({"changeReason": "Unknown", "orderItems": []}, 4, "orderItems"),
        ({"changeReason": "Unknown", "orderSummary": {"PoNumber": "1"}}, 4, "orderSummary cannot be edited here"),
        (
            {"orderItemSummaries": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 1.234}]},
            4,
            "more decimals than USD has",
        ),
        ({"orderItemSummaries": [{"StockKeepingUnit": "MUG-BLU", "Quantity": 1, "UnitPrice": 1}]}, 4, "MUG-BLUE"),
        ({"orderItemSummaries": [{"Quantity": 1}]}, 4, "StockKeepingUnit is missing"),
        ({"orderDeliveryGroupSummaries": [{}]}, 4, "nothing of the delivery group"),
        (
            {"orderItemSummaries": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1, "UnitPrice": 1}] * 101},
            4,
            "at most 100",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(shop, content, code, says):
    path = shop.write("wrong.json", content)
    refused = shop("edit", "WEB-1001", "--file", path, *UNKNOWN)
    assert (refused.code, says in refused.err) == (code, True), refused.err
