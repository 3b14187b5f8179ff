"""Refunds as store credit: asked for, or because the tender declined; once, recorded, conserved."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.cli.test_sequences import CODE, DECLINE, ORDER, error, result
from tests.world import make_world

TIMEOUT = {"OMS_MOCK_SCRIPT": '[{"when": {"interaction": "ReferencedRefund"}, "then": "timeout", "behind": "approve"}]'}
ONE = {"OMS_MOCK_SCRIPT": '[{"when": {"interaction": "ReferencedRefund", "amount": 15}, "then": "decline"}]'}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """60.00 are owed for a return, and no gateway has given any of it back; the order waits on hold."""
    world = make_world(tmp_path_factory.mktemp("store-credit"))
    world.ok("init", "--sample")
    world.ok("credit", "issue", "30", "USD", "--code-file", "-", stdin=CODE)
    world.ok("place", world.write("order.json", ORDER))
    for step in ("summarize", "approve", "allocate"):
        world.ok(step, "--all")
    world.ok("ship", "FO-0000001")
    assert world("return", "T-1", "MUG-BLUE=3", "--reason", "Unknown", env=DECLINE).code in (3, 7)
    return world


@pytest.fixture
def owed(oms, prepared):
    oms.take_over(prepared)
    return oms


def credit(oms, number="SC-0000002"):
    found = result(oms.ok("credit", "show", number, "--json"))
    return found["Balance"], [(one["Cause"], one["BalanceChange"]) for one in found["Movements"]]


def refunded(oms):
    """Σ refunds by type."""
    rows = oms.ok("list", "refunds", "--json").json["results"]
    return {
        type_: sum(row["Amount"] for row in rows if row["Type"] == type_) for type_ in {row["Type"] for row in rows}
    }


def test_all_of_it_becomes_store_credit_where_that_is_asked_for(owed, golden):
    words = ("ensure-refunds", "CM-0000001", "--to", "store-credit")
    golden("store-credit/preview.txt", owed(*words, "--preview", "--explain"))
    shown, done = result(owed.ok(*words, "-n", "--json")), result(owed.ok(*words, "--json"))
    assert shown == {**done, "status": "preview"}
    assert credit(owed) == (Decimal("60.00"), [("refund", Decimal("45.00")), ("refund", Decimal("15.00"))])
    assert refunded(owed) == {"NonReferenced": Decimal("60.00")}
    assert result(owed.ok(*words, "--json"))["status"] == "exists"
    assert credit(owed)[0] == Decimal("60.00")
    (order,) = owed.ok("show", "T-1", "--json").json["results"]
    assert order["OrderSummary"]["Status"] == "Fulfilled"
    owed.ok("verify")


def test_what_a_tender_declines_becomes_store_credit_once(owed, golden):
    words = ("ensure-refunds", "CM-0000001", "--fallback", "store-credit")
    golden("store-credit/fallback.txt", owed(*words, env=DECLINE))
    assert credit(owed)[0] == Decimal("60.00")
    assert result(owed.ok(*words, "--json", env=DECLINE))["status"] == "exists"
    assert refunded(owed) == {"NonReferenced": Decimal("60.00")}
    owed.ok("verify")


def test_the_set_up_may_say_so_for_every_refund_that_follows_by_itself(owed):
    owed.write("flow.toml", '[flow]\non_declined_refund = "store-credit"\n')
    owed.ok("setup", "apply", "flow.toml")
    owed.ok("return", "T-1", "MUG-BLUE=1", "--reason", "Unknown", env=DECLINE)
    assert credit(owed)[0] == Decimal("20.00")
    owed.ok("ensure-refunds", "--all", env=DECLINE)
    assert (credit(owed)[0], refunded(owed)) == (Decimal("65.00"), {"Referenced": 15, "NonReferenced": 65})
    owed.ok("verify")


def test_only_what_was_declined_does(owed):
    answer = result(owed.ok("ensure-refunds", "--all", "--fallback", "store-credit", "--json", env=ONE))
    assert (answer["RefundedAmount"], answer["Balance"]) == (Decimal("60.00"), Decimal("0.00"))
    assert refunded(owed) == {"Referenced": Decimal("45.00"), "NonReferenced": Decimal("15.00")}
    assert credit(owed)[0] == Decimal("15.00")
    owed.ok("verify")


def test_what_is_not_declined_goes_back_to_its_tender(owed):
    owed.ok("ensure-refunds", "CM-0000001", "--fallback", "store-credit")
    assert refunded(owed) == {"Referenced": Decimal("60.00")}
    assert owed("credit", "show", "SC-0000002").code == 5


def test_nothing_is_given_instead_while_an_outcome_is_unknown(owed):
    assert owed("ensure-refunds", "CM-0000001", "--fallback", "store-credit", env=TIMEOUT).code == 8
    assert owed("credit", "show", "SC-0000002").code == 5
    again = owed("ensure-refunds", "CM-0000001", "--to", "store-credit", "--json")
    assert (again.code, error(again)["code"]) == (8, "outcome-unknown")
    owed.ok("payments", "reconcile")
    assert refunded(owed) == {"Referenced": Decimal("60.00")}
    owed.ok("verify")


def test_a_closed_card_takes_nothing_back_and_store_credit_takes_its_place(owed):
    owed.ok("credit", "close", "GC-0000001", "--reason", "Lost")
    words = ("ensure-refunds", "CM-0000001", "--sequence", "GiftCard", "--json")
    refused = owed(*words)
    assert (refused.code, error(refused)["code"]) == (7, "credit-refused")
    assert refunded(owed) == {}
    done = result(owed.ok(*words, "--fallback", "store-credit"))
    assert [step["Action"] for step in done["Steps"]] == ["Refund as store credit", "Refund"]
    assert credit(owed)[0] == Decimal("15.00")
    owed.ok("verify")


def test_the_next_refund_of_the_buyer_goes_onto_the_same_store_credit_and_it_pays(owed):
    owed.ok("ensure-refunds", "CM-0000001", "--to", "store-credit")
    assert owed("return", "T-1", "MUG-BLUE=1", "--reason", "Unknown", env=DECLINE).code in (3, 7)
    owed.ok("ensure-refunds", "--all", "--to", "store-credit")
    assert credit(owed)[0] == Decimal("65.00")  # 15.00 of the 20.00 went back to the gift card at once
    next_ = {**ORDER, "OrderReferenceNumber": "T-2", "Payments": [{"Amount": 65, "StoreCredit": "SC-0000002"}]}
    card = {"Amount": 35, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "1111"}
    next_["Payments"].append(card)
    owed.ok("place", owed.write("next.json", next_))
    owed.ok("verify")


def test_excess_funds_become_store_credit_too(owed):
    paid = {"Type": "Sale", "Amount": 100, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "9999"}
    order = {**ORDER, "OrderReferenceNumber": "T-3", "Payments": [paid]}
    owed.ok("place", owed.write("paid.json", order))
    owed.ok("summarize", "--all")
    owed.ok("approve", "T-3")
    assert owed("cancel", "T-3", "MUG-BLUE=2", "--reason", "Unknown", env=DECLINE).code in (3, 7)
    done = result(owed.ok("ensure-refunds", "--excess", "T-3", "--to", "store-credit", "--json"))
    assert done["RefundedAmount"] == Decimal("40.00")
    assert result(owed.ok("ensure-refunds", "--excess", "T-3", "--to", "store-credit", "--json"))["status"] == "skipped"
    assert credit(owed)[0] == Decimal("40.00")
    assert owed("verify").code == 20  # T-1 is on hold still


def test_a_body_may_be_given_as_store_credit_as_well(owed):
    body = json.dumps({"creditMemoId": "CM-0000001"})
    owed.ok("ensure-refunds", "--file", "-", "--to", "store-credit", stdin=body)
    assert credit(owed)[0] == Decimal("60.00")
