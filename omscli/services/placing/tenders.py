"""Payments of an order file by gift cards and store credit of this store: found, looked at, and taken (D35)."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.credits import cannot_pay
from omscli.domain.values import replace
from omscli.errors import nearest
from omscli.services.credit_ledger import CreditLedger
from omscli.services.placing.draft import Draft
from omscli.services.placing.misfit import Misfit
from omscli.services.placing.order_rows import Resolved
from omscli.store.credits import SQL_CREDIT_GATEWAY, SQL_SOME_NUMBERS, ids_by_name
from omscli.store.db import Reader

_LIFE_CYCLE = 12
"""Where `order_life_cycle_type` stands in the tail of an order's draft."""


class Tenders:
    """The gift cards and store credits that the orders of a chunk pay with, by what their files call them."""

    def __init__(self, reader: Reader, drafts: Sequence[Draft]) -> None:
        names = {payment[6] for draft in drafts for payment in draft.payments}
        self._reader = reader
        self._ids = ids_by_name(reader, sorted(name for name in names if name))
        self.gateway = int(reader.value(SQL_CREDIT_GATEWAY) or 0)
        """Where their payments stand; 0 in a store that has no such account."""

    def of(self, draft: Draft, problems: list[Misfit]) -> tuple[int | None, ...]:
        """The account of each payment, or none; one that is not there is a problem."""
        return tuple(
            [
                None if payment[6] is None else self._id(payment[6], at, problems)
                for at, payment in enumerate(draft.payments)
            ]
        )

    def _id(self, name: str, at: int, problems: list[Misfit]) -> int:
        found = self._ids.get(name)
        if found is None:
            is_number = name.startswith("SC-")
            known = [row[0] for row in self._reader.rows(SQL_SOME_NUMBERS)] if is_number else []
            guess = nearest(name, [number for number in known if number.startswith("SC-")])
            what = f"there is no store credit {name}" if is_number else "no gift card has this code"
            hint = f"did you mean {guess}?" if guess else "`oms list credits` shows them; a card's code is not kept"
            field = "StoreCredit" if is_number else "GiftCardCode"
            problems.append(Misfit("unknown-credit", what, ("Payments", at, field), hint))
        return found or 0


def refuse_tenders(ledger: CreditLedger, draft: Draft, resolved: Resolved, now: int) -> list[Misfit]:
    """Why the accounts cannot pay what the order says they do, all of its payments together."""
    promised: dict[int, int] = {}
    problems: list[Misfit] = []
    for at, (payment, credit_id) in enumerate(zip(draft.payments, resolved.credits, strict=True)):
        if credit_id is None:
            continue
        path = ("Payments", at)
        if draft.tail[_LIFE_CYCLE] == "UNMANAGED":
            message = "an unmanaged order is kept for reference only: it takes no gift card and no store credit"
            problems.append(Misfit("unmanaged", message, path, "leave the payment out"))
            continue
        credit, amount = ledger[credit_id], payment[7]
        left = replace(credit, reserved=credit.reserved + promised.get(credit_id, 0))
        refused = cannot_pay(left, amount, draft.currency, resolved.account_id, now)
        if refused:
            code, message, help_ = refused
            problems.append(Misfit(code, message, path, help_))
        promised[credit_id] = promised.get(credit_id, 0) + amount
    return problems
