"""The store remembers its schema versions, and every record is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = None  # version 1 is what `oms init` made before there were migrations

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add what version 2 has and version 1 has not."""
    op.create_table(
        "schema_history",
        sa.Column("version", _LONG, autoincrement=False, nullable=False),
        sa.Column("applied_date", _LONG, nullable=False),
        sa.Column("actor", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    _run_ledger()
    _seals()


def _run_ledger() -> None:
    unfinished = sa.text("state <> 'done'")
    op.create_table(
        "runs",
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("command", _TEXT, nullable=False),
        sa.Column("arguments", _TEXT, nullable=False),
        sa.Column("folder", _TEXT, nullable=False),
        sa.Column("actor", _TEXT, nullable=False),
        sa.Column("clock", _LONG, nullable=False),
        sa.Column("started", _LONG, nullable=False),
        sa.Column("ended", _LONG, nullable=True),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("counts", _TEXT, nullable=False),
        sa.Column("units", _LONG, nullable=False),
        sa.Column("refused_size", _LONG, server_default="0", nullable=False),
        sa.Column("process", _LONG, nullable=False),
        sa.Column("process_start", _TEXT, nullable=True),
        sa.Column("host", _TEXT, nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="run_state"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("runs_unfinished", "runs", ["command"], sqlite_where=unfinished, postgresql_where=unfinished)
    op.create_table(
        "runs_files",
        sa.Column("run_id", _LONG, autoincrement=False, nullable=False),
        sa.Column("number", _LONG, autoincrement=False, nullable=False),
        sa.Column("path", _TEXT, nullable=False),
        sa.Column("content_sha256", _TEXT, nullable=False),
        sa.Column("size", _LONG, nullable=False),
        sa.Column("lines_done", _LONG, nullable=True),
        sa.Column("records_done", _LONG, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )
    op.create_table(
        "runs_units",
        sa.Column("run_id", _LONG, autoincrement=False, nullable=False),
        sa.Column("number", _LONG, autoincrement=False, nullable=False),
        sa.Column("committed", _LONG, nullable=False),
        sa.Column("counts", _TEXT, nullable=False),
        sa.Column("first_place", _TEXT, nullable=True),
        sa.Column("last_place", _TEXT, nullable=True),
        sa.Column("last_key", _LONG, nullable=True),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("order_key", _LONG, autoincrement=False, nullable=False),
        sa.Column("n", _LONG, autoincrement=False, nullable=False),
        sa.Column("last_id", _LONG, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("order_key", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record_seals",
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("record", _TEXT, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "record"),
        sqlite_with_rowid=False,
    )
