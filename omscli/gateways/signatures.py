"""Signed notifications: a body, when it was sent, and an HMAC-SHA256 over both (promises P29).

    {"Timestamp": "2026-01-05T10:00:00.000Z", "Signature": "…hex…", "Body": "{…the notification as it was sent…}"}

The signature is over `TIMESTAMP.BODY`, byte for byte as they stand, so no notation of a number matters.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from omscli.domain.instants import format_instant
from omscli.errors import refuse


def signature(secret: str, timestamp: str, body: str) -> str:
    """The signature of a body that was sent at a time (its text, as it stands in the envelope)."""
    import hmac  # with hashlib 5 ms, and only notifications need it

    return hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), "sha256").hexdigest()


def is_genuine(secret: str, timestamp: str, body: str, given: str) -> bool:
    """Whether who signed it knows the secret; takes the same time either way."""
    import hmac

    return hmac.compare_digest(signature(secret, timestamp, body).encode(), given.encode())


def signed(body: str, at: int, signed_by: str | None) -> str:
    """A notification in its envelope, as one line of JSON; without a key its envelope has no signature."""
    timestamp = format_instant(at)
    secret = read_reference(signed_by) if signed_by else None
    if signed_by and not secret:
        raise refuse("credential-missing", f"{signed_by} gives no key to sign notifications with")
    envelope = {"Timestamp": timestamp, "Body": body}
    if secret:
        envelope["Signature"] = signature(secret, timestamp, body)
    return json.dumps(envelope)


def read_reference(reference: str) -> str | None:
    """The secret that a reference (`env:NAME`, `file:PATH`) names; None where there is none."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        return os.environ.get(name) or None
    if kind != "file":
        return None
    try:
        return Path(name).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
