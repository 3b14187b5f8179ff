"""The stores that a proof runs on: a file, or a database of the private PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from omscli.config import ServerUrl
from omscli.services.verify import verify
from omscli.store.db import Database, open_store
from omscli.store.fields import FIELDS
from tests.world import Oms, make_world

STORES = ("sqlite", "postgresql")
MACHINE = ("runs", "run_", "schema_history", "seals")
"""How the names of tables begin that say what the machine did, not what became of the orders."""


@dataclass(frozen=True)
class Place:
    """A folder to work in and the store that its commands find."""

    oms: Oms
    store: Path | ServerUrl

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

    def state(self) -> dict[str, list[Any]]:
        """Every row of every table, in one order for both engines."""
        with self.open() as database, database.read() as reader:
            return {
                table: sorted((tuple(row) for row in reader.rows(f"SELECT {', '.join(f[0] for f in fields)} FROM {table}")), key=repr)
                for table, fields in FIELDS.items()
                if not table.startswith(MACHINE)
            }

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        with self.open() as database, database.read() as reader:
            results = verify(reader)
        return [str(result.fields) for result in results if result.status == "broken"]


_numbers = count(1)


@contextmanager
def place(folder: Path, engine: str, request: pytest.FixtureRequest, options: str = "") -> Iterator[Place]:
    """An empty place of that engine, for the block; `options` end the URL of a server's database."""
    oms = make_world(folder)
    if engine == "sqlite":
        yield Place(oms, oms.dir / "oms.db")
    else:
        import psycopg

        admin, name = request.getfixturevalue("postgres_url"), f"proof_{next(_numbers)}"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            yield Place(oms, ServerUrl(f"{admin.rpartition('/')[0]}/{name}{options}"))
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    shutil.rmtree(folder)
