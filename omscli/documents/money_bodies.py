"""The bodies of the reference's calls for money, in files: ensure-funds (examples 10 and 11) and ensure-refunds (12).

A file holds one body, a list, or NDJSON; `asyncInputs` holds several. What the reference has in its address, the order,
may stand in the body as `orderSummaryId`. Sequences name payment summaries by their ids, or as `--sequence` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

from omscli.documents import sources
from omscli.documents.change_fields import MAX_NAME, Fields, Spot, shown
from omscli.documents.change_requests import placed, values_of
from omscli.documents.jsonplace import Path
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

_SHOWN = 20
_MANY = "asyncInputs"
_FUNDS = ("orderSummaryId", "invoiceId", "isAllowPartial", "sequences", "isConsiderReservedBalanceAmount")
_REFUNDS = (
    "orderSummaryId",
    "creditMemoId",
    "excessFundsAmount",
    "invoicesToPay",
    "isAllowPartial",
    "sequences",
    "isReservedBalanceAmountConsidered",
)
_ENTRY = ("orderPaymentSummaryId", "amount")

Entries = tuple[tuple[str, Decimal | None], ...]
"""Payment summaries as they are called, each with the most that it gives."""


@dataclass(frozen=True, slots=True)
class MoneyBody:
    """One body: the invoice to pay, or the credit memo or excess funds (`excess`, of `order`) to refund."""

    place: Place
    order: str | None = None
    invoice: str | None = None
    credit_memo: str | None = None
    excess: Decimal | None = None
    to_pay: tuple[str, ...] = ()
    sequence: Entries = ()
    partial: bool = False


def read_money_bodies(names: Iterable[str], *, refunds: bool, stdin: IO[bytes] | None = None) -> list[MoneyBody]:
    """All bodies of the files (`-` is standard input), of one call or the other.

    Raises OmsError with every problem and its place: nothing of a file with a mistake is carried out.
    """
    bodies: list[MoneyBody] = []
    problems: list[Problem] = []
    for source in sources.find(names, stdin):
        try:
            for piece in source.pieces():
                _read(source.name, piece, refunds, bodies, problems)
        except OmsError as error:
            problems += [placed(problem, source.name, None) for problem in error.problems]
    if problems:
        raise OmsError(tuple(problems[:_SHOWN]), "nothing was changed", len(problems))
    return bodies


def _read(file: str, piece: sources.Piece, refunds: bool, bodies: list[MoneyBody], problems: list[Problem]) -> None:
    try:
        for value, spot in values_of(file, piece):
            check = _Body(spot)
            many = value.get(_MANY) if isinstance(value, dict) and not refunds else None
            if isinstance(many, list):
                check.known(value, (_MANY,), ())
                bodies += [check.funds(one, (_MANY, at)) for at, one in enumerate(many)]
            else:
                bodies.append(check.refund(value, ()) if refunds else check.funds(value, ()))
            problems += check.problems
    except OmsError as error:
        problems += [placed(problem, file, piece.line) for problem in error.problems]


class _Body(Fields):
    """The checks of one body."""

    quoted = True

    def __init__(self, spot: Spot) -> None:
        super().__init__(spot)
        self._at = spot

    def funds(self, value: Any, path: Path) -> MoneyBody:
        """A body of ensure-funds; meaningless when there are problems."""
        place = self._at.place(path)
        if not self._is_record(value, path):
            return MoneyBody(place)
        self.known(value, _FUNDS, path)
        self._no_reserves(value, "isConsiderReservedBalanceAmount", path)
        invoice = self.name(value, ("invoiceId",), path)
        order = self.text(value, "orderSummaryId", path, MAX_NAME)
        sequence, partial = self._sequence(value, path)
        return MoneyBody(place, order, invoice=invoice, sequence=sequence, partial=partial)

    def refund(self, value: Any, path: Path) -> MoneyBody:
        """A body of ensure-refunds; meaningless when there are problems."""
        place = self._at.place(path)
        if not self._is_record(value, path):
            return MoneyBody(place)
        self.known(value, _REFUNDS, path)
        self._no_reserves(value, "isReservedBalanceAmountConsidered", path)
        order = self.text(value, "orderSummaryId", path, MAX_NAME)
        memo = self.text(value, "creditMemoId", path, MAX_NAME)
        excess = self._amount(value, "excessFundsAmount", path) if "excessFundsAmount" in value else None
        if memo is None and "excessFundsAmount" not in value and "creditMemoId" not in value:
            help_ = "say creditMemoId, or excessFundsAmount with orderSummaryId"
            self.refuse("missing-field", "it names nothing to refund", path, help_)
        if excess is not None and order is None and "orderSummaryId" not in value:
            help_ = "the reference has it in its address; say orderSummaryId"
            self.refuse("missing-field", "orderSummaryId is missing: whose excess funds?", path, help_)
        to_pay = []
        for at, one in enumerate(self._list(value, "invoicesToPay", path)):
            where = (*path, "invoicesToPay", at)
            if self._is_record(one, where):
                self.known(one, ("invoiceId",), where)
                to_pay.append(self.name(one, ("invoiceId",), where))
        sequence, partial = self._sequence(value, path)
        return MoneyBody(place, order, None, memo, excess, tuple(to_pay), sequence, partial)

    def _sequence(self, value: dict[str, Any], path: Path) -> tuple[Entries, bool]:
        partial = self.flag(value, "isAllowPartial", False, path)
        entries = []
        for at, one in enumerate(self._list(value, "sequences", path)):
            where = (*path, "sequences", at)
            if self._is_record(one, where):
                self.known(one, _ENTRY, where)
                name = self.name(one, ("orderPaymentSummaryId",), where)
                entries.append((name, self._amount(one, "amount", where) if "amount" in one else None))
        if partial and not entries:
            self.refuse("missing-field", "isAllowPartial stops after the sequences, and there are none", path)
        return tuple(entries), partial

    def _list(self, value: dict[str, Any], name: str, path: Path) -> list[Any]:
        found = value.get(name)
        if isinstance(found, list):
            return found
        if name in value:
            self.refuse("wrong-type", f"{name}: {shown(found)} is not a list", (*path, name))
        return []

    def _is_record(self, value: Any, path: Path) -> bool:
        if isinstance(value, dict):
            return True
        self.refuse("wrong-type", f"{shown(value)} is not a body", path, "a body is {…}")
        return False

    def _no_reserves(self, value: dict[str, Any], name: str, path: Path) -> None:
        if self.flag(value, name, False, path):
            self.refuse("bad-value", f"{name}: balances that exchanges reserve are left to them", (*path, name))
