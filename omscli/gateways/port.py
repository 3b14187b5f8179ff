"""What a payment gateway is to us: a capture, a refund or a reversal is asked for, and it answers, or does not (D34).

An adapter is a module with `make(options, credential) -> Gateway`; `gateways/providers.py` lists them. Its methods get
one request and answer one of four things. What they raise counts as no answer: the money may or may not have moved.
"""

from __future__ import annotations

from typing import Protocol

from omscli.domain.values import dataclass

CAPTURE = "Capture"
REFUND = "ReferencedRefund"
REVERSAL = "AuthorizationReversal"


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """One call: the same key names the same call for ever, however often it is asked.

    `amount` is in minor units; `reference` is the gateway's own name of the authorization (capture, reversal) or of
    the payment (refund); `order` is what the merchant calls the order; `attempt` counts the calls with this key from 1.
    """

    interaction: str
    key: str
    amount: int
    currency: str
    reference: str | None
    order: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Approved:
    """It was done."""

    reference: str
    auth_code: str | None = None
    code: str = "00"
    message: str = "Transaction Normal"


@dataclass(frozen=True, slots=True)
class Declined:
    """It was not done, and the gateway said so. `sf_code`: Decline, PermanentFail or ValidationError."""

    code: str
    message: str
    sf_code: str = "Decline"


@dataclass(frozen=True, slots=True)
class NotSent:
    """The gateway was not reached: it cannot have done anything."""

    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was asked and gave no answer: whether it was done is unknown until it is asked what became of the key."""

    message: str


Answer = Approved | Declined | NotSent | Unknown


class Gateway(Protocol):
    """An account with a provider; must be safe to ask again with the same key."""

    def capture(self, request: GatewayRequest) -> Answer:
        """Take authorized money."""
        ...

    def refund(self, request: GatewayRequest) -> Answer:
        """Give captured money back."""
        ...

    def reverse(self, request: GatewayRequest) -> Answer:
        """Let authorized money go."""
        ...

    def inquire(self, request: GatewayRequest) -> Answer:
        """What became of an earlier call with this key; Declined when the gateway never got it."""
        ...


def call(gateway: Gateway, request: GatewayRequest) -> Answer:
    """Ask the gateway what the request's interaction says."""
    if request.interaction == CAPTURE:
        return gateway.capture(request)
    if request.interaction == REFUND:
        return gateway.refund(request)
    return gateway.reverse(request)
