"""The mock gateway (spec §1.8): everything is approved, unless its script says otherwise.

The script comes from the gateway's options in the set-up, and before it from the variable OMS_MOCK_SCRIPT (tests):

    {"script": [{"when": {"interaction": "Capture", "amount": 10, "currency": "USD", "order": "W"}, "then": "decline"}]}

Every name under `when` may be left out; the first entry that fits counts. `then`: `approve`, `decline` (with `code`,
`message`), `error` (refused as malformed), `timeout` (no answer; `behind` is what really happened, `approve` or
`decline`, and is told from call number `attempts` + 1 on), `slow` (answers after `milliseconds`),
`unreachable` (nothing was sent). References follow from the key alone, so the same run gives the same bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zlib import crc32

from omscli.domain.money import EXPONENTS
from omscli.errors import refuse
from omscli.gateways.port import Answer, Approved, Declined, Gateway, GatewayRequest, NotSent, Unknown

ENVIRONMENT = "OMS_MOCK_SCRIPT"
OUTCOMES = ("approve", "decline", "error", "timeout", "slow", "unreachable")
CONDITIONS = ("interaction", "amount", "currency", "order")

Entry = Mapping[str, Any]


def make(options: Mapping[str, Any], credential: str | None) -> Gateway:
    """A mock gateway with the script of its options; a credential is taken and never used."""
    return Mock([*_script(_from_environment(), ENVIRONMENT), *_script(options, "the gateway's options")])


class Mock:
    """Answers from the script and the key alone: it remembers nothing, so any process gets the same answer."""

    key_window: int | None = None

    def __init__(self, script: list[Entry]) -> None:
        self._script = script

    def authorize(self, request: GatewayRequest) -> Answer:
        """Promise money, or what the script says."""
        return self._answer(request)

    def capture(self, request: GatewayRequest) -> Answer:
        """Take authorized money, or what the script says."""
        return self._answer(request)

    def refund(self, request: GatewayRequest) -> Answer:
        """Give captured money back, or what the script says."""
        return self._answer(request)

    def reverse(self, request: GatewayRequest) -> Answer:
        """Let authorized money go, or what the script says."""
        return self._answer(request)

    def inquire(self, request: GatewayRequest) -> Answer:
        """The answer that the key got, or would have got."""
        return self._answer(request)

    def _answer(self, request: GatewayRequest) -> Answer:
        if request.amount <= 0:
            return Declined("400", "Required Field Missing : Amount", "ValidationError")
        entry = next((entry for entry in self._script if _fits(entry.get("when", {}), request)), None)
        return _approved(request) if entry is None else _scripted(entry, request)


def _scripted(entry: Entry, request: GatewayRequest) -> Answer:
    then = entry["then"]
    if then == "timeout" and request.attempt > entry.get("attempts", 1):
        then = entry.get("behind", "approve")
    if then == "timeout":
        return Unknown("no answer in time")
    if then == "unreachable":
        return NotSent("connection refused")
    if then == "error":
        return Declined(str(entry.get("code", "400")), str(entry.get("message", "Bad Request")), "ValidationError")
    if then == "decline":
        return Declined(str(entry.get("code", "51")), str(entry.get("message", "Declined")))
    if then == "slow":
        time.sleep(entry.get("milliseconds", 1000) / 1000)
    return _approved(request)


def _approved(request: GatewayRequest) -> Approved:
    code = f"SF{_digits(request.key, 'code')}"
    return Approved(f"SF{_digits(request.key, 'reference')}", code)


def _digits(key: str, salt: str) -> str:
    return f"{crc32(f'{salt}:{key}'.encode()) % 1_000_000:06d}"


def _fits(when: Entry, request: GatewayRequest) -> bool:
    if "amount" in when and Decimal(str(when["amount"])).scaleb(EXPONENTS[request.currency]) != request.amount:
        return False
    asked = {"interaction": request.interaction, "currency": request.currency, "order": request.order}
    return all(when[name] == value for name, value in asked.items() if name in when)


def _from_environment() -> Mapping[str, Any]:
    text = os.environ.get(ENVIRONMENT)
    if not text:
        return {}
    try:
        found = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise refuse("bad-config", f"{ENVIRONMENT} is no JSON: {error}") from None
    return {"script": found} if isinstance(found, list) else found if isinstance(found, dict) else {"script": found}


def _script(options: Mapping[str, Any], source: str) -> list[Entry]:
    script = options.get("script", [])
    if not isinstance(script, list):
        raise refuse("bad-config", f"the mock's script in {source} must be a list")
    for entry in script:
        problem = _wrong(entry)
        if problem:
            raise refuse("bad-config", f"the mock's script in {source}: {problem}")
    return script


def _wrong(entry: Any) -> str | None:
    if not isinstance(entry, dict) or entry.get("then") not in OUTCOMES:
        return f"every entry needs `then`: one of {', '.join(OUTCOMES)}"
    when = entry.get("when", {})
    if not isinstance(when, dict) or not set(when) <= set(CONDITIONS):
        return f"`when` may hold {', '.join(CONDITIONS)}"
    if not isinstance(entry.get("attempts", 1), int) or not isinstance(entry.get("milliseconds", 0), int):
        return "`attempts` and `milliseconds` are whole numbers"
    if not isinstance(when.get("amount", 0), int | Decimal):
        return "`amount` is a number"
    return None if entry.get("behind", "approve") in ("approve", "decline") else "`behind` is approve or decline"
