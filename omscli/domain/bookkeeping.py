"""The books: what every posted document and every movement of money is in double entry, and nothing else is.

| what | debit | credit |
|---|---|---|
| invoice | receivable | sales by kind, tax; discounts turn round |
| money captured | clearing account of the tender | deposits |
| money put towards an invoice | deposits | receivable |
| credit memo | returns by kind, tax; discounts turn round | credits |
| refund of a credit memo | credits | clearing account of the tender |
| refund of excess funds | deposits | clearing account of the tender |
| gift card or store credit issued | equity | store credit |

A gift card or store credit pays and is refunded to as any tender, but its account is what the shop owes for it.
So the accounts say what the records say: receivable = Σ balances of invoices, deposits = Σ balances of payments,
credits = Σ balances of credit memos, clearing = Σ (captured − refunded). A payment may give back for a credit memo what
it has as a balance, or as excess funds what an invoice holds (`PaymentState.from_balance`); the difference stands in an
account of its own, so that none of the others is wrong about its records. Source: issue 4, «Books»; spec §6.1; D33.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.domain.payment_summaries import PaymentState
from omscli.domain.values import dataclass

RECEIVABLE = ("Assets", "Receivable")
CLEARING = ("Assets", "Clearing")
DEPOSITS = ("Liabilities", "Customers", "Deposits")
CREDITS = ("Liabilities", "Customers", "Credits")
DIFFERENCES = ("Liabilities", "Customers", "Refund Differences")
STORE_CREDIT = ("Liabilities", "Store Credit")
ISSUED = ("Equity", "Store Credit")
TAX = ("Liabilities", "Tax")
SALES = ("Income", "Sales")
RETURNS = ("Income", "Returns")
KINDS = {"OrderProduct": "Products", "DeliveryCharge": "Delivery", "Fee": "Fees"}
"""What an invoice line is for, by its ReferenceEntityItemType."""
DISCOUNTS = "Discounts"

Account = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount of an account, in minor units: a debit is positive, a credit negative."""

    account: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction: its day (UTC, ISO text), the number of its document, whose it is, what it is, and its postings.

    The postings are of one currency and add up to nothing.
    """

    day: str
    number: str
    payee: str
    text: str
    currency: str
    postings: tuple[Posting, ...]


def chart(tenders: Sequence[tuple[str, str]], credits: Sequence[str] = ()) -> list[Account]:
    """Every account that may be posted to, given the tenders (gateway, method) and kinds of store credit there are."""
    kinds = [*KINDS.values(), DISCOUNTS]
    return [
        RECEIVABLE,
        *(clearing(*tender) for tender in tenders),
        DEPOSITS,
        CREDITS,
        DIFFERENCES,
        *((*STORE_CREDIT, kind) for kind in credits),
        *((*ISSUED, kind) for kind in credits),
        TAX,
        *((*SALES, kind) for kind in kinds),
        *((*RETURNS, kind) for kind in kinds),
    ]


def clearing(gateway: str, method: str, credit: str | None = None) -> Account:
    """Where the money of a tender is: captured through this gateway with this kind of method, and not refunded.

    A gift card or store credit (`credit` is its kind) is no money but what the shop owes: it owes less once it paid.
    """
    return (*CLEARING, gateway, method) if credit is None else (*STORE_CREDIT, credit)


def issued(kind: str, amount: int) -> tuple[Posting, ...]:
    """A gift card or store credit that the shop issued, or took back (below zero): what was got for it, others book."""
    return Posting((*ISSUED, kind), amount), Posting((*STORE_CREDIT, kind), -amount)


def invoiced(total: int, lines: Mapping[tuple[str, str], int]) -> tuple[Posting, ...]:
    """An invoice of this total; its lines are summed up by type (Charge, Adjustment, Tax) and item type."""
    return _kept(Posting(RECEIVABLE, total), *(_line(SALES, key, -amount) for key, amount in lines.items()))


def credited(total: int, lines: Mapping[tuple[str, str], int]) -> tuple[Posting, ...]:
    """A credit memo of this total, its lines summed up as those of an invoice; they are positive."""
    return _kept(*(_line(RETURNS, key, amount) for key, amount in lines.items()), Posting(CREDITS, -total))


def _line(side: Account, key: tuple[str, str], amount: int) -> Posting:
    line, item = key
    if line == "Tax":
        return Posting(TAX, amount)
    return Posting((*side, DISCOUNTS if line == "Adjustment" else KINDS[item]), amount)


def captured(tender: Account, amount: int) -> tuple[Posting, ...]:
    """Money that came in."""
    return Posting(tender, amount), Posting(DEPOSITS, -amount)


def applied(amount: int) -> tuple[Posting, ...]:
    """Money that an invoice was paid with; negative where it was taken off it again."""
    return Posting(DEPOSITS, amount), Posting(RECEIVABLE, -amount)


def offset(amount: int) -> tuple[Posting, ...]:
    """Money of a credit memo that an invoice was paid with: a fee that reduces a refund."""
    return Posting(CREDITS, amount), Posting(RECEIVABLE, -amount)


def refunded(tender: Account, payment: PaymentState, amount: int, *, excess: bool) -> tuple[Posting, ...]:
    """Money of this payment, as it was before, that went back: as excess funds, or for a credit memo."""
    balance = payment.from_balance(amount, excess=excess)
    if excess:
        return _kept(Posting(DEPOSITS, balance), Posting(DIFFERENCES, amount - balance), Posting(tender, -amount))
    return _kept(
        Posting(CREDITS, amount), Posting(DEPOSITS, balance), Posting(DIFFERENCES, -balance), Posting(tender, -amount)
    )


def _kept(*postings: Posting) -> tuple[Posting, ...]:
    """One posting an account, none of nothing; of a document of nothing the first and the last."""
    sums: dict[Account, int] = {}
    for posting in postings:
        sums[posting.account] = sums.get(posting.account, 0) + posting.amount
    found = tuple(Posting(account, amount) for account, amount in sums.items() if amount)
    return found or (postings[0], postings[-1])
