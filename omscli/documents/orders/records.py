"""Flat records with references, as Salesforce's own envelopes hold them, and what an envelope makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.flaws import Flaw, shown
from omscli.domain.values import dataclass
from omscli.errors import nearest

_REFERENCE = re.compile(r"@\{\s*([^{}.\s]+)(?:\.[iI]d)?\s*\}|@([A-Za-z_][\w-]*)")

SUMMARY_KINDS = {
    "OrderSummary": "Order",
    "OrderDeliveryGroupSummary": "OrderDeliveryGroup",
    "OrderItemSummary": "OrderItem",
    "OrderAdjustmentGroupSummary": "OrderAdjustmentGroup",
    "OrderItemAdjustmentLineSummary": "OrderItemAdjustmentLineItem",
    "OrderItemTaxLineItemSummary": "OrderItemTaxLineItem",
}
"""A graph holds summary records; the order records are derived from them (spec §2.2)."""


@dataclass(slots=True)
class Raw:
    """One record of an envelope: its reference id, object API name, fields, and where it stands in the file."""

    ref: str
    kind: str
    fields: dict[str, Any]
    path: Path
    origin: dict[str, Path] = field(default_factory=dict)
    used: bool = False

    def source(self, name: str) -> Path:
        """Where a field of the record stands in the file."""
        return self.origin.get(name, (*self.path, name))


@dataclass(slots=True)
class Origins:
    """From places in the plain form back to places in the file, and what a person calls them."""

    base: Path = ()
    records: dict[Path, Path] = field(default_factory=dict)
    fields: dict[Path, Path] = field(default_factory=dict)
    labels: dict[Path, str] = field(default_factory=dict)

    def source(self, path: Path) -> Path:
        """The place in the file of a place in the plain form."""
        if path in self.fields:
            return self.fields[path]
        for cut in range(len(path), -1, -1):
            if path[:cut] in self.records:
                return (*self.records[path[:cut]], *path[cut:])
        return (*self.base, *path)


@dataclass(slots=True)
class Adapted:
    """One order as an envelope held it: in the plain form, with the way back and the records described beside it."""

    plain: Any
    origins: Origins
    described: list[Raw] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    """Flaws of the envelope itself; their paths are places in the file."""


class Index:
    """The records of one envelope by reference id."""

    def __init__(self, records: Iterable[Raw], flaws: list[Flaw]) -> None:
        self.flaws = flaws
        self._by_ref: dict[str, Raw] = {}
        for record in records:
            if record.ref in self._by_ref:
                message = f"a second record has the reference id {shown(record.ref)}"
                flaws.append(Flaw("duplicate-record", message, record.path))
            self._by_ref.setdefault(record.ref, record)

    def target(self, record: Raw, name: str) -> Raw | str | None:
        """What a field of a record refers to: a record of the envelope, other text as it is, or None if absent."""
        value = record.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.flaws.append(Flaw("wrong-type", f"{name}: {shown(value)} is not a reference", record.source(name)))
            return None
        match = _REFERENCE.fullmatch(value)
        if not match:
            return value
        ref = match.group(1) or match.group(2)
        found = self._by_ref.get(ref)
        if found is None:
            close = nearest(ref, list(self._by_ref))
            help = f"did you mean @{{{close}.id}}?" if close else None
            message = f"{name}: no record of the file has the reference id {shown(ref)}"
            self.flaws.append(Flaw("bad-reference", message, record.source(name), help))
        return found

    def parent(self, record: Raw, name: str, kind: str) -> Raw | None:
        """The record that a field refers to, if it is of that kind."""
        found = self.target(record, name)
        if isinstance(found, Raw) and found.kind == kind:
            return found
        if isinstance(found, Raw):
            message = f"{name}: {shown(record.fields[name])} is a record of {found.kind}, not of {kind}"
            self.flaws.append(Flaw("bad-reference", message, record.source(name)))
        elif isinstance(found, str):
            message = f"{name}: {shown(found)} is no record of this file"
            self.flaws.append(Flaw("bad-reference", message, record.source(name)))
        return None


def summary_names_gone(fields: dict[str, Any], path: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """Fields under their order names (`OrderItemSummaryId` → `OrderItemId`), and where the renamed ones stand."""
    renamed, origin = {}, {}
    for name, value in fields.items():
        order_name = f"{SUMMARY_KINDS[name[:-2]]}Id" if name.endswith("Id") and name[:-2] in SUMMARY_KINDS else name
        renamed[order_name] = value
        if order_name != name:
            origin[order_name] = (*path, name)
    return renamed, origin
