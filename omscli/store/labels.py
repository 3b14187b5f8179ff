"""What a store calls the order statuses (D1); apart from the other choices: every look at an order asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from omscli.store.db import Reader

SQL_LABELS = "SELECT value FROM settings WHERE name = 'status_labels'"


def load_labels(reader: Reader) -> Mapping[str, str]:
    """Order status → the store's own name for it, where it has one."""
    value = reader.value(SQL_LABELS)
    if not value:
        return {}
    import json

    labels: Mapping[str, str] = json.loads(value)
    return labels
