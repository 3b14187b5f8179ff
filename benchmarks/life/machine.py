"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import time
from pathlib import Path


def facts(folder: Path) -> dict[str, str | int | float]:
    """Processor, memory, versions, and what a durable write to this folder costs."""
    return {
        "cpu": _after("/proc/cpuinfo", "model name") or platform.processor() or "?",
        "cores": os.cpu_count() or 0,
        "memory": _after("/proc/meminfo", "MemTotal") or "?",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_ms": round(fsync_milliseconds(folder), 2),
        "load": round(os.getloadavg()[0], 1),
    }


def fsync_milliseconds(folder: Path, times: int = 200) -> float:
    """The median of appending 4 KiB and waiting until they are on the disk."""
    path = folder / "fsync"
    spent = []
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"\0" * 4096)
            started = time.perf_counter()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - started)
    path.unlink()
    return statistics.median(spent) * 1000


def _after(path: str, name: str) -> str | None:
    """What stands after a name in a file of Linux's /proc; elsewhere nothing does."""
    if not Path(path).exists():
        return None
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)
