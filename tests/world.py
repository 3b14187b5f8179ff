"""A sealed world for black-box tests: the installed `oms` in a folder and with a home of its own, and a fixed clock.

Nothing of the developer's machine reaches the command: no home, no terminal, no variable but those named here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.postgres import copy_database, new_database

REPOSITORY = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NOW = "2026-01-05T10:00:00Z"
SERVER = {"postgresql": "", "serializable": "?isolation=serializable"}.get(os.environ.get("OMS_TEST_STORE", ""))
"""Set where all black-box tests are to keep their stores on a server: `make postgresql`."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one command ended: its exit code and all that it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document; amounts are exact decimals."""
        return json.loads(self.out, parse_float=Decimal)

    @property
    def lines(self) -> list[Any]:
        """Standard output as NDJSON."""
        return [json.loads(line, parse_float=Decimal) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Oms:
    """The installed command in one folder; call it with the words of a command line."""

    dir: Path
    home: Path
    store: str | None = None
    """Where the store is, when it is not the file that `init` makes in the folder."""

    def __call__(
        self,
        *args: str | Path,
        stdin: str | bytes | None = None,
        env: dict[str, str | None] | None = None,
        cwd: Path | None = None,
        timeout: float = 120,
    ) -> Result:
        done = subprocess.run(
            [BIN / "oms", *map(str, args)],
            input=stdin.encode() if isinstance(stdin, str) else stdin if stdin is not None else b"",
            capture_output=True,
            cwd=cwd or self.dir,
            env=self.environment(env),
            timeout=timeout,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *args: str | Path, **options: Any) -> Result:
        """The same, where anything but success is a failure of the test."""
        result = self(*args, **options)
        assert result.code == 0, f"oms {' '.join(map(str, args))} ended with {result.code}\n{result.out}\n{result.err}"
        return result

    def start(
        self, *args: str | Path, env: dict[str, str | None] | None = None, **options: Any
    ) -> subprocess.Popen[bytes]:
        """The running command, for tests of signals and of several at once; the caller waits for it."""
        return subprocess.Popen([BIN / "oms", *map(str, args)], cwd=self.dir, env=self.environment(env), **options)

    def environment(self, changes: dict[str, str | None] | None = None) -> dict[str, str]:
        """The whole environment of the command; a change to `None` takes a variable away."""
        world: dict[str, str | None] = {
            "PATH": f"{BIN}{os.pathsep}/usr/local/bin{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "dumb",
            "COLUMNS": "100",
            "OMS_NOW": NOW,
            "OMS_ACTOR": "tester",
            "OMS_STORE": self.store,
        }
        world.update(changes or {})
        return {name: value for name, value in world.items() if value is not None}

    def write(self, name: str, content: Any) -> Path:
        """A file in the folder: text and bytes as they are, anything else as JSON."""
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2), encoding="utf-8")
        return path

    def take_over(self, other: Oms) -> None:
        """Make everything that another has there our own: its folder, and its store."""
        shutil.copytree(other.dir, self.dir, dirs_exist_ok=True)
        if self.store and other.store:
            copy_database(other.store, self.store)

    def samples(self) -> Path:
        """The repository's `sample_orders/`, copied into the folder."""
        return Path(shutil.copytree(REPOSITORY / "sample_orders", self.dir / "sample_orders", dirs_exist_ok=True))


def make_world(base: Path, server: str | None = SERVER) -> Oms:
    """A new folder and a new home under `base`; `server` is the end of its store's URL where that is on one."""
    for name in ("work", "home"):
        (base / name).mkdir(parents=True)
    return Oms(base / "work", base / "home", None if server is None else new_database() + server)
