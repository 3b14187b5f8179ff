"""Who runs a command, which one, and when: handed to every service, so that no layer looks at a clock or a user."""

from __future__ import annotations

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """The circumstances of one command; `now` is UTC milliseconds, the same for everything the command does (D42)."""

    now: int
    actor: str
    command: str
