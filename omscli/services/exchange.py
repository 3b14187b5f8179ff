"""`oms exchange`: a return of one order pays a new order of the same shopper (spec §2.14, examples 18 and 19).

The return, its credit memo, the new order, its summary and the money that moves from one to the other are one
transaction: killed at any time, all of it is there or nothing. What the new order does not need goes back afterwards,
by the standard flow; typed again, the command finds the new order there and only catches that up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from typing import Any

from omscli.documents.orders.reading import OrderRead
from omscli.documents.orders.values import OrderInput, implied_tax
from omscli.domain.changes import ChangeRequest
from omscli.domain.exchanging import ORDER, Settled, exchange_balances, settle
from omscli.domain.ids import PREFIXES, child_key, decode, encode
from omscli.domain.money import EXPONENTS, format_minor, to_decimal, to_minor
from omscli.domain.rollups import HeaderRollup, ItemRollup, roll_up_parts
from omscli.domain.values import dataclass, replace
from omscli.errors import Place, Problem
from omscli.services.changing import RETURNS, Entry, Task, plan_changes
from omscli.services.credit_memos import plan_credit_memo
from omscli.services.exchange_money import move_money, shortage
from omscli.services.place import PlaceOptions, plan_reads
from omscli.services.scene import Scene
from omscli.services.summarize import plan_summarize
from omscli.services.unit import Batch, Result, Runner, submit, submit_together
from omscli.store.db import Database, Reader
from omscli.store.exchanges import Party, column_of, parties, sides_of

COLUMNS = (
    "OrderNumber",
    "ExchangeOrderNumber",
    "ReturnedAmount",
    "ExchangeAmount",
    "ReservedAmount",
    "RequiredFundsAmount",
    "RefundedAmount",
    "CurrencyIsoCode",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exchanged: the main order, what of it comes back, and the new order as its file says it.

    What comes back is told by the request, or is all that is expected on a return order.
    """

    order_key: int
    request: ChangeRequest
    read: OrderRead
    return_order_id: int | None = None


@dataclass(slots=True)
class _Exchange:
    """What one attempt knows so far; every step is planned on what the one before stored."""

    wish: Wish
    scene: Scene
    fields: dict[str, Any] = field(default_factory=dict)
    settled: Settled = Settled(0, 0, 0)
    change_order_id: int = 0
    new_key: int = 0
    memo_id: int | None = None
    known: bool = False
    reason: str = ""


def exchange_orders(database: Database, runner: Runner, wish: Wish, scene: Scene) -> Iterator[Result]:
    """The exchange, or its preview; then the standard flow refunds what the new order does not need (§2.14).

    `created`, `exists` for a new order that is there by this exchange, `rejected` with every reason, and then nothing
    of it is stored.
    """
    one = _Exchange(wish, scene)
    if runner is not submit:
        for result in runner(database, lambda reader: _begin(reader, one)).results:
            new = ("exchangeOrderSummaryId", "changeOrderId", "ExchangeOrderNumber")
            previewed = result.status == "preview"
            yield replace(result, fields=result.fields | dict.fromkeys(new)) if previewed else result
        return
    plans = (
        lambda reader: _begin(reader, one),
        lambda reader: _in_between(reader, one),
        lambda reader: _end(reader, one),
        lambda reader: _close(reader, one),
    )
    done = False
    for result in submit_together(database, plans):
        done = result.status in ("created", "exists")
        yield result
    if done and one.change_order_id:
        from omscli.services.standard_flow import after_return  # loads the gateways; a preview asks none

        yield from after_return(database, runner, [(wish.order_key, one.change_order_id)], scene)


def _begin(reader: Reader, one: _Exchange) -> Batch:
    """Return and new order, planned together: neither knows of the other, and both are refused where one is."""
    wish, key = one.wish, one.wish.order_key
    one.known, one.change_order_id = False, 0
    reader.hold([key])
    placed = plan_reads(reader, [wish.read], one.scene, PlaceOptions())
    new = placed.results[0]
    if new.status == "exists":
        return _again(reader, one, new)
    returned = _returned(reader, one)
    (back,) = returned.results
    problems = (*new.problems, *back.problems) if "rejected" in (new.status, back.status) else ()
    if new.status != "created" or back.status != "updated":
        message = f'order "{new.fields["OrderReferenceNumber"]}" is there already as a draft'
        draft = Problem("conflict", message, new.place, "give the new order a reference of its own")
        return _refused(one, back.fields, problems or (draft,))
    order = wish.read.whole()
    main = parties(reader, [key])[key]
    problem = _misfit(order, main, placed, wish.read)
    if problem:
        return _refused(one, back.fields, (problem,))
    one.new_key = new.key or 0
    _quote(one, order, back, new, main)
    short = _shortage(one, order, main) or shortage(reader, one.scene, key, one.settled.reserved)
    if short:
        return _refused(one, one.fields, (short,))
    decoded = decode(back.fields["changeOrderId"] or "")
    one.change_order_id = decoded[1] if decoded else 0  # from here on it is more than a wish: the next steps follow
    batch = returned
    batch.join(placed)
    batch.results = [Result("created", one.fields, key=one.new_key)]
    return batch


def _returned(reader: Reader, one: _Exchange) -> Batch:
    """What comes back: units of the order, or all that a return order still expects (its fees are not exchanged)."""
    wish, key = one.wish, one.wish.order_key
    if wish.return_order_id is None:
        return plan_changes(reader, [Task(key, Entry("", wish.request))], RETURNS, one.scene)
    from omscli.domain.return_orders import Arrived
    from omscli.services.return_orders.receiving import ReceiveRequest, plan_receipts
    from omscli.store.return_orders import load_return_orders

    order = next(each for each in load_return_orders(reader, [key]).get(key, ()) if each.id == wish.return_order_id)
    open_ = [line for line in order.lines if line.open]
    fees = [line for line in order.lines if line.fee and not line.processed]
    if fees or not open_:
        what = "has fees" if fees else "expects nothing any more"
        help_ = f"`oms return receive {order.number}` and `oms return close {order.number}` give its money back"
        problem = Problem("wrong-state", f"{order.number} {what}: it cannot be exchanged", None, help_)
        return Batch(results=[Result("rejected", {"ReturnOrderNumber": order.number}, (problem,))])
    parts = tuple(Arrived(line.id, line.expected, received=line.expected) for line in open_)
    if not wish.request.reason:
        one.reason = open_[0].reason
    return plan_receipts(reader, [ReceiveRequest(order.id, parts=parts)], one.scene)


def _again(reader: Reader, one: _Exchange, new: Result) -> Batch:
    """The new order is there: by this exchange, or by something else, which is a conflict."""
    sides = [side for side in sides_of(reader, new.key or 0) if side.role == ORDER] if new.key else []
    batch = Batch()
    if not sides or sides[0].other_summary_id != child_key(one.wish.order_key, 0):
        message = f'order "{new.fields["OrderReferenceNumber"]}" is there already, and not by an exchange of this one'
        problem = Problem("conflict", message, new.place, "give the new order a reference of its own")
        batch.results.append(Result("rejected", new.fields, (problem,), new.place))
        return batch
    one.known, one.change_order_id = True, sides[0].change_order_id
    main = parties(reader, [one.wish.order_key])[one.wish.order_key]
    fields = {
        "orderSummaryId": encode(PREFIXES["OrderSummary"], child_key(one.wish.order_key, 0)),
        "exchangeOrderSummaryId": encode(PREFIXES["OrderSummary"], child_key(new.key or 0, 0)),
        "changeOrderId": encode(PREFIXES["Order"], one.change_order_id),
        "ExchangeOrderNumber": new.fields["OrderNumber"],
        "ReservedAmount": to_decimal(sides[0].reserved, main.currency),
        "CurrencyIsoCode": main.currency,
    }
    batch.results.append(Result("exists", fields, key=new.key))
    return batch


def _misfit(order: OrderInput, main: Party, placed: Batch, read: OrderRead) -> Problem | None:
    """Why the new order cannot take the place of what came back: another shopper, other money, a draft, unmanaged."""
    (row,) = (row for row in placed.inserts["orders"] if column_of("orders", row, "related_order_id") is None)
    place = read.place_of(("OrderReferenceNumber",))
    if column_of("orders", row, "account_id") != main.account_id:
        help_ = "an exchange is for the shopper of the order that comes back: name the same Account"
        return Problem("conflict", "the new order is another shopper's", read.place_of(("Account",)), help_)
    if order.currency != main.currency:
        message = f"the new order is in {order.currency}, what comes back in {main.currency}"
        return Problem("conflict", message, read.place_of(("CurrencyIsoCode",)), "one exchange has one currency")
    if order.status == "Draft":
        return Problem("not-activated", "the new order is a draft", place, "give it the Status Activated")
    if order.order_life_cycle_type == "UNMANAGED":
        return Problem("unmanaged", "the new order is unmanaged: it is kept for reference only", place)
    return None


def _quote(one: _Exchange, order: OrderInput, back: Result, new: Result, main: Party) -> None:
    """The numbers of the exchange: what comes back, what the new order costs, and who owes whom the difference."""
    currency = main.currency
    returned = {name: Decimal(amount) for name, amount in back.fields["changeBalances"].items()}
    owed = to_minor(returned["grandTotalAmount"], currency)
    totals = _rolled_up(order)
    one.settled = settled = settle(owed, totals.grand_total)
    balances = exchange_balances(totals, returned, EXPONENTS[currency])
    one.fields = {
        "OrderNumber": back.fields["OrderNumber"],
        "OrderReferenceNumber": back.fields.get("OrderReferenceNumber"),
        "orderSummaryId": back.fields["orderSummaryId"],
        "exchangeOrderSummaryId": encode(PREFIXES["OrderSummary"], child_key(one.new_key, 0)),
        "changeOrderId": back.fields["changeOrderId"],
        "ExchangeOrderNumber": new.fields["OrderNumber"],
        "ExchangeOrderReferenceNumber": new.fields["OrderReferenceNumber"],
        "ReturnedAmount": to_decimal(owed, currency),
        "ExchangeAmount": to_decimal(totals.grand_total, currency),
        "ReservedAmount": to_decimal(settled.reserved, currency),
        "RequiredFundsAmount": to_decimal(settled.required, currency),
        "CurrencyIsoCode": currency,
        "Items": back.fields.get("Items"),
        "ReturnOrderNumber": back.fields.get("ReturnOrderNumber"),
        "changeBalances": balances,
    }


def _rolled_up(order: OrderInput) -> HeaderRollup:
    """What the new order's summary will sum up."""
    headers = {at for at, group in enumerate(order.adjustment_groups) if group.type == "Header"}
    parts = []
    for item in order.items:
        sums = [0, 0, 0, 0]
        for part in item.adjustments:
            at = 2 if part.group in headers else 0
            sums[at] += part.amount
            sums[at + 1] += sum(tax.amount for tax in part.taxes)
        tax = sum(line.amount for line in item.taxes) + implied_tax(order, item)
        parts.append((item.type, ItemRollup(item.total_line_amount, tax, *sums)))
    return roll_up_parts(parts)


def _shortage(one: _Exchange, order: OrderInput, main: Party) -> Problem | None:
    """An exchange up needs payments of its own that cover the difference: the old order's are not asked again."""
    brought = sum(payment.amount for payment in order.payments)
    if brought >= one.settled.required:
        return None
    required, has = (format_minor(amount, main.currency) for amount in (one.settled.required, brought))
    message = f"the new order costs {required} {main.currency} more than comes back, and brings payments of {has}"
    return Problem("insufficient-funds", message, None, "give it Payments that cover the difference")


def _refused(one: _Exchange, fields: dict[str, Any], problems: tuple[Problem, ...]) -> Batch:
    batch = Batch()
    read = one.wish.read
    shown = {name: value for name, value in fields.items() if name not in ("changeOrderId", "ChangeOrderNumber")}
    shown |= dict.fromkeys(("exchangeOrderSummaryId", "ExchangeOrderNumber"))
    batch.results.append(Result("rejected", shown, problems, Place(read.file, read.line), read.index))
    return batch


def _in_between(reader: Reader, one: _Exchange) -> Batch:
    """The credit memo of the return and the summary of the new order, which the money is for."""
    if not one.change_order_id or one.known:
        return Batch()
    batch = plan_credit_memo(reader, [one.change_order_id], one.scene)
    refused = [result for result in batch.results if result.status == "rejected"]
    one.memo_id = next((result.key for result in batch.results if result.key), None)
    batch.join(plan_summarize(reader, [one.new_key], one.scene))
    refused += [result for result in batch.results if result.status == "rejected" and result not in refused]
    batch.results = refused
    return batch


def _end(reader: Reader, one: _Exchange) -> Batch:
    """The money that is reserved leaves the main order and is captured money of the new one."""
    batch = Batch()
    if not one.change_order_id or one.known:
        return batch
    wish, reason = one.wish, one.wish.request.reason or one.reason
    for_ = (one.memo_id, one.change_order_id)
    move_money(reader, batch, one.scene, (wish.order_key, one.new_key), for_, one.settled, reason)
    return batch


def _close(reader: Reader, one: _Exchange) -> Batch:
    """A return order of which everything was exchanged is closed with it."""
    id_ = one.wish.return_order_id
    if id_ is None or one.known or not one.change_order_id:
        return Batch()
    from omscli.domain.return_orders import CLOSED
    from omscli.services.return_orders.closing import plan_moves

    batch = plan_moves(reader, [id_], CLOSED, one.scene)
    batch.results = [result for result in batch.results if result.status == "rejected"]
    return batch
