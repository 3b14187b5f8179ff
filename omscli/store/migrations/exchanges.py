"""Version 3: what a return owes may pay a new order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def add() -> None:
    """The two sides of an exchange."""
    op.create_table(
        "exchanges",
        sa.Column("order_key", _LONG, autoincrement=False, nullable=False),
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("other_summary_id", _LONG, nullable=False),
        sa.Column("change_order_id", _LONG, nullable=False),
        sa.Column("currency_iso_code", _TEXT, nullable=False),
        sa.Column("reserved_amount", _LONG, server_default="0", nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("created_date", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("order_key", "id"),
        sa.CheckConstraint("role IN ('Return','Order')", name="exchange_role"),
        sqlite_with_rowid=False,
    )
