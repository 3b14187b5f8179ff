"""Gift cards and store credit: what an account may pay, and how its money moves (issue 4, point 9).

A decision of ours where the reference has none: they are the shop's own tender, so no gateway is asked. What an order
authorizes is reserved, what is captured leaves the balance and the reserve, what is refunded comes back to the balance;
each in the unit of work that stores the payment, so there is no call whose outcome could be unknown.
"""

from __future__ import annotations

from _blake2 import blake2b  # what `hashlib` hands out, without its 3 ms of OpenSSL

from omscli.domain.money import format_minor
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem

GIFT_CARD, STORE_CREDIT = "GiftCard", "StoreCredit"
SHORT_FORMS = {GIFT_CARD: "GC", STORE_CREDIT: "SC"}
"""Kind → how its numbers begin: `GC-0000001`."""
ACTIVE, CLOSED = "Active", "Closed"

ISSUE, ADJUST, EXPIRE = "issue", "adjust", "expire"
AUTHORIZE, RELEASE, CAPTURE, SALE, REFUND = "authorize", "release", "capture", "sale", "refund"
"""Causes of movements: those of people first, then those of orders."""

SHORTEST_CODE, LONGEST_CODE = 10, 64
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 digits: no letter that is taken for another."""


def credit_number(kind: str, key: int) -> str:
    """The number of an account: `GC-0000007`."""
    return f"{SHORT_FORMS[kind]}-{key:07d}"


def normal_code(text: str) -> str:
    """A card's code as it is compared: capitals, without spaces and dashes.

    Raises ValueError for one that is too short to be a secret, or has other signs than letters and digits; the
    message does not tell the code.
    """
    code = text.replace(" ", "").replace("-", "").upper()
    if not code.isascii() or not code.isalnum():
        raise ValueError("a gift card's code has letters and digits only")
    if not SHORTEST_CODE <= len(code) <= LONGEST_CODE:
        raise ValueError(f"a gift card's code has {SHORTEST_CODE} to {LONGEST_CODE} letters and digits")
    return code


def code_hash(code: str) -> str:
    """What is kept of a normal code to find its card by; the code cannot be told from it."""
    return blake2b(code.encode(), digest_size=16, person=b"oms gift card").hexdigest()


def new_code(random: bytes) -> str:
    """A code of 80 random bits, in four groups of four: `7Q2X-0M4K-…`."""
    number = int.from_bytes(random, "big")
    digits = "".join(_DIGITS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Credit:
    """A gift card or store credit as it stands; `owner` is an account's key."""

    id: int
    number: str
    kind: str
    last_four: str | None
    owner: int | None
    currency: str
    balance: int
    reserved: int
    status: str
    expires: int | None

    @property
    def available(self) -> int:
        """What may still be promised to orders."""
        return self.balance - self.reserved

    @property
    def name(self) -> str:
        """What people call it: a card by its number and last four, never by its code."""
        return f"{self.number} (····{self.last_four})" if self.last_four else self.number

    def expired(self, now: int) -> bool:
        """Whether it can pay no more."""
        return self.expires is not None and self.expires <= now

    def moved(self, balance: int, reserved: int) -> Credit:
        """After a movement. Raises ValueError when it would have less than nothing, or less than is promised."""
        after = replace(self, balance=self.balance + balance, reserved=self.reserved + reserved)
        if not 0 <= after.reserved <= after.balance:
            raise ValueError(f"{self.number} cannot move by {balance} and {reserved}")
        return after


def cannot_pay(credit: Credit, amount: int, currency: str, owner: int, now: int) -> tuple[str, str, str] | None:
    """Why an account cannot pay this for an order of `owner`: code, message, way out; None when it can."""
    if credit.status != ACTIVE:
        return "credit-refused", f"{credit.name} is closed", "pay with another method"
    if credit.expired(now):
        return "credit-refused", f"{credit.name} has expired", "pay with another method"
    if credit.currency != currency:
        message = f"{credit.name} is in {credit.currency}, and the order in {currency}"
        return "credit-refused", message, "a balance pays in its own currency only"
    if credit.kind == STORE_CREDIT and credit.owner != owner:
        return (
            "credit-refused",
            f"{credit.name} belongs to another shopper",
            "store credit pays its owner's orders only",
        )
    if amount > credit.available:
        has, asked = format_minor(max(0, credit.available), currency), format_minor(amount, currency)
        held = f" ({format_minor(credit.reserved, currency)} of it is promised to orders)" if credit.reserved else ""
        message = f"{credit.name} has {has} {currency} to pay with{held}, less than {asked}"
        return "insufficient-credit", message, "pay the rest with another method"
    return None


def cannot_adjust(credit: Credit, change: int) -> Problem | None:
    """Why a balance cannot be changed by hand: what is promised to orders stays (`change` below 0 takes away)."""
    if credit.status != ACTIVE:
        return Problem("wrong-state", f"{credit.name} is closed", None, "issue another one")
    if -change > credit.available:
        has, asked = format_minor(credit.available, credit.currency), format_minor(-change, credit.currency)
        message = f"{credit.name} has {has} {credit.currency} that is not promised to orders, less than {asked}"
        return Problem("insufficient-credit", message, None, "`oms credit show` tells its movements")
    return None
