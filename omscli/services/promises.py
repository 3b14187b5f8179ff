"""What gateways promise for orders: `oms payments authorize` asks for what is missing, `reverse` lets go what is spare.

Both are calls with an intent like any other (D34). Neither is made for an order that has a call whose outcome is not
known: what it says may be what is missing, or spare (P26).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omscli.domain.authorizing import Promised, ReversalStep, plan_reversal, promised, to_authorize_again
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.money import to_decimal
from omscli.domain.outcomes import unsettled
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Problem
from omscli.gateways.port import REVERSAL
from omscli.services.chunked import Lot, Lots
from omscli.services.gateway_access import Gateways
from omscli.services.gateway_calls import run_with_gateway
from omscli.services.money_book import Book
from omscli.services.promise_moves import calls_of, gateway_of, start_authorization, start_reversal
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result, Runner
from omscli.store import money
from omscli.store.change_orders import SQL_CREDITED, SQL_NOT_CREDITED
from omscli.store.db import Database, Reader

AUTHORIZE_COLUMNS = ("OrderNumber", "MissingAmount", "AuthorizedAmount", "CurrencyIsoCode", "Method")
REVERSE_COLUMNS = ("OrderNumber", "SpareAmount", "ReversedAmount", "CurrencyIsoCode")


@dataclass(frozen=True, slots=True)
class More:
    """An order whose money is to be authorized again: `asked` (minor units), or what is missing."""

    order_key: int
    asked: int | None = None


def may_have_spare(reader: Reader, order_keys: Sequence[int] | None = None) -> list[int]:
    """Orders, of all or of these, whose promises and payments come to more than they do; some may have expired."""
    if order_keys is None:
        return [row[0] for row in reader.rows(money.SQL_MAY_HAVE_SPARE)]
    return [row[0] for row in reader.rows(money.SQL_MAY_HAVE_SPARE_OF, list(order_keys))]


def authorize(database: Database, runner: Runner, orders: Iterable[More], scene: Scene) -> Iterator[Result]:
    """Ask for the promises that orders lack, on a payment method that they have; one result each.

    `updated`, `exists` (nothing is missing), `rejected` (`declined`, `wrong-state`, …), `unknown` (no answer).
    """
    gateways = Gateways()
    for lot in Lots(orders, lambda order: order.order_key):

        def plan(reader: Reader, lot: Lot[More] = lot) -> Batch:
            return plan_authorize(reader, lot.claim(reader), scene, gateways)

        yield from run_with_gateway(database, runner, scene, gateways, plan)


def reverse(database: Database, runner: Runner, orders: Iterable[int], scene: Scene) -> Iterator[Result]:
    """Let go what orders, by key, do not need of what was promised for them; one result each.

    `updated`, `skipped` (nothing is spare), `rejected` (`declined`, …), `unknown` (no answer).
    """
    gateways = Gateways()
    for lot in Lots(orders, int):

        def plan(reader: Reader, lot: Lot[int] = lot) -> Batch:
            return plan_reverse(reader, lot.claim(reader), scene, gateways)

        yield from run_with_gateway(database, runner, scene, gateways, plan)


def plan_authorize(reader: Reader, orders: Sequence[More], scene: Scene, gateways: Gateways) -> Batch:
    """The authorizations that are about to be asked for."""
    wanted = {order.order_key: order.asked for order in orders}
    chunk = _Chunk(reader, list(wanted), scene, gateways)
    for key, asked in wanted.items():
        chunk.batch.results.append(chunk.ask_for_more(key, asked))
    chunk.book.finish()
    return chunk.batch


def plan_reverse(reader: Reader, order_keys: Sequence[int], scene: Scene, gateways: Gateways) -> Batch:
    """The reversals that are about to be asked for."""
    keys = list(dict.fromkeys(order_keys))
    chunk = _Chunk(reader, keys, scene, gateways)
    for key in keys:
        if key in chunk.book.heads:
            chunk.batch.results.append(chunk.let_go(key))
    chunk.book.finish()
    return chunk.batch


_NO_SUMMARY = Problem("wrong-state", "the order has no summary yet", None, "`oms summarize` makes it")


class _Chunk:
    """Some orders, their money, and what they are owed."""

    def __init__(self, reader: Reader, keys: Sequence[int], scene: Scene, gateways: Gateways) -> None:
        self.batch = Batch()
        self._reader, self._gateways = reader, gateways
        reader.hold(sorted(keys))
        self.book = Book(reader, self.batch, scene, keys)
        self._owed = dict.fromkeys(keys, 0)
        for sql in (SQL_NOT_CREDITED, SQL_CREDITED):
            for key, amount in reader.rows(sql, sorted(keys)):
                self._owed[key] += amount

    def ask_for_more(self, key: int, asked: int | None) -> Result:
        """An authorization of what is missing, or of what was asked for."""
        if key not in self.book.heads:
            return Result("rejected", dict.fromkeys(AUTHORIZE_COLUMNS), (_NO_SUMMARY,), key=key << 20)
        stand = self._stand(key)
        amount = stand.missing if asked is None else asked
        summaries = [(one.id, one.buckets) for one in self.book.summaries_of(key) if one.credit_id is None]
        summary_id = to_authorize_again(summaries, self.book.authorizations_of(key), self.book.scene.now)
        problem = self._unsettled(key)
        if summary_id is None:
            message = f"order {self.book.heads[key].order_number} has no payment method that could be asked"
            problem = Problem("wrong-state", message, None, "it was placed without payments")
        if problem or summary_id is None:
            return self._authorized("rejected", key, stand, 0, None, problem)
        if amount == 0:
            return self._authorized("exists", key, stand, 0, None)
        gateway_id = gateway_of(self.book, summary_id)
        try:
            self._gateways.open(self._reader, gateway_id)
        except OmsError as error:
            return self._authorized("rejected", key, stand, 0, summary_id, *error.problems)
        start_authorization(self.book, summary_id, gateway_id, amount)
        return self._authorized("updated", key, stand, amount, summary_id)

    def let_go(self, key: int) -> Result:
        """Reversals of what is spare."""
        stand = self._stand(key)
        is_asked = any(call.interaction == REVERSAL for call in calls_of(self.book, key))
        if stand.spare == 0 and not is_asked:
            return self._reversed("skipped", key, stand, ())
        problem = self._unsettled(key)
        if problem:
            return self._reversed("rejected", key, stand, (), problem)
        steps = plan_reversal(stand.spare, self.book.authorizations_of(key), self.book.scene.now)
        try:
            for step in steps:
                self._gateways.open(self._reader, self.book.authorizations[step.authorization_id].gateway_id)
        except OmsError as error:
            return self._reversed("rejected", key, stand, (), *error.problems)
        for step in steps:
            start_reversal(self.book, step.authorization_id, step.amount)
        return self._reversed("updated", key, stand, steps)

    def _stand(self, key: int) -> Promised:
        buckets = [one.buckets for one in self.book.summaries_of(key)]
        promises, now = self.book.authorizations_of(key), self.book.scene.now
        return promised(self.book.heads[key].grand_total, self._owed[key], buckets, promises, now)

    def _unsettled(self, key: int) -> Problem | None:
        calls = [(intent.state, intent.created) for intent in calls_of(self.book, key)]
        return unsettled(f"order {self.book.heads[key].order_number}", calls, self.book.scene.now) if calls else None

    def _authorized(
        self, status: str, key: int, stand: Promised, amount: int, summary_id: int | None, *problems: Problem | None
    ) -> Result:
        method = self.book.summaries[summary_id].method if summary_id is not None else None
        fields = self._fields(key, "MissingAmount", stand.missing, "AuthorizedAmount", amount) | {"Method": method}
        return Result(status, fields, tuple(problem for problem in problems if problem), key=key << 20)

    def _reversed(
        self, status: str, key: int, stand: Promised, steps: Sequence[ReversalStep], *problems: Problem
    ) -> Result:
        amount = sum(step.amount for step in steps)
        fields = self._fields(key, "SpareAmount", stand.spare, "ReversedAmount", amount)
        fields["Steps"] = [self._step(step, fields["CurrencyIsoCode"]) for step in steps]
        return Result(status, fields, problems, key=key << 20)

    def _fields(self, key: int, what: str, stands: int, name: str, amount: int) -> dict[str, Any]:
        head = self.book.heads[key]
        return {
            "OrderNumber": head.order_number,
            "CurrencyIsoCode": head.currency,
            what: to_decimal(stands, head.currency),
            name: to_decimal(amount, head.currency),
            "PendingAmount": to_decimal(0, head.currency),
        }

    def _step(self, step: ReversalStep, currency: str) -> dict[str, Any]:
        promise = self.book.authorizations[step.authorization_id].state
        return {
            "Action": "Reverse",
            "PaymentAuthorizationId": encode(PREFIXES["PaymentAuthorization"], step.authorization_id),
            "Method": self.book.summaries[promise.summary_id].method,
            "Amount": to_decimal(step.amount, currency),
            "Why": step.why,
        }
