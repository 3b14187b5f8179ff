"""The head of an order's state, for what changes its money and numbers its records but touches no item."""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.values import dataclass
from omscli.store.db import Reader

SQL_HEADS = """
SELECT order_key, order_number, order_reference_number, currency_iso_code, tax_locale_type, order_life_cycle_type,
       account_id, bill_to_contact_id, grand_total_amount, is_suspended, active_process_exception_count, last_n
FROM order_summaries WHERE order_key IN :list
"""
SQL_SET_LAST_N = "UPDATE order_summaries SET last_n = ? WHERE order_key = ?"


@dataclass(frozen=True, slots=True)
class Head:
    """An order summary without its items."""

    order_key: int
    order_number: str
    reference: str | None
    currency: str
    tax_locale: str
    life_cycle: str
    account_id: int
    contact_id: int | None
    grand_total: int
    suspended: int
    active_exceptions: int
    last_n: int

    @property
    def on_hold(self) -> bool:
        """Whether nobody may go on with the order before an exception is resolved."""
        return bool(self.suspended or self.active_exceptions)

    @property
    def managed(self) -> bool:
        """Whether the order is processed here; an unmanaged one is kept for reference (spec §4.7)."""
        return self.life_cycle == "MANAGED"


def load_heads(reader: Reader, order_keys: Iterable[int]) -> dict[int, Head]:
    """The head of each order that has a summary, by order key; a writer has the orders to itself from here."""
    keys = sorted(set(order_keys))
    reader.hold(keys)
    return {row[0]: Head(*row) for row in reader.rows(SQL_HEADS, keys)}
