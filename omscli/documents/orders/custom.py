"""Custom fields (`…__c`): kept with their record as one canonical JSON text."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.fields import plain_text
from omscli.documents.orders.flaws import UNSAFE, Flaw, shown

if TYPE_CHECKING:
    from omscli.documents.orders.record import Record

MAX_TEXT = 32_000


def custom_of(kind: str, extra: dict[str, Any], path: Path, flaws: list[Flaw]) -> str | None:
    """The custom fields of a record of the order form, of the kind that `model.py` calls so."""
    from omscli.documents.orders import model  # every kind of record, for who has custom fields

    return custom_fields(getattr(model, kind), extra, path, flaws)


def custom_fields(kind: Record, extra: dict[str, Any] | None, path: Path, flaws: list[Flaw]) -> str | None:
    """What a record has beside its fields, as JSON with sorted keys and exact numbers; no custom field is a flaw."""
    if not extra:
        return None
    kept = []
    for name in sorted(extra):
        flaw = _flaw(kind, name, extra[name], path)
        if flaw:
            flaws.append(flaw)
        elif extra[name] is not None:
            kept.append(f"{json.dumps(name)}:{_written(extra[name])}")
    return "{" + ",".join(kept) + "}" if kept else None


def _flaw(kind: Record, name: str, value: Any, path: Path) -> Flaw | None:
    here = (*path, name)
    if not name.endswith("__c"):
        return kind.unknown_field(name, path)
    if UNSAFE.search(name) or not name.isprintable() or len(name) > 80:
        return Flaw("bad-text", f"{shown(name)} is no name for a custom field", here)
    if isinstance(value, dict | list):
        return Flaw("wrong-type", f"{name}: a custom field holds a text, a number, true, false or null", here)
    if isinstance(value, str) and UNSAFE.search(value):
        return Flaw("bad-text", f"{name}: {shown(value)} holds a control character that a text must not have", here)
    if len(str(value)) > MAX_TEXT:
        return Flaw("bad-value", f"{name} is longer than {MAX_TEXT:,} characters", here)
    if isinstance(value, int) and abs(value) >= 10**40:
        return Flaw("bad-number", f"{name}: a number of more than 40 digits", here)
    return None


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_text(value)
    return json.dumps(value)
