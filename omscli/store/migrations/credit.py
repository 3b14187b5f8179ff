"""Version 3: gift cards and store credit, and which of them a payment method is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from omscli.store.migrations.anew import made_anew

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def add() -> None:
    """Gift cards and store credit, and which of them a payment method is."""
    op.create_table(
        "credit_accounts",
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("credit_number", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("code_hash", _TEXT, nullable=True),
        sa.Column("code_last_four", _TEXT, nullable=True),
        sa.Column("account_id", _LONG, autoincrement=False, nullable=True),
        sa.Column("currency_iso_code", _TEXT, nullable=False),
        sa.Column("balance", _LONG, server_default="0", nullable=False),
        sa.Column("reserved_amount", _LONG, server_default="0", nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("expiration_date", _LONG, nullable=True),
        sa.Column("created_date", _LONG, nullable=False),
        sa.CheckConstraint("balance >= 0", name="balance_not_negative"),
        sa.CheckConstraint("reserved_amount >= 0", name="reserved_amount_not_negative"),
        sa.CheckConstraint("reserved_amount <= balance", name="credit_reserved_within_balance"),
        sa.CheckConstraint("kind IN ('GiftCard','StoreCredit')", name="credit_kind"),
        sa.CheckConstraint("status IN ('Active','Closed')", name="credit_status"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credit_number"),
        sa.UniqueConstraint("code_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
    )
    _credit_movements()
    _paying_by_credit()


def _credit_movements() -> None:
    op.create_table(
        "credit_movements",
        sa.Column("order_key", _LONG, autoincrement=False, nullable=False),
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("credit_account_id", _LONG, autoincrement=False, nullable=False),
        sa.Column("cause", _TEXT, nullable=False),
        sa.Column("balance_change", _LONG, server_default="0", nullable=False),
        sa.Column("reserved_change", _LONG, server_default="0", nullable=False),
        sa.Column("cause_kind", _TEXT, nullable=False),
        sa.Column("cause_id", _LONG, nullable=False),
        sa.Column("currency_iso_code", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=True),
        sa.Column("created_date", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["credit_account_id"], ["credit_accounts.id"]),
        sa.PrimaryKeyConstraint("order_key", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("credit_movements_by_account", "credit_movements", ["credit_account_id"])


def _paying_by_credit() -> None:
    """A payment method says which gift card or store credit it is."""

    def on_server() -> None:
        op.add_column("payment_methods", sa.Column("credit_account_id", _LONG, nullable=True))
        op.create_foreign_key(None, "payment_methods", "credit_accounts", ["credit_account_id"], ["id"])

    made_anew(
        "payment_methods",
        """CREATE TABLE payment_methods (
  order_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  card_last_four TEXT,
  card_holder_name TEXT,
  card_category TEXT,
  expiry_month INTEGER,
  expiry_year INTEGER,
  gateway_token TEXT,
  nick_name TEXT,
  status TEXT NOT NULL,
  processing_mode TEXT NOT NULL,
  payment_gateway_id INTEGER NOT NULL,
  credit_account_id INTEGER,
  PRIMARY KEY (order_key, id),
  FOREIGN KEY(payment_gateway_id) REFERENCES payment_gateways (id),
  FOREIGN KEY(credit_account_id) REFERENCES credit_accounts (id)
)
 WITHOUT ROWID""",
        "order_key, id, kind, type, card_last_four, card_holder_name, card_category, expiry_month, expiry_year,"
        " gateway_token, nick_name, status, processing_mode, payment_gateway_id",
        on_server,
    )
