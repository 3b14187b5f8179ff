"""The bodies of the reference's cancel and return calls: `changeItems` with their fees (examples 06 and 07).

A body is for one order, which its item summaries tell. Items that have another reason, or another say about shipping,
than those before them are a request of their own, in the order in which they come.
"""

from __future__ import annotations

from typing import Any

from omscli.documents.change_fields import BODY_FEE_NAMES, MAX_NAME, Fields, shown
from omscli.documents.jsonplace import Path
from omscli.domain.change_values import MAX_REASON_TEXT, ChangeRequest, Wanted
from omscli.domain.ids import PREFIXES, child_key, decode, encode, order_key_of

_FIELDS = (
    "orderItemSummaryId",
    "quantity",
    "reason",
    "reasonForChangeText",
    "shippingReductionFlag",
    "changeItemFees",
)

Key = tuple[int, str, str | None, bool]
"""What the items of one request have in common: the order, the reason and its text, and the say about shipping."""


class Body(Fields):
    """The checks of one body."""

    quoted = True

    def requests(self, value: dict[str, Any]) -> list[tuple[str, ChangeRequest]]:
        """Order and request, one for each reason; meaningless when there are problems."""
        self.known(value, ("changeItems",), ())
        items = value["changeItems"]
        if not isinstance(items, list) or not items:
            self.refuse("no-items", "changeItems names no items", ("changeItems",))
            return []
        found: dict[Key, list[Wanted]] = {}
        for at, item in enumerate(items):
            read = self._item(item, ("changeItems", at))
            if read:
                found.setdefault(read[0], []).append(read[1])
        return [
            (encode(PREFIXES["OrderSummary"], child_key(key, 0)), ChangeRequest(tuple(wanted), reason, text, shipping))
            for (key, reason, text, shipping), wanted in found.items()
        ]

    def _item(self, item: Any, path: Path) -> tuple[Key, Wanted] | None:
        if not isinstance(item, dict):
            self.refuse("wrong-type", f"{shown(item)} is not an item", path)
            return None
        self.known(item, _FIELDS, path)
        id_ = self._required(item, "orderItemSummaryId", path)
        reason = self._required(item, "reason", path)
        text = self.text(item, "reasonForChangeText", path, MAX_REASON_TEXT)
        units = self.units(item, "quantity", path)
        if "quantity" not in item:
            self.refuse("missing-field", "quantity is missing", path)
        shipping = self.flag(item, "shippingReductionFlag", False, path)
        fees = self.fees(item, "changeItemFees", path, BODY_FEE_NAMES)
        decoded = decode(id_ or "")
        if id_ and (decoded is None or decoded[0] != "OrderItemSummary"):
            self.refuse(
                "bad-reference",
                f'orderItemSummaryId "{id_}" is no id of an order item summary',
                (*path, "orderItemSummaryId"),
            )
        if not id_ or not reason or decoded is None or units is None:
            return None
        return (order_key_of(decoded[1]), reason, text, shipping), Wanted(id_, units, fees)

    def _required(self, item: dict[str, Any], name: str, path: Path) -> str | None:
        if name not in item:
            self.refuse("missing-field", f"{name} is missing", path)
        return self.text(item, name, path, MAX_NAME)
