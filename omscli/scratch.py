"""Temporary files beside the file that they become: named by the process that writes them, so none meets another's.

A killed process cannot clean up after itself; the next one that writes the same file does it (promises P48).
"""

from __future__ import annotations

import os
from pathlib import Path


def scratch_of(path: Path, ending: str) -> Path:
    """The temporary file of this process for `path`; what processes that are gone left of theirs is removed.

    Raises nothing for a folder that is not there or cannot be written: who opens the file finds that out.
    """
    prefix = f".{path.name}."
    try:
        for name in os.listdir(path.parent):
            if name.startswith(prefix) and f".{ending}" in name and _is_gone(name[len(prefix) :].partition(".")[0]):
                path.with_name(name).unlink(missing_ok=True)
    except OSError:
        pass
    return path.with_name(f"{prefix}{os.getpid()}.{ending}")


def _is_gone(process: str) -> bool:
    """Whether no process has this number, or it is our own, which has no such file yet."""
    if not process.isdigit():
        return False
    if int(process) == os.getpid():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
