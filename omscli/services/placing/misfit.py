"""What only the store can find wrong with an order: a refusal with its path in the order's plain form.

The reader of the file knows where each path stands; `services/place.py` puts the two together.
"""

from __future__ import annotations

from omscli.domain.values import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A refusal code of `errors.CODES`, the message, the path and the way out."""

    code: str
    message: str
    path: Path
    help: str | None = None
