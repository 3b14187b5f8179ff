"""How far a file is done: what the ledger of a run keeps of it, and what the next run checks before it goes on."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """The first `size` bytes (unpacked) hash to `sha256` and hold `lines` lines, of which `units` records were made.

    `number` is the file's place on the command line, from 1. `lines` is None for a document, which is no stream;
    `ended`: nothing follows.
    """

    number: int
    name: str
    size: int
    sha256: str
    lines: int | None
    units: int
    ended: bool
