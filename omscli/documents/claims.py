"""Files of a folder are taken in by one process at a time: whoever opens one first has it until it is committed.

A claim is the system's lock on the file itself (`flock`), so a killed process gives its claims back, and nothing is
written beside the input. A file that was named by itself is not claimed: who names it waits for the store and learns
what became of it. Where the file system knows no such lock, identity alone keeps an order from being placed twice.
"""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterable
from pathlib import Path

from omscli.documents.sources import Source


class Claims:
    """The claims of one command that was given these names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._named = frozenset(names)
        self._held: dict[str, int] = {}
        self.busy: list[Path] = []
        """The files that other processes have."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a chunk may be of a thousand files

    def take(self, source: Source) -> bool:
        """Claim the file; whether it may be read."""
        if source.path is None or source.name in self._named or source.name in self._held:
            return True
        try:
            file = os.open(source.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return True  # who reads it says what is wrong
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            self.busy.append(source.path)
            return False
        except OSError:
            os.close(file)
            return True
        self._held[source.name] = file
        return True

    def release(self, names: Iterable[str]) -> None:
        """Give the claims of these files back: everything of them is committed."""
        for name in names:
            file = self._held.pop(name, None)
            if file is not None:
                os.close(file)
