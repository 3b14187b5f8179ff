"""Process exceptions: what a person has to look at before an order goes on (spec §1.9, D1).

While one is active the order is On Hold; when the last is resolved or ignored the status that follows from its
quantities shows again.
"""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.numbers import human_number
from omscli.domain.values import replace
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.db import Reader
from omscli.store.exceptions import SQL_COUNTS, SQL_SETTLE_EXCEPTION


class ExceptionBook:
    """Numbers and writes the process exceptions of one chunk of orders."""

    def __init__(self, reader: Reader, batch: Batch, order_keys: Sequence[int]) -> None:
        self._batch = batch
        self._counts: dict[int, int] = {row[0]: row[1] for row in reader.rows(SQL_COUNTS, list(order_keys))}

    def open(
        self,
        change: Change,
        *,
        category: str,
        message: str,
        attached_to: tuple[str, int],
        description: str | None = None,
        severity: str = "High",
    ) -> str:
        """Put the order on hold with a new exception on a record (object, key); answers the exception's number.

        `category` is one of Fulfillment, Invoicing, Order Activation, Order Approval, Payment.
        """
        position = self._counts[change.order_key] = self._counts.get(change.order_key, 0) + 1
        number = human_number("ProcessException", change.order_key, position)
        self._batch.insert(
            "process_exceptions",
            rows.process_exceptions(
                order_key=change.order_key,
                id=change.new_id(),
                process_exception_number=number,
                attached_to_kind=attached_to[0],
                attached_to_id=attached_to[1],
                category=category,
                message=message,
                description=description,
                severity=severity,
                status="New",
                status_category="ACTIVE",
                created_date=change.scene.now,
            ),
        )
        change.state = replace(change.state, active_exceptions=change.state.active_exceptions + 1)
        change.event("ProcessExceptionEvent", ExceptionType=category, Message=message, Severity=severity)
        return number

    def settle(self, change: Change, exception_id: int, *, status: str = "Resolved") -> None:
        """Close an active exception: `Resolved`, or `Ignored` (category INACTIVE)."""
        category = "RESOLVED" if status == "Resolved" else "INACTIVE"
        self._batch.run(SQL_SETTLE_EXCEPTION, status, category, change.scene.now, change.order_key, exception_id)
        change.state = replace(change.state, active_exceptions=change.state.active_exceptions - 1)
