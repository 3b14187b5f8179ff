"""How a refusal names the test itself, when that is the process that holds a store."""

from __future__ import annotations

import os
from pathlib import Path

from omscli.store.holders import _named


def this_process() -> str:
    """The words for this process, where the system tells who holds a lock; where it does not, nobody is named."""
    return (_named(str(os.getpid())) if Path("/proc/locks").exists() else None) or "another process"
