"""The names of the files that `oms store` makes when it is told none."""

from __future__ import annotations

from pathlib import Path

from omscli.domain.instants import format_instant


def beside(path: Path, what: str, now: int) -> Path:
    """A file beside the store that says what it is and of when: `oms.db.backup.20260105T100000Z`."""
    moment = format_instant(now)[:19].replace("-", "").replace(":", "")
    return path.with_name(f"{path.name}.{what}.{moment}Z")
