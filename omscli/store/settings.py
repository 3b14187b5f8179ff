"""The set-up's choices and reason codes as the store keeps them: one row a choice, its value as JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from omscli.domain.policy import FraudRules, Policy
from omscli.errors import nearest, refuse
from omscli.store.db import Reader

SQL_SETTINGS = "SELECT name, value FROM settings ORDER BY name"
SQL_SET = "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
SQL_REASONS = "SELECT value FROM reason_codes WHERE kind = ? ORDER BY position, value"
SQL_SET_REASON = """
INSERT INTO reason_codes (kind, value, position) VALUES (?, ?, ?)
ON CONFLICT (kind, value) DO UPDATE SET position = excluded.position
"""

_NAMES = frozenset(field.name for field in fields(Policy))


def load_policy(reader: Reader) -> Policy:
    """The store's choices; what the set-up never named has its default."""
    chosen: dict[str, Any] = {name: json.loads(value) for name, value in reader.rows(SQL_SETTINGS) if name in _NAMES}
    if "fraud_rules" in chosen:
        rules = chosen["fraud_rules"]
        lists = {name: tuple(value) for name, value in rules.items() if name != "max_amount"}
        chosen["fraud_rules"] = FraudRules(max_amount=rules.get("max_amount", {}), **lists)
    return Policy(**chosen)


def load_reasons(reader: Reader, kind: str) -> list[str]:
    """The reason codes of a kind of change (`cancel`, `return`, `adjust`, `short`, `reject`), in the set-up's order."""
    return [row[0] for row in reader.rows(SQL_REASONS, kind)]


def find_reason(reader: Reader, kind: str, text: str, to: str | None = None) -> str:
    """The reason code that a person means, whatever its case; `to` is what it is a reason for, where that has no list
    of its own. Raises `unknown-reason` with the nearest one.
    """
    known = load_reasons(reader, kind)
    for reason in known:
        if reason.casefold() == text.strip().casefold():
            return reason
    guess = nearest(text, known)
    hint = f'did you mean "{guess}"?' if guess else f"the reasons are: {', '.join(known)}"
    raise refuse("unknown-reason", f'"{text}" is no reason to {to or kind}', help=hint)
