"""`--sequence`, `--allow-partial` and `--file` of the commands that move money."""

from __future__ import annotations

import sys
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from omscli.errors import refuse
from omscli.services.sequences import Way

if TYPE_CHECKING:
    from omscli.documents.money_bodies import MoneyBody

SequenceWords = Annotated[
    list[str] | None,
    typer.Option(
        "--sequence",
        metavar="METHOD[=AMOUNT]",
        help="First this payment method, at most this much of it; several in their order, then the rule",
    ),
]
AllowPartial = Annotated[bool, typer.Option("--allow-partial", help="Stop after the sequence; the rest stays open")]
Bodies = Annotated[
    list[str] | None, typer.Option("--file", metavar="FILE|-", help="Bodies of the reference's call, as JSON or NDJSON")
]


class Other(StrEnum):
    """Where money goes that does not go back to the tender that it came from."""

    STORE_CREDIT = "store-credit"


To = Annotated[
    Other | None, typer.Option("--to", help="Give it back as store credit of the buyer, whatever it was paid with")
]
Fallback = Annotated[
    Other | None, typer.Option("--fallback", help="Give back as store credit what a tender declines to take")
]


def way_of(words: list[str] | None, allow_partial: bool, to: Other | None = None, fallback: Other | None = None) -> Way:
    """The way that the options name. Raises `usage` for a part of nothing."""
    if allow_partial and not words:
        message = "--allow-partial stops after the sequence, and there is none"
        raise refuse("usage", message, help="name one: --sequence METHOD", done="nothing was done")
    entries = tuple(_entry(word) for word in words or ())
    return Way(entries, allow_partial, to_credit=to is not None, fallback=fallback is not None)


def _entry(word: str) -> tuple[str, Decimal | None]:
    name, equals, amount = word.rpartition("=")
    plain = amount.replace(".", "", 1)
    if not equals or not (plain.isascii() and plain.isdigit()) or len(amount) > 30:
        return word, None
    return name, Decimal(amount)


def bodies_of(files: list[str], *, refunds: bool) -> list[MoneyBody]:
    """The bodies of the files."""
    from omscli.documents.money_bodies import read_money_bodies  # gzip and decimal JSON, for files only

    return read_money_bodies(files, refunds=refunds, stdin=sys.stdin.buffer if "-" in files else None)
