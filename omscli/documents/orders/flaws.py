"""What is wrong with an order, before anybody knows which line of which file that is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from omscli.documents import cards
from omscli.documents.jsonplace import Path

MAX_FLAWS = 100
"""Flaws kept of one order: whoever has more has one mistake many times."""

UNSAFE_CHARACTERS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
UNSAFE = re.compile(f"[{UNSAFE_CHARACTERS}\u2028\u2029]")


class Flaw(NamedTuple):
    """One thing wrong at a path of the plain form (or, from an envelope, of the file)."""

    code: str
    message: str
    path: Path
    help: str | None = None


class Refused(Exception):
    """A value is not what its field may hold: every flaw of it, with paths that begin inside the value.

    The message of a flaw of the value itself (its path is empty) is to be read after the name of the field.
    """

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__(flaws)
        self.flaws = flaws


def refuse(code: str, message: str, help: str | None = None) -> NoReturn:
    """Refuse a value; the message begins where the field's name ends (` is empty`, `: 7 is not a text`)."""
    raise Refused([Flaw(code, message, (), help)])


def inside(flaws: list[Flaw], step: str | int) -> list[Flaw]:
    """The flaws of a value as those of what holds it under a name or an index."""
    return [
        Flaw(flaw.code, flaw.message if flaw.path else f"{step}{flaw.message}", (step, *flaw.path), flaw.help)
        for flaw in flaws
    ]


def shown(value: Any) -> str:
    """A JSON value as a message may show it: short, masked, without control characters."""
    import json  # only a refusal needs it; the module itself is loaded

    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    text = UNSAFE.sub("\ufffd", cards.mask(text))
    return text if len(text) <= 60 else f"{text[:57]}…"
