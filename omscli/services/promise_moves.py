"""How promised money moves in a book: asked for, given or not; let go or not (spec §6.1)."""

from __future__ import annotations

from omscli.gateways.port import AUTHORIZATION, REVERSAL
from omscli.services.money_book import Book
from omscli.store.money import OpenIntent


def calls_of(book: Book, order_key: int) -> list[OpenIntent]:
    """An order's calls to gateways whose outcome is not known here."""
    return [call for calls in book.intents.values() for call in calls if call.order_key == order_key]


def gateway_of(book: Book, summary_id: int) -> int:
    """The gateway that a payment summary's money was last promised or taken by."""
    promises = {id_: row.gateway_id for id_, row in book.authorizations.items() if row.state.summary_id == summary_id}
    payments = {id_: row.gateway_id for id_, row in book.payments.items() if row.state.summary_id == summary_id}
    return max((promises or payments).items())[1]


def start_authorization(book: Book, summary_id: int, gateway_id: int, amount: int) -> None:
    """Write down that an authorization is about to be asked for."""
    summary = book.moved(summary_id, book.summaries[summary_id].buckets.authorization_started(amount))
    book.intent(AUTHORIZATION, summary.order_key, gateway_id, summary_id, amount)


def start_reversal(book: Book, authorization_id: int, amount: int) -> None:
    """Write down that a reversal is about to be asked for; what the shop itself promised is let go at once."""
    row = book.promise(authorization_id, book.authorizations[authorization_id].state.reversal_started(amount))
    summary = book.summaries[row.state.summary_id]
    book.moved(summary.id, summary.buckets.reversal_started(amount))
    if book.own is not None and summary.credit_id is not None:
        book.own.release(authorization_id, summary, amount)
        return
    book.intent(REVERSAL, row.order_key, row.gateway_id, summary.id, amount, authorization=authorization_id)


def authorization_failed(book: Book, summary_id: int, amount: int) -> None:
    """What was asked to be promised, or that much of it, was not."""
    book.moved(summary_id, book.summaries[summary_id].buckets.authorization_failed(amount))


def authorization_done(book: Book, summary_id: int, amount: int) -> None:
    """Money was promised."""
    book.moved(summary_id, book.summaries[summary_id].buckets.authorization_done(amount))


def reversal_failed(book: Book, authorization_id: int, amount: int) -> None:
    """What was not let go is promised still."""
    row = book.promise(authorization_id, book.authorizations[authorization_id].state.reversal_failed(amount))
    book.moved(row.state.summary_id, book.summaries[row.state.summary_id].buckets.reversal_failed(amount))


def reversal_done(book: Book, authorization_id: int, amount: int) -> None:
    """A promise was let go."""
    summary_id = book.authorizations[authorization_id].state.summary_id
    book.moved(summary_id, book.summaries[summary_id].buckets.reversal_done(amount))
