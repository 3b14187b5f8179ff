"""The books as a journal that hledger and Ledger read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omscli.documents.exports.bookstext import account_name, plain
from omscli.domain.bookkeeping import Account, Entry
from omscli.domain.money import EXPONENTS, format_minor

_WIDTH = 48


def write_journal(accounts: Sequence[Account], currencies: Sequence[str], entries: Iterable[Entry]) -> Iterator[str]:
    """The text of the file, piece by piece: every commodity and account declared, then a transaction an entry."""
    head = ["; oms books: debits are positive", "decimal-mark .", ""]
    head += [f"commodity {_sample(currency)} {currency}" for currency in currencies]
    head += [f"account {name}" for name in dict.fromkeys(map(account_name, accounts))]
    yield "\n".join(head) + "\n"
    for entry in entries:
        number = f"({entry.number}) " if entry.number else ""
        lines = [f"\n{entry.day} * {number}{_described(entry.payee)} | {_described(entry.text)}"]
        for posting in entry.postings:
            amount = format_minor(posting.amount, entry.currency)
            lines.append(f"    {account_name(posting.account):<{_WIDTH}}  {amount:>16} {entry.currency}")
        yield "\n".join(lines) + "\n"


def _sample(currency: str) -> str:
    """A number as the currency's are written; one without decimals shows its mark."""
    return f"1000.{'0' * EXPONENTS[currency]}"


def _described(text: str) -> str:
    """A text that neither begins a comment nor ends the payee."""
    return plain(text).replace(";", ",").replace("|", "/")
