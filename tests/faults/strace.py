"""System calls of a command as strace sees them, and faults put into single ones of them."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.world import BIN, Oms, Result

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "rename", "unlink", "mkdir", "link")
"""What changes a file or a folder, or opens one."""

FAULTS = {"KILL": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}
LINE = re.compile(r"^(?:\d+ +)?(\w+)\(")


@dataclass(frozen=True)
class Point:
    """The n-th call of its kind, and what it is about."""

    call: str
    nth: int
    line: str


@cache
def works() -> bool:
    """Whether there is an strace here that may trace."""
    try:
        done = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


needed = pytest.mark.skipif(not works(), reason="no strace here, or it may not trace")


def traced(oms: Oms, words: tuple[str, ...], trace: Path, *options: str) -> Result:
    """The installed command under strace; the calls that were traced stand in the file `trace`."""
    command = ["strace", "-f", "-y", "-s", "16", "-o", str(trace), *options, str(BIN / "oms"), *words]
    done = subprocess.run(
        command, cwd=oms.dir, env=oms.environment(), capture_output=True, stdin=subprocess.DEVNULL, timeout=120
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def points(oms: Oms, words: tuple[str, ...]) -> list[Point]:
    """Every call of a whole run that is about the command's own files: its folder and what it says.

    What Python opens to start is not; a fault in that would prove nothing about `oms`.
    """
    trace = oms.home / "trace"
    traced(oms, words, trace, "--seccomp-bpf", "-e", f"trace={','.join(CALLS)}")
    found, seen = [], Counter[str]()
    for line in trace.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            call = match[1]
            seen[call] += 1
            if about_ours(line, call, oms):
                found.append(Point(call, seen[call], line))
    return found


def about_ours(line: str, call: str, oms: Oms) -> bool:
    """Whether the call is about a file in the command's folder, or about its answer."""
    if call == "write" and re.search(r"write\([12]<", line):
        return True
    if str(oms.dir) in line.partition(") =")[0] and "AT_FDCWD" not in line:
        return True
    named = re.search(r'"([^"]*)"', line)
    return (
        call not in ("write", "pwrite64")
        and named is not None
        and (named[1].startswith(str(oms.dir)) or not named[1].startswith("/"))
    )


def struck(oms: Oms, words: tuple[str, ...], point: Point, fault: str, for_ever: bool = False) -> tuple[Result, bool]:
    """The command with a fault at a point, from then on if `for_ever`; how it ended, and whether it was hit there."""
    trace = oms.home / "trace"
    when = f"{point.nth}+" if for_ever else str(point.nth)
    inject = f"inject={point.call}:{fault}:when={when}"
    quick = ["--seccomp-bpf"] if fault.startswith("error") else []  # strace 6.1 sends no signals with it
    done = traced(oms, words, trace, *quick, "-e", f"trace={point.call}", "-e", inject)
    text = trace.read_text(errors="replace")
    hit = [line for line in text.splitlines() if "(INJECTED)" in line or line.endswith("= ?")]
    return done, bool(hit) and about_ours(hit[0], point.call, oms)
