"""Random lives of an order's money, with a gateway that approves, declines, is not reached or does not answer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from omscli.domain.changes import ChangeRequest, Wanted
from omscli.domain.policy import Policy
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.change_orders import Identity
from omscli.services.changing import CANCELS, Entry, change_orders
from omscli.services.invoice import plan_invoice
from omscli.services.reconcile import ready_to_reconcile, reconcile
from omscli.services.unit import submit
from tests.builders import NOW, SCENE, Spec
from tests.builders_money import MoneyShop, assert_conserved

SCRIPTS = [
    [],
    [{"then": "decline"}],
    [{"then": "unreachable"}],
    [{"then": "timeout", "behind": "approve"}],
    [{"then": "timeout", "behind": "decline"}],
]
methods = st.lists(
    st.fixed_dictionaries(
        {"paid": st.lists(st.integers(1, 90), max_size=2), "authorized": st.lists(st.integers(1, 60), max_size=2)}
    ),
    min_size=1,
    max_size=3,
)
steps = st.lists(
    st.tuples(st.sampled_from(["cancel", "fund", "refund", "refund", "reconcile"]), st.sampled_from(SCRIPTS)),
    min_size=2,
    max_size=10,
)


@settings(max_examples=60)
@given(methods, st.integers(0, 3), steps)
def test_no_cent_is_made_lost_or_moved_twice(money, groups, history):
    with tempfile.TemporaryDirectory() as folder:
        shop = MoneyShop(Path(folder) / "oms.db")
        try:
            live(shop, money, groups, history)
        finally:
            shop.database.close()


def live(shop, money, groups, history):
    """Of the order's groups that many are allocated and invoiced; the last has no stock, and loses a unit first."""
    key = shop.order(*[[Spec(f"SHIRT-{number}", 2, 10)] for number in range(groups)], [Spec("MUG", 3, 10)])
    shop.pay(key, *money)
    invoices = []
    if groups:
        for number in range(groups):
            shop.stock("EAST", f"SHIRT-{number}", 2)
        shop.run(plan_allocate, [key], SCENE, Policy(), AllocateOptions(location="EAST"))
        made = shop.run(plan_invoice, shop.fulfillment_orders(key), SCENE).results
        invoices = [result.key for result in made]
    for step, script in [("cancel", []), *history]:
        shop.script(*script)
        take(shop, key, step, invoices)
        assert_conserved(shop)
    never_too_much(shop, key)


def take(shop, key, step, invoices):
    if step == "cancel":
        request = ChangeRequest((Wanted("MUG", 1),), "Unknown", None, False)
        list(change_orders(shop.database, submit, [Entry(f"WEB-{key}", request, Identity())], CANCELS, SCENE))
    elif step == "fund":
        shop.fund(*invoices)
    elif step == "refund":
        shop.refund_excess(key)
    else:
        with shop.database.read() as reader:
            calls = ready_to_reconcile(reader, NOW)
        list(reconcile(shop.database, submit, calls, SCENE))


def never_too_much(shop, key):
    """What is kept covers what the order still costs, or nothing was refunded; no invoice is paid twice."""
    captured, refunded, pending = shop.rows(
        "SELECT SUM(captured_amount), SUM(refunded_amount), SUM(pending_refund_amount) FROM order_payment_summaries"
    )[0]
    assert refunded + pending <= captured
    if refunded + pending:
        assert captured - refunded - pending >= shop.state(key).grand_total
    assert not shop.rows("SELECT id FROM invoices WHERE balance < 0 OR balance > total_amount_with_tax")
