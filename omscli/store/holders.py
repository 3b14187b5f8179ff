"""Who holds a store's write lock, or has it open: what exit 11 says beside «locked».

SQLite's lock for writing is a lock of the system on one byte of the `-shm` file (offset 120: sqlite.org/walformat.html,
«WAL Locks»); whoever has a store open has a lock on the store file itself. Linux lists every such lock with its process
in /proc/locks, so that nobody has to write his name down, a killed process is gone from the list at once, and other
programs than `oms` are named too. Elsewhere nobody is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

LOCKS = Path("/proc/locks")
WRITE_LOCK_BYTE = 120
NAME_LENGTH = 80


def holder_of(path: Path, locks: Path = LOCKS) -> str | None:
    """`process 4711 (oms place orders.ndjson)` for the process that writes to the store at this moment, if any."""
    for kind, process, start, end in _locks(path.with_name(f"{path.name}-shm"), locks):
        if kind == "WRITE" and start <= WRITE_LOCK_BYTE and (end is None or end >= WRITE_LOCK_BYTE):
            return _named(process)
    return None


def user_of(path: Path, locks: Path = LOCKS) -> str | None:
    """The same for one that has the store open, whether it writes or not; not for this process itself."""
    own = str(os.getpid())
    return next((_named(process) for _, process, _, _ in _locks(path, locks) if process != own), None)


def claimant_of(path: Path, locks: Path = LOCKS) -> str | None:
    """The same for one that has claimed an input file (`documents/claims.py`)."""
    return next((_named(process) for _, process, _, _ in _locks(path, locks)), None)


def _locks(file: Path, locks: Path) -> Iterator[tuple[str, str, int, int | None]]:
    """The locks of a file: READ or WRITE, the process, the first and the last byte (None: all that follow)."""
    try:
        inode = file.stat().st_ino
        lines = locks.read_text(encoding="ascii").splitlines()
    except OSError:
        return
    for line in lines:  # 1: POSIX  ADVISORY  WRITE 4711 fe:00:131111 120 120
        words = line.split()
        if len(words) == 8 and words[5].rpartition(":")[2] == str(inode):
            yield words[3], words[4], int(words[6]), None if words[7] == "EOF" else int(words[7])


def _named(process: str) -> str | None:
    if int(process) <= 0:  # of another container
        return None
    try:
        words = Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return f"process {process}"
    ours = [at for at, word in enumerate(words) if word.rpartition("/")[2] == "oms"]
    text = " ".join(" ".join(["oms", *words[ours[0] + 1 :]] if ours else words).split())
    shown = text if len(text) <= NAME_LENGTH else f"{text[: NAME_LENGTH - 1]}…"
    return f"process {process} ({shown})"
