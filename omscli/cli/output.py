"""Where an answer goes: standard output, or a file that appears whole or not at all (P48)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TextIO

from omscli.errors import refuse
from omscli.scratch import scratch_of

PIPE_CLOSED = 141
"""The exit code when the reader of standard output went away."""


class Output:
    """Text out, in order. A reader that went away does not stop the work: what is left is dropped (P7)."""

    def __init__(self, path: str | None) -> None:
        self.gone = False
        """Whether the reader of standard output went away (`| head`)."""
        self._path = Path(path) if path and path != "-" else None
        self._scratch: Path | None = None
        self._file: TextIO = sys.stdout if self._path is None else self._open(self._path)

    def _open(self, path: Path) -> TextIO:
        whole = not path.exists() or path.is_file()  # a pipe or /dev/null has nothing to be replaced
        self._scratch = scratch_of(path, "part") if whole else None
        try:
            return (self._scratch or path).open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise _refused(path, error) from error

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it."""
        return self._path is None and sys.stdout.isatty()

    def write(self, text: str) -> None:
        """Write, and drop what nobody reads."""
        if self.gone:
            return
        try:
            self._file.write(text)
        except BrokenPipeError:
            self._give_up()
        except OSError as error:
            raise _refused(self._path or Path("standard output"), error) from error

    def flush(self) -> None:
        """Hand over what was written so far."""
        if self.gone:
            return
        try:
            self._file.flush()
        except BrokenPipeError:
            self._give_up()
        except OSError as error:
            raise _refused(self._path or Path("standard output"), error) from error

    def _give_up(self) -> None:
        self.gone = True
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())  # what Python still holds for the reader goes nowhere, without a traceback
        os.close(null)

    def __enter__(self) -> Output:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._path is None:
            self.flush()
            return
        try:
            self._file.flush()
            if self._scratch is not None:
                os.fsync(self._file.fileno())
            self._file.close()
            if self._scratch is not None:
                if kind is None:
                    self._scratch.replace(self._path)
                else:
                    self._scratch.unlink()
        except OSError as error:
            raise _refused(self._path, error) from error


def _refused(path: Path, error: OSError) -> Exception:
    code = "read-only" if isinstance(error, PermissionError) else "disk"
    reason = error.strerror or str(error)
    return refuse(
        code,
        f"{path}: {reason}",
        help="name another file: -o FILE",
        done="the answer was not written; what the command stored stays stored",
    )
