"""The file of the refused: the lines of the input that were not taken, byte for byte, to be corrected and fed back.

Lines go to the disk before the chunk that refused them is committed, so that a killed run has lost none; what was
written for a chunk that was then not committed is cut off when the run goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from omscli.errors import Place, refuse


class RefusedFile:
    """The file while a command runs; a file in which nothing came to stand is taken away at the end."""

    def __init__(self, path: Path, size: int = 0) -> None:
        """Open it, and keep its first `size` bytes, which an earlier part of the run wrote.

        Raises `disk`, `read-only`; `conflict` when it is shorter than that.
        """
        self.path = path
        try:
            self._file: BinaryIO = open(path, "r+b" if size else "wb", opener=_private)  # noqa: SIM115  `close` does it
            there = self._file.seek(0, os.SEEK_END)
        except OSError as error:
            raise self._unwritten(error) from error
        if there < size:
            message = f"holds {there:,} bytes, and the interrupted run had written {size:,}"
            help_ = "run the whole command again: what is placed is there already"
            raise refuse("conflict", message, help=help_, place=Place(str(path)))
        self.size = size
        """What is there of the chunks that are committed."""

    def put(self, start: int, lines: Iterable[bytes]) -> None:
        """Write the lines after the first `start` bytes, and make sure of them; a chunk that is planned again says the
        same `start`.
        """
        text = b"".join(_one_line(line) for line in lines)
        try:
            self._file.seek(start)
            self._file.truncate()
            self._file.write(text)
            self._file.flush()
            if text:
                os.fsync(self._file.fileno())
        except OSError as error:
            raise self._unwritten(error) from error
        self.size = start + len(text)

    def close(self) -> None:
        """Close it; an empty one goes."""
        self._file.close()
        if not self.size and self.path.is_file():
            self.path.unlink(missing_ok=True)

    def _unwritten(self, error: OSError) -> Exception:
        code = "read-only" if isinstance(error, PermissionError) else "disk"
        return refuse(code, f"{self.path}: {error.strerror or error}", help="name another file: --refused FILE")


def _private(path: str, flags: int) -> int:
    """Opened for this user alone: orders hold names and addresses."""
    return os.open(path, flags, 0o600)


def _one_line(data: bytes) -> bytes:
    """The bytes of a line as they were; a document becomes a line of its own: JSON has no line ends inside a text."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    if body.endswith(b"\r\n"):
        body, ending = body[:-2], b"\r\n"
    else:
        body, ending = body.removesuffix(b"\n"), b"\n"
    if b"\n" in body or b"\r" in body:
        body = body.replace(b"\r", b" ").replace(b"\n", b" ").strip()
    return body + ending
