"""Ensure funds in a store: applied, captured, declined, unknown, reconciled (D30, D34)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from omscli.services.ensure_funds import ready_to_fund
from omscli.services.invoice import plan_invoice
from omscli.services.reconcile import list_calls, ready_to_reconcile, reconcile
from omscli.services.unit import preview, submit
from tests.builders import NOW, SCENE, Spec
from tests.builders_money import MoneyShop, assert_conserved

MINUTE = 60_000


@pytest.fixture
def shop(tmp_path):
    made = MoneyShop(tmp_path / "oms.db")
    yield made
    assert_conserved(made)
    made.database.close()


def invoiced(shop, price, *methods, **options):
    key = shop.order([Spec("SHIRT", 1, price)])
    shop.pay(key, *methods, **options)
    return key, shop.invoice(key)


def codes(result):
    return [problem.code for problem in result.problems]


def status(shop, key=1):
    return shop.rows("SELECT status, active_process_exception_count FROM order_summaries WHERE order_key = ?", key)[0]


def test_captured_money_is_applied_and_no_gateway_is_asked(shop):
    shop.script({"then": "decline"})
    key, invoice = invoiced(shop, 5000, {"paid": [8000]})
    (result,) = shop.fund(invoice)
    assert (result.status, result.fields["AppliedAmount"], result.fields["Balance"]) == ("updated", Decimal("50.00"), 0)
    assert shop.money(key) == [(0, 8000, 0, 0, 3000)]
    assert shop.value("SELECT COUNT(*) FROM gateway_intents") == 0


def test_authorized_money_is_captured_and_applied(shop):
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    (result,) = shop.fund(invoice)
    assert (result.status, result.fields["CapturedAmount"], result.fields["Balance"]) == (
        "updated",
        Decimal("50.00"),
        0,
    )
    assert shop.money(key) == [(0, 5000, 0, 0, 0)]
    assert shop.rows("SELECT type, amount, applied_amount, balance, status FROM payments") == [
        ("Capture", 5000, 5000, 0, "Processed")
    ]
    assert shop.rows("SELECT state, attempts FROM gateway_intents") == [("succeeded", 1)]
    assert shop.rows(
        "SELECT interaction_type, interaction_status, gateway_result_code, gateway_message, sf_result_code "
        "FROM payment_gateway_logs"
    ) == [("Capture", "Success", "00", "Transaction Normal", "Success")]
    log, message = shop.rows(
        "SELECT last_payment_gateway_log_id, last_payment_gateway_message FROM order_payment_summaries"
    )[0]
    assert (log, message) == (shop.value("SELECT id FROM payment_gateway_logs"), "Transaction Normal")
    assert shop.value("SELECT COUNT(*) FROM events WHERE type = 'PaymentCapturedEvent'") == 1


def test_steps_say_which_money_and_why(shop):
    _, invoice = invoiced(shop, 10000, {"paid": [3000]}, {"paid": [2500]}, {"authorized": [9000]})
    (result,) = shop.fund(invoice)
    assert [(step["Action"], step["Method"], str(step["Amount"]), step["Why"]) for step in result.fields["Steps"]] == [
        ("Apply", "Visa 1", "30.00", "the largest balance"),
        ("Apply", "Visa 2", "25.00", "the largest balance"),
        ("Capture", "Visa 3", "45.00", "the largest authorization"),
    ]


def test_too_little_money_is_refused_and_nothing_moves(shop):
    key, invoice = invoiced(shop, 10000, {"paid": [3000]}, {"authorized": [5000]})
    (result,) = shop.fund(invoice)
    assert (result.status, codes(result)) == ("rejected", ["insufficient-funds"])
    assert (
        "needs 100.00 USD; 30.00 is captured and not used, 50.00 can be captured: 20.00 is missing"
        in result.problems[0].message
    )
    assert shop.money(key) == [(0, 3000, 0, 0, 3000), (0, 0, 0, 0, 0)]


def test_an_expired_authorization_is_not_captured(shop):
    _, invoice = invoiced(shop, 5000, {"authorized": [5000]}, expires=NOW)
    (result,) = shop.fund(invoice)
    assert codes(result) == ["insufficient-funds"]
    assert "50.00 more was authorized, but that expired" in result.problems[0].help


def test_a_paid_invoice_exists(shop):
    _, invoice = invoiced(shop, 5000, {"paid": [5000]})
    shop.fund(invoice)
    assert [result.status for result in shop.fund(invoice, invoice)] == ["exists"]


def test_two_invoices_of_one_order_in_one_chunk_do_not_take_the_same_money(shop):
    key = shop.order([Spec("SHIRT", 1, 4000)], [Spec("MUG", 1, 4000)])
    shop.pay(key, {"authorized": [6000]})
    made = [result.key for result in shop.run(plan_invoice, shop.allocate(key), SCENE).results]
    first, second = shop.fund(*made)
    assert first.status == "updated"
    assert codes(second) == ["insufficient-funds"]


def test_a_declined_capture_releases_the_money_and_holds_the_order(shop):
    shop.script({"then": "decline", "code": "05", "message": "Do not honor"})
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    (result,) = shop.fund(invoice)
    assert (result.status, codes(result), result.fields["Balance"]) == ("rejected", ["declined"], Decimal("50.00"))
    assert "Do not honor (05)" in result.problems[0].message
    assert shop.money(key) == [(0, 0, 0, 0, 0)]
    assert shop.value("SELECT captured_amount FROM payment_authorizations") == 0
    assert shop.rows("SELECT state FROM gateway_intents") == [("failed",)]
    assert shop.rows("SELECT category, message, attached_to_id, status_category FROM process_exceptions") == [
        ("Payment", "OM Capture Failed", invoice, "ACTIVE")
    ]
    assert status(shop) == ("On Hold", 1)
    assert shop.rows("SELECT interaction_status, sf_result_code FROM payment_gateway_logs") == [("Failed", "Decline")]


def test_a_second_decline_adds_no_second_exception_and_a_success_resolves_it(shop):
    shop.script({"then": "decline"})
    _, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    shop.fund(invoice)
    shop.fund(invoice)
    assert status(shop) == ("On Hold", 1)
    shop.script()
    (result,) = shop.fund(invoice)
    assert result.status == "updated"
    assert status(shop) == ("Awaiting Fulfillment", 0)
    assert shop.rows("SELECT status, resolved_date FROM process_exceptions") == [("Resolved", NOW)]


def test_a_gateway_that_is_not_reached_leaves_everything_as_it_was(shop):
    shop.script({"then": "unreachable"})
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    (result,) = shop.fund(invoice)
    assert codes(result) == ["gateway-unreachable"]
    assert shop.money(key) == [(0, 0, 0, 0, 0)]
    assert status(shop) == ("Awaiting Fulfillment", 0)


def test_no_answer_leaves_the_money_pending_and_forbids_another_call(shop):
    shop.script({"then": "timeout"})
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    (result,) = shop.fund(invoice)
    assert (result.status, codes(result)) == ("unknown", ["outcome-unknown"])
    assert (result.fields["Balance"], result.fields["PendingAmount"]) == (Decimal("50.00"), Decimal("50.00"))
    assert shop.money(key) == [(5000, 0, 0, 0, 0)]
    shop.script()
    (again,) = shop.fund(invoice)
    assert codes(again) == ["outcome-unknown"]
    assert shop.value("SELECT COUNT(*) FROM gateway_intents") == 1


@pytest.mark.parametrize(
    ("behind", "expected", "money", "held"),
    [
        ("approve", "updated", (0, 5000, 0, 0, 0), ("Awaiting Fulfillment", 0)),
        ("decline", "rejected", (0, 0, 0, 0, 0), ("On Hold", 1)),
    ],
)
def test_reconciling_asks_under_the_same_key_and_settles(shop, behind, expected, money, held):
    shop.script({"then": "timeout", "behind": behind})
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    shop.fund(invoice)
    before = shop.value("SELECT idempotency_key FROM gateway_intents")
    with shop.database.read() as reader:
        calls = ready_to_reconcile(reader, NOW)
    (result,) = reconcile(shop.database, submit, calls, SCENE)
    assert result.status == expected
    assert shop.money(key) == [money]
    assert status(shop) == held
    assert shop.rows("SELECT idempotency_key, attempts FROM gateway_intents") == [(before, 2)]
    assert [one.status for one in reconcile(shop.database, submit, calls, SCENE)] == ["skipped"]


def test_a_call_that_still_has_no_answer_stays_unknown(shop):
    shop.script({"then": "timeout", "attempts": 5})
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    shop.fund(invoice)
    with shop.database.read() as reader:
        calls = ready_to_reconcile(reader, NOW)
    (result,) = reconcile(shop.database, submit, calls, SCENE)
    assert (result.status, codes(result)) == ("unknown", ["outcome-unknown"])
    assert shop.money(key) == [(5000, 0, 0, 0, 0)]


def test_a_preview_of_reconciling_asks_nobody(shop):
    shop.script({"then": "timeout"})
    _, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    shop.fund(invoice)
    with shop.database.read() as reader:
        calls = ready_to_reconcile(reader, NOW)
    assert [one.status for one in reconcile(shop.database, preview, calls, SCENE)] == ["preview"]
    assert shop.rows("SELECT state, attempts FROM gateway_intents") == [("unknown", 1)]


def test_a_process_that_died_between_the_units_leaves_a_call_that_is_lost_after_its_lease(shop, monkeypatch):
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("omscli.gateways.mock.Mock.capture", killed)
    with pytest.raises(KeyboardInterrupt):
        shop.fund(invoice)
    monkeypatch.undo()
    assert shop.rows("SELECT state FROM gateway_intents") == [("sending",)]
    assert codes(shop.fund(invoice)[0]) == ["wrong-state"]
    later = replace(SCENE, now=NOW + 5 * MINUTE)
    assert codes(shop.fund(invoice, scene=later)[0]) == ["outcome-unknown"]
    with shop.database.read() as reader:
        assert ready_to_reconcile(reader, NOW) == []
        assert ready_to_reconcile(reader, NOW, lease=0) == ready_to_reconcile(reader, later.now)
        calls = ready_to_reconcile(reader, later.now)
        assert [(one["State"], one["Lost"]) for one in list(list_calls(reader, NOW))] == [("sending", False)]
    assert [one.status for one in reconcile(shop.database, submit, calls, later)] == ["updated"]
    assert shop.money(key) == [(0, 5000, 0, 0, 0)]


def test_whatever_an_adapter_raises_is_no_answer(shop, monkeypatch):
    def broken(*_):
        raise RuntimeError("connection reset")

    monkeypatch.setattr("omscli.gateways.mock.Mock.capture", broken)
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    (result,) = shop.fund(invoice)
    assert codes(result) == ["outcome-unknown"]
    assert shop.money(key) == [(5000, 0, 0, 0, 0)]


def test_of_several_captures_the_good_ones_count(shop):
    shop.script({"when": {"amount": 30}, "then": "decline"})
    key, invoice = invoiced(shop, 8000, {"authorized": [5000]}, {"authorized": [3000]})
    (result,) = shop.fund(invoice)
    assert (result.status, codes(result)) == ("rejected", ["declined"])
    assert (result.fields["CapturedAmount"], result.fields["Balance"]) == (Decimal("50.00"), Decimal("30.00"))
    assert shop.money(key) == [(0, 5000, 0, 0, 0), (0, 0, 0, 0, 0)]
    shop.script()
    assert shop.fund(invoice)[0].status == "updated"
    assert status(shop) == ("Awaiting Fulfillment", 0)


def test_a_preview_plans_the_same_steps_and_calls_nothing(shop, monkeypatch):
    def called(*_):
        raise AssertionError("a preview called the gateway")

    monkeypatch.setattr("omscli.gateways.mock.Mock.capture", called)
    key, invoice = invoiced(shop, 5000, {"paid": [2000]}, {"authorized": [8000]})
    (result,) = shop.fund(invoice, runner=preview)
    assert result.status == "preview"
    assert [step["Action"] for step in result.fields["Steps"]] == ["Apply", "Capture"]
    assert shop.money(key) == [(0, 2000, 0, 0, 2000), (0, 0, 0, 0, 0)]
    assert shop.value("SELECT COUNT(*) FROM gateway_intents") == 0


def test_all_means_every_posted_invoice_with_a_balance(shop):
    _, first = invoiced(shop, 5000, {"paid": [5000]})
    _, second = invoiced(shop, 5000, {"paid": [5000]})
    shop.fund(first)
    with shop.database.read() as reader:
        assert ready_to_fund(reader) == [second]


def test_an_inactive_gateway_or_one_without_its_credential_is_refused_before_anything_is_written(shop, monkeypatch):
    key, invoice = invoiced(shop, 5000, {"authorized": [8000]})
    with shop.database.write() as writer:
        writer.run("UPDATE payment_gateways SET status = 'Inactive' WHERE id = ?", [(1,)])
    assert codes(shop.fund(invoice)[0]) == ["wrong-state"]
    with shop.database.write() as writer:
        sql = "UPDATE payment_gateways SET status = 'Active', merchant_credential = 'env:OMS_TEST_SECRET' WHERE id = ?"
        writer.run(sql, [(1,)])
    assert codes(shop.fund(invoice)[0]) == ["credential-missing"]
    assert shop.money(key) == [(0, 0, 0, 0, 0)]
    monkeypatch.setenv("OMS_TEST_SECRET", "s3cret")
    assert shop.fund(invoice)[0].status == "updated"
    assert not shop.rows("SELECT id FROM events WHERE payload LIKE '%s3cret%'")


def test_the_same_store_clock_and_order_give_the_same_references(shop, tmp_path):
    found = []
    for name in ("a.db", "b.db"):
        other = MoneyShop(tmp_path / name)
        _, invoice = invoiced(other, 5000, {"authorized": [8000]})
        other.fund(invoice)
        found.append(other.rows("SELECT id, gateway_ref_number FROM payments"))
        other.database.close()
    assert found[0] == found[1]
