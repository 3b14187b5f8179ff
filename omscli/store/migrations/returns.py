"""The tables of return orders, for a store that has none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from omscli.store.migrations.anew import made_anew

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def add() -> None:
    """Goods are waited for, received and counted."""
    _orders()
    _lines()
    _parts()
    _shipments()


def _shipments() -> None:
    """A parcel may be that of a return order."""

    def on_server() -> None:
        for name in ("fulfillment_order_id", "source_location_id"):
            op.alter_column("shipments", name, existing_type=_LONG, nullable=True)
        op.alter_column("shipments", "asn_number", existing_type=_TEXT, nullable=True)
        op.add_column("shipments", sa.Column("return_order_id", _LONG, nullable=True))
        op.add_column("shipments", sa.Column("destination_location_id", _LONG, nullable=True))
        pair = ["order_key", "return_order_id"]
        op.create_foreign_key(None, "shipments", "return_orders", pair, ["order_key", "id"])
        op.create_foreign_key(None, "shipments", "locations", ["destination_location_id"], ["id"])

    columns = (
        "order_key, id, shipment_number, fulfillment_order_id, asn_number, status, provider, tracking_number,"
        " tracking_url, ship_date, ship_to_name, ship_to_street, ship_to_city, ship_to_state, ship_to_postal_code,"
        " ship_to_country, source_location_id, total_items_quantity, created_date"
    )
    made_anew("shipments", _SHIPMENTS, columns, on_server)


_SHIPMENTS = """CREATE TABLE shipments (
  order_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  shipment_number TEXT NOT NULL,
  fulfillment_order_id INTEGER,
  asn_number TEXT,
  status TEXT NOT NULL,
  provider TEXT,
  tracking_number TEXT,
  tracking_url TEXT,
  ship_date TEXT,
  ship_to_name TEXT NOT NULL,
  ship_to_street TEXT,
  ship_to_city TEXT,
  ship_to_state TEXT,
  ship_to_postal_code TEXT,
  ship_to_country TEXT,
  source_location_id INTEGER,
  total_items_quantity INTEGER DEFAULT '0' NOT NULL,
  created_date INTEGER NOT NULL,
  return_order_id INTEGER,
  destination_location_id INTEGER,
  PRIMARY KEY (order_key, id),
  FOREIGN KEY(source_location_id) REFERENCES locations (id),
  FOREIGN KEY(destination_location_id) REFERENCES locations (id),
  FOREIGN KEY(order_key, fulfillment_order_id) REFERENCES fulfillment_orders (order_key, id),
  FOREIGN KEY(order_key, return_order_id) REFERENCES return_orders (order_key, id)
)
 WITHOUT ROWID"""


def _orders() -> None:
    op.create_table(
        "return_orders",
        *_keys(),
        *(_text(name) for name in ("return_order_number", "life_cycle_type", "status", "status_category")),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("contact_id", _LONG, nullable=True),
        _text("currency_iso_code"),
        _text("tax_locale_type"),
        _text("expected_arrival_date", null=True),
        sa.Column("destination_location_id", _LONG, nullable=True),
        _text("shipment_type"),
        _text("provider", null=True),
        _text("tracking_number", null=True),
        *(
            _count(f"total_{name}_amount")
            for name in (
                *("product", "product_tax", "adjustment", "adjustment_tax", "delivery", "delivery_tax"),
                *("fee", "fee_tax"),
            )
        ),
        _count("total_amount"),
        _count("total_tax_amount"),
        _count("grand_total_amount"),
        _text("reference", null=True),
        sa.Column("closed_date", _LONG, nullable=True),
        sa.Column("created_date", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("order_key", "id"),
        sa.CheckConstraint("life_cycle_type IN ('MANAGED','UNMANAGED')", name="return_life_cycle"),
        sa.CheckConstraint("status IN ('Draft','Submitted','Approved','Canceled','Closed')", name="return_status"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["destination_location_id"], ["locations.id"]),
        sqlite_with_rowid=False,
    )


def _lines() -> None:
    quantities = [f"quantity_{name}" for name in ("expected", "received", "rejected", "returned", "canceled")]
    op.create_table(
        "return_order_items",
        *_keys(),
        sa.Column("return_order_id", _LONG, nullable=False),
        *(sa.Column(name, _LONG) for name in ("item_summary_id", "order_item_id", "change_order_item_id")),
        sa.Column("product_id", _LONG, nullable=False),
        _text("stock_keeping_unit"),
        _text("description", null=True),
        _text("type"),
        *(_count(name) for name in quantities),
        _text("reason_for_return"),
        _text("reason_for_rejection", null=True),
        _text("processing_plan", null=True),
        sa.Column("can_reduce_shipping", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_processed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("split_from_id", _LONG, nullable=True),
        sa.Column("fee_for_id", _LONG, nullable=True),
        *(_text(name, null=True) for name in ("fee_type", "fee_value", "fee_reason")),
        *(_count(f"total_{name}_amount") for name in ("line", "line_tax", "adjustment", "adjustment_tax")),
        sa.PrimaryKeyConstraint("order_key", "id"),
        *(sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in quantities),
        sa.CheckConstraint("quantity_returned + quantity_canceled <= quantity_expected", name="returned_was_expected"),
        sa.CheckConstraint("type IN ('Order Product','Delivery Charge','Fee')", name="return_item_type"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"]),
        _link("return_order_id", "return_orders"),
        _link("item_summary_id", "order_item_summaries"),
        _link("order_item_id", "order_items"),
        _link("change_order_item_id", "order_items"),
        sqlite_with_rowid=False,
    )


def _parts() -> None:
    op.create_table(
        "return_order_item_adjustments",
        *_keys(),
        sa.Column("return_order_item_id", _LONG, nullable=False),
        sa.Column("adjustment_summary_id", _LONG, nullable=False),
        _count("amount"),
        sa.PrimaryKeyConstraint("order_key", "id"),
        _link("return_order_item_id", "return_order_items"),
        _link("adjustment_summary_id", "order_item_adjustment_summaries"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "return_order_item_taxes",
        *_keys(),
        sa.Column("return_order_item_id", _LONG, nullable=False),
        sa.Column("return_order_item_adjustment_id", _LONG, nullable=True),
        sa.Column("tax_summary_id", _LONG, nullable=False),
        _text("name"),
        _text("type"),
        _count("amount"),
        sa.Column("is_implied", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("order_key", "id"),
        _link("return_order_item_id", "return_order_items"),
        _link("return_order_item_adjustment_id", "return_order_item_adjustments"),
        _link("tax_summary_id", "order_item_tax_summaries"),
        sqlite_with_rowid=False,
    )


def _keys() -> list[sa.Column[int]]:
    return [sa.Column(name, _LONG, autoincrement=False, nullable=False) for name in ("order_key", "id")]


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=null)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, _LONG, server_default="0", nullable=False)


def _link(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["order_key", column], [f"{table}.order_key", f"{table}.id"])
