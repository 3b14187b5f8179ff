"""The JSON Schema of an order in the plain form, from the declarations that its check is made of."""

from __future__ import annotations

from typing import Any

from omscli.documents.orders.model import ORDER
from omscli.documents.orders.record import Record

_NULL = {"type": "null"}
_CUSTOM = {"__c$": {"type": ["string", "number", "boolean", "null"]}}


def order_schema() -> dict[str, Any]:
    """The schema of one order; what another name of a field may hold is said under that name too."""
    below: dict[str, Record] = {}
    _collect(ORDER, below)
    schema = _schema(ORDER)
    schema["properties"]["Account"] = {"anyOf": [{"$ref": "#/$defs/AccountIn"}, {"type": "string"}]}
    return {
        "$defs": {name: _schema(below[name]) for name in sorted(below)},
        **schema,
        "description": "One order in the plain form; a file may hold one, a list, or one a line (NDJSON).",
        "required": [name for name in ORDER.required if name != "CurrencyIsoCode"],
        "title": "Order",
    }


def _collect(record: Record, found: dict[str, Record]) -> None:
    for child in record.children.values():
        found[child.name] = child
        _collect(child, found)


def _schema(record: Record) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, kind in record.fields.items():
        title = {} if "$ref" in kind.schema else {"title": name.title()}
        if name in record.required:
            properties[name] = dict(sorted({**kind.schema, **title}.items()))
        else:
            properties[name] = {"anyOf": [kind.schema, _NULL], "default": None, **title}
    for name, other in record.others.items():
        properties[other] = properties[name]
    schema = {"additionalProperties": False, "description": record.about, "patternProperties": _CUSTOM}
    required = {"required": list(record.required)} if record.required else {}
    return {**schema, "properties": properties, **required, "title": record.name, "type": "object"}
