"""Every change of an order and every tender: managed returns, fees, exchanges, store credit."""

from __future__ import annotations

from alembic import op

from omscli.store.migrations.anew import made_anew

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add what version 3 has and version 2 has not."""
    _added_items()


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
