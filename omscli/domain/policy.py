"""What the set-up chooses where the reference leaves a choice: flow, automatic steps, shortage, fraud, status labels.

A policy is read once for a command (`store/settings.py`) and handed to the rules; no rule reads a setting itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from omscli.domain.values import dataclass

Flow = Literal["single", "multi"]
OnFulfilled = Literal["invoice-and-fund", "manual"]
OnCancel = Literal["refund", "manual"]
OnReturn = Literal["credit-and-refund", "manual"]
OnSpare = Literal["reverse", "manual"]
OnDeclinedRefund = Literal["hold", "store-credit"]
ShortShip = Literal["backorder", "cancel"]
FraudProvider = Literal["none", "rules"]

REASON_KINDS = ("cancel", "return", "adjust", "short", "reject")
"""The kinds of change that take a reason; each has its own list of reason codes."""

UNKNOWN_REASON = "Unknown"
"""The reason that every kind of change has."""


@dataclass(frozen=True, slots=True)
class FraudRules:
    """What the built-in fraud provider refuses; amounts in minor units of their currency, the rest in lower case."""

    max_amount: Mapping[str, int] = field(default_factory=dict)
    blocked_email_domains: tuple[str, ...] = ()
    blocked_countries: tuple[str, ...] = ()
    blocked_postal_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices of one store; the defaults are those of a store without a set-up file.

    `location_group`, `location` (where a single-location flow ships from) and `default_location` (a drop-ship fallback)
    are external references; a flow without a location group may use every location. `max_splits` limits how many
    locations one delivery group is taken from (D7, D8, D9, D11; spec §7). `on_spare_authorization` is what a cancel
    does with promised money that its order does not need any more; `on_declined_refund` says whether what a tender
    declines to take back waits for a person, or becomes store credit of the buyer.
    """

    flow: Flow = "multi"
    location_group: str | None = None
    location: str | None = None
    default_location: str | None = None
    max_splits: int | None = None
    on_fulfilled: OnFulfilled = "invoice-and-fund"
    on_cancel: OnCancel = "refund"
    on_return: OnReturn = "credit-and-refund"
    short_ship: ShortShip = "backorder"
    on_spare_authorization: OnSpare = "reverse"
    on_declined_refund: OnDeclinedRefund = "hold"
    fraud_provider: FraudProvider = "none"
    fraud_rules: FraudRules = field(default_factory=FraudRules)
    status_labels: Mapping[str, str] = field(default_factory=dict)
    prices_required: bool = True

    def label(self, status: str) -> str:
        """What this store calls an order status (D1)."""
        return self.status_labels.get(status, status)
