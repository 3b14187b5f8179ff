"""Every SQL statement of the product is prepared against both engines: none waits for its first user to fail."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator

import pytest

import omscli
from omscli.store import schema
from omscli.store.dialects import sqlite
from omscli.store.postgres_create import IDENTITY
from omscli.store.rows import INSERTS

NOT_RUN_BY_COMMANDS = ("omscli.store.tables", "omscli.store.columns", "omscli.store.generate")


def statements() -> Iterator[tuple[str, str]]:
    """Every module-level text, or text in a dict or tuple, whose name starts with `SQL_`; and the INSERTs."""
    for module_info in pkgutil.walk_packages(omscli.__path__, "omscli."):
        if module_info.name.startswith(NOT_RUN_BY_COMMANDS) or module_info.name.endswith("__main__"):
            continue
        module = importlib.import_module(module_info.name)
        for name, value in vars(module).items():
            if name.startswith("SQL_"):
                yield from _texts(f"{module_info.name}.{name}", value)
    yield from _texts("INSERTS", INSERTS)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, text in value.items():
            yield from _texts(f"{name}[{key}]", text)
    elif isinstance(value, tuple | list):
        for index, text in enumerate(value):
            yield from _texts(f"{name}[{index}]", text)


STATEMENTS = dict(statements())
POSTGRESQL_ONLY = "omscli.store.postgres"
"""Modules that speak to that engine alone."""


def test_there_are_statements_to_prepare() -> None:
    assert len(STATEMENTS) > 100


def test_every_statement_prepares_on_sqlite() -> None:
    store = sqlite3.connect(":memory:")
    for ddl in schema.SQLITE:
        store.execute(ddl)
    broken = {}
    for name, sql in STATEMENTS.items():
        if name.startswith(POSTGRESQL_ONLY):
            continue
        text = sqlite(sql)
        try:
            store.execute(f"EXPLAIN {text}", [None] * text.count("?"))
        except sqlite3.Error as error:
            broken[name] = str(error)
    assert broken == {}


def test_every_statement_prepares_on_postgresql(postgres_database: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    broken = {}
    with psycopg.connect(postgres_database, autocommit=True) as store:
        for ddl in (IDENTITY, *schema.POSTGRESQL):
            store.execute(ddl)
        for name, sql in STATEMENTS.items():
            text = numbered(sql.replace("IN :list", "= ANY(?)").replace("%s", "?"))
            try:
                store.execute(f"PREPARE checked AS {text}")
                store.execute("DEALLOCATE checked")
            except psycopg.Error as error:
                broken[name] = str(error).splitlines()[0]
    assert broken == {}


def numbered(sql: str) -> str:
    """`?` as `$1`, `$2` …: the form that PREPARE takes."""
    count = iter(range(1, 1000))
    return re.sub(r"\?", lambda _: f"${next(count)}", sql)
