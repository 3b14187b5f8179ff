"""The statements of the migrations, as Alembic writes them for an engine. Only `oms store migrate` loads this (0.8 s).

Alembic never touches the store: its operations are written down as SQL, so that a preview can show them, and the store
runs them in a transaction of its own. A version's rows that only Python can make are made after the statements
(`services/stores/migrate.py`).
"""

from __future__ import annotations

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """What makes a schema version of the one before it."""

    version: int
    says: str
    statements: tuple[str, ...]


def migrations(engine: str, version: int) -> list[Migration]:
    """What leads from a store's version to the newest, one after the other; `engine` is `sqlite` or `postgresql`."""
    scripts = reversed(list(ScriptDirectory(Path(__file__).parent).walk_revisions()))
    return [
        Migration(int(script.revision), script.doc, _statements(engine, script.module.upgrade))
        for script in scripts
        if int(script.revision) > version
    ]


class _Statements:
    """Where Alembic writes: each statement is one text, ended by a semicolon."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def write(self, text: str) -> None:
        """Take one statement."""
        self.found.append(text.strip().removesuffix(";"))

    def flush(self) -> None:
        """Nothing waits."""


def _statements(engine: str, upgrade: object) -> tuple[str, ...]:
    written = _Statements()
    context = MigrationContext.configure(
        dialect_name=engine,
        dialect_opts={"paramstyle": "named"},
        opts={"as_sql": True, "output_buffer": written},
    )
    with Operations.context(context):
        upgrade()  # type: ignore[operator]
    return tuple(written.found)
