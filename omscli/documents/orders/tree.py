"""The sObject tree: records with `attributes.type`, children nested as `{"records": […]}` under their relationship."""

from __future__ import annotations

from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.records import SUMMARY_KINDS, Adapted, Origins, Raw, summary_names_gone

_LINK_TO = {
    "Order": "OrderId",
    "OrderDeliveryGroup": "OrderDeliveryGroupId",
    "OrderItem": "OrderItemId",
    "OrderItemAdjustmentLineItem": "OrderItemAdjustmentLineItemId",
    "Account": "AccountId",
    "PaymentGroup": "PaymentGroupId",
    "OrderPaymentSummary": "OrderPaymentSummaryId",
    "PaymentAuthorization": "PaymentAuthorizationId",
}
"""How a child names the parent that it is nested in."""


def matches(value: Any) -> bool:
    """Whether this is a tree of records, or one record, with types in `attributes`."""
    return isinstance(value, dict) and (isinstance(value.get("records"), list) or _kind(value) is not None)


def adapt(value: Any, path: Path) -> list[Adapted]:
    """Every Order of the tree is one order; records of other objects beside them are described records."""
    flaws: list[Flaw] = []
    records: list[Raw] = []
    if isinstance(value.get("records"), list):
        for index, entry in enumerate(value["records"]):
            _walk(entry, (*path, "records", index), None, records, flaws)
    else:
        _walk(value, path, None, records, flaws)
    if not records:
        flaw = Flaw("unknown-format", "there is no record in it", path)
        return [Adapted(None, Origins(path), flaws=[*flaws, flaw])]
    from omscli.documents.orders.assemble import Assembly  # ten more kinds of record, for envelopes only

    return Assembly(records, path, flaws).adapted()


def _kind(value: dict[str, Any]) -> str | None:
    attributes = value.get("attributes")
    kind = attributes.get("type") if isinstance(attributes, dict) else None
    return kind if isinstance(kind, str) else None


def _walk(entry: Any, path: Path, parent: Raw | None, records: list[Raw], flaws: list[Flaw]) -> None:
    kind = _kind(entry) if isinstance(entry, dict) else None
    if kind is None:
        flaws.append(Flaw("wrong-type", f"{shown(entry)} is not a record with attributes.type", path))
        return
    attributes = entry["attributes"]
    given = attributes.get("referenceId")
    ref = str(given) if isinstance(given, str) else f"{kind} {len(records) + 1}"
    nested = {name: value for name, value in entry.items() if _is_children(value)}
    fields, origin = summary_names_gone(
        {name: value for name, value in entry.items() if name not in nested and name != "attributes"}, path
    )
    record = Raw(ref, SUMMARY_KINDS.get(kind, kind), fields, path, origin)
    _name_parent(record, parent)
    records.append(record)
    for name, value in nested.items():
        for index, child in enumerate(value["records"]):
            _walk(child, (*path, name, "records", index), record, records, flaws)


def _is_children(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("records"), list)


def _name_parent(record: Raw, parent: Raw | None) -> None:
    if parent is None:
        return
    link = _LINK_TO.get(parent.kind)
    if parent.kind == "Order" and record.kind in ("PaymentGroup",):
        link = "SourceObjectId"
    if link is not None:
        record.fields.setdefault(link, f"@{{{parent.ref}}}")
    if parent.kind == "OrderItemAdjustmentLineItem" and parent.fields.get("OrderItemId") is not None:
        record.fields.setdefault("OrderItemId", parent.fields["OrderItemId"])
