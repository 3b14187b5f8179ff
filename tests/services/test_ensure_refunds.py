"""Credit memos and refunds in a store (D31, D32, D33, A12)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omscli.domain.changes import ChangeRequest, Wanted
from omscli.domain.ids import order_key_of
from omscli.services.change_orders import Identity
from omscli.services.changing import CANCELS, RETURNS, Entry, change_orders
from omscli.services.credit_memos import plan_credit_memo
from omscli.services.ensure_refunds import ready_to_refund
from omscli.services.reconcile import ready_to_reconcile, reconcile
from omscli.services.standard_flow import after_cancel, after_fulfilled, after_return
from omscli.services.unit import preview, submit
from omscli.store.settings import SQL_SET
from tests.builders import NOW, SCENE, Spec
from tests.builders_money import MoneyShop, assert_conserved


@pytest.fixture
def shop(tmp_path):
    made = MoneyShop(tmp_path / "oms.db")
    yield made
    assert_conserved(made)
    made.database.close()


def codes(result):
    return [problem.code for problem in result.problems]


def change(shop, kind, key, units, sku="SHIRT"):
    """Cancel or return units; answers the reported excess and the change order's id."""
    entry = Entry(f"WEB-{key}", ChangeRequest((Wanted(sku, units),), "Unknown", None, False), Identity())
    ((result, applied),) = change_orders(shop.database, submit, [entry], kind, SCENE)
    assert applied, result.problems
    return result.fields["changeBalances"]["totalExcessFundsAmount"], applied.change_order_id


def paid_order(shop, units=5, price=2000, money=({"paid": [10000]},)):
    key = shop.order([Spec("SHIRT", units, price)])
    shop.pay(key, *money)
    return key


def returned(shop, units, *money, total=5):
    """An order that is invoiced, paid and fulfilled, and of which units come back; its key and change order."""
    key = paid_order(shop, units=total, money=money or ({"paid": [10000]},))
    invoice = shop.invoice(key)
    assert shop.fund(invoice)[0].status == "updated"
    shop.fulfill(key)
    return key, change(shop, RETURNS, key, units)[1]


def test_a12_excess_is_reported_as_20_then_40_and_refunds_of_20_and_40_pay_20_and_20(shop):
    key = paid_order(shop)
    assert change(shop, CANCELS, key, 1)[0] == Decimal("20.00")
    assert change(shop, CANCELS, key, 1)[0] == Decimal("40.00")
    first = shop.refund_excess(key, 2000)
    assert (first.status, first.fields["RefundedAmount"], first.fields["Note"]) == ("updated", Decimal("20.00"), None)
    second = shop.refund_excess(key, 4000)
    assert (second.status, second.fields["RefundedAmount"]) == ("updated", Decimal("20.00"))
    assert second.fields["Note"] == (
        "40.00 was asked for, 20.00 is owed: 20.00 is refunded, because what was refunded before, or is on its way, "
        "counts against it"
    )
    assert shop.refund_excess(key).status == "skipped"
    assert shop.money(key) == [(0, 10000, 0, 4000, 6000)]


def test_more_than_was_captured_is_refused(shop):
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    result = shop.refund_excess(key, 10001)
    assert (result.status, codes(result)) == ("rejected", ["over-refund"])
    assert shop.money(key) == [(0, 10000, 0, 0, 10000)]


def test_money_that_was_only_authorized_is_no_excess(shop):
    key = paid_order(shop, money=({"authorized": [10000]},))
    assert change(shop, CANCELS, key, 1)[0] == 0
    assert shop.refund_excess(key).status == "skipped"


def test_a_refund_without_an_answer_counts_against_what_is_owed(shop):
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    shop.script({"then": "timeout"})
    assert shop.refund_excess(key).status == "unknown"
    again = shop.refund_excess(key)
    assert (again.status, codes(again)) == ("rejected", ["outcome-unknown"])
    change(shop, CANCELS, key, 1)
    shop.script()
    rest = shop.refund_excess(key)
    assert (rest.status, rest.fields["RefundedAmount"]) == ("updated", Decimal("20.00"))
    assert shop.money(key) == [(0, 10000, 2000, 2000, 8000)]
    with shop.database.read() as reader:
        calls = ready_to_reconcile(reader, NOW)
    assert [one.status for one in reconcile(shop.database, submit, calls, SCENE)] == ["updated"]
    assert shop.money(key) == [(0, 10000, 0, 4000, 6000)]


def test_a_declined_refund_releases_the_money_and_holds_the_order_until_one_succeeds(shop):
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    shop.script({"when": {"interaction": "ReferencedRefund"}, "then": "decline"})
    assert codes(shop.refund_excess(key)) == ["declined"]
    assert shop.money(key) == [(0, 10000, 0, 0, 10000)]
    assert shop.rows("SELECT message, attached_to_kind, status_category FROM process_exceptions") == [
        ("OM Refund Failed", "OrderSummary", "ACTIVE")
    ]
    shop.script()
    assert shop.refund_excess(key).status == "updated"
    assert shop.rows("SELECT status, active_process_exception_count FROM order_summaries") == [("Approved", 0)]


def test_excess_goes_back_through_the_payment_that_has_exactly_that(shop):
    key = paid_order(shop, money=({"paid": [3000]}, {"paid": [2000]}, {"paid": [5000]}))
    change(shop, CANCELS, key, 1)
    result = shop.refund_excess(key)
    assert [(step["Method"], step["Why"]) for step in result.fields["Steps"]] == [
        ("Visa 2", "exactly the amount available to refund")
    ]


def test_a_return_is_credited_once_and_refunded(shop):
    key, change_order = returned(shop, 2)
    (result,) = shop.run(plan_credit_memo, [change_order], SCENE).results
    assert (result.status, result.fields["CreditMemoNumber"]) == ("created", "CM-0000001")
    assert result.fields["TotalAmountWithTax"] == result.fields["Balance"] == Decimal("40.00")
    assert shop.rows("SELECT type, charge_amount, line_amount FROM credit_memo_lines") == [("Charge", 4000, 4000)]
    (again,) = shop.run(plan_credit_memo, [change_order], SCENE).results
    assert (again.status, again.key) == ("exists", result.key)
    with shop.database.read() as reader:
        assert ready_to_refund(reader) == [result.key]
    (refund,) = shop.refund(result.key)
    assert (refund.status, refund.fields["RefundedAmount"], refund.fields["Balance"]) == (
        "updated",
        Decimal("40.00"),
        0,
    )
    assert shop.money(key) == [(0, 10000, 0, 4000, 0)]
    assert [one.status for one in shop.refund(result.key)] == ["exists"]
    assert shop.refund_excess(key).status == "skipped"


def test_a_return_that_is_not_refunded_yet_is_no_excess(shop):
    key, change_order = returned(shop, 1)
    assert shop.refund_excess(key).status == "skipped"
    shop.run(plan_credit_memo, [change_order], SCENE)
    assert shop.refund_excess(key).status == "skipped"


def test_several_returns_of_an_order_share_a_credit_memo_when_credited_together(shop):
    key, first = returned(shop, 1)
    second = change(shop, RETURNS, key, 2)[1]
    (result,) = shop.run(plan_credit_memo, [first, second], SCENE).results
    assert result.fields["ChangeOrderNumbers"] == "CO-0000001, CO-0000001-2"
    assert result.fields["TotalAmountWithTax"] == Decimal("60.00")


def test_a_cancel_has_no_credit_memo(shop):
    key = paid_order(shop)
    canceled = change(shop, CANCELS, key, 1)[1]
    (result,) = shop.run(plan_credit_memo, [canceled], SCENE).results
    assert (result.status, codes(result)) == ("rejected", ["wrong-state"])


def test_a_credit_memo_with_a_lost_refund_is_not_refunded_again(shop):
    key, change_order = returned(shop, 2)
    (memo,) = shop.run(plan_credit_memo, [change_order], SCENE).results
    shop.script({"then": "timeout"})
    assert shop.refund(memo.key)[0].status == "unknown"
    assert codes(shop.refund(memo.key)[0]) == ["outcome-unknown"]
    assert shop.money(key) == [(0, 10000, 4000, 0, 0)]


def test_a_preview_of_a_refund_calls_nothing(shop, monkeypatch):
    monkeypatch.setattr("omscli.gateways.mock.Mock.refund", lambda *_: pytest.fail("called"))
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    assert shop.refund_excess(key, runner=preview).status == "preview"
    assert shop.money(key) == [(0, 10000, 0, 0, 10000)]


# ---- the standard flow


def test_fulfillment_invoices_and_pays(shop):
    key = paid_order(shop, money=({"authorized": [10000]},))
    (fulfillment_order,) = shop.allocate(key)
    made = list(after_fulfilled(shop.database, submit, [(key, fulfillment_order)], SCENE))
    assert [(one.status, one.fields["InvoiceNumber"]) for one in made] == [
        ("created", "INV-0000001"),
        ("updated", "INV-0000001"),
    ]
    assert shop.value("SELECT balance FROM invoices") == 0
    assert [one.status for one in after_fulfilled(shop.database, submit, [(key, fulfillment_order)], SCENE)] == [
        "exists"
    ]


def test_a_preview_of_the_flow_stores_nothing(shop):
    key = paid_order(shop)
    (fulfillment_order,) = shop.allocate(key)
    made = list(after_fulfilled(shop.database, preview, [(key, fulfillment_order)], SCENE))
    assert [one.status for one in made] == ["preview"]
    assert shop.value("SELECT COUNT(*) FROM invoices") == 0


def test_a_cancel_refunds_and_a_return_credits_and_refunds(shop):
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    assert [one.fields["RefundedAmount"] for one in after_cancel(shop.database, submit, [key], SCENE)] == [Decimal(20)]
    assert list(after_cancel(shop.database, submit, [key], SCENE)) == []
    other, change_order = returned(shop, 1)
    made = list(after_return(shop.database, submit, [(other, change_order)], SCENE))
    assert [one.status for one in made] == ["created", "updated"]
    assert {order_key_of(one.key) for one in made} == {other}


def test_the_set_up_can_leave_every_step_to_people(shop):
    with shop.database.write() as writer:
        writer.run(SQL_SET, [(name, '"manual"') for name in ("on_fulfilled", "on_cancel", "on_return")])
    key = paid_order(shop)
    change(shop, CANCELS, key, 1)
    assert list(after_cancel(shop.database, submit, [key], SCENE)) == []
    assert list(after_fulfilled(shop.database, submit, [(key, shop.allocate(key)[0])], SCENE)) == []
    other, change_order = returned(shop, 1)
    assert list(after_return(shop.database, submit, [(other, change_order)], SCENE)) == []
