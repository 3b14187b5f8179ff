"""Which fields of an order file differ from the order that is there already under the same name (D4, `conflict`).

The rows that the file would make are compared with the rows that are there: record numbers are given in file order, so
the same record has the same key in both.
"""

from __future__ import annotations

from omscli.services.placing.draft import Draft
from omscli.services.placing.order_rows import OrderRows, Resolved
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store.db import Reader
from omscli.store.placed import SQL_PLACED_LAST_N, SQL_STORED
from omscli.store.rows import Row

_NOT_COMPARED = {"Id", "CreatedDate", "TaxEffectiveDate", "EffectiveDate", "OrderPaymentSummaryId", "Balance"}
_NOT_COMPARED |= {"TotalPaymentCaptureAmount", "TotalAuthReversalAmount", "TotalApplied", "TotalRefundApplied"}
_UNNAMED = {"source_process": "SourceProcess"}
"""Columns that a placed order keeps without showing them: its summary does."""
_LISTED = 8


def differences(reader: Reader, scene: Scene, draft: Draft, resolved: Resolved, order_key: int) -> list[str]:
    """Up to eight fields that differ, in API names: `OrderItems[1].Quantity`."""
    from omscli.store.fields import FIELDS  # the field catalogue is only read when something differs

    scratch = Batch()
    OrderRows(scratch, scene).insert(draft, resolved, order_key)
    last = reader.value(SQL_PLACED_LAST_N, order_key)
    limit = order_key << 20 | int(last or 0)
    found: list[str] = []
    for table, sql in SQL_STORED.items():
        stored = reader.rows(sql, order_key) if table == "orders" else reader.rows(sql, order_key, limit)
        given = scratch.inserts.get(table, [])
        name = "".join(word.capitalize() for word in table.split("_"))
        if len(stored) != len(given):
            found.append(f"{name} ({len(stored)} there, {len(given)} in the file)")
            continue
        for index, (old, new) in enumerate(zip(stored, given, strict=True)):
            fields = _changed(FIELDS[table], old, new)
            found += fields if table == "orders" else [f"{name}[{index}].{field}" for field in fields]
    return found[:_LISTED]


def _changed(columns: tuple[tuple[str, str, str], ...], old: Row, new: Row) -> list[str]:
    named = [_UNNAMED.get(column, api) for column, api, _ in columns]
    return [
        api
        for api, before, after in zip(named, old, new, strict=True)
        if api and api not in _NOT_COMPARED and before != after
    ]
