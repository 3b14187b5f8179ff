"""What `oms` refuses, and with which exit code: one code per refusal, listed in one table.

A refusal is a value with a stable code, a message in the user's words, the place in the input that caused it,
a way out and what is now true. Lower layers raise it or collect it; only `cli/` shows it. Never print from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple


class Exit(IntEnum):
    """The process exit codes of contract §3."""

    DONE = 0
    BUG = 1
    USAGE = 2
    PARTLY = 3
    INPUT = 4
    NOT_FOUND = 5
    CONFLICT = 6
    RULE = 7
    UNKNOWN_OUTCOME = 8
    NO_STORE = 10
    LOCKED = 11
    DAMAGED = 12
    SCHEMA = 13
    DISK = 14
    UNREACHABLE = 15
    CREDENTIAL = 16
    FINDINGS = 20


CODES: dict[str, Exit] = {
    # usage and configuration
    "usage": Exit.USAGE,
    "bad-config": Exit.USAGE,
    "unknown-kind": Exit.USAGE,
    "bad-filter": Exit.USAGE,
    # input files: syntax
    "no-such-file": Exit.INPUT,
    "not-a-file": Exit.INPUT,
    "empty-input": Exit.INPUT,
    "too-large": Exit.INPUT,
    "bad-encoding": Exit.INPUT,
    "bad-json": Exit.INPUT,
    "bad-csv": Exit.INPUT,
    "bad-toml": Exit.INPUT,
    "duplicate-key": Exit.INPUT,
    "bad-number": Exit.INPUT,
    "too-deep": Exit.INPUT,
    "bad-text": Exit.INPUT,
    "unknown-format": Exit.INPUT,
    # input files: content
    "missing-field": Exit.INPUT,
    "unknown-field": Exit.INPUT,
    "wrong-type": Exit.INPUT,
    "bad-value": Exit.INPUT,
    "bad-quantity": Exit.INPUT,
    "bad-amount": Exit.INPUT,
    "too-many-decimals": Exit.INPUT,
    "bad-date": Exit.INPUT,
    "bad-reference": Exit.INPUT,
    "unfilled-placeholder": Exit.INPUT,
    "card-number": Exit.INPUT,
    "secret-in-config": Exit.INPUT,
    "duplicate-record": Exit.INPUT,
    "line-total": Exit.INPUT,
    "no-delivery-group": Exit.INPUT,
    "no-items": Exit.INPUT,
    "unknown-payment-method": Exit.INPUT,
    "unknown-sku": Exit.INPUT,
    "unknown-channel": Exit.INPUT,
    "unknown-delivery-method": Exit.INPUT,
    "unknown-price-book": Exit.INPUT,
    "unknown-price": Exit.INPUT,
    "unknown-currency": Exit.INPUT,
    "unknown-location": Exit.INPUT,
    "unknown-gateway": Exit.INPUT,
    "unknown-account": Exit.INPUT,
    "unknown-credit": Exit.INPUT,
    "unknown-reason": Exit.INPUT,
    "unknown-fulfillment-order": Exit.INPUT,
    "stale-notification": Exit.INPUT,
    # records
    "not-found": Exit.NOT_FOUND,
    "ambiguous": Exit.NOT_FOUND,
    # conflicts: same key, other content; or the state does not allow it
    "conflict": Exit.CONFLICT,
    "wrong-state": Exit.CONFLICT,
    "not-activated": Exit.CONFLICT,
    "on-hold": Exit.CONFLICT,
    "already-invoiced": Exit.CONFLICT,
    "unmanaged": Exit.CONFLICT,
    # rules
    "no-stock": Exit.RULE,
    "fraud-refused": Exit.RULE,
    "over-cancel": Exit.RULE,
    "over-return": Exit.RULE,
    "over-reship": Exit.RULE,
    "over-discount": Exit.RULE,
    "over-fee": Exit.RULE,
    "over-shipment": Exit.RULE,
    "over-allocation": Exit.RULE,
    "delivery-charge": Exit.RULE,
    "declined": Exit.RULE,
    "insufficient-funds": Exit.RULE,
    "over-refund": Exit.RULE,
    "insufficient-credit": Exit.RULE,
    "credit-refused": Exit.RULE,
    "invoice-too-long": Exit.RULE,
    # outside
    "outcome-unknown": Exit.UNKNOWN_OUTCOME,
    "gateway-unreachable": Exit.UNREACHABLE,
    "database-unreachable": Exit.UNREACHABLE,
    "credential-missing": Exit.CREDENTIAL,
    "bad-signature": Exit.CREDENTIAL,
    # the store
    "no-store": Exit.NO_STORE,
    "not-a-store": Exit.NO_STORE,
    "store-exists": Exit.CONFLICT,
    "locked": Exit.LOCKED,
    "damaged": Exit.DAMAGED,
    "copy-differs": Exit.DAMAGED,
    "broken-invariant": Exit.DAMAGED,
    "schema-older": Exit.SCHEMA,
    "schema-newer": Exit.SCHEMA,
    "disk": Exit.DISK,
    "read-only": Exit.DISK,
    "partly-done": Exit.PARTLY,
    "partly-approved": Exit.PARTLY,
    "bug": Exit.BUG,
}
"""Every refusal of the product and its exit code; the README's table is tested against it."""


class Place(NamedTuple):
    """Where in the input a problem stands; `line` and `column` count from 1, `path` is in the user's words."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        spot = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return "  ".join(part for part in (spot, self.path) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input or a request: a user's mistake as data, never an exception.

    `now` says what is true now where the refusal itself was written down (an order put on hold, an attempt counted).
    """

    code: str
    message: str
    place: Place | None = None
    help: str | None = None
    now: str | None = None

    @property
    def exit(self) -> Exit:
        """The exit code of the contract for this refusal."""
        return CODES[self.code]

    def as_json(self) -> dict[str, Any]:
        """The problem as the contract's JSON error form, without what is true of the whole command."""
        place = self.place or Place()
        where = {"file": place.file, "line": place.line, "column": place.column, "path": place.path}
        return {
            "code": self.code,
            "exit": int(self.exit),
            "message": self.message,
            "where": where if self.place else None,
            "help": self.help,
        }


@dataclass(slots=True)
class OmsError(Exception):
    """A refusal that ends the command: one or more problems of which the first decides the exit code.

    `done` says what is now true ("nothing was written"); it is always shown.
    """

    problems: tuple[Problem, ...]
    done: str = "nothing was written"
    total: int | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "; ".join(problem.message for problem in self.problems)

    @property
    def code(self) -> str:
        """The stable code of the first problem."""
        return self.problems[0].code

    @property
    def exit(self) -> Exit:
        """The exit code of the first problem."""
        return self.problems[0].exit


def refuse(
    code: str, message: str, *, help: str | None = None, place: Place | None = None, done: str = "nothing was written"
) -> OmsError:
    """One problem as an error to raise: `raise refuse("not-found", "no order …")`."""
    return OmsError((Problem(code, message, place, help),), done)


def nearest(name: str, candidates: list[str] | tuple[str, ...]) -> str | None:
    """The candidate that a person most likely meant, or None: the «did you mean» of every refusal."""
    from difflib import get_close_matches  # 6 ms, and only a refusal needs it

    lowered = {candidate.lower(): candidate for candidate in candidates}
    close = get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None
