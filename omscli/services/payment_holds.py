"""Nothing ships on money that may or may not have moved (D34, P26): what a call without an outcome holds.

The hold is the call itself: it stands from the moment when its outcome is unknown, even if the process that made the
call is dead, and goes when the call is settled. Allocating, handing over to the provider and shipping from here wait
for it. A notice of the provider is taken in all the same: what it tells of has happened.
"""

from __future__ import annotations

from collections.abc import Iterable

from omscli.domain.outcomes import LEASE_MILLISECONDS
from omscli.errors import Problem
from omscli.store.db import Reader
from omscli.store.intents import lost_calls


def held_by_calls(reader: Reader, order_keys: Iterable[int], now: int) -> set[int]:
    """Those of the orders that wait until it is known what became of a call to a gateway."""
    return lost_calls(reader, order_keys, now - LEASE_MILLISECONDS)


def held(what: str, order: str) -> Problem:
    """Why something of an order does not go on."""
    message = f"{what} waits: the gateway did not say what became of a payment of order {order}"
    return Problem("outcome-unknown", message, None, "ask it: `oms payments reconcile`; nothing ships before that")
