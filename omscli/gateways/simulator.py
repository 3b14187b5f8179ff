"""The simulator: a gateway with books of its own that tells the lies of real ones (promises P25–P29).

Where `mock` remembers nothing, this provider keeps every key that it got and what it did in a file beside the store,
so it survives processes and kills, and what it says later is what it did. In the set-up:

    [[gateway_providers]]
    name = "sim"
    label = "Gateway simulator"
    adapter = "simulator"

    [[gateways]]
    name = "sim"
    provider = "sim"
    options = { ledger = "gateway.db", key_window_hours = 24, outbox = "notifications.ndjson", script = "…" }

`ledger` is needed; a relative path counts from the current folder. Keys are kept for `key_window_hours`;
authorizations hold for `authorization_days` (7). `outbox` takes its notifications, a line each, for
`oms payments notify`, signed where the option `signed_by` (`env:NAME`, `file:PATH`) names a key. `script` is a JSON
list; one in OMS_SIMULATOR_SCRIPT comes before it:

    [{"when": {"interaction": "Capture", "amount": 10, "currency": "USD", "order": "W"}, "then": "timeout-after"}]

The first entry that fits counts; `"times": N` lets it count for N calls only. What each `then` does: `FAULTS`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from omscli.domain.money import EXPONENTS
from omscli.errors import OmsError, refuse
from omscli.gateways.port import (
    Answer,
    Approved,
    Declined,
    Finding,
    Gateway,
    GatewayRequest,
    NotFound,
    NotSent,
    Unknown,
)
from omscli.gateways.simulator_books import HOUR, Books
from omscli.gateways.simulator_provider import FAULTS, Entry, Provider, Response

ENVIRONMENT = "OMS_SIMULATOR_SCRIPT"
OPTIONS = ("ledger", "key_window_hours", "authorization_days", "outbox", "signed_by", "script")
CONDITIONS = ("interaction", "amount", "currency", "order")


def make(options: Mapping[str, Any], credential: str | None) -> Gateway:
    """A simulator with the books that its options name; a credential is taken and never used."""
    unknown = sorted(set(options) - set(OPTIONS))
    ledger = options.get("ledger")
    if unknown or not isinstance(ledger, str) or not ledger:
        problem = f"has no option {unknown[0]}" if unknown else "needs a file for its books"
        raise refuse("bad-config", f"the simulator {problem}", help='options = { ledger = "gateway.db" }')
    hours, days = options.get("key_window_hours", 24), options.get("authorization_days", 7)
    if not all(isinstance(number, int) and number > 0 for number in (hours, days)):
        raise refuse("bad-config", "key_window_hours and authorization_days of the simulator are whole numbers above 0")
    script = [*_script(os.environ.get(ENVIRONMENT), ENVIRONMENT), *_script(options.get("script"), "its options")]
    outbox = options.get("outbox")
    books = Books(Path(ledger).absolute(), hours * HOUR)
    provider = Provider(books, days * 24 * HOUR, Path(outbox).absolute() if outbox else None, options.get("signed_by"))
    return Simulator(provider, script)


class Simulator:
    """Our side: sends a request, and reads what came back as an answer, or as none."""

    def __init__(self, provider: Provider, script: list[Entry]) -> None:
        self._provider, self._script = provider, script
        self.key_window: int | None = provider.books.key_window

    def authorize(self, request: GatewayRequest) -> Answer:
        """Promise money of a payment method."""
        return self._send(request)

    def capture(self, request: GatewayRequest) -> Answer:
        """Take authorized money."""
        return self._send(request)

    def refund(self, request: GatewayRequest) -> Answer:
        """Give captured money back."""
        return self._send(request)

    def reverse(self, request: GatewayRequest) -> Answer:
        """Let authorized money go."""
        return self._send(request)

    def inquire(self, request: GatewayRequest) -> Finding:
        """What the books say of the key."""
        problem = self._provider.books.problem()
        if problem:
            return Unknown(problem)
        return _read(self._provider.look_up(request))

    def _send(self, request: GatewayRequest) -> Answer:
        if request.amount <= 0:
            return Declined("400", "Required Field Missing : Amount", "ValidationError")
        problem = self._provider.books.problem()
        if problem:
            return NotSent(problem)
        entry = next((entry for entry in self._script if self._fits(entry, request)), {"then": "approve"})
        answer = _read(self._exchange(request, entry))
        return Unknown(answer.message) if isinstance(answer, NotFound) else answer

    def _exchange(self, request: GatewayRequest, entry: Entry) -> Response:
        """The request goes out, the response comes back, or does not; what the proofs cut off in between."""
        return self._provider.receive(request, entry)

    def _fits(self, entry: Entry, request: GatewayRequest) -> bool:
        when = entry.get("when", {})
        if "amount" in when and Decimal(str(when["amount"])).scaleb(EXPONENTS[request.currency]) != request.amount:
            return False
        asked = {"interaction": request.interaction, "currency": request.currency, "order": request.order}
        if any(when[name] != value for name, value in asked.items() if name in when):
            return False
        times = entry.get("times")
        return times is None or self._provider.books.told(entry["then"], request.interaction, request.key) < times


def _read(response: Response) -> Finding:
    """What a response means: only what says so for certain is an answer (spec §1.8: SfResultCode)."""
    body = response.body
    message = str(body.get("message", response.status))
    if response.status == 200:
        return Approved(
            body["reference"], body.get("auth_code"), "00", message, body.get("amount"), body.get("expires")
        )
    if response.status == 402:
        return Declined(str(body["code"]), message)
    if response.status == 400:
        return Declined("400", message, "ValidationError")
    if response.status == 404:
        return NotFound(message)
    if response.status in (0, 429):  # never connected, or turned away at the door
        return NotSent(message)
    return Unknown(message)


def _script(given: object, source: str) -> list[Entry]:
    if given in (None, ""):
        return []
    try:
        script = json.loads(given, parse_float=Decimal) if isinstance(given, str) else given
    except ValueError as error:
        raise _wrong(source, f"it is no JSON: {error}") from None
    if not isinstance(script, list):
        raise _wrong(source, "it must be a list")
    for entry in script:
        if not isinstance(entry, dict) or entry.get("then") not in FAULTS:
            raise _wrong(source, f"every entry needs `then`: one of {', '.join(FAULTS)}")
        when = entry.get("when", {})
        if not isinstance(when, dict) or not set(when) <= set(CONDITIONS):
            raise _wrong(source, f"`when` may hold {', '.join(CONDITIONS)}")
        numbers = [entry.get(name, 0) for name in ("times", "milliseconds", "seconds")]
        if not all(isinstance(number, int) for number in numbers):
            raise _wrong(source, "`times`, `milliseconds` and `seconds` are whole numbers")
        if not isinstance(when.get("amount", 0), int | Decimal) or not isinstance(
            entry.get("amount", 0), int | Decimal
        ):
            raise _wrong(source, "`amount` is a number")
    return script


def _wrong(source: str, problem: str) -> OmsError:
    return refuse("bad-config", f"the simulator's script in {source}: {problem}")
