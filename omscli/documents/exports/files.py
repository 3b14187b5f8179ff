"""A file that appears whole or not at all, readable by its owner alone, and never over another one (P47, P48, P49)."""

from __future__ import annotations

import os
from pathlib import Path

from omscli.errors import OmsError, refuse
from omscli.scratch import scratch_of


def make_folder(folder: Path) -> None:
    """The folder that files go to, made when it is not there. Raises `read-only`, `disk`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error) from error


def write_file(folder: Path, name: str, content: bytes) -> bool:
    """Write a file: a temporary one, fsync, a link under its name, fsync of the folder; False when it was there.

    `name` is made from our own numbers. Raises `conflict` when something else has the name, `read-only`, `disk`.
    """
    target = folder / name
    scratch = scratch_of(target, "part")
    try:
        if _is_there(target, content):
            return False
        try:
            _write(scratch, content)
            _publish(scratch, target, content)
        finally:
            scratch.unlink(missing_ok=True)
        _sync_folder(folder)
    except OSError as error:
        raise _refused(target, error) from error
    return True


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _publish(scratch: Path, target: Path, content: bytes) -> None:
    """Give the file its name; a link fails where a rename would overwrite what another process just wrote."""
    try:
        os.link(scratch, target)
    except FileExistsError:
        _is_there(target, content)
    except OSError:  # a file system without links
        scratch.replace(target)


def _is_there(target: Path, content: bytes) -> bool:
    if not os.path.lexists(target):
        return False
    if target.is_file() and not target.is_symlink() and target.read_bytes() == content:
        return True
    raise refuse("conflict", f"{target} is there already, with other content", help="name another folder: --to DIR")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(path: Path, error: OSError) -> OmsError:
    reason = error.strerror or str(error)
    code = "read-only" if isinstance(error, PermissionError) else "disk"
    return refuse(code, f"{path}: {reason}", help="name another folder: --to DIR")
