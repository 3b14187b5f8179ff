"""Cancels and returns in a store: change orders beside the original, the state after them, files that come twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from omscli.domain.changes import ChangeRequest, Wanted
from omscli.domain.ids import child_key
from omscli.errors import Place
from omscli.services.change_orders import Identity
from omscli.services.changing import CANCELS, RETURNS, Entry, change_orders
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, preview, submit
from omscli.store import rows
from tests.builders import SCENE, Shop, Spec, charge
from tests.domain.orders import allocated, sent

SQL_SUMS = """
SELECT (SELECT SUM(total_line_amount) FROM order_items WHERE order_key = ?)
     + (SELECT COALESCE(SUM(amount), 0) FROM order_item_adjustments WHERE order_key = ?)
     + (SELECT COALESCE(SUM(amount), 0) FROM order_item_taxes WHERE order_key = ?)
"""


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path / "oms.db")
    batch = Batch()
    for kind in ("cancel", "return"):
        for position, value in enumerate(("Unknown", "Wrong Item")):
            batch.insert("reason_codes", rows.reason_codes(kind=kind, value=value, position=position))
    made.apply(batch)
    yield made
    made.database.close()


def place(shop, *groups):
    key = shop.order(*groups)
    batch = Batch()
    batch.insert("order_identities", rows.order_identities(kind="ref", value=f"WEB-{key}", scope=1, order_key=key))
    shop.apply(batch)
    return key


def mugs(shop):
    return place(
        shop,
        [Spec("MUG", 3, 1000, (240,), ((-300, (-24,)),)), Spec("HAT", 1, 2500), charge(499, (40,))],
        [Spec("SOCKS", 2, 700)],
    )


def entry(order, *wanted, refund_shipping=False, reason="Unknown", text=None, reference=None, content="x", place=None):
    pairs = tuple(Wanted(*one) if isinstance(one, tuple) else Wanted(one) for one in wanted)
    request = ChangeRequest(pairs, reason, text, refund_shipping)
    return Entry(order, request, Identity(reference, reference and content), place, None)


def run(shop, *entries, kind=CANCELS, runner=submit):
    return [result for result, _ in change_orders(shop.database, runner, entries, kind, SCENE)]


def one(shop, *args, **options):
    kind, runner = options.pop("kind", CANCELS), options.pop("runner", submit)
    (result,) = run(shop, entry(*args, **options), kind=kind, runner=runner)
    return result


def put(shop, state):
    """Store a state that rules made, as a use case does."""
    batch = Batch()
    change = Change(batch, SCENE, shop.state(state.order_key))
    change.set_items({line.id: line for line in state.items})
    change.finish()
    shop.apply(batch)


def adds_up(shop, key):
    """Original + all change orders = summary, on the header, item by item, and in every stored row."""
    state = shop.state(key)
    assert shop.rows(SQL_SUMS, key, key, key) == [(state.grand_total,)]
    assert shop.value("SELECT grand_total_amount FROM order_summaries WHERE order_key = ?", key) == state.grand_total
    deltas = shop.value("SELECT SUM(grand_total_amount) FROM orders WHERE order_key = ? AND related_order_id > 0", key)
    first = shop.value(
        "SELECT SUM(total_line_amount) FROM order_items WHERE order_key = ? AND related_order_item_id IS NULL", key
    )
    for table in ("order_item_adjustments", "order_item_taxes"):
        related = "related_adjustment_id" if table.endswith("adjustments") else "related_tax_id"
        first += shop.value(
            f"SELECT COALESCE(SUM(amount), 0) FROM {table} WHERE order_key = ? AND {related} IS NULL", key
        )
    assert first + (deltas or 0) == state.grand_total
    for line in state.items:
        units = shop.value(
            "SELECT SUM(quantity) FROM order_items WHERE order_key = ? AND (id = ? OR related_order_item_id = ?)",
            key,
            line.original_id,
            line.original_id,
        )
        assert units == line.quantities.quantity


def test_a_cancel_is_a_change_order_of_negative_deltas_beside_the_original(shop):
    key = mugs(shop)
    result = one(shop, "WEB-1", ("MUG", 1), "HAT", refund_shipping=True, reason="wrong item", text="blue, not red")
    assert result.status == "updated"
    adds_up(shop, key)
    (head,) = shop.rows(
        "SELECT order_number, related_order_id, related_order_type, status_code, grand_total_amount, id FROM orders"
        " WHERE related_order_id IS NOT NULL"
    )
    assert head[:4] == ("CO-0000001", child_key(key, 0), "ChangeOrder", "Activated")
    assert shop.rows(
        "SELECT type, quantity, total_line_amount FROM order_items WHERE order_id = ? ORDER BY line_number", head[5]
    ) == [("Order Product", -1, -1000), ("Order Product", -1, -2500), ("Delivery Charge", 0, -326)]
    assert shop.rows(
        "SELECT change_type, is_pre_fulfillment, reason, reason_for_change_text, quantity"
        " FROM order_item_summary_changes ORDER BY id"
    ) == [
        ("Cancel", 1, "Wrong Item", "blue, not red", 1),
        ("Cancel", 1, "Wrong Item", "blue, not red", 1),
        ("DeliveryChargeAdjustment", 1, "Wrong Item", "blue, not red", 0),
    ]


def test_the_answer_has_the_change_order_its_items_and_the_change_balances(shop):
    mugs(shop)
    result = one(shop, "WEB-1", ("MUG", 1))
    fields = result.fields
    assert (fields["OrderNumber"], fields["Status"], fields["ChangeOrderNumber"], fields["Units"]) == (
        "00000001",
        "Approved",
        "CO-0000001",
        1,
    )
    assert fields["orderSummaryId"].startswith("1Os")
    assert fields["changeOrderId"].startswith("801")
    (line,) = fields["Items"]
    assert {name: line[name] for name in ("StockKeepingUnit", "Quantity", "TotalPrice", "TotalTaxAmount")} == {
        "StockKeepingUnit": "MUG",
        "Quantity": 1,
        "TotalPrice": Decimal("9.00"),
        "TotalTaxAmount": Decimal("0.72"),
    }
    assert fields["changeBalances"]["grandTotalAmount"] == Decimal("9.72")


@pytest.mark.parametrize("kind", [CANCELS, RETURNS])
def test_a_preview_answers_the_values_of_the_submit_and_writes_nothing(shop, kind):
    key = mugs(shop)
    if kind is RETURNS:
        put(shop, sent(shop.state(key)))
    asked = entry("WEB-1", ("MUG", 2), refund_shipping=True)
    (shown,) = run(shop, asked, kind=kind, runner=preview)
    assert shop.rows("SELECT id FROM orders WHERE related_order_id IS NOT NULL") == []
    (stored,) = run(shop, asked, kind=kind)
    new = {"changeOrderId": None, "ChangeOrderNumber": None}
    assert (shown.status, stored.status) == ("preview", "updated")
    assert shown.fields == stored.fields | new
    assert stored.fields["changeOrderId"] is not None


def test_a_return_is_post_fulfillment_and_owed_until_it_is_refunded(shop):
    key = mugs(shop)
    put(shop, sent(shop.state(key)))
    first = one(shop, "WEB-1", ("MUG", 1), kind=RETURNS)
    second = one(shop, "WEB-1", ("SOCKS", 1), kind=RETURNS)
    adds_up(shop, key)
    assert first.fields["changeBalances"]["totalRefundableAmount"] == Decimal("9.72")
    assert second.fields["changeBalances"]["totalRefundableAmount"] == Decimal("16.72")
    assert second.fields["ChangeOrderNumber"] == "CO-0000001-2"
    assert shop.rows("SELECT DISTINCT is_pre_fulfillment FROM order_item_summary_changes") == [(0,)]


def test_canceling_everything_in_two_steps_ends_at_zero_and_canceled(shop):
    key = place(shop, [Spec("MUG", 3, 333, (80,), ((-100, (-8,)),)), charge(499, (40,))])
    one(shop, "WEB-1", ("MUG", 1), refund_shipping=True)
    result = one(shop, "WEB-1", refund_shipping=True)
    adds_up(shop, key)
    assert (shop.state(key).grand_total, result.fields["Status"]) == (0, "Canceled")


def test_several_requests_for_an_order_each_see_what_the_one_before_left(shop):
    key = mugs(shop)
    other = place(shop, [Spec("MUG", 1, 1000)])
    results = run(
        shop,
        entry("WEB-1", ("MUG", 2)),
        entry("WEB-2", "MUG"),
        entry("WEB-1", ("MUG", 2)),
        entry("00000001", ("MUG", 1)),
    )
    assert [(result.fields["OrderNumber"], result.status) for result in results] == [
        ("00000001", "updated"),
        ("00000001", "rejected"),
        ("00000001", "updated"),
        ("00000002", "updated"),
    ]
    assert results[1].problems[0].code == "over-cancel"
    adds_up(shop, key)
    adds_up(shop, other)
    assert len(shop.rows("SELECT DISTINCT id FROM orders")) == 5


def test_a_preview_of_several_requests_answers_what_the_submit_answers(shop):
    mugs(shop)
    entries = [entry("WEB-1", ("MUG", 2)), entry("WEB-1", ("MUG", 2)), entry("WEB-1")]
    shown = run(shop, *entries, runner=preview)
    stored = run(shop, *entries)
    values = [result.fields.get("GrandTotalAmount") for result in stored]
    assert [result.fields.get("GrandTotalAmount") for result in shown] == values
    assert [result.problems for result in shown] == [result.problems for result in stored]


def test_a_request_with_a_reference_is_applied_once(shop):
    key = mugs(shop)
    asked = entry("WEB-1", ("MUG", 1), reference="R-1")
    first, second = run(shop, asked, asked)
    third = one(shop, "WEB-1", ("MUG", 1), reference="R-1")
    assert [first.status, second.status, third.status] == ["updated", "exists", "exists"]
    assert first.fields["changeOrderId"] == third.fields["changeOrderId"]
    assert shop.state(key).items[0].quantities.canceled == 1


def test_the_same_reference_with_other_content_is_a_conflict(shop):
    mugs(shop)
    one(shop, "WEB-1", ("MUG", 1), reference="R-1")
    result = one(shop, "WEB-1", ("MUG", 2), reference="R-1", content="y")
    assert [problem.code for problem in result.problems] == ["conflict"]


def test_units_on_a_fulfillment_order_are_refused_and_nothing_is_stored(shop):
    key = mugs(shop)
    put(shop, allocated(shop.state(key), "MUG", 3)[0])
    place = Place("cancels.ndjson", 7)
    result = one(shop, "WEB-1", ("MUG", 1), place=place)
    assert (result.status, result.problems[0].code, result.problems[0].place) == ("rejected", "over-cancel", place)
    assert shop.rows("SELECT id FROM orders WHERE related_order_id IS NOT NULL") == []


def test_an_order_without_a_summary_an_unknown_order_and_an_unknown_reason_are_refused(shop):
    shop.order([Spec("MUG")])
    shop.apply(shop._placed(99, [[Spec("MUG")]], "standard", "US", "USD"))
    results = run(shop, entry("99", "MUG"), entry("WEB-404", "MUG"), entry("1", "MUG", reason="Wrng Item"))
    found = {result.problems[0].code: result.problems[0].help for result in results}
    assert found["wrong-state"] == "make its summary first: `oms summarize WEB-99`"
    assert found["unknown-reason"] == 'did you mean "Wrong Item"?'
    assert "not-found" in found


def test_an_unmanaged_order_is_refused(shop):
    key = mugs(shop)
    with shop.database.write() as writer:
        writer.run("UPDATE order_summaries SET order_life_cycle_type = 'UNMANAGED' WHERE order_key = ?", [(key,)])
    assert one(shop, "WEB-1", "MUG").problems[0].code == "unmanaged"


def test_the_original_order_is_never_touched(shop):
    key = mugs(shop)
    root = child_key(key, 0)
    sql = "SELECT * FROM orders WHERE id = ?"
    items = "SELECT * FROM order_items WHERE order_id = ? ORDER BY id"
    before = shop.rows(sql, root) + shop.rows(items, root)
    one(shop, "WEB-1", refund_shipping=True)
    assert shop.rows(sql, root) + shop.rows(items, root) == before


def test_a_change_leaves_its_event_and_the_change_of_status(shop):
    mugs(shop)
    one(shop, "WEB-1")
    assert [row[0] for row in shop.rows("SELECT type FROM events ORDER BY id DESC LIMIT 2")] == [
        "OrderSumStatusChangedEvent",
        "ChangeOrderCreatedEvent",
    ]


def test_money_that_was_captured_for_canceled_units_is_excess(shop):
    key = mugs(shop)
    batch = Batch()
    row = rows.order_payment_summaries(
        order_key=key,
        id=child_key(key, 5000),
        payment_method_kind="CardPaymentMethod",
        payment_method_id=1,
        method="Visa - 4242",
        type="Visa",
        currency_iso_code="USD",
        captured_amount=shop.state(key).grand_total,
    )
    batch.insert("order_payment_summaries", row)
    shop.apply(batch)
    result = one(shop, "WEB-1", "HAT")
    assert result.fields["changeBalances"]["totalExcessFundsAmount"] == Decimal("25.00")


def test_places_of_requests_are_kept(shop):
    mugs(shop)
    asked = replace(entry("WEB-1", "HAT", place=Place("x.ndjson", 3)), index=2)
    (result,) = run(shop, asked)
    assert (result.place, result.index) == (Place("x.ndjson", 3), 2)


def test_a_delivery_charge_that_was_free_leaves_nothing_in_its_group(shop):
    free = Spec("SHIPPING", 1, 499, (40,), ((-499, (-40,)),), type="Delivery Charge")
    place(shop, [Spec("SAMPLE", 1, 0), free])
    assert one(shop, "WEB-1", refund_shipping=True).status == "updated"
    sql = "SELECT total_line_amount, total_line_tax_amount, total_adjustment_amount FROM order_delivery_group_summaries"
    assert shop.rows(sql) == [(0, 0, 0)]
