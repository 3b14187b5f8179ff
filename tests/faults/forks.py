"""A process that has imported `oms` and forks for each command: what a start costs is paid once, what runs is the same.

`Forks` is the test's side; `python -m tests.faults.forks` the other. A child changes to its folder, takes exactly the
environment it was given, and calls `omscli.cli.app.run` with the words, as the installed command does.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NoReturn

import omscli
from tests.world import REPOSITORY

UNLOADED = ("omscli.__main__", "omscli.store.migrations", "omscli.store.generate")
"""What no command imports at its start, and what does something when it is imported."""


class Forks:
    """The test's side: start children, wait for them, end the server."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forks"], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def close(self) -> None:
        """Nothing that was started goes on."""
        self._server.communicate(timeout=60)

    def start(
        self,
        folder: Path,
        env: Mapping[str, str],
        *lines: Sequence[str],
        out: Path | str = os.devnull,
        err: Path | str = os.devnull,
        chunk: int | None = None,
        dies: tuple[int, str] | None = None,
        powerless: bool = False,
        call: str | None = None,
        arguments: Sequence[Any] = (),
    ) -> int:
        """Start a child that runs the command lines one after the other; answers its process number.

        `chunk` is how many orders it takes at once. `dies` kills it at its n-th unit of work: `before` the commit, or
        `after` it and before anybody hears of it. `powerless` takes root's right to pass over permissions. `call` names
        a function (`module:name`) to run instead of lines.
        """
        asked = {"do": "start", "folder": str(folder), "env": dict(env), "lines": [list(map(str, w)) for w in lines]}
        asked |= {"out": str(out), "err": str(err), "chunk": chunk, "dies": dies, "powerless": powerless}
        asked |= {"call": call, "arguments": list(arguments)}
        return int(self._ask(asked))

    def wait(self, child: int) -> int:
        """How the child ended: its exit code, or minus the signal that killed it."""
        return int(self._ask({"do": "wait", "child": child}))

    def killed_after(self, seconds: float, child: int, number: int = signal.SIGKILL) -> int:
        """Send a child that was just started a signal after a time; how it ended."""
        time.sleep(seconds)
        os.kill(child, number)  # at worst it waits to be waited for: its number is not another's yet
        return self.wait(child)

    def _ask(self, asked: dict[str, Any]) -> Any:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{json.dumps(asked)}\n".encode())
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the process that forks is gone"
        return json.loads(answer)


def serve() -> None:
    """The other side: read what to do, line by line, until nobody asks any more."""
    for module in walk_packages(omscli.__path__, "omscli."):
        if not module.name.startswith(UNLOADED):
            import_module(module.name)
    gc.freeze()  # nothing of it is garbage in any child
    asks, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # for the children from their first moment, as `omscli.__main__` does
    children: set[int] = set()
    while asked := asks.readline():
        todo = json.loads(asked)
        if todo["do"] == "wait":
            _, status = os.waitpid(todo["child"], 0)
            children.discard(todo["child"])
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if not answer:
                asks.close()
                answers.close()
                child(todo)
            children.add(answer)
        answers.write(f"{answer}\n".encode())
    for left in children:
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)


def child(todo: dict[str, Any]) -> NoReturn:
    """In the child: its surroundings, then what it is to do; it ends as the command ends."""
    code = 70
    try:
        for target, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(todo[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), target)
        os.chdir(todo["folder"])
        os.environ.clear()
        os.environ.update(todo["env"])
        time.tzset()
        if todo["powerless"]:
            drop_rights()
        if todo["chunk"]:
            take_at_once(todo["chunk"])
        if todo["dies"]:
            die_at_unit(*todo["dies"])
        if todo["call"]:
            module, _, name = todo["call"].partition(":")
            code = getattr(import_module(module), name)(*todo["arguments"]) or 0
        else:
            code = run_all(todo["lines"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def run_all(lines: Sequence[Sequence[str]]) -> int:
    """The command lines one after the other; the code of the last."""
    from omscli.cli.app import run

    code = 0
    for words in lines:
        code = run(words)
    return code


def take_at_once(size: int) -> None:
    """Make a unit of work `size` orders: what a batch of many thousand does is then seen in one of a hundred."""
    from omscli.services import unit
    from omscli.services.seeding import seed

    assert unit.chunks.__defaults__ == (unit.CHUNK, None)
    unit.chunks.__defaults__ = (size, None)
    seed.CHUNK = size


CANNOT_DROP = 77
PASS_OVER_PERMISSIONS = (1 << 1) | (1 << 2)
"""Linux's CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def drop_rights() -> None:
    """Root without its right to pass over permissions (another user could not even reach this Python)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; and the higher 32 of each
    if libc.capget(header, sets):
        os._exit(CANNOT_DROP)
    for index in range(3):
        sets[index] &= ~PASS_OVER_PERMISSIONS
    if libc.capset(header, sets):
        os._exit(CANNOT_DROP)


def die_at_unit(number: int, when: str) -> None:
    """Let the process be killed at its n-th unit of work, just before or just after it is committed."""
    from omscli.store.postgresql import PostgresDatabase
    from omscli.store.sqlite import SqliteDatabase

    left = iter(range(number - 1, -1, -1))

    def dying(write: Any) -> Any:
        @contextmanager
        def units(self: Any) -> Iterator[Any]:
            is_last = next(left) == 0
            with write(self) as writer:
                yield writer
                if is_last and when == "before":
                    os.kill(os.getpid(), signal.SIGKILL)
            if is_last:
                os.kill(os.getpid(), signal.SIGKILL)

        return units

    for store in (SqliteDatabase, PostgresDatabase):
        store.write = dying(store.write)  # type: ignore[method-assign]


if __name__ == "__main__":
    serve()
