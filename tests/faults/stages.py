"""A store as it is before a command and as the uninterrupted command leaves it: made once, copied for every try.

OMS_NOW is fixed, so a command that was interrupted and run again must end row for row where it would have ended.
"""

from __future__ import annotations

import fcntl
import pickle
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.changing import COMMANDS, Changing
from tests.faults.forks import Forks
from tests.state_hash import rows_of
from tests.verified import what_is_broken
from tests.world import Oms, Result, make_world

CHUNK = 8
"""Orders that a forked command takes at once, so that a small batch has several units."""

CATCH_UP = ("ensure-refunds", "--all")

MACHINE = ("runs", "run_", "schema_history", "seal", "record_seal")
"""How the names of tables begin that say what the machine did, not what became of the orders."""

RECONCILED = ("gateway_intents.attempts", "events.command", "events.actor")
"""What differs after an outcome was asked for again: how often, and by which command."""


@dataclass(frozen=True)
class End:
    """How the uninterrupted command ends, and what it leaves."""

    code: int
    seconds: float
    rows: dict[str, list[Any]]
    files: dict[str, bytes]


@dataclass(frozen=True)
class Stage:
    """A folder before a command, the command, and how it ends, by how many orders it takes at once (`None`: 1,000)."""

    name: str
    folder: Path
    words: tuple[str, ...]
    ends: dict[int | None, End]

    @property
    def command(self) -> Changing:
        return COMMANDS[self.name]


def stores(folder: Path) -> list[Path]:
    """The stores in a folder: the one that the commands use, and what was made of it."""
    return sorted(folder.glob("[a-z]*.db"))


def rows(folder: Path) -> dict[str, list[Any]]:
    """The rows of the stores in a folder, by store and table."""
    found = {}
    for path in stores(folder):
        with closing(sqlite3.connect(path)) as connection:  # left open, copying the file would drop its locks
            for table, content in rows_of(connection, RECONCILED).items():
                if not table.startswith(MACHINE):
                    found[f"{path.name} {table}"] = content
    return found


def files(folder: Path) -> dict[str, bytes]:
    """What was exported."""
    return {path.name: path.read_bytes() for path in sorted((folder / "out").glob("*"))}


class Stages:
    """The stages of one test session, made when first asked for; test processes share them by the file system."""

    def __init__(self, base: Path, forks: Forks) -> None:
        self.base, self.forks = base, forks
        self._made: dict[str, Stage] = {}
        base.mkdir(exist_ok=True)

    def __getitem__(self, name: str) -> Stage:
        if name not in self._made:
            with self._alone():
                self._made[name] = self._find(name)
        return self._made[name]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.base / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _find(self, name: str) -> Stage:
        """The stage as another process made it, or made now, after the one that it starts from."""
        saved = self.base / f"{name}.pickle"
        if not saved.exists():
            stage = self._make(name, COMMANDS[name])
            saved.write_bytes(pickle.dumps(stage))
        return pickle.loads(saved.read_bytes())

    def _make(self, name: str, command: Changing) -> Stage:
        shutil.rmtree(self.base / name, ignore_errors=True)  # what failed half-way
        shutil.rmtree(self.base / f"{name}.before", ignore_errors=True)
        oms = make_world(self.base / name)
        if command.start:
            self._find(command.start)
            shutil.copytree(self.base / command.start / "work", oms.dir, dirs_exist_ok=True)
        more = command.prepare(oms) if command.prepare else None
        words = (*command.words, *(more or ()))
        before = self.base / f"{name}.before"
        shutil.copytree(oms.dir, before)
        ends = {None: self._end(self._copy_of(before, name), words, None), CHUNK: self._end(oms, words, CHUNK)}
        return Stage(name, before, words, ends)

    def _copy_of(self, before: Path, name: str) -> Oms:
        shutil.rmtree(self.base / f"{name}.whole", ignore_errors=True)
        oms = make_world(self.base / f"{name}.whole")
        shutil.copytree(before, oms.dir, dirs_exist_ok=True)
        settle = COMMANDS[name].settle
        if settle:
            settle(oms)
        return oms

    def _end(self, oms: Oms, words: tuple[str, ...], chunk: int | None) -> End:
        start = time.monotonic()
        done = self.run(oms, *words, chunk=chunk)
        seconds = time.monotonic() - start
        assert done.code in (0, 3), f"oms {' '.join(words)}: {done}"
        return End(done.code, seconds, rows(oms.dir), files(oms.dir))

    @contextmanager
    def copy(self, stage: Stage, folder: Path) -> Iterator[Oms]:
        """A folder of its own as it is before the command; it stays when what is tried in it fails."""
        oms = make_world(folder)
        self.again(stage, oms)
        yield oms
        shutil.rmtree(folder)

    def again(self, stage: Stage, oms: Oms) -> None:
        """The folder anew as it is before the command."""
        shutil.rmtree(oms.dir)
        shutil.copytree(stage.folder, oms.dir)
        if stage.command.settle:
            stage.command.settle(oms)

    def run(self, oms: Oms, *words: str, **options: Any) -> Result:
        """A command to its end, forked, with all that it says."""
        out, err = oms.home / "out", oms.home / "err"
        code = self.forks.wait(self.forks.start(oms.dir, oms.environment(), words, out=out, err=err, **options))
        return Result(code, out.read_text(), err.read_text())

    def ended_well(self, oms: Oms, stage: Stage, done: Result) -> None:
        """A command under which a file or the disk refused: exit 14, or done, and then all of it. Never a traceback."""
        end = stage.ends[None]
        assert "Traceback" not in done.err, done
        assert done.code in (14, end.code), done
        if done.code == end.code:
            assert rows(oms.dir) == end.rows, done
            assert files(oms.dir) == end.files, done

    def goes_on(self, oms: Oms, stage: Stage, chunk: int | None = None) -> None:
        """After a fault: the store is whole, and the same command again ends where it would have ended."""
        end = stage.ends[chunk]
        for store in stores(oms.dir):
            assert what_is_broken(store) == []
        words = self._left(oms, stage, end)
        if words:
            again = self.run(oms, *words, chunk=chunk)
            under_way = again.code in (3, 6, 8) and "in another process" in again.err
            if under_way or words == CATCH_UP:  # ask what became of the gateway's call
                asked = self.run(oms, "payments", "reconcile", "--lease", "0", chunk=chunk)
                assert asked.code == 0, asked
                again = self.run(oms, *words, chunk=chunk)
            assert "Traceback" not in again.err
            assert again.code in (end.code, *stage.command.again), again
        found = rows(oms.dir)
        different = [table for table in end.rows if found.get(table) != end.rows[table]]
        assert different == [], different
        assert files(oms.dir) == end.files, "the files differ"

    def _left(self, oms: Oms, stage: Stage, end: End) -> tuple[str, ...]:
        """What is to be run now: the same command again, for most."""
        if not stage.command.once:
            return stage.words
        found = rows(oms.dir)
        if found == end.rows:
            return ()
        return stage.words if found == rows(stage.folder) else CATCH_UP


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """A process that forks for each command, one for each test process."""
    server = Forks()
    yield server
    server.close()


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, worker_id: str, forks: Forks) -> Stages:
    """The stages, shared by the processes of one test session."""
    base = tmp_path_factory.getbasetemp()
    return Stages((base if worker_id == "master" else base.parent) / "stages", forks)
