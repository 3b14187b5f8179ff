"""The books of a store, or of chosen orders: every document and movement of money as an entry, order by order.

Reads only: a journal is not stamped, and the same store gives the same one. Entries of an order stand in the order in
which its records were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from omscli.documents.exports.bookstext import account_name
from omscli.domain import bookkeeping
from omscli.domain.bookkeeping import Account, Entry, clearing
from omscli.domain.instants import format_instant
from omscli.domain.money import to_decimal
from omscli.domain.payment_summaries import PaymentState
from omscli.domain.values import replace
from omscli.services.unit import CHUNK
from omscli.store import books
from omscli.store.books import (
    BookedApplication,
    BookedCredit,
    BookedDocument,
    BookedOffset,
    BookedPayment,
    BookedRefund,
    BookHead,
)
from omscli.store.db import Reader

COLUMNS = ("Account", "Balance", "CurrencyIsoCode")


class Balances:
    """Σ of the postings by account and currency, counted as entries pass."""

    def __init__(self) -> None:
        self.entries = 0
        self.sums: Counter[tuple[str, str]] = Counter()

    def counted(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they come."""
        for entry in entries:
            self.entries += 1
            for posting in entry.postings:
                self.sums[account_name(posting.account), entry.currency] += posting.amount
            yield entry

    def rows(self) -> list[dict[str, Any]]:
        """The balance of each account: a debit is positive."""
        return [
            {
                "Account": account,
                "Balance": to_decimal(amount, currency),
                "CurrencyIsoCode": currency,
            }
            for (account, currency), amount in sorted(self.sums.items())
        ]


def chart_of(reader: Reader) -> tuple[list[Account], list[str]]:
    """The accounts and the currencies that the books of the store may have."""
    tenders = [(gateway, type_) for gateway, type_ in reader.rows(books.SQL_TENDERS)]
    credits = [(kind, currency) for kind, currency in reader.rows(books.SQL_CREDIT_KINDS)]
    currencies = {row[0] for row in reader.rows(books.SQL_BOOKED_CURRENCIES)} | {currency for _, currency in credits}
    return bookkeeping.chart(tenders, list(dict.fromkeys(kind for kind, _ in credits))), sorted(currencies)


def credit_entries(reader: Reader) -> Iterator[Entry]:
    """What became of gift cards and store credit without an order: issued, adjusted, expired."""
    for row in reader.rows(books.SQL_BOOKED_CREDITS):
        one = BookedCredit(*row)
        text = f"{one.cause} {one.kind}" + (f", {one.reason}" if one.reason else "")
        postings = bookkeeping.issued(one.kind, one.amount)
        yield Entry(format_instant(one.date)[:10], one.number, one.number, text, one.currency, postings)


def entries_of(reader: Reader, order_keys: Iterable[int]) -> Iterator[Entry]:
    """The entries of these orders; of an unmanaged one there are none."""
    keys = iter(order_keys)
    while chunk := list(islice(keys, CHUNK)):
        yield from _entries(reader, chunk)


def _entries(reader: Reader, keys: list[int]) -> Iterator[Entry]:
    heads = {row[0]: BookHead(*row) for row in reader.rows(books.SQL_BOOK_HEADS, keys)}
    found: list[tuple[int, int, Entry]] = []
    for kind, sql, lines_sql in (
        ("invoice", books.SQL_BOOKED_INVOICES, books.SQL_BOOKED_INVOICE_LINES),
        ("credit memo", books.SQL_BOOKED_CREDIT_MEMOS, books.SQL_BOOKED_CREDIT_MEMO_LINES),
    ):
        lines = books.line_sums(reader, lines_sql, keys)
        for row in reader.rows(sql, keys):
            document = BookedDocument(*row)
            if document.order_key in heads:
                entry = _document(heads[document.order_key], kind, document, lines.get(document.id, {}))
                found.append((document.order_key, document.id, entry))
    found += _offsets(reader, keys, heads)
    found += _money(reader, keys, heads)
    yield from (entry for _, _, entry in sorted(found, key=lambda one: one[:2]))


def _document(head: BookHead, kind: str, document: BookedDocument, lines: dict[tuple[str, str], int]) -> Entry:
    rule = bookkeeping.invoiced if kind == "invoice" else bookkeeping.credited
    text = f"order {head.number}, {kind}"
    return Entry(document.day, document.number, head.payee, text, document.currency, rule(document.total, lines))


def _offsets(reader: Reader, keys: list[int], heads: dict[int, BookHead]) -> list[tuple[int, int, Entry]]:
    """Invoices that credit memos paid."""
    found: list[tuple[int, int, Entry]] = []
    for row in reader.rows(books.SQL_BOOKED_OFFSETS, keys):
        one = BookedOffset(*row)
        if one.order_key in heads:
            head = heads[one.order_key]
            text = f"order {head.number}, payment of invoice {one.invoice} by credit memo"
            entry = _moved(head, one.date, one.memo, text, one.currency, bookkeeping.offset(one.amount))
            found.append((one.order_key, one.id, entry))
    return found


def _money(reader: Reader, keys: list[int], heads: dict[int, BookHead]) -> list[tuple[int, int, Entry]]:
    payments = [BookedPayment(*row) for row in reader.rows(books.SQL_BOOKED_PAYMENTS, keys)]
    states = {one.id: PaymentState(one.id, one.summary_id, one.amount, one.amount) for one in payments}
    currencies = {one.id: one.currency for one in payments}
    found: list[tuple[int, int, Entry]] = []
    for one in payments:
        if one.order_key in heads:
            head = heads[one.order_key]
            postings = bookkeeping.captured(clearing(one.gateway, one.tender, one.credit), one.amount)
            text = f"order {head.number}, {one.type.lower()} {one.method}"
            found.append((one.order_key, one.id, _moved(head, one.date, "", text, one.currency, postings)))
    for move in _moves(reader, keys):
        if move.order_key not in heads:
            continue
        head, state = heads[move.order_key], states[move.payment_id]
        if isinstance(move, BookedApplication):
            postings = bookkeeping.applied(move.amount)
            states[move.payment_id] = replace(
                state, balance=state.balance - move.amount, applied=state.applied + move.amount
            )
            number, text = move.invoice, f"order {head.number}, payment of invoice"
        else:
            excess = move.memo is None
            postings = bookkeeping.refunded(
                clearing(move.gateway, move.tender, move.credit), state, move.amount, excess=excess
            )
            states[move.payment_id] = state.refund_started(move.amount, excess=excess).refund_done(
                move.amount, excess=excess
            )
            what = "excess funds" if excess else "credit memo"
            number, text = move.memo or "", f"order {head.number}, refund of {what} to {move.method}"
        entry = _moved(head, move.date, number, text, currencies[move.payment_id], postings)
        found.append((move.order_key, move.id, entry))
    return found


def _moves(reader: Reader, keys: Sequence[int]) -> list[BookedApplication | BookedRefund]:
    """What was done with payments, in the order in which it was done."""
    moves: list[BookedApplication | BookedRefund] = []
    moves += [BookedApplication(*row) for row in reader.rows(books.SQL_BOOKED_APPLICATIONS, keys)]
    moves += [BookedRefund(*row) for row in reader.rows(books.SQL_BOOKED_REFUNDS, keys)]
    return sorted(moves, key=lambda move: (move.order_key, move.id))


def _moved(
    head: BookHead, date: int, number: str, text: str, currency: str, postings: tuple[bookkeeping.Posting, ...]
) -> Entry:
    return Entry(format_instant(date)[:10], number, head.payee, text, currency, postings)
