"""`oms credit`: gift cards and store credit are issued, adjusted by hand, closed when they expire, and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.credits import (
    ADJUST,
    EXPIRE,
    GIFT_CARD,
    STORE_CREDIT,
    Credit,
    cannot_adjust,
    code_hash,
    new_code,
    normal_code,
)
from omscli.domain.ids import PREFIXES, decode, encode
from omscli.domain.instants import format_instant
from omscli.domain.money import to_decimal
from omscli.domain.values import dataclass
from omscli.errors import Problem, nearest, refuse
from omscli.services.credit_ledger import CreditLedger
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store import parties
from omscli.store.credits import (
    SQL_ALL_CREDITS,
    SQL_CLOSE_CREDIT,
    SQL_EXPIRED,
    SQL_MOVEMENTS,
    SQL_SOME_NUMBERS,
    credits_by_id,
    ids_by_name,
)
from omscli.store.db import Reader

COLUMNS = ("CreditNumber", "Type", "Balance", "ReservedAmount", "AvailableAmount", "CurrencyIsoCode", "Status")


@dataclass(frozen=True, slots=True)
class Issue:
    """A gift card (with a code of its own, or a new one) or, with an owner, the store credit of that account."""

    amount: int
    currency: str
    owner: str | None = None
    code: str | None = None
    random: bytes = b""
    expires: int | None = None
    reason: str | None = None


def plan_issue(reader: Reader, issue: Issue, scene: Scene) -> Batch:
    """A new account with its first money: `created`, `exists` for a code that was issued so, `rejected` (`conflict`).

    Raises `bad-value` for a code that is none, `not-found` for an owner that is not there.
    """
    batch = Batch()
    code = _code(issue)
    owner = None if issue.owner is None else find_account(reader, issue.owner)
    kind = GIFT_CARD if code is not None else STORE_CREDIT
    ledger = CreditLedger(reader, batch, scene)
    if code is not None:
        known = ids_by_name(reader, [code_hash(code)])
        if known:
            batch.results.append(_known(ledger[next(iter(known.values()))], issue, owner))
            return batch
    hashed, last_four = (None, None) if code is None else (code_hash(code), code[-4:])
    credit = ledger.open(kind, issue.currency, owner=owner, hashed=hashed, last_four=last_four, expires=issue.expires)
    credit = ledger.issue(credit, issue.amount, issue.reason)
    ledger.finish()
    told = _grouped(code) if code is not None and issue.code is None else None
    batch.results.append(Result("created", {**fields_of(credit), "GiftCardCode": told}, key=credit.id))
    return batch


def _code(issue: Issue) -> str | None:
    if issue.code is None:
        return normal_code(new_code(issue.random)) if issue.owner is None else None
    try:
        return normal_code(issue.code)
    except ValueError as error:
        raise refuse(
            "bad-value", str(error), help="leave it out, and one is made", done="nothing was written"
        ) from None


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _known(credit: Credit, issue: Issue, owner: int | None) -> Result:
    same = (credit.currency, credit.owner, credit.expires) == (issue.currency, owner, issue.expires)
    if same:
        return Result("exists", fields_of(credit), key=credit.id)
    message = f"{credit.name} has this code already, with another currency, owner or expiry"
    return Result("rejected", fields_of(credit), (Problem("conflict", message, None, "a code is issued once"),))


def plan_adjust_credit(reader: Reader, id_: int, change: int, reason: str, scene: Scene) -> Batch:
    """A balance changed by hand, up or down: `updated`, or `rejected` (`insufficient-credit`, `wrong-state`)."""
    batch = Batch()
    ledger = CreditLedger(reader, batch, scene, [id_])
    problem = cannot_adjust(ledger[id_], change)
    if problem:
        batch.results.append(Result("rejected", fields_of(ledger[id_]), (problem,), key=id_))
        return batch
    after = ledger.move_by_hand(id_, ADJUST, change, reason)
    batch.results.append(Result("updated", fields_of(after), key=id_))
    ledger.finish()
    return batch


def expired(reader: Reader, now: int) -> list[int]:
    """Accounts whose expiry has come, with money that is promised to no order."""
    return [row[0] for row in reader.rows(SQL_EXPIRED, now)]


def plan_close(reader: Reader, ids: Sequence[int], reason: str | None, scene: Scene, *, due: bool) -> Batch:
    """What is left goes off, and the account is closed; `due`: only those whose expiry has come. `exists` for a closed
    one, `rejected` (`wrong-state`) while money of it is promised to orders, or when it has not expired.
    """
    batch = Batch()
    ledger = CreditLedger(reader, batch, scene, ids)
    for id_ in ids:
        credit = ledger[id_]
        if credit.status != "Active":
            batch.results.append(Result("exists", fields_of(credit), key=id_))
            continue
        problem = _cannot_close(credit, scene.now, due=due)
        if problem:
            batch.results.append(Result("rejected", fields_of(credit), (problem,), key=id_))
            continue
        if credit.balance:
            credit = ledger.move_by_hand(id_, EXPIRE, -credit.balance, reason)
        batch.run(SQL_CLOSE_CREDIT, id_)
        batch.results.append(Result("updated", {**fields_of(credit), "Status": "Closed"}, key=id_))
    ledger.finish()
    return batch


def _cannot_close(credit: Credit, now: int, *, due: bool) -> Problem | None:
    if credit.reserved:
        message = f"{credit.name} is promised to orders: it is closed when they are paid or canceled"
        return Problem("wrong-state", message, None, "`oms credit show` tells its movements")
    if due and not credit.expired(now):
        return Problem("wrong-state", f"{credit.name} has not expired", None, "--reason R closes it all the same")
    return None


def find_credit(reader: Reader, text: str) -> int:
    """The key of the account that a number or an id names. Raises `not-found`; a code names none, it is a secret."""
    decoded = decode(text)
    if decoded and decoded[0] == "CreditAccount" and credits_by_id(reader, [decoded[1]]):
        return decoded[1]
    found = ids_by_name(reader, [text.upper()]) if "-" in text else {}
    if text.upper() in found:
        return found[text.upper()]
    guess = nearest(text.upper(), [row[0] for row in reader.rows(SQL_SOME_NUMBERS)])
    hint = f"did you mean {guess}?" if guess else "`oms credit list` shows them; a card's code is not kept"
    called = text if text.upper()[:3] in ("GC-", "SC-") and len(text) < 14 else f"{'·' * 4}{text[-4:]}"
    raise refuse(
        "not-found", f'no gift card or store credit is called "{called}"', help=hint, done="nothing was changed"
    )


def find_account(reader: Reader, text: str) -> int:
    """The key of the account that an e-mail address or an id names. Raises `not-found`."""
    found = parties.accounts_by_match_key(reader, [f"person:{text.strip().lower()}"])
    if found:
        return next(iter(found.values()))
    decoded = decode(text)
    if decoded and decoded[0] == "Account" and reader.value(parties.SQL_ACCOUNTS_BY_ID, [decoded[1]]):
        return decoded[1]
    guess = nearest(text, [row[0].partition(":")[2] for row in reader.rows(parties.SQL_EMAILS)])
    hint = f'did you mean "{guess}"?' if guess else "`oms list accounts` shows them"
    raise refuse("not-found", f'there is no account "{text}"', help=hint, done="nothing was written")


def fields_of(credit: Credit) -> dict[str, Any]:
    """An account as it is shown."""
    currency = credit.currency
    return {
        "CreditNumber": credit.number,
        "CreditAccountId": encode(PREFIXES["CreditAccount"], credit.id),
        "Type": credit.kind,
        "Code": f"····{credit.last_four}" if credit.last_four else None,
        "AccountId": None if credit.owner is None else encode(PREFIXES["Account"], credit.owner),
        "CurrencyIsoCode": currency,
        "Balance": to_decimal(credit.balance, currency),
        "ReservedAmount": to_decimal(credit.reserved, currency),
        "AvailableAmount": to_decimal(credit.available, currency),
        "Status": credit.status,
        "ExpirationDate": None if credit.expires is None else format_instant(credit.expires),
    }


def all_credits(reader: Reader) -> list[dict[str, Any]]:
    """Every account, oldest first."""
    return [fields_of(Credit(*row)) for row in reader.rows(SQL_ALL_CREDITS)]


def currency_of(reader: Reader, id_: int) -> str:
    """The currency of an account that there is."""
    return credits_by_id(reader, [id_])[id_].currency


def whole(reader: Reader, id_: int) -> dict[str, Any]:
    """An account and its movements, oldest first, each with the order that was its cause."""
    credit = credits_by_id(reader, [id_])[id_]
    movements = [
        {
            "CreatedDate": format_instant(created),
            "Cause": cause,
            "BalanceChange": to_decimal(balance, credit.currency),
            "ReservedChange": to_decimal(reserved, credit.currency),
            "OrderNumber": order,
            "CauseId": encode(PREFIXES[kind], of),
            "Reason": reason,
        }
        for created, cause, balance, reserved, order, kind, of, reason in reader.rows(SQL_MOVEMENTS, id_)
    ]
    return {**fields_of(credit), "Movements": movements}
