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
    batch.insert(
        "events",
        rows.events(
            order_key=order_key,
            id=event_id,
            type=type_,
            created_date=scene.now,
            actor=scene.actor,
            command=scene.command,
            payload="{" + ",".join([_member(name, value) for name, value in payload.items()]) + "}",
        ),
    )


def _member(name: str, value: object) -> str:
    if isinstance(value, str):
        return f'"{name}":{encode_basestring_ascii(value)}'
    if value is None:
        return f'"{name}":null'
    return f'"{name}":{_ENCODER.encode(value)}'


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
