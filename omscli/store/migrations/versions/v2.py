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
