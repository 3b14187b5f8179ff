"""Exchanges and what of the main order's payments pays the new one; one order a statement, as everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.domain.values import dataclass
from omscli.store.db import Reader
from omscli.store.seals import columns_of

SQL_EXCHANGES_OF = """
SELECT id, role, other_summary_id, change_order_id, reserved_amount FROM exchanges WHERE order_key = ? ORDER BY id
"""
SQL_PARTIES = """
SELECT order_key, account_id, currency_iso_code, sales_channel_id, source_process FROM orders
WHERE order_key IN :list AND related_order_id IS NULL
"""
SQL_MOVED_PAYMENTS = """
SELECT id, payment_method_kind, payment_method_id, payment_gateway_id, gateway_ref_number, order_payment_summary_id
FROM payments WHERE order_key = ? ORDER BY id
"""
SQL_MOVED_METHODS = """
SELECT id, kind, type, card_last_four, card_holder_name, card_category, expiry_month, expiry_year, gateway_token,
       nick_name, status, processing_mode, payment_gateway_id, credit_account_id
FROM payment_methods WHERE order_key = ? ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an exchange, as its order keeps it."""

    id: int
    role: str
    other_summary_id: int
    change_order_id: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Party:
    """Whose an order is, and in which money."""

    order_key: int
    account_id: int
    currency: str
    channel_id: int
    source_process: str


def sides_of(reader: Reader, order_key: int) -> list[Side]:
    """The exchanges of an order."""
    return [Side(*row) for row in reader.rows(SQL_EXCHANGES_OF, order_key)]


def parties(reader: Reader, order_keys: Sequence[int]) -> dict[int, Party]:
    """Whose these orders are."""
    return {row[0]: Party(*row) for row in reader.rows(SQL_PARTIES, list(order_keys))}


def column_of(table: str, row: Sequence[Any], column: str) -> Any:
    """A value of a row that is about to be stored."""
    return row[columns_of(table).index(column)]
