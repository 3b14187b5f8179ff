"""The store remembers its schema versions."""

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
