"""What bodies of the reference's calls ask for: which invoice, credit memo or order of the store each of them means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from omscli.documents.money_bodies import MoneyBody
from omscli.domain.ids import order_key_of
from omscli.domain.money import to_minor
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Problem, refuse
from omscli.services.ensure_refunds import Excess
from omscli.services.sequences import Way, Ways
from omscli.store.db import Reader
from omscli.store.order_heads import load_heads
from omscli.store.record_targets import find_credit_memo, find_invoice
from omscli.store.targets import find_order


def fund_bodies(reader: Reader, bodies: Sequence[MoneyBody]) -> tuple[list[int], Ways]:
    """The invoices of bodies, each once, and the way of each. Raises with every problem and its place."""
    own: dict[int, Way] = {}

    def read(body: MoneyBody) -> None:
        invoice = _of_order(reader, find_invoice(reader, body.invoice or ""), body.invoice, body)
        own[_once(own, invoice, body.invoice)] = Way(body.sequence, body.partial)

    _all(bodies, read)
    return list(own), Ways(own=own)


@dataclass(slots=True)
class RefundBodies:
    """The credit memos and excess funds of bodies, the invoices that are paid first, and the way of each."""

    memos: list[int] = field(default_factory=list)
    excess: list[Excess] = field(default_factory=list)
    to_pay: list[int] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)


def refund_bodies(reader: Reader, bodies: Sequence[MoneyBody], default: Way) -> RefundBodies:
    """What bodies of ensure-refunds mean; `default` says whether store credit is given instead. Raises with every
    problem and its place.
    """
    found, own = RefundBodies(), dict[int, Way]()

    def read(body: MoneyBody) -> None:
        way = replace(default, entries=body.sequence, partial=body.partial)
        if body.credit_memo is not None:
            memo = _of_order(reader, find_credit_memo(reader, body.credit_memo), body.credit_memo, body)
            own[_once(own, memo, body.credit_memo)] = way
            found.memos.append(memo)
        if body.excess is not None and body.order is not None:
            key = find_order(reader, body.order)
            own[_once(own, key << 20, f"the excess of {body.order}")] = way
            found.excess.append(Excess(key, _minor(reader, key, body)))
        found.to_pay.extend(_of_order(reader, find_invoice(reader, name), name, body) for name in body.to_pay)

    _all(bodies, read)
    found.ways = Ways(own=own)
    return found


def _all(bodies: Sequence[MoneyBody], read: Callable[[MoneyBody], None]) -> None:
    problems: list[Problem] = []
    for body in bodies:
        try:
            read(body)
        except OmsError as error:
            problems += [replace(problem, place=body.place) for problem in error.problems]
    if problems:
        raise OmsError(tuple(problems), "nothing was changed")


def _of_order(reader: Reader, id_: int, name: str | None, body: MoneyBody) -> int:
    if body.order is not None and find_order(reader, body.order) != order_key_of(id_):
        raise refuse("bad-reference", f"{name} is no record of order {body.order}")
    return id_


def _once(own: dict[int, Way], id_: int, name: str | None) -> int:
    if id_ in own:
        raise refuse("duplicate-record", f"{name} stands in two bodies", help="name it once")
    return id_


def _minor(reader: Reader, key: int, body: MoneyBody) -> int | None:
    head = load_heads(reader, [key]).get(key)
    if head is None or body.excess is None:
        return None
    try:
        return to_minor(body.excess, head.currency)
    except ValueError as error:
        raise refuse("bad-amount", f"excessFundsAmount {body.excess} cannot be refunded: {error}") from None
