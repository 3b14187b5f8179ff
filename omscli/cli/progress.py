"""How far a long command is, on a terminal's standard error, once it takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

_CLEAR = "\r\x1b[K"


def ticker(what: str = "done") -> Callable[[int], None]:
    """A function to tell how many units are done (or `what` else became of them); with −1 it wipes its line."""
    shown_at = monotonic() + 1
    shown = False

    def tick(done: int) -> None:
        nonlocal shown_at, shown
        if done < 0:
            if shown:
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()
            return
        if done % 100 == 0 and monotonic() >= shown_at:
            sys.stderr.write(f"{_CLEAR}{done:,} {what}")
            sys.stderr.flush()
            shown, shown_at = True, monotonic() + 0.2

    return tick
