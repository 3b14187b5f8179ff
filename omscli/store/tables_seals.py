"""What proves that the rows are those that were written (`store/seals.py` says how, `oms verify` checks it)."""

from __future__ import annotations

from sqlmodel import SQLModel

from omscli.store.columns import PARTITION, count, count_key, order_key, text, text_key


class Seal(SQLModel, table=True):
    """One link of an order's hash chain: what one unit of work added to the order, sealed with all before it.

    order_key 0, and −1 … for other lanes of keys, have the chains of the stock movements that no order caused.
    """

    __tablename__ = "seals"
    __table_args__ = (PARTITION,)
    order_key: int = order_key()
    n: int = count_key()
    last_id: int = count(api="", doc="the highest key of the unit's records; the link before it ends below")
    digest: str = text(api="", doc="over the digest of the link before and the unit's records")


class RecordSeal(SQLModel, table=True):
    """The seal of a record that belongs to no single order: set-up, shoppers, notices, exports, safety stock."""

    __tablename__ = "record_seals"
    __table_args__ = (PARTITION,)
    kind: str = text_key(api="")
    record: str = text_key(api="")
    digest: str = text(api="")
