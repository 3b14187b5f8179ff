"""The event log: the platform events of the reference (spec §3) and our own, one row each, in the order's partition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii

from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows


def record_event(
    batch: Batch, scene: Scene, order_key: int, event_id: int, type_: str, payload: Mapping[str, object]
) -> None:
    """Add one event; the payload holds API names, ids as text, amounts as decimal text, never a secret."""
    names = tuple(payload)
    layout = _LAYOUTS.get(names) or _layout_of(names)
    values = [_quoted(value) if type(value) is str else _written(value) for value in payload.values()]
    batch.insert(
        "events",
        rows.events(
            order_key=order_key,
            id=event_id,
            type=type_,
            created_date=scene.now,
            actor=scene.actor,
            command=scene.command,
            payload=layout % tuple(values),
        ),
    )


def _layout_of(names: tuple[str, ...]) -> str:
    """The text of a payload with a `%s` for every value: a type of event has the same names time after time."""
    parts = ",".join(f"{_quoted(name).replace('%', '%%')}:%s" for name in names)
    layout = _LAYOUTS[names] = f"{{{parts}}}"
    return layout


def _written(value: object) -> str:
    if value is None:
        return "null"
    return str(value) if type(value) is int else _encode(value)


_LAYOUTS: dict[tuple[str, ...], str] = {}
_quoted = encode_basestring_ascii
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
