"""The names of the files that `oms store` makes when it is told none."""

from __future__ import annotations

import os
import re
from itertools import chain, count
from pathlib import Path

from omscli.config import Location
from omscli.domain.instants import format_instant


def beside(path: Path, what: str, now: int) -> Path:
    """A file beside the store that says what it is and of when: `oms.db.backup.20260105T100000Z`."""
    moment = format_instant(now)[:19].replace("-", "").replace(":", "")
    return path.with_name(f"{path.name}.{what}.{moment}Z")


def unused(path: Path, what: str, now: int) -> Path:
    """The same under a name that nothing has: a run that was killed may have left the file of this second."""
    first = beside(path, what, now)
    names = chain([first], (first.with_name(f"{first.name}-{number}") for number in count(2)))
    return next(name for name in names if not os.path.lexists(name))


def file_of(store: Location) -> str:
    """The name of the store's file; of a store on a server, the one that it would have: its database's."""
    if isinstance(store, Path):
        return store.name
    place = store.url.partition("?")[0].partition("://")[2]
    database = re.sub(r"[^A-Za-z0-9_-]", "", place.partition("/")[2])
    return f"{database or 'store'}.db"
