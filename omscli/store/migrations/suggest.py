"""What the migrations still lack of the declaration: `python -m omscli.store.migrations.suggest OLD_STORE`.

A developer's tool: it migrates a copy of the old store in memory, and Alembic compares the outcome with `tables.py`.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import StaticPool, create_engine

from omscli.store.generate import declared
from omscli.store.migrations.plan import migrations


def suggested(path: str) -> str:
    """The operations that the newest version lacks, as Python to copy into it; `pass` when it lacks none."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(sqlite3.connect(path)) as old:
            old.backup(copy)
        (version,) = copy.execute("PRAGMA user_version").fetchone()
        copy.execute("PRAGMA legacy_alter_table=ON")
        for migration in migrations("sqlite", version):
            for statement in migration.statements:
                copy.execute(statement)
        copy.commit()
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        with engine.connect() as connection:
            operations = produce_migrations(MigrationContext.configure(connection), declared()).upgrade_ops
            return render_python_code(operations) if operations else ""


if __name__ == "__main__":
    sys.stdout.write(f"{suggested(sys.argv[1])}\n")
