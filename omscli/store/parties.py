"""Accounts, contacts and order identities, looked up for a whole chunk of orders at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from omscli.store.db import Reader

SQL_ACCOUNTS = "SELECT match_key, id, is_person_account FROM accounts WHERE match_key IN :list"
SQL_ACCOUNTS_BY_ID = "SELECT id FROM accounts WHERE id IN :list"
SQL_CONTACTS = "SELECT account_id, email, id FROM contacts WHERE account_id IN :list ORDER BY id"
SQL_EMAILS = "SELECT match_key FROM accounts WHERE is_person_account = 1 ORDER BY match_key LIMIT 5000"
SQL_IDENTITIES = """
SELECT i.kind, i.value, i.scope, i.order_key, o.content_hash, o.status_code, o.order_number
FROM order_identities i JOIN orders o ON o.order_key = i.order_key AND o.related_order_id IS NULL
WHERE i.kind IN ('ref', 'ext') AND i.value IN :list
"""
SQL_ACTIVATE_ORDER = """
UPDATE orders SET status = 'Activated', status_code = 'Activated', content_hash = ?
WHERE order_key = ? AND related_order_id IS NULL AND status_code = 'Draft'
"""


def accounts_by_match_key(reader: Reader, match_keys: Iterable[str]) -> dict[str, int]:
    """The accounts that are matched by these keys (`person:EMAIL`, `company:NAME`)."""
    return {row[0]: row[1] for row in reader.rows(SQL_ACCOUNTS, sorted(set(match_keys)))}


def contacts_of(reader: Reader, account_ids: Iterable[int]) -> dict[tuple[int, str | None], int]:
    """The contacts of company accounts, by account and e-mail address."""
    return {(row[0], row[1]): row[2] for row in reader.rows(SQL_CONTACTS, sorted(set(account_ids)))}


def identities_of(reader: Reader, values: Iterable[str]) -> dict[tuple[str, str, int], Any]:
    """Which orders are found by these names: (kind, value, scope) → (order key, content hash, status code, number)."""
    return {(row[0], row[1], row[2]): tuple(row[3:]) for row in reader.rows(SQL_IDENTITIES, sorted(set(values)))}
