"""Gift cards and store credit: tenders of the shop's own, whose balances are the sums of their movements."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import SQLModel

from omscli.store.columns import (
    PARTITION,
    any_link,
    at_least_zero,
    instant,
    key,
    money,
    order_key,
    own_key,
    ref,
    rule,
    text,
)


class CreditAccount(SQLModel, table=True):
    """A gift card or a buyer's store credit. A card's code is a secret (D35): its hash and last four are kept."""

    __tablename__ = "credit_accounts"
    __table_args__ = (
        *at_least_zero("balance", "reserved_amount"),
        rule("credit_reserved_within_balance", "reserved_amount <= balance"),
        rule("credit_kind", "kind IN ('GiftCard','StoreCredit')"),
        rule("credit_status", "status IN ('Active','Closed')"),
    )
    id: int = own_key("CreditAccount")
    credit_number: str = text(unique=True)
    kind: str = text(api="Type", doc="GiftCard or StoreCredit")
    code_hash: str | None = text(null=True, unique=True, api="")
    code_last_four: str | None = text(null=True)
    account_id: int | None = ref("accounts", "Account", null=True)
    currency_iso_code: str = text()
    balance: int = money(doc="what it was issued and refunded, less what it paid")
    reserved_amount: int = money(doc="of the balance: authorized for orders, and not captured yet")
    status: str = text(doc="Active or Closed")
    expiration_date: int | None = instant(null=True)
    created_date: int = instant()


class CreditMovement(SQLModel, table=True):
    """Every change of a credit account and its one cause; its amounts are their sums.

    order_key 0 holds the movements that no order caused: issued, adjusted, expired.
    """

    __tablename__ = "credit_movements"
    __table_args__ = (Index("credit_movements_by_account", "credit_account_id"), PARTITION)
    order_key: int = order_key()
    id: int = key("CreditMovement")
    credit_account_id: int = ref("credit_accounts", "CreditAccount")
    cause: str = text(doc="issue, adjust, expire, authorize, release, capture, sale, refund")
    balance_change: int = money()
    reserved_change: int = money()
    cause_kind: str = text(api="")
    cause_id: int = any_link("cause_kind")
    currency_iso_code: str = text()
    reason: str | None = text(null=True)
    created_date: int = instant()
