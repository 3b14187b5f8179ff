"""The fields of a notice: their names in JSON and CSV, and what a value must look like. Shared by both formats."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from omscli.documents.asn.values import Flaw
from omscli.documents.jsonplace import Path

MAX_QUANTITY = 10**9
MAX_LINES = 10_000

TEXTS: dict[str, int] = {
    "AsnNumber": 80,
    "FulfillmentOrderNumber": 40,
    "Carrier": 80,
    "TrackingNumber": 100,
    "StockKeepingUnit": 255,
}
"""Text fields and how long they may be."""

REQUIRED = ("AsnNumber", "FulfillmentOrderNumber")
HEAD = ("AsnNumber", "FulfillmentOrderNumber", "Carrier", "TrackingNumber", "ShipDate", "Lines")
LINE = ("StockKeepingUnit", "Quantity", "Short")
SHORTS = ("backorder", "cancel")

COLUMNS: dict[str, str] = {
    "asn_number": "AsnNumber",
    "fulfillment_order_number": "FulfillmentOrderNumber",
    "carrier": "Carrier",
    "tracking_number": "TrackingNumber",
    "ship_date": "ShipDate",
    "sku": "StockKeepingUnit",
    "quantity": "Quantity",
    "short": "Short",
}
"""CSV column → field, in the order of contract §6."""

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def shown(value: Any) -> str:
    """A value as a message may show it: short, without control characters."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = _UNSAFE.sub("\ufffd", json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else f"{text[:57]}…"


def text_of(name: str, value: Any, path: Path, flaws: list[Flaw]) -> str | None:
    """A text without control characters or surrounding spaces, no longer than its field."""
    if _is_plain(value) and len(value) <= TEXTS[name]:
        return str(value)
    if not isinstance(value, str):
        flaws.append(Flaw("wrong-type", f"{name}: {shown(value)} is not a text", path))
    elif _UNSAFE.search(value):
        flaws.append(Flaw("bad-text", f"{name}: {shown(value)} holds a character that a text must not have", path))
    elif not value or value != value.strip():
        what = "begins or ends with a space" if value.strip() else "is empty"
        flaws.append(Flaw("bad-value", f"{name}: {shown(value)} {what}", path))
    elif len(value) > TEXTS[name]:
        flaws.append(Flaw("bad-value", f"{name} is longer than {TEXTS[name]} characters", path))
    else:
        return value
    return None


def _is_plain(value: Any) -> bool:
    """Whether a value is a text that nearly all are like: the search for what one must not have takes long."""
    return type(value) is str and value.isascii() and value.isprintable() and value.strip() == value != ""


def day_of(value: Any, path: Path, flaws: list[Flaw]) -> str | None:
    """A calendar date as `YYYY-MM-DD`."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    flaws.append(Flaw("bad-date", f"ShipDate: {shown(value)} is no date", path, "dates are written 2026-01-06"))
    return None


def units_of(value: Any, path: Path, flaws: list[Flaw]) -> int | None:
    """A whole number of units, zero or more."""
    if type(value) is not int:
        flaws.append(Flaw("bad-quantity", f"Quantity: {shown(value)} is not a whole number", path))
    elif not 0 <= value <= MAX_QUANTITY:
        limit = "is negative" if value < 0 else f"is more than {MAX_QUANTITY:,}"
        flaws.append(Flaw("bad-quantity", f"Quantity: {shown(value)} {limit}", path))
    else:
        return value
    return None


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a notice."""
    text = {name: {"type": "string", "minLength": 1, "maxLength": most} for name, most in TEXTS.items()}
    line = {
        "type": "object",
        "required": ["StockKeepingUnit", "Quantity"],
        "additionalProperties": False,
        "properties": {
            "StockKeepingUnit": text["StockKeepingUnit"],
            "Quantity": {"type": "integer", "minimum": 0, "maximum": MAX_QUANTITY},
            "Short": {"enum": list(SHORTS), "description": "what becomes of units that were not sent"},
        },
    }
    return {
        "title": "AdvanceShippingNotice",
        "description": "What was sent of one fulfillment order; a file may hold one, a list, or one a line (NDJSON).",
        "type": "object",
        "required": [*REQUIRED, "Lines"],
        "additionalProperties": False,
        "properties": {
            **{name: text[name] for name in HEAD if name in text},
            "ShipDate": {"type": "string", "format": "date"},
            "Lines": {"type": "array", "minItems": 1, "maxItems": MAX_LINES, "items": line},
        },
    }
