"""The JSON Schema of one stock level; a file may hold one, a list, or one a line, and CSV has the same columns."""

from __future__ import annotations

from typing import Any

from omscli.documents.stock.read import FIELDS, MAX_UNITS, REQUIRED


def stock_schema() -> dict[str, Any]:
    """What `oms schema stock` prints."""
    meanings = {
        "location": {"type": "string", "minLength": 1, "maxLength": 255, "description": "external reference"},
        "sku": {"type": "string", "minLength": 1, "maxLength": 255},
        "on_hand": {"type": "integer", "minimum": 0, "maximum": MAX_UNITS, "description": "units there now"},
        "safety_stock": {"type": "integer", "minimum": 0, "maximum": MAX_UNITS, "description": "units never sold"},
    }
    return {
        "title": "StockLevel",
        "description": "The units of a product at a location; it sets the level.",
        "type": "object",
        "properties": {name: meanings[name] for name in FIELDS},
        "required": list(REQUIRED),
        "additionalProperties": False,
    }
