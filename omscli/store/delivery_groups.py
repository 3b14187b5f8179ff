"""Delivery groups as an edit finds and leaves them; `services/edit.py` is the only caller of the update."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.editing import Group
from omscli.domain.values import dataclass
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
SQL_COVER = """
SELECT order_key,
       CAST(SUM(captured_amount + pending_capture_amount - refunded_amount - pending_refund_amount) AS BIGINT),
       CAST(SUM(CASE WHEN authorization_amount - captured_amount - pending_capture_amount
                  - authorization_reversal_amount - pending_reverse_auth_amount > 0
                THEN authorization_amount - captured_amount - pending_capture_amount
                  - authorization_reversal_amount - pending_reverse_auth_amount ELSE 0 END) AS BIGINT)
FROM order_payment_summaries WHERE order_key IN :list GROUP BY order_key
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the payments of an order hold: paid (or being captured) and not refunded, and still to capture."""

    paid: int = 0
    to_capture: int = 0


def groups_to_edit(reader: Reader, order_keys: Sequence[int]) -> dict[int, list[tuple[Group, int]]]:
    """The delivery groups of these orders, each with the key of its original."""
    found: dict[int, list[tuple[Group, int]]] = {}
    for key, id_, original, *values in reader.rows(SQL_EDITED_GROUPS, list(order_keys)):
        columns: dict[str, Value] = dict(zip(COLUMNS, values, strict=True))
        group = Group(id_, str(columns["deliver_to_name"]), columns)  # type: ignore[arg-type]
        found.setdefault(key, []).append((group, original))
    return found


def cover_of(reader: Reader, order_keys: Sequence[int]) -> dict[int, Cover]:
    """What the payments of these orders hold; one without payments is not in the answer."""
    return {key: Cover(paid, left) for key, paid, left in reader.rows(SQL_COVER, list(order_keys))}
