"""How money is to be taken or given back, as somebody asked for it: a sequence of payment methods by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from omscli.domain.ids import decode
from omscli.domain.money import to_minor
from omscli.domain.turns import Turn
from omscli.domain.values import dataclass
from omscli.errors import nearest, refuse
from omscli.services.money_book import Book


@dataclass(frozen=True, slots=True)
class Way:
    """`entries` name payment methods or payment summaries, in their order, each with the most that it gives; `partial`
    stops after them. `to_credit` gives money back as store credit; `fallback` does so with what a tender refused.
    """

    entries: tuple[tuple[str, Decimal | None], ...] = ()
    partial: bool = False
    to_credit: bool = False
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The way of each invoice, credit memo or order (by the key of its excess funds), and of all that have no own."""

    default: Way = Way()
    own: Mapping[int, Way] = field(default_factory=dict)

    def of(self, target: int) -> Way:
        """The way of one."""
        return self.own.get(target, self.default)


PLAIN = Ways()
"""By the rules alone."""


def turns_of(book: Book, order_key: int, way: Way) -> tuple[Turn, ...]:
    """The sequence for an order. Raises `not-found`, `ambiguous` or `bad-amount`."""
    return tuple(
        [Turn(_summary(book, order_key, name), _minor(book, order_key, name, most)) for name, most in way.entries]
    )


def _minor(book: Book, order_key: int, name: str, most: Decimal | None) -> int | None:
    if most is None:
        return None
    try:
        minor = to_minor(most, book.heads[order_key].currency)
    except ValueError as error:
        raise refuse("bad-amount", f"{name}={most} cannot be a part of a sequence: {error}") from None
    if minor <= 0:
        raise refuse("bad-amount", f"{name}={most} cannot be a part of a sequence: it must be more than 0")
    return minor


def _summary(book: Book, order_key: int, name: str) -> int:
    """The payment summary that a name means: its id, its method (`Visa - 4242`), its type or last four if but one."""
    methods = {id_: row.method for id_, row in book.summaries.items() if row.order_key == order_key}
    decoded = decode(name)
    if decoded and decoded[0] == "OrderPaymentSummary" and decoded[1] in methods:
        return decoded[1]
    wanted = name.strip().casefold()
    whole = [id_ for id_, method in methods.items() if wanted == method.casefold()]
    found = whole or [id_ for id_, method in methods.items() if wanted in method.casefold().split(" - ")]
    if len(found) == 1:
        return found[0]
    number = book.heads[order_key].order_number
    known = ", ".join(methods.values())
    if found:
        message = f'order {number} has several payment methods that are called "{name}"'
        raise refuse("ambiguous", message, help=f"name one by its id or whole: {known}")
    guess = nearest(name, list(methods.values()))
    hint = f'did you mean "{guess}"?' if guess else f"it has {known or 'none'}"
    raise refuse("not-found", f'order {number} has no payment method "{name}"', help=hint)
