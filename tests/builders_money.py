"""A shop with money: orders with payments and authorizations, their fulfillment orders, invoices and answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from omscli.domain.order_state import Item
from omscli.domain.policy import Policy
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import Excess, ensure_refunds, refund_excess
from omscli.services.invoice import plan_invoice
from omscli.services.numbering import Numbering
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result, submit
from omscli.store import rows
from omscli.store.order_heads import load_heads
from tests.builders import NOW, SCENE, Shop


class MoneyShop(Shop):
    """A shop whose gateway is the mock; `script` is its script."""

    def __init__(self, path: Any, script: list[Any] | None = None, **gateway: Any) -> None:
        super().__init__(path)
        batch = Batch()
        provider = {"id": 1, "developer_name": "Mock", "master_label": "Mock", "adapter": "mock"}
        batch.insert(
            "payment_gateway_providers", rows.payment_gateway_providers(**provider, idempotency_supported="Yes")
        )
        columns = {"id": 1, "payment_gateway_name": "mock", "payment_gateway_provider_id": 1, "status": "Active"}
        options = json.dumps({"script": script or []})
        batch.insert("payment_gateways", rows.payment_gateways(**{**columns, "options": options, **gateway}))
        for kind in ("cancel", "return"):
            batch.insert("reason_codes", rows.reason_codes(kind=kind, value="Unknown"))
        self.apply(batch)
        self.location("HUB", is_inventory_location=0)

    def pay(self, key: int, *methods: dict[str, list[int]], expires: int | None = None) -> None:
        """Payment methods of an order, each with amounts that were `paid` and amounts that are `authorized`."""
        batch = Batch()
        with self.database.read() as reader:
            numbering = Numbering(batch, SCENE, load_heads(reader, [key])[key])
        group = numbering.new_id()
        batch.insert("payment_groups", rows.payment_groups(order_key=key, id=group, source_object_id=key << 20))
        for number, money in enumerate(methods, start=1):
            self._method(batch, numbering, key, group, number, money, expires)
        numbering.finish()
        batch.insert("order_identities", rows.order_identities(kind="ref", value=f"WEB-{key}", scope=1, order_key=key))
        self.apply(batch)

    def _method(
        self,
        batch: Batch,
        numbering: Numbering,
        key: int,
        group: int,
        number: int,
        money: dict[str, list[int]],
        expires: int | None,
    ) -> None:
        paid, authorized = money.get("paid", []), money.get("authorized", [])
        method, summary = numbering.new_id(), numbering.new_id()
        both = {"payment_method_kind": "CardPaymentMethod", "payment_method_id": method, "currency_iso_code": "USD"}
        batch.insert(
            "payment_methods",
            rows.payment_methods(
                order_key=key, id=method, kind="CardPaymentMethod", type="Visa", status="Active",
                processing_mode="External", payment_gateway_id=1,
            ),
        )  # fmt: skip
        batch.insert(
            "order_payment_summaries",
            rows.order_payment_summaries(
                order_key=key, id=summary, method=f"Visa {number}", type="Visa", **both,
                authorization_amount=sum(authorized), captured_amount=sum(paid), balance_amount=sum(paid),
            ),
        )  # fmt: skip
        common = {
            "order_key": key, "payment_group_id": group, "order_payment_summary_id": summary, "payment_gateway_id": 1,
            "status": "Processed", "processing_mode": "External", "effective_date": NOW, **both,
        }  # fmt: skip
        for amount in paid:
            row = rows.payments(id=numbering.new_id(), type="Sale", amount=amount, balance=amount, **common)
            batch.insert("payments", row)
        for amount in authorized:
            id_ = numbering.new_id()
            row = rows.payment_authorizations(
                id=id_, amount=amount, expiration_date=expires, gateway_ref_number=f"AUTH-{id_ & 0xFFFFF}", **common
            )
            batch.insert("payment_authorizations", row)

    def allocate(self, key: int) -> list[int]:
        """Fulfillment orders for all of an order, from a place without counted stock; answers their ids."""
        self.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions(location="HUB"))
        return self.fulfillment_orders(key)

    def fulfillment_orders(self, key: int) -> list[int]:
        return [row[0] for row in self.rows("SELECT id FROM fulfillment_orders WHERE order_key = ? ORDER BY id", key)]

    def fulfill(self, key: int) -> None:
        """What an order's fulfillment orders carry is fulfilled."""
        batch = Batch()
        change = Change(batch, SCENE, self.state(key))
        change.set_items({item.id: _fulfilled(item) for item in change.state.items})
        change.finish()
        self.apply(batch)
        with self.database.write() as writer:
            sql = "UPDATE fulfillment_orders SET status = 'Fulfilled', status_category = 'CLOSED' WHERE order_key = ?"
            writer.run(sql, [(key,)])

    def invoice(self, key: int) -> int:
        """Allocate and invoice an order that needs one fulfillment order; answers the invoice's id."""
        (fulfillment_order,) = self.allocate(key)
        (result,) = self.run(plan_invoice, [fulfillment_order], SCENE).results
        assert result.status == "created", result
        assert result.key
        return result.key

    def fund(self, *invoices: int, runner: Any = submit, scene: Any = SCENE) -> list[Result]:
        return list(ensure_funds(self.database, runner, invoices, scene))

    def refund(self, *credit_memos: int, runner: Any = submit) -> list[Result]:
        return list(ensure_refunds(self.database, runner, credit_memos, SCENE))

    def refund_excess(self, key: int, asked: int | None = None, runner: Any = submit) -> Result:
        (result,) = refund_excess(self.database, runner, [Excess(key, asked)], SCENE)
        return result

    def script(self, *entries: dict[str, Any]) -> None:
        """Give the gateway another script."""
        with self.database.write() as writer:
            writer.run("UPDATE payment_gateways SET options = ? WHERE id = ?", [(json.dumps({"script": entries}), 1)])

    def money(self, key: int) -> list[tuple[int, ...]]:
        """Per payment summary: pending capture, captured, pending refund, refunded, balance."""
        return self.rows(
            "SELECT pending_capture_amount, captured_amount, pending_refund_amount, refunded_amount, balance_amount "
            "FROM order_payment_summaries WHERE order_key = ? ORDER BY id",
            key,
        )


def _fulfilled(item: Item) -> Item:
    allocated = item.quantities.allocated
    return replace(
        item,
        quantities=replace(item.quantities, shipped=allocated, fulfilled=allocated),
        line=replace(item.line, fulfilled=item.line.allocated),
    )


def assert_conserved(shop: Shop) -> None:
    """No cent is made or lost: buckets are the sums of their records, and every record adds up."""
    checks = {
        "captured": """SELECT s.id FROM order_payment_summaries s WHERE captured_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM payments p WHERE p.order_key = s.order_key AND p.order_payment_summary_id = s.id)""",
        "balance": """SELECT s.id FROM order_payment_summaries s WHERE balance_amount <>
            (SELECT COALESCE(SUM(balance), 0)
            FROM payments p WHERE p.order_key = s.order_key AND p.order_payment_summary_id = s.id)""",
        "refunded": """SELECT s.id FROM order_payment_summaries s WHERE refunded_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM refunds r WHERE r.order_key = s.order_key AND r.order_payment_summary_id = s.id)""",
        "pending": """SELECT s.id FROM order_payment_summaries s WHERE pending_capture_amount + pending_refund_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM gateway_intents i WHERE i.order_key = s.order_key
             AND i.order_payment_summary_id = s.id AND i.state IN ('sending', 'unknown'))""",
        "authorizations": """SELECT a.id FROM payment_authorizations a WHERE captured_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM gateway_intents i WHERE i.payment_authorization_id = a.id
             AND i.order_key = a.order_key AND i.state <> 'failed')""",
        "applied": """SELECT p.id FROM payments p WHERE applied_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM payment_line_invoices l WHERE l.order_key = p.order_key AND l.payment_id = p.id)""",
        "payment refunds": """SELECT p.id FROM payments p WHERE refunded_amount <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM refund_line_payments l WHERE l.order_key = p.order_key AND l.payment_id = p.id)""",
        "invoices": """SELECT i.id FROM invoices i WHERE total_amount_with_tax - balance <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM payment_line_invoices l WHERE l.order_key = i.order_key AND l.invoice_id = i.id)
            OR total_amount_with_tax - balance <> net_payments_applied""",
        "invoice lines": """SELECT i.id FROM invoices i WHERE total_amount_with_tax <>
            (SELECT COALESCE(SUM(line_amount), 0)
            FROM invoice_lines l WHERE l.order_key = i.order_key AND l.invoice_id = i.id)""",
        "credit memos": """SELECT m.id FROM credit_memos m WHERE total_amount_with_tax - balance <>
            (SELECT COALESCE(SUM(amount), 0)
             FROM refunds r WHERE r.order_key = m.order_key
             AND r.credit_memo_id = m.id)""",
        "exceptions": """SELECT s.order_key FROM order_summaries s WHERE active_process_exception_count <>
            (SELECT COUNT(*) FROM process_exceptions e WHERE e.order_key = s.order_key
             AND e.status_category = 'ACTIVE')""",
    }
    broken = {name: found for name, sql in checks.items() if (found := shop.rows(sql))}
    assert not broken, broken
