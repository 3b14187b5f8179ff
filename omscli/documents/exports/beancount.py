"""The books as a file that Beancount reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omscli.documents.exports.bookstext import account_name, plain
from omscli.domain.bookkeeping import Account, Entry
from omscli.domain.money import format_minor

_OPENED = "1970-01-01"
"""Accounts are open from the beginning of time."""
_WIDTH = 48


def write_beancount(accounts: Sequence[Account], currencies: Sequence[str], entries: Iterable[Entry]) -> Iterator[str]:
    """The text of the file, piece by piece: every commodity and account opened, then a transaction an entry."""
    head = ["; oms books: debits are positive", 'option "title" "oms"', ""]
    head += [f"{_OPENED} commodity {currency}" for currency in currencies]
    head += [f"{_OPENED} open {name}" for name in dict.fromkeys(map(account_name, accounts))]
    yield "\n".join(head) + "\n"
    for entry in entries:
        lines = [f"\n{entry.day} * {_quoted(entry.payee)} {_quoted(entry.text)}"]
        if entry.number:
            lines.append(f"  number: {_quoted(entry.number)}")
        for posting in entry.postings:
            amount = format_minor(posting.amount, entry.currency)
            lines.append(f"  {account_name(posting.account):<{_WIDTH}}  {amount:>16} {entry.currency}")
        yield "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
