"""`--explain`: the notes that the rules write are what they decided by, and writing them changes nothing."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.changes import ChangeRequest, Wanted, plan_cancel
from omscli.domain.excess import excess_funds
from omscli.domain.explained import Amount
from omscli.domain.funds import plan_funds
from omscli.domain.payment_summaries import AuthorizationState, PaymentState
from omscli.domain.refunds import plan_refund
from omscli.services.explaining import explanation
from tests.domain.orders import item, order, shipping

NOW = 1_000


def told(notes):
    """Each rule, what it was applied to, and its numbers as plain ones."""
    return [
        (note.rule, note.about, {name: getattr(value, "minor", value) for name, value in note.numbers})
        for note in notes
    ]


def test_a20_every_payment_summary_that_pays_says_by_which_rule_and_with_which_numbers():
    payments = [PaymentState(1, 101, 30, 30), PaymentState(2, 102, 80, 80)]
    notes = []
    plan_funds(
        120, payments, [AuthorizationState(11, 201, 10), AuthorizationState(12, 202, 50, expires=NOW)], NOW, notes
    )
    assert told(notes) == [
        ("available funds", None, {"Needed": 120, "Captured": 110, "Authorized": 10}),
        ("expired authorizations", None, {"Expired": 50}),
        ("largest balance", 102, {"Missing": 120, "Available": 80, "Taken": 80}),
        ("largest balance", 101, {"Missing": 40, "Available": 30, "Taken": 30}),
        ("exact authorization", 201, {"Missing": 10, "Available": 10, "Taken": 10}),
    ]
    assert {note.source for note in notes} == {
        "D30; spec §6.2 step 1",
        "D30; spec §6.1",
        "D30; spec §6.2 steps 2-4",
        "D30; spec §6.2 steps 5-7",
    }


def test_a21_every_refund_says_by_which_rule_within_a_payment_summary_too():
    payments = [PaymentState(1, 101, 30, 0), PaymentState(2, 101, 70, 0), PaymentState(3, 102, 20, 0)]
    notes = []
    plan_refund(60, 95, 0, payments, notes)
    assert told(notes) == [
        ("what is due", None, {"Owed": 95, "Pending": 0, "Asked": 60, "Due": 95}),
        ("available to refund", None, {"Wanted": 60, "AvailableToRefund": 120}),
        ("smallest that covers", 101, {"AvailableToRefund": 100, "Refunded": 60}),
        ("within a payment summary", 2, {"AvailableToRefund": 70, "Refunded": 60}),
    ]


def test_a12_the_second_refund_says_why_it_is_less_than_was_asked_for():
    notes = []
    assert excess_funds(80, 60, 0, notes) == 20
    plan_refund(40, 20, 0, [PaymentState(1, 101, 100, 80, refunded=20)], notes)
    assert told(notes)[:2] == [
        ("excess funds", None, {"Paid": 80, "GrandTotalAmount": 60, "OwedForReturns": 0, "Excess": 20}),
        ("what is due", None, {"Owed": 20, "Pending": 0, "Asked": 40, "Due": 20}),
    ]
    assert notes[1].says == "no more goes back than is owed, and what is on its way counts against it"


def test_what_is_refused_is_explained_too():
    notes = []
    plan_funds(5, [], [], NOW, notes)
    assert [note.says for note in notes] == ["there is less money than the invoice needs"]


def test_a9_the_pool_of_delivery_charges_is_told_with_the_prices_that_it_is_spread_by():
    state = order(item("SHIRT", 1, 6000), item("MUG", 1, 4000), shipping(1000))
    notes = []
    plan_cancel(state, ChangeRequest((Wanted("SHIRT"),), "Unknown", None, True), None, notes)
    by_rule = {rule: numbers for rule, _, numbers in told(notes)}
    assert by_rule["delivery charges"] == {"Pool": 1000, "ChangedPrice": 6000, "RemainingPrice": 10000, "Refunded": 600}
    assert by_rule["what a cancel owes"] == {"GrandTotalAmount": 6600}


def test_amounts_are_shown_in_the_currency_and_units_as_they_are():
    notes = []
    excess_funds(1234, 0, 0, notes)
    (shown,) = explanation(notes, "KWD", str)
    assert shown["Numbers"]["Paid"] == Decimal("1.234")
    assert shown["About"] is None
    assert Amount(3) != 3


money = st.integers(0, 60)


@given(st.lists(st.tuples(money, st.integers(101, 103)), max_size=6), st.integers(0, 200))
def test_an_explained_plan_is_the_plan_and_its_numbers_add_up_to_it(balances, needed):
    payments = [PaymentState(number, summary, has, has) for number, (has, summary) in enumerate(balances, start=1)]
    notes, back = [], []
    plan = plan_funds(needed, payments, [], NOW, notes)
    assert plan == plan_funds(needed, payments, [], NOW)
    if hasattr(plan, "steps"):
        assert sum(numbers["Taken"] for rule, _, numbers in told(notes) if rule.endswith("balance")) == needed
    refund = plan_refund(None, needed, 0, payments, back)
    assert refund == plan_refund(None, needed, 0, payments)
    rules = ("exact amount", "smallest that covers", "largest first")
    if hasattr(refund, "steps"):
        assert sum(numbers["Refunded"] for rule, _, numbers in told(back) if rule in rules) == needed
