"""Calls whose outcome is not known: what they forbid until they are settled (D34)."""

from __future__ import annotations

from omscli.errors import Problem

LEASE_MILLISECONDS = 5 * 60 * 1000
"""How long a call may be under way before its process counts as dead and its outcome as unknown."""


def is_lost(state: str, started: int, now: int, lease: int = LEASE_MILLISECONDS) -> bool:
    """Whether nobody is waiting for the answer any more."""
    return state == "unknown" or now - started >= lease


def was_never_received(sent: int, now: int, key_window: int | None) -> bool:
    """Whether a call whose key the gateway does not know was never received, given when it was sent.

    Sooner than `LEASE_MILLISECONDS` it may still be on its way; once `key_window` (None: for ever) is over the gateway
    knows no key, whatever it did under it (P27).
    """
    return now - sent >= LEASE_MILLISECONDS and not is_forgotten(sent, now, key_window)


def is_forgotten(sent: int, now: int, key_window: int | None) -> bool:
    """Whether the gateway keeps the key of a call no more: only a person can find out what became of it (P27)."""
    return key_window is not None and now - sent >= key_window


NOTIFIED_WITHIN_MILLISECONDS = 5 * 60 * 1000
"""How far from now a signed notification may have been sent: an old one may be a replay (P29)."""


def is_timely(sent: int, now: int) -> bool:
    """Whether a signed notification is of now."""
    return abs(now - sent) <= NOTIFIED_WITHIN_MILLISECONDS


def unsettled(what: str, calls: list[tuple[str, int]], now: int) -> Problem:
    """Why no money may be moved for a record with open calls, given as (state, started): it might move twice."""
    if any(is_lost(state, started, now) for state, started in calls):
        message = f"the gateway did not answer a call for {what}: whether the money moved is unknown"
        return Problem(
            "outcome-unknown", message, None, "ask the gateway: `oms payments reconcile`; do not repeat the call"
        )
    message = f"a call to the gateway for {what} is under way in another process"
    help_ = "wait for it; if that process is dead: `oms payments reconcile --lease 0`"
    return Problem("wrong-state", message, None, help_)
