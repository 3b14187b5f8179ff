"""Gift cards and store credit as the store keeps them, and how a balance moves.

What moves a balance first keeps the account to itself (`Reader.hold_credits`), then decides, then moves it by a
difference; the CHECKs of the table refuse what would be less than nothing, whoever else was at work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omscli.domain.credits import Credit
from omscli.store.db import Reader

_COLUMNS = """
SELECT c.id, c.credit_number, c.kind, c.code_last_four, c.account_id, c.currency_iso_code, c.balance,
       c.reserved_amount, c.status, c.expiration_date
FROM credit_accounts c
"""
SQL_BY_ID = _COLUMNS + "WHERE c.id IN :list ORDER BY c.id"
SQL_ALL_CREDITS = _COLUMNS + "ORDER BY c.id"
SQL_MOVEMENTS = """
SELECT m.created_date, m.cause, m.balance_change, m.reserved_change, o.order_number, m.cause_kind, m.cause_id, m.reason
FROM credit_movements m
LEFT JOIN orders o ON o.order_key = m.order_key AND o.related_order_id IS NULL AND m.order_key > 0
WHERE m.credit_account_id = ? ORDER BY m.created_date, m.order_key, m.id
"""
SQL_IDS_BY_NAME = """
SELECT code_hash, credit_number, id FROM credit_accounts WHERE code_hash IN :list OR credit_number IN :list
"""
SQL_OWN_CREDIT = """
SELECT account_id, currency_iso_code, MIN(id) FROM credit_accounts
WHERE kind = 'StoreCredit' AND status = 'Active' AND expiration_date IS NULL AND account_id IN :list
GROUP BY account_id, currency_iso_code
"""
SQL_EXPIRED = """
SELECT id FROM credit_accounts WHERE status = 'Active' AND expiration_date <= ? AND balance > reserved_amount
ORDER BY id
"""
SQL_MOVE_CREDIT = "UPDATE credit_accounts SET balance = balance + ?, reserved_amount = reserved_amount + ? WHERE id = ?"
SQL_CLOSE_CREDIT = "UPDATE credit_accounts SET status = 'Closed' WHERE id = ?"
SQL_CREDIT_GATEWAY = """
SELECT g.id FROM payment_gateways g JOIN payment_gateway_providers p ON p.id = g.payment_gateway_provider_id
WHERE p.adapter = 'credit'
"""
SQL_CREDIT_OF_METHODS = """
SELECT order_key, id, credit_account_id FROM payment_methods
WHERE order_key IN :list AND credit_account_id IS NOT NULL
"""
SQL_SOME_NUMBERS = "SELECT credit_number FROM credit_accounts ORDER BY id LIMIT 2000"


CREDIT_ADAPTER = "credit"
"""What stands for an adapter at the gateway of these tenders, which there is none for: nothing is ever sent there."""


def credits_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, Credit]:
    """The accounts by key; a writer has them to itself from here."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    reader.hold_credits(wanted)
    return {row[0]: Credit(*row) for row in reader.rows(SQL_BY_ID, wanted)}


def ids_by_name(reader: Reader, names: Sequence[str]) -> dict[str, int]:
    """The keys of the accounts that these hashes of codes, or numbers, name."""
    if not names:
        return {}
    found: dict[str, int] = {}
    for hashed, number, id_ in reader.rows(SQL_IDS_BY_NAME, names, names):
        found |= {name: id_ for name in (hashed, number) if name}
    return found
