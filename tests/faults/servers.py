"""The stores that a proof runs on: a file, or a database of the private PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omscli.config import ServerUrl
from omscli.services.verify import verify
from omscli.store.db import Database, open_store
from omscli.store.fields import FIELDS
from tests.faults.stages import MACHINE
from tests.world import Oms, make_world

if TYPE_CHECKING:
    import pytest

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("", ()),
    "serializable": ("?isolation=serializable", ()),
    "partitioned": ("", ("--partitions", "4")),
}
"""Ways to have a store on a server: how its URL ends, and the options of `oms init`."""

STORES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """A folder to work in and the store that its commands find."""

    oms: Oms
    store: Path | ServerUrl
    init: tuple[str, ...]

    @property
    def env(self) -> dict[str, str]:
        """The environment of its commands."""
        if isinstance(self.store, Path):
            return self.oms.environment()
        return self.oms.environment({"OMS_STORE": self.store.url})

    def ok(self, *words: str) -> Any:
        """A command that must end well."""
        found = {} if isinstance(self.store, Path) else {"OMS_STORE": self.store.url}
        return self.oms.ok(*words, env=found, timeout=600)

    @contextmanager
    def open(self) -> Iterator[Database]:
        """The store, opened in this process."""
        with open_store(self.store) as database:
            yield database

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.open() as database, database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, *values)]

    def state(self, leave_out: Collection[str] = ()) -> dict[str, list[Any]]:
        """Every row of every table, in one order for both engines; `leave_out` names columns as `table.column`."""
        found = {}
        with self.open() as database, database.read() as reader:
            for table, fields in FIELDS.items():
                if not table.startswith(MACHINE):
                    columns = ", ".join(name for name, _, _ in fields if f"{table}.{name}" not in leave_out)
                    found[table] = sorted(map(tuple, reader.rows(f"SELECT {columns} FROM {table}")), key=repr)
        return found

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        with self.open() as database, database.read() as reader:
            results = verify(reader)
        return [str(result.fields) for result in results if result.status == "broken"]


_numbers = count(1)


@contextmanager
def place(folder: Path, engine: str, request: pytest.FixtureRequest, kind: str = "") -> Iterator[Place]:
    """An empty place of that engine, for the block; `kind` is one of `KINDS`, of a server's database."""
    options, more = KINDS[kind]
    oms = make_world(folder)
    if engine == "sqlite":
        yield Place(oms, oms.dir / "oms.db", ())
    else:
        import psycopg

        admin, name = request.getfixturevalue("postgres_url"), f"proof_{next(_numbers)}"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            yield Place(oms, ServerUrl(f"{admin.rpartition('/')[0]}/{name}{options}"), more)
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    shutil.rmtree(folder)
