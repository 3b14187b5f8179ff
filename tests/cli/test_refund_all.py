"""`oms ensure-refunds --all` catches up on everything that is owed: a killed command, or steps left to people."""

from __future__ import annotations

from decimal import Decimal

from tests.world import Oms

MANUAL = '[flow]\nkind = "multi"\non_fulfilled = "manual"\non_cancel = "manual"\non_return = "manual"\n'
ORDER = {
    "OrderReferenceNumber": "OWED-1",
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 5, "UnitPrice": 20.00}],
        }
    ],
    "Payments": [{"Type": "Sale", "Amount": 100.00, "CardType": "Visa", "CardLastFour": "4242"}],
}


def test_excess_funds_and_returns_without_a_credit_memo_are_refunded_and_a_second_run_finds_nothing(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.ok("setup", "apply", oms.write("manual.toml", MANUAL))
    oms.ok("place", oms.write("order.json", ORDER))
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")
    oms.ok("cancel", "OWED-1", "MUG-BLUE=1", "--reason", "Unknown")
    oms.ok("allocate", "--all")
    oms.ok("ship", "--all")
    oms.ok("invoice", "--all")
    oms.ok("ensure-funds", "--all")
    oms.ok("return", "OWED-1", "MUG-BLUE=2", "--reason", "Unknown")
    results = oms.ok("ensure-refunds", "--all", "--json").json["results"]
    assert [(row["status"], row["CreditMemoNumber"], row["RefundedAmount"]) for row in results] == [
        ("updated", "CM-0000001", Decimal("40.00")),
        ("updated", None, Decimal("20.00")),
    ]
    assert oms.ok("ensure-refunds", "--all", "--json").json["results"] == []


def test_advance_refunds_what_is_owed_too(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.ok("setup", "apply", oms.write("manual.toml", MANUAL))
    oms.ok("place", oms.write("order.json", ORDER))
    oms.ok("summarize", "--all")
    oms.ok("approve", "--all")
    oms.ok("cancel", "OWED-1", "MUG-BLUE=1", "--reason", "Unknown")
    results = oms.ok("advance", "OWED-1", "--json").json["results"]
    refunds = [row for row in results if row["Step"] == "ensure-refunds"]
    assert [(row["status"], row["RefundedAmount"]) for row in refunds] == [("updated", Decimal("20.00"))]
