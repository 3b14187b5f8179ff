"""A whole input file that a command line names, or standard input for `-`."""

from __future__ import annotations

import sys
from pathlib import Path

from omscli.errors import Place, refuse


def bytes_of(name: str, limit: int) -> bytes:
    """What the file holds, at most one byte over the limit, for the reader of its format to refuse."""
    if name == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise refuse("usage", "- reads standard input, and nothing is piped in", done="nothing was done")
        return sys.stdin.buffer.read(limit + 1)
    path = Path(name)
    if path.is_dir():
        raise refuse("not-a-file", "is a folder", place=Place(name))
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        raise refuse("no-such-file", "there is no such file", place=Place(name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse("disk", f"cannot be read: {reason}", place=Place(name)) from None
