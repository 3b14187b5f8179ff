"""`oms verify` names exactly the invariant that a damage breaks: each is damaged by hand, and only it is named."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from omscli.services.invariants.table import INVARIANTS
from omscli.services.unit import Result
from omscli.services.verify import verdict, verify
from omscli.store.sqlite import SqliteReader
from tests.world import make_world

STATES = (
    "placed",
    "summarized",
    "on-hold",
    "exported",
    "fulfilled",
    "paid",
    "partially-canceled",
    "returned",
    "refunded",
)
ORDERS = 6
LATE = 4102444800000  # an event of 2100 goes back behind no other

TWO_PRODUCTS = """
SELECT order_key FROM order_item_summaries WHERE type = 'Order Product' GROUP BY order_key HAVING count(*) > 1 LIMIT 1
"""
ONE_CREATED = "SELECT order_key FROM order_summaries WHERE status = 'Created' LIMIT 1"
UNSUMMARIZED = "SELECT order_key FROM orders WHERE order_key NOT IN (SELECT order_key FROM order_summaries) LIMIT 1"

DAMAGES: dict[str, tuple[str, ...]] = {
    "line-quantities": (
        "UPDATE order_item_summaries SET quantity_reshipped = -1 WHERE id = (SELECT max(id) FROM order_item_summaries)",
    ),
    "line-counters": (
        "UPDATE order_item_summary_changes SET quantity = quantity + 1 WHERE change_type = 'Cancel' AND id ="
        " (SELECT max(id) FROM order_item_summary_changes WHERE change_type = 'Cancel')",
    ),
    "item-status": (f"UPDATE order_item_summaries SET status = 'PAID' WHERE order_key = ({ONE_CREATED})",),
    "order-status": (
        "INSERT INTO events (order_key, id, type, created_date, actor, command, payload)"
        f" SELECT order_key, id + 1000000, 'OrderSumStatusChangedEvent', {LATE}, 'x', 'x',"
        ' \'{"OldStatus":"Created","NewStatus":"Fulfilled"}\''
        f" FROM order_summaries WHERE order_key = ({ONE_CREATED})",
        f"UPDATE order_summaries SET status = 'Fulfilled' WHERE order_key = ({ONE_CREATED})",
    ),
    "order-totals": (
        f"UPDATE order_summaries SET total_fee_amount = total_fee_amount + 1 WHERE order_key = ({ONE_CREATED})",
    ),
    "item-totals": (
        f"UPDATE order_item_summaries SET total_line_tax_amount = total_line_tax_amount + 1 WHERE id ="
        f" (SELECT min(id) FROM order_item_summaries WHERE type = 'Order Product' AND order_key = ({TWO_PRODUCTS}))",
        f"UPDATE order_item_summaries SET total_line_tax_amount = total_line_tax_amount - 1 WHERE id ="
        f" (SELECT max(id) FROM order_item_summaries WHERE type = 'Order Product' AND order_key = ({TWO_PRODUCTS}))",
    ),
    "group-totals": (
        "UPDATE order_delivery_group_summaries SET total_line_amount = 1 + total_line_amount"
        f" WHERE order_key = ({ONE_CREATED})",
    ),
    "amount-buckets": (f"UPDATE order_item_summaries SET allocated_line_amount = 1 WHERE order_key = ({ONE_CREATED})",),
    "history": (f"UPDATE orders SET total_amount = total_amount + 1 WHERE order_key = ({ONE_CREATED})",),
    "not-negative": (f"UPDATE order_items SET quantity = 0 WHERE order_key = ({UNSUMMARIZED})",),
    "stock-counters": ("UPDATE stock SET on_hand = on_hand + 1 WHERE location_id = 1 AND product_id = 1",),
    "stock-levels": ("UPDATE stock SET safety_stock = -1 WHERE location_id = 1 AND product_id = 1",),
    "reservations": (
        "INSERT INTO stock_movements (order_key, id, location_id, product_id, on_hand_change, reserved_change, cause,"
        " created_date) VALUES (0, 999999, 1, 1, 0, 1, 'stock', 0)",
        "UPDATE stock SET reserved = reserved + 1 WHERE location_id = 1 AND product_id = 1",
    ),
    "shipped-allocated-returned": ("UPDATE shipments SET total_items_quantity = total_items_quantity + 1",),
    "movement-causes": ("UPDATE stock_movements SET cause_id = cause_id + 900000 WHERE cause = 'allocate'",),
    "notices": ("DELETE FROM asns",),
    "fulfillment-totals": ("UPDATE fulfillment_orders SET total_fee_amount = total_fee_amount + 1",),
    "reships": (
        "UPDATE fulfillment_order_items SET reship_reason = 'Unknown' WHERE id ="
        " (SELECT max(id) FROM fulfillment_order_items)",
    ),
    "closed-orders": ("UPDATE fulfillment_orders SET closed_date = NULL",),
    "invoice-totals": ("UPDATE invoices SET total_charge_amount = total_charge_amount + 1",),
    "invoice-balances": ("UPDATE invoices SET net_payments_applied = net_payments_applied + 1",),
    "payment-buckets": ("UPDATE order_payment_summaries SET authorization_amount = authorization_amount + 1",),
    "payments": ("UPDATE payments SET applied_amount = applied_amount + 1 WHERE applied_amount > 0",),
    "credit-balances": ("UPDATE credit_accounts SET balance = balance + 1",),
    "credit-movements": ("UPDATE credit_movements SET cause_id = cause_id + 900000 WHERE cause = 'issue'",),
    "identities": ("DELETE FROM order_identities WHERE kind = 'ref'",),
    "status-events": ("DELETE FROM events WHERE type = 'OrderSumStatusChangedEvent'",),
    "exceptions": ("UPDATE process_exceptions SET status_category = 'RESOLVED'",),
    "exports": ("UPDATE exports SET content = content || ' '",),
    "reachable-states": (
        "UPDATE fulfillment_orders SET status_category = 'DRAFT' WHERE status_category IN ('ACTIVATED', 'FULFILLING')",
    ),
    "exchanges": ("UPDATE refunds SET type = 'Exchange'",),
    "card-numbers": ("UPDATE order_delivery_groups SET description = 'my card is 4111 1111 1111 1111'",),
    "traces": ("UPDATE order_payment_summaries SET last_payment_gateway_message = 'another'",),
    "keys": ("UPDATE key_blocks SET next_key = next_key + 1 WHERE kind = 'orders'",),
    "constants": ("DELETE FROM currencies WHERE code = 'XCD'",),
    "order-seals": ("UPDATE order_items SET description = 'another' WHERE id = (SELECT max(id) FROM order_items)",),
    "record-seals": ("UPDATE products SET name = 'another' WHERE id = 1",),
    "integrity": (
        "INSERT INTO order_adjustment_groups (order_key, id, order_id, name, type)"
        f" SELECT order_key, id + 999999, id, 'x', 'Other' FROM orders WHERE order_key = ({UNSUMMARIZED})",
    ),
    "foreign-keys": ("UPDATE payment_gateways SET payment_gateway_provider_id = 999",),
    "store-identity": ("PRAGMA user_version = 99",),
    "gateway-calls": (
        "INSERT INTO gateway_intents (order_key, id, interaction_type, idempotency_key, state, payment_gateway_id,"
        " order_payment_summary_id, currency_iso_code, amount, created_date)"
        " SELECT order_key, id + 999999, 'AuthorizationReversal', 'x', 'unknown', 1, id, currency_iso_code, 0, 0"
        " FROM order_payment_summaries LIMIT 1",
    ),
    "return-orders": ("UPDATE return_orders SET total_product_amount = total_product_amount + 1",),
    "event-times": ("UPDATE events SET created_date = created_date - 1 WHERE id = (SELECT max(id) FROM events)",),
}
ECHOES = {"order-seals", "record-seals", "traces", "keys"}
"""What names a damage beside the invariant that says what is wrong with it: the seal, or the trace of a change."""

ALSO = {
    "line-quantities": {"integrity"},  # the store's CHECK says the same
    "stock-levels": {"integrity"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with orders in every state."""
    world = make_world(tmp_path_factory.mktemp("verify"))
    world.ok("init", "--sample")
    for seed, state in enumerate(STATES):
        world.ok("seed", str(ORDERS), "--state", state, "--random-seed", str(seed + 1))
    world.ok("credit", "issue", "50", "USD")
    paid = world.ok("list", "summaries", "--where", "Status=Fulfilled", "--json").json["results"][-1]["OrderNumber"]
    world.ok("return", "open", paid, "--all-items", "--reason", "Unknown")
    return world.dir / "oms.db"


def verified(path: Path, *damage: str) -> list[Result]:
    """What verify says after the damage was done by another connection, which minds no CHECK."""
    with closing(sqlite3.connect(path, isolation_level=None)) as vandal:
        vandal.execute("PRAGMA ignore_check_constraints = ON")
        for statement in damage:
            vandal.execute(statement)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return verify(SqliteReader(connection))


def statuses(path: Path, *damage: str) -> dict[str, str]:
    return {result.fields["Invariant"]: result.status for result in verified(path, *damage)}


@pytest.fixture(scope="module")
def healthy(store: Path) -> dict[str, str]:
    return statuses(store)


def test_a_healthy_store_has_no_broken_invariant(healthy):
    assert {name: status for name, status in healthy.items() if status != "ok"} == {"holds": "finding"}


def test_every_invariant_has_a_damage_that_it_names():
    assert set(DAMAGES) | {"holds"} == {invariant.name for invariant in INVARIANTS}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_named_by_its_invariant_alone(name, store, tmp_path, healthy):
    path = Path(shutil.copy(store, tmp_path / "oms.db"))
    found = statuses(path, *DAMAGES[name])
    worse = {invariant for invariant, status in found.items() if status != healthy[invariant]}
    assert worse - ECHOES == ({name} | ALSO.get(name, set())) - ECHOES
    assert name in worse
    expected = "finding" if name in ("gateway-calls", "event-times") else "broken"
    assert found[name] == expected


def test_the_exit_code_tells_damage_from_what_waits(store, tmp_path):
    path = Path(shutil.copy(store, tmp_path / "oms.db"))
    assert verdict(verified(path)) == 20
    assert verdict(verified(path, *DAMAGES["history"])) == 12


def test_the_first_records_are_named_and_all_are_counted(store, tmp_path):
    path = Path(shutil.copy(store, tmp_path / "oms.db"))
    results = verified(path, *DAMAGES["identities"])
    result = next(result for result in results if result.fields["Invariant"] == "identities")
    assert result.fields["Broken"] == len(STATES) * ORDERS
    assert len(result.fields["Records"]) == 5
    assert "SEED-1-1" in result.fields["Records"][0]["What"]
