"""Exchanges: the money of a return that a new order of the same shopper was paid with (spec §2.14)."""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import PARTITION, instant, key, money, order_key, pointer, rule, text


class Exchange(SQLModel, table=True):
    """One side of an exchange: it stands with the order whose units came back, and with the one that took their place.

    The other side is in another partition, so nothing of it is a foreign key; `oms verify` compares the two.
    """

    __tablename__ = "exchanges"
    __table_args__ = (rule("exchange_role", "role IN ('Return','Order')"), PARTITION)
    order_key: int = order_key()
    id: int = key("Exchange")
    role: str = text(doc="Return: of the main order; Order: of the one that took its place")
    other_summary_id: int = pointer("OrderSummary", api="OtherOrderSummaryId")
    change_order_id: int = pointer("Order", api="ChangeOrderId")
    currency_iso_code: str = text()
    reserved_amount: int = money(doc="what of the return pays the new order")
    reason: str = text()
    created_date: int = instant()
