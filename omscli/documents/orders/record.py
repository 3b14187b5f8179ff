"""A kind of record of an order file, declared once: from it come the check of a record and its JSON Schema.

A check goes once over what the file holds, not over what it could hold. It answers what is kept of each field, in the
declared order, None where the file has nothing; last what the kind does not know: custom fields, and mistakes.

This is the careful check: it says of everything that is wrong what it is, and where. `quick_records.py`, generated from
the same declaration, answers the same for records that are plainly right, and is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from omscli.documents.jsonplace import Path
from omscli.documents.orders.fields import Check, Kind
from omscli.documents.orders.flaws import Flaw, Refused, inside, refuse, shown
from omscli.errors import nearest

Checked = tuple[Any, ...]
"""What is kept of a record: its fields in the declared order, and a dict of what its kind does not know, or None."""

_MISSING = {
    "OrderDeliveryGroups": ("no-delivery-group", "the order has no delivery group"),
    "OrderItems": ("no-items", "the delivery group has no items"),
}
_HELP = {
    "OrderItems": "items stand in the delivery group they go with: OrderDeliveryGroups[0].OrderItems",
    "OrderReferenceNumber": "the number that the shop gave the order; orders are told apart by it",
    "CurrencyIsoCode": "the ISO 4217 code of the order's currency, such as USD",
    "Account": "the shopper: {LastName, PersonEmail} of a person, or {Name, Contact} of a company",
}
_SECRET = r"(?i)cvv|cvc|cid\b|security_?code|track_?(1|2|data)|^pin$"


class _Field(NamedTuple):
    name: str
    check: Check
    nullable: bool
    better: str | None
    """The name that counts when the record holds both."""


class Record:
    """A kind of record: its fields by name, those that must be there, and names that a field may also have.

    `links` are fields that refer to another record and may also be called `…Id`.
    """

    def __init__(
        self,
        name: str,
        about: str,
        fields: Mapping[str, Kind],
        *,
        required: Sequence[str] = (),
        links: Sequence[str] = (),
        also: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.about, self.fields, self.required = name, about, dict(fields), tuple(required)
        self.others = {**{link: f"{link}Id" for link in links}, **(also or {})}
        self.children: dict[str, Record] = {}
        self._known: dict[str, _Field] = {}
        for field, kind in self.fields.items():
            self._known[field] = _Field(field, kind.check, field not in required, None)
            if field in self.others:
                self._known[self.others[field]] = self._known[field]._replace(better=field)
            if kind.record is not None:
                self.children[field] = kind.record

    def check(self, value: Any, currency: str) -> Checked:
        """What is kept of the record. Raises Refused with everything that is wrong, in the declared order."""
        if not isinstance(value, dict):
            refuse("wrong-type", f": {shown(value)} is not an object")
        known = self._known
        found: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        wrong: dict[str, list[Flaw]] = {}
        for name, entry in value.items():
            field = known.get(name)
            if field is None or (field.better is not None and field.better in value):
                extra[name] = entry
            elif entry is not None or not field.nullable:
                try:
                    found[field.name] = field.check(entry, currency)
                except Refused as refused:
                    wrong[field.name] = inside(refused.flaws, name)
        for name in self.required:
            if name not in found and name not in wrong:
                code, message = _MISSING.get(name, ("missing-field", f"{name} is missing"))
                wrong[name] = [Flaw(code, message, (name,), _HELP.get(name))]
        if wrong:
            raise Refused([flaw for name in self.fields if name in wrong for flaw in wrong[name]])
        return (*map(found.get, self.fields), extra or None)

    def unknown(self, value: Any, path: Path = ()) -> Iterator[Flaw]:
        """Fields that no record of this kind has, in an order that has other flaws too."""
        if isinstance(value, list):
            for index, entry in enumerate(value):
                yield from self.unknown(entry, (*path, index))
        elif isinstance(value, dict):
            for name, entry in value.items():
                if name not in self._known and not name.endswith("__c"):
                    yield self.unknown_field(name, path)
                elif name in self.children:
                    yield from self.children[name].unknown(entry, (*path, name))

    def unknown_field(self, name: str, path: Path) -> Flaw:
        """A field that no record of this kind has: refused with the nearest name (contract §5)."""
        message, place = f"{shown(name)[1:-1]} is not a field of this record", (*path, name)
        if re.search(_SECRET, name):
            return Flaw("unknown-field", message, place, "a card's security code or track is never stored: remove it")
        if name == "OrderItems":
            return Flaw("unknown-field", message, place, _HELP[name])
        close = nearest(name, list(self.fields))
        help = f"did you mean {close}? " if close and close != name else ""
        return Flaw("unknown-field", message, place, f"{help}custom fields end in __c")


def one(record: Record) -> Kind:
    """A record in its place."""
    return Kind(record.check, {"$ref": f"#/$defs/{record.name}"}, record)


def several(record: Record, limit: int) -> Kind:
    """A list of records, at most so many."""
    check_one = record.check

    def check(value: Any, currency: str) -> list[Checked]:
        if not isinstance(value, list):
            refuse("wrong-type", f": {shown(value)} is not a list")
        if len(value) > limit:
            refuse("too-large", f": more than {limit:,} of them")
        found, flaws = [], []
        for index, entry in enumerate(value):
            try:
                found.append(check_one(entry, currency))
            except Refused as refused:
                flaws += inside(refused.flaws, index)
        if flaws:
            raise Refused(flaws)
        return found

    items = {"$ref": f"#/$defs/{record.name}"}
    return Kind(check, {"items": items, "maxItems": limit, "type": "array"}, record)
