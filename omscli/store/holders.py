"""Who holds a store's write lock: what exit 11 says beside «locked».

SQLite's lock for writing is a lock of the system on one byte of the `-shm` file (offset 120: sqlite.org/walformat.html,
«WAL Locks»). Linux lists every such lock with its process in /proc/locks, so that nobody has to write his name down, a
killed process is gone from the list at once, and other programs than `oms` are named too. Elsewhere nobody is named.
"""

from __future__ import annotations

from pathlib import Path

WRITE_LOCK_BYTE = 120
NAME_LENGTH = 80


def holder_of(path: Path, locks: Path = Path("/proc/locks")) -> str | None:
    """`process 4711 (oms place orders.ndjson)` for the process that writes to the store at this moment, if any."""
    try:
        inode = path.with_name(path.name + "-shm").stat().st_ino
        lines = locks.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:  # 1: POSIX  ADVISORY  WRITE 4711 fe:00:131111 120 120
        words = line.split()
        if len(words) != 8 or words[3] != "WRITE" or words[5].rpartition(":")[2] != str(inode):
            continue
        end = WRITE_LOCK_BYTE if words[7] == "EOF" else int(words[7])
        if int(words[6]) <= WRITE_LOCK_BYTE <= end:
            return _named(words[4])
    return None


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
