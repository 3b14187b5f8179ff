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
    text = ",".join(
        [
            f'"{name}":{_quoted(value) if isinstance(value, str) else "null" if value is None else _encode(value)}'
            for name, value in payload.items()
        ]
    )
    batch.insert(
        "events",
        rows.events(
            order_key=order_key,
            id=event_id,
            type=type_,
            created_date=scene.now,
            actor=scene.actor,
            command=scene.command,
            payload=f"{{{text}}}",
        ),
    )


_quoted = encode_basestring_ascii
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
