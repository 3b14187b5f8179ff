"""Every change of an order and every tender: managed returns, fees, exchanges, store credit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from omscli.store.migrations import credit, exchanges, returns
from omscli.store.migrations.anew import made_anew

revision = "3"
down_revision = "2"

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add what version 3 has and version 2 has not."""
    _added_items()
    _reships()
    _fees()
    _edited_groups()
    credit.add()
    returns.add()
    exchanges.add()
    _authorization_reversals()


def _added_items() -> None:
    """A change order may add units and items to its order."""
    kinds = "'Cancel','Return','ProductAdjustment','DeliveryChargeAdjustment','Add'"

    def on_server() -> None:
        op.drop_constraint("change_type", "order_item_summary_changes", type_="check")
        op.create_check_constraint("change_type", "order_item_summary_changes", f"change_type IN ({kinds})")

    made_anew(
        "order_item_summary_changes",
        f"""CREATE TABLE order_item_summary_changes (
  order_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  item_summary_id INTEGER NOT NULL,
  change_order_id INTEGER NOT NULL,
  change_order_item_id INTEGER NOT NULL,
  change_type TEXT NOT NULL,
  is_pre_fulfillment INTEGER DEFAULT '0' NOT NULL,
  reason TEXT NOT NULL,
  reason_for_change_text TEXT,
  quantity INTEGER DEFAULT '0' NOT NULL,
  created_date INTEGER NOT NULL,
  PRIMARY KEY (order_key, id),
  CONSTRAINT change_type CHECK (change_type IN ({kinds})),
  FOREIGN KEY(order_key, item_summary_id) REFERENCES order_item_summaries (order_key, id),
  FOREIGN KEY(order_key, change_order_id) REFERENCES orders (order_key, id),
  FOREIGN KEY(order_key, change_order_item_id) REFERENCES order_items (order_key, id)
)
 WITHOUT ROWID""",
        "order_key, id, item_summary_id, change_order_id, change_order_item_id, change_type, is_pre_fulfillment,"
        " reason, reason_for_change_text, quantity, created_date",
        on_server,
    )


def _reships() -> None:
    """Fulfilled units may be sent once more, at no charge, for a reason."""

    def on_server() -> None:
        flag = sa.Column("is_reship", sa.Integer(), server_default="0", nullable=False)
        op.add_column("fulfillment_order_items", flag)
        op.add_column("fulfillment_order_items", sa.Column("reship_reason", _TEXT, nullable=True))

    made_anew(
        "fulfillment_order_items",
        """CREATE TABLE fulfillment_order_items (
  order_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  fulfillment_order_id INTEGER NOT NULL,
  item_summary_id INTEGER NOT NULL,
  order_item_id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  stock_keeping_unit TEXT NOT NULL,
  description TEXT,
  type TEXT NOT NULL,
  original_quantity INTEGER DEFAULT '0' NOT NULL,
  quantity INTEGER DEFAULT '0' NOT NULL,
  shipped_quantity INTEGER DEFAULT '0' NOT NULL,
  unit_price INTEGER DEFAULT '0' NOT NULL,
  gross_unit_price INTEGER,
  total_line_amount INTEGER DEFAULT '0' NOT NULL,
  total_line_tax_amount INTEGER DEFAULT '0' NOT NULL,
  total_adjustment_amount INTEGER DEFAULT '0' NOT NULL,
  total_adjustment_tax_amount INTEGER DEFAULT '0' NOT NULL,
  is_reship INTEGER DEFAULT '0' NOT NULL,
  reship_reason TEXT,
  PRIMARY KEY (order_key, id),
  CONSTRAINT original_quantity_not_negative CHECK (original_quantity >= 0),
  CONSTRAINT quantity_not_negative CHECK (quantity >= 0),
  CONSTRAINT shipped_quantity_not_negative CHECK (shipped_quantity >= 0),
  CONSTRAINT shipped_within_quantity CHECK (shipped_quantity <= quantity),
  FOREIGN KEY(product_id) REFERENCES products (id),
  FOREIGN KEY(order_key, fulfillment_order_id) REFERENCES fulfillment_orders (order_key, id),
  FOREIGN KEY(order_key, item_summary_id) REFERENCES order_item_summaries (order_key, id),
  FOREIGN KEY(order_key, order_item_id) REFERENCES order_items (order_key, id)
)
 WITHOUT ROWID""",
        "order_key, id, fulfillment_order_id, item_summary_id, order_item_id, product_id, stock_keeping_unit,"
        " description, type, original_quantity, quantity, shipped_quantity, unit_price, gross_unit_price,"
        " total_line_amount, total_line_tax_amount, total_adjustment_amount, total_adjustment_tax_amount",
        on_server,
    )


def _fees() -> None:
    """A credit memo may pay the invoice of a fee."""
    op.create_table(
        "credit_memo_applications",
        sa.Column("order_key", _LONG, autoincrement=False, nullable=False),
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("credit_memo_id", _LONG, nullable=False),
        sa.Column("invoice_id", _LONG, nullable=False),
        sa.Column("amount", _LONG, server_default="0", nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("applied_date", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("order_key", "id"),
        sa.ForeignKeyConstraint(["order_key", "credit_memo_id"], ["credit_memos.order_key", "credit_memos.id"]),
        sa.ForeignKeyConstraint(["order_key", "invoice_id"], ["invoices.order_key", "invoices.id"]),
        sqlite_with_rowid=False,
    )


def _edited_groups() -> None:
    """A delivery group of a change order names the one that it changes."""

    def on_server() -> None:
        op.add_column("order_delivery_groups", sa.Column("related_delivery_group_id", _LONG, nullable=True))
        op.create_foreign_key(
            None,
            "order_delivery_groups",
            "order_delivery_groups",
            ["order_key", "related_delivery_group_id"],
            ["order_key", "id"],
        )

    made_anew(
        "order_delivery_groups",
        """CREATE TABLE order_delivery_groups (
  order_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  delivery_method_id INTEGER NOT NULL,
  deliver_to_name TEXT NOT NULL,
  deliver_to_street TEXT,
  deliver_to_city TEXT,
  deliver_to_state TEXT,
  deliver_to_postal_code TEXT,
  deliver_to_country TEXT,
  email_address TEXT,
  phone_number TEXT,
  is_gift INTEGER DEFAULT '0' NOT NULL,
  gift_message TEXT,
  delivery_instructions TEXT,
  desired_delivery_date TEXT,
  promised_delivery_date TEXT,
  description TEXT,
  custom_fields TEXT,
  related_delivery_group_id INTEGER,
  PRIMARY KEY (order_key, id),
  FOREIGN KEY(delivery_method_id) REFERENCES delivery_methods (id),
  FOREIGN KEY(order_key, order_id) REFERENCES orders (order_key, id),
  FOREIGN KEY(order_key, related_delivery_group_id) REFERENCES order_delivery_groups (order_key, id)
)
 WITHOUT ROWID""",
        "order_key, id, order_id, delivery_method_id, deliver_to_name, deliver_to_street, deliver_to_city,"
        " deliver_to_state, deliver_to_postal_code, deliver_to_country, email_address, phone_number, is_gift,"
        " gift_message, delivery_instructions, desired_delivery_date, promised_delivery_date, description,"
        " custom_fields",
        on_server,
    )


def _authorization_reversals() -> None:
    op.create_table(
        "payment_auth_adjustments",
        sa.Column("order_key", _LONG, autoincrement=False, nullable=False),
        sa.Column("id", _LONG, autoincrement=False, nullable=False),
        sa.Column("payment_authorization_id", _LONG, nullable=False),
        sa.Column("order_payment_summary_id", _LONG, nullable=False),
        sa.Column("payment_gateway_id", _LONG, autoincrement=False, nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("currency_iso_code", _TEXT, nullable=False),
        sa.Column("amount", _LONG, server_default="0", nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("gateway_ref_number", _TEXT, nullable=True),
        sa.Column("effective_date", _LONG, nullable=False),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        sa.ForeignKeyConstraint(["payment_gateway_id"], ["payment_gateways.id"]),
        sa.ForeignKeyConstraint(
            ["order_key", "payment_authorization_id"], ["payment_authorizations.order_key", "payment_authorizations.id"]
        ),
        sa.ForeignKeyConstraint(
            ["order_key", "order_payment_summary_id"],
            ["order_payment_summaries.order_key", "order_payment_summaries.id"],
        ),
        sa.PrimaryKeyConstraint("order_key", "id"),
        sqlite_with_rowid=False,
    )
