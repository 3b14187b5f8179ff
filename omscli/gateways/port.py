"""What a payment gateway is to us: it is asked to authorize, capture, refund or reverse, and answers, or not (D34).

An adapter is a module with `make(options, credential) -> Gateway`; `gateways/providers.py` lists them. Its methods get
one request and answer one of four things. What they raise counts as no answer: the money may or may not have moved.
"""

from __future__ import annotations

from typing import Protocol

from omscli.domain.values import dataclass

AUTHORIZATION = "Authorization"
CAPTURE = "Capture"
REFUND = "ReferencedRefund"
REVERSAL = "AuthorizationReversal"


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """One call: the same key names the same call for ever, however often it is asked.

    `amount` is in minor units; `reference` is the gateway's own name of the authorization (capture, reversal), of the
    payment (refund) or of the payment method (authorization: its token); `order` is what the merchant calls the order;
    `attempt` counts the calls with this key from 1; `now` is the clock of who asks.
    """

    interaction: str
    key: str
    amount: int
    currency: str
    reference: str | None
    order: str
    attempt: int = 1
    now: int = 0


@dataclass(frozen=True, slots=True)
class Approved:
    """It was done: for the whole amount, or for the `amount` (minor units) that is named; `expires`: a promise does."""

    reference: str
    auth_code: str | None = None
    code: str = "00"
    message: str = "Transaction Normal"
    amount: int | None = None
    expires: int | None = None


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
    """It was asked and gave no answer: whether it was done is unknown until it is asked what became of the key.

    `forgotten`: the gateway knows the key no more, so asking it again is no use (P27).
    """

    message: str
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class NotFound:
    """Asked what became of a key, the gateway knows no such key: it never got it, or has forgotten it.

    Which of them is not the gateway's to say but follows from when the call was sent (`domain/outcomes.py`).
    """

    message: str


Answer = Approved | Declined | NotSent | Unknown
Finding = Answer | NotFound


class Gateway(Protocol):
    """An account with a provider; must be safe to ask again with the same key, for as long as it keeps keys.

    `key_window` is that time in milliseconds, or None where it keeps them for ever.
    """

    key_window: int | None

    def authorize(self, request: GatewayRequest) -> Answer:
        """Promise money of a payment method."""
        ...

    def capture(self, request: GatewayRequest) -> Answer:
        """Take authorized money."""
        ...

    def refund(self, request: GatewayRequest) -> Answer:
        """Give captured money back."""
        ...

    def reverse(self, request: GatewayRequest) -> Answer:
        """Let authorized money go."""
        ...

    def inquire(self, request: GatewayRequest) -> Finding:
        """What became of an earlier call with this key; nothing is done by asking."""
        ...


def call(gateway: Gateway, request: GatewayRequest) -> Answer:
    """Ask the gateway what the request's interaction says."""
    if request.interaction == CAPTURE:
        return gateway.capture(request)
    if request.interaction == REFUND:
        return gateway.refund(request)
    return gateway.authorize(request) if request.interaction == AUTHORIZATION else gateway.reverse(request)
