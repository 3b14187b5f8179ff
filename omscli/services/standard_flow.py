"""The steps that follow by themselves, as the set-up chose (D9, D11): money after fulfillment, cancel and return.

Each is also a command of its own; a step that a crash kept from happening is caught up by that command with `--all`.
What is only previewed is not stored, so nothing follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from omscli.domain.ids import order_key_of
from omscli.domain.policy import Policy
from omscli.services.chunked import in_chunks
from omscli.services.credit_memos import plan_credit_memo, ready_to_credit
from omscli.services.ensure_funds import ensure_funds
from omscli.services.ensure_refunds import (
    FEES,
    Excess,
    ensure_refunds,
    may_have_excess,
    ready_to_refund,
    refund_excess,
)
from omscli.services.invoice import fees_to_invoice, plan_invoice
from omscli.services.promises import may_have_spare, reverse
from omscli.services.scene import Scene
from omscli.services.sequences import Way, Ways
from omscli.services.unit import Result, Runner, chunks
from omscli.store.db import Database, Reader
from omscli.store.money import SQL_UNPAID_FEES
from omscli.store.settings import load_policy


def after_fulfilled(
    database: Database, runner: Runner, fulfillment_orders: Sequence[tuple[int, int]], scene: Scene
) -> Iterator[Result]:
    """Invoices of fulfillment orders that closed, given as (order key, id), and their money (`on_fulfilled`)."""
    if not fulfillment_orders or _policy(database).on_fulfilled != "invoice-and-fund":
        return
    for chunk in chunks(id_ for _, id_ in fulfillment_orders):
        made = list(
            in_chunks(database, runner, chunk, lambda reader, ids: plan_invoice(reader, ids, scene, reships=False))
        )
        # one that was invoiced before it was fulfilled is no refusal here: its money is ensured all the same
        yield from (result for result in made if result.status != "rejected" or result.key is None)
        invoices = [
            result.key for result in made if result.status in ("created", "rejected") and result.key is not None
        ]
        yield from ensure_funds(database, runner, invoices, scene)


def after_cancel(
    database: Database,
    runner: Runner,
    order_keys: Sequence[int],
    scene: Scene,
    *,
    canceled: Sequence[int] = (),
    explain: bool = False,
) -> Iterator[Result]:
    """Fees of cancels are invoiced and paid, then what became excess funds is refunded (`on_cancel`), then promises
    that orders do not need any more are let go (`on_spare_authorization`); nothing for an order that has none of these.

    `order_keys` may owe or be owed money; `canceled` may have promises to spare. A discount spares a promise too, but
    what it takes off is little and may be charged again: that waits for `oms payments reverse`.
    """
    if not (order_keys or canceled):
        return
    policy = _policy(database)
    if order_keys and policy.on_cancel == "refund":
        yield from _fees(database, runner, order_keys, scene)
        ways, excess = ways_of(policy), [Excess(key) for key in order_keys]
        for result in refund_excess(database, runner, excess, scene, ways=ways, explain=explain):
            if result.status != "skipped":
                yield result
    if canceled and policy.on_spare_authorization == "reverse":
        with database.read() as reader:
            spare = may_have_spare(reader, canceled)
        yield from (result for result in reverse(database, runner, spare, scene) if result.status != "skipped")


def after_return(
    database: Database,
    runner: Runner,
    change_orders: Sequence[tuple[int, int]],
    scene: Scene,
    *,
    explain: bool = False,
) -> Iterator[Result]:
    """Credit memos of returns, given as (order key, change order id), and their refunds (`on_return`)."""
    policy = _policy(database) if change_orders else Policy()
    if not change_orders or policy.on_return != "credit-and-refund":
        return
    for chunk in chunks(id_ for _, id_ in change_orders):
        yield from _fee_invoices(database, runner, sorted({order_key_of(id_) for id_ in chunk}), scene)
        made = list(in_chunks(database, runner, chunk, lambda reader, ids: plan_credit_memo(reader, ids, scene)))
        yield from (result for result in made if result.status not in ("skipped", "exists"))
        memos = [result.key for result in made if result.status in ("created", "exists") and result.key is not None]
        refunds = ensure_refunds(database, runner, memos, scene, FEES, ways=ways_of(policy), explain=explain)
        yield from (result for result in refunds if result.status != "exists")


def orders_to_refund(reader: Reader) -> list[int]:
    """Orders that may be owed money: by a return without its credit memo, a credit memo, or excess funds.

    A crash came between, the set-up leaves these steps to people, or a gateway declined.
    """
    records = {order_key_of(id_) for id_ in (*ready_to_credit(reader), *ready_to_refund(reader))}
    return sorted(records.union(may_have_excess(reader)))


def refund_orders(
    database: Database,
    runner: Runner,
    order_keys: Sequence[int],
    scene: Scene,
    *,
    ways: Ways | None = None,
    explain: bool = False,
) -> Iterator[Result]:
    """Everything that these orders are owed, one kind after the other: credit memos first, then what they and the
    excess funds owe. Answers refunds, and of credit memos what was refused and what a preview would make.
    """
    wanted = set(order_keys)

    def of_wanted(ready: Callable[[Reader], list[int]]) -> list[int]:
        with database.read() as reader:
            return [id_ for id_ in ready(reader) if order_key_of(id_) in wanted]

    waiting = of_wanted(ready_to_credit)
    for result in in_chunks(database, runner, waiting, lambda reader, ids: plan_credit_memo(reader, ids, scene)):
        if result.status in ("rejected", "preview"):
            yield result
    for chunk in chunks(order_keys):
        yield from _fee_invoices(database, runner, chunk, scene)
    yield from ensure_refunds(database, runner, of_wanted(ready_to_refund), scene, FEES, ways=ways, explain=explain)
    with database.read() as reader:
        excess = [Excess(key) for key in may_have_excess(reader) if key in wanted]
    yield from _fees(database, runner, [one.order_key for one in excess], scene)
    refunds = refund_excess(database, runner, excess, scene, ways=ways, explain=explain)
    yield from (result for result in refunds if result.status != "skipped")


def after_adjust(
    database: Database,
    runner: Runner,
    order_keys: Sequence[int],
    credits: Sequence[tuple[int, int]],
    scene: Scene,
    *,
    explain: bool = False,
) -> Iterator[Result]:
    """What adjusts owe the buyer: credit memos of post-fulfillment change orders (`on_return`), then the refunds of
    what became excess funds on these orders (`on_cancel`), each given as for `after_return` and `after_cancel` (§2.6).
    """
    yield from after_return(database, runner, credits, scene, explain=explain)
    yield from after_cancel(database, runner, order_keys, scene, explain=explain)


def _fees(database: Database, runner: Runner, order_keys: Sequence[int], scene: Scene) -> Iterator[Result]:
    """Fees of these orders are invoiced, and what the orders paid or promised pays them."""
    for chunk in chunks(order_keys):
        yield from _fee_invoices(database, runner, chunk, scene)
        with database.read() as reader:
            unpaid = [row[1] for row in reader.rows(SQL_UNPAID_FEES, chunk)]
        yield from ensure_funds(database, runner, unpaid, scene)


def _fee_invoices(database: Database, runner: Runner, order_keys: Sequence[int], scene: Scene) -> Iterator[Result]:
    """The invoices of these orders' fees that have none yet."""
    with database.read() as reader:
        fees = fees_to_invoice(reader, order_keys)
    yield from in_chunks(database, runner, fees, lambda reader, ids: plan_invoice(reader, ids, scene))


def ways_of(policy: Policy) -> Ways | None:
    """What becomes of a refund that a tender declines, as the set-up chose."""
    return Ways(Way(fallback=True)) if policy.on_declined_refund == "store-credit" else None


def _policy(database: Database) -> Policy:
    with database.read() as reader:
        return load_policy(reader)
