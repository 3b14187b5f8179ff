"""What a fraud check is to us: a small picture of an order goes in, «approved» or a reason comes out.

A provider is a module with `make(rules) -> check`; `gateways/providers.py` lists them.
"""

from __future__ import annotations

from collections.abc import Callable

from omscli.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class FraudRequest:
    """What a check may look at; `amount` is the grand total in minor units.

    Countries and postal codes are those of the billing address and of every delivery group.
    """

    order: str
    amount: int
    currency: str
    emails: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FraudApproved:
    """Nothing speaks against the order."""


@dataclass(frozen=True, slots=True)
class FraudRefused:
    """Something does; the reason is for the people who work on the order."""

    reason: str


FraudAnswer = FraudApproved | FraudRefused
FraudCheck = Callable[[FraudRequest], FraudAnswer]
