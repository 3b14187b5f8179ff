"""Delivery groups as an edit finds and leaves them; `services/edit.py` is the only caller of the update."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.editing import Group
from omscli.store.db import Reader, Value

COLUMNS = (
    "delivery_method_id",
    "deliver_to_name",
    "deliver_to_street",
    "deliver_to_city",
    "deliver_to_state",
    "deliver_to_postal_code",
    "deliver_to_country",
    "email_address",
    "phone_number",
    "is_gift",
    "gift_message",
    "delivery_instructions",
    "desired_delivery_date",
    "promised_delivery_date",
)
SQL_EDITED_GROUPS = """
SELECT order_key, id, original_order_delivery_group_id, delivery_method_id, deliver_to_name, deliver_to_street,
       deliver_to_city, deliver_to_state, deliver_to_postal_code, deliver_to_country, email_address, phone_number,
       is_gift, gift_message, delivery_instructions, desired_delivery_date, promised_delivery_date
FROM order_delivery_group_summaries WHERE order_key IN :list ORDER BY order_key, id
"""
SQL_EDIT_GROUP = """
UPDATE order_delivery_group_summaries SET delivery_method_id = ?, deliver_to_name = ?, deliver_to_street = ?,
  deliver_to_city = ?, deliver_to_state = ?, deliver_to_postal_code = ?, deliver_to_country = ?, email_address = ?,
  phone_number = ?, is_gift = ?, gift_message = ?, delivery_instructions = ?, desired_delivery_date = ?,
  promised_delivery_date = ?
WHERE order_key = ? AND id = ?
"""


def groups_to_edit(reader: Reader, order_keys: Sequence[int]) -> dict[int, list[tuple[Group, int]]]:
    """The delivery groups of these orders, each with the key of its original."""
    found: dict[int, list[tuple[Group, int]]] = {}
    for key, id_, original, *values in reader.rows(SQL_EDITED_GROUPS, list(order_keys)):
        columns: dict[str, Value] = dict(zip(COLUMNS, values, strict=True))
        group = Group(id_, str(columns["deliver_to_name"]), columns)  # type: ignore[arg-type]
        found.setdefault(key, []).append((group, original))
    return found
