"""The provider's side of the gateway simulator: what it does with a request, and what it lets its caller know of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from omscli.domain.instants import format_instant
from omscli.domain.money import EXPONENTS, format_minor
from omscli.domain.values import dataclass, replace
from omscli.gateways.port import AUTHORIZATION, CAPTURE, REFUND, REVERSAL, GatewayRequest
from omscli.gateways.signatures import signed
from omscli.gateways.simulator_books import Books, Call, put_call, put_request, room

Entry = Mapping[str, Any]
DAY = 86_400_000

FAULTS: dict[str, str] = {
    "approve": "done, and said so",
    "decline": "not done, and said so (`code`, `message`)",
    "partial": "done for less (`amount`; half of it, if none is named)",
    "timeout-before": "never arrives, and nothing comes back",
    "timeout-after": "done, and nothing comes back",
    "connection-lost": "done, and the connection breaks in the middle of the answer",
    "error-before": "500, and not done",
    "error-after": "500, and done all the same",
    "in-flight": "done; answers 409 «in flight», also to who asks, for `seconds` (30)",
    "rate-limited": "429, and not done",
    "slow": "done after `milliseconds` (1000)",
    "unreachable": "no connection, nothing sent",
    "notify-twice": "done and said so, and its notification comes twice",
    "notify-late": "done; answers 202 «pending»; the notification comes after `seconds` (three days)",
    "notify-disordered": "done; answers 202 «pending» for `seconds` (30); «pending» is notified after «succeeded»",
    "forgotten": "done, and nothing comes back; whoever asks hears 503 until the key is forgotten",
}
"""What an entry's `then` may be, and what it does."""

UNDONE = {"timeout-before": 504, "error-before": 500, "rate-limited": 429, "unreachable": 0}
"""Faults that leave nothing behind, and the status that they answer with; 504 stands for no answer."""
SECONDS = {"in-flight": 30, "notify-late": 3 * 86_400, "notify-disordered": 30}
"""For how long a fault keeps the outcome back."""
ANSWERS = {"timeout-after": 504, "error-after": 500, "in-flight": 409, "notify-late": 202, "notify-disordered": 202}


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP status (0: there was no connection) and a decoded body."""

    status: int
    body: Mapping[str, Any]


class Provider:
    """Does what it is asked at most once a key, for as long as it knows the key."""

    def __init__(self, books: Books, holds_for: int, outbox: Path | None, signed_by: str | None) -> None:
        self.books, self._holds_for = books, holds_for
        self._outbox, self._signed_by = outbox, signed_by

    def receive(self, request: GatewayRequest, entry: Entry) -> Response:
        """Answer a request, or raise what a caller sees of a call that was cut off.

        Raises TimeoutError and ConnectionResetError.
        """
        fault = str(entry["then"])
        with self.books.writing() as connection:
            known = self.books.call(request.key, request.now)
            call = known or self._decided(connection, request, entry)
            put_request(connection, replace(call, fault=fault), "call", request.now)
            if known is None and fault not in UNDONE:
                put_call(connection, call)
        if known is None and fault not in UNDONE:
            self._notify(call, entry)
        return self._answer(call, fault, entry)

    def look_up(self, request: GatewayRequest) -> Response:
        """What became of a key, as far as the provider says."""
        with self.books.writing() as connection:
            call = self.books.call(request.key, request.now)
            asked = call or _blank(request)
            put_request(connection, asked, "inquiry", request.now)
        if call is None:
            return Response(404, {"message": f"no such idempotency key: {request.key}"})
        if request.now < call.silent_until:
            status = 503 if call.fault == "forgotten" else ANSWERS[call.fault]
            return Response(status, {"message": "Service Unavailable" if status == 503 else "still in process"})
        return _outcome(call)

    def _decided(self, connection: Any, request: GatewayRequest, entry: Entry) -> Call:
        """What the provider makes of a request that it has not seen: the money is there, or not."""
        fault, call = str(entry["then"]), _blank(request)
        refusal = _refusal(connection, request)
        if fault == "decline" or refusal:
            code, message = (str(entry.get("code", "51")), str(entry.get("message", "Declined")))
            return replace(call, fault=fault, status=402, auth_code=code, message=refusal or message)
        approved = request.amount
        if fault == "partial":
            named = entry.get("amount")
            given = request.amount // 2 if named is None else int(named * 10 ** EXPONENTS[request.currency])
            approved = min(request.amount, max(1, given))
        keeps_back = entry.get("seconds", SECONDS.get(fault, 0)) * 1000 if fault in SECONDS else 0
        if fault == "forgotten":
            keeps_back = self.books.key_window
        return replace(
            call,
            fault=fault,
            status=200,
            approved=approved,
            reference=f"SIM{_digits(request.key, 'reference')}",
            auth_code=f"SF{_digits(request.key, 'code') % 1_000_000:06d}",
            message="Transaction Normal" if approved == request.amount else "Partial Approval",
            expires=request.now + self._holds_for if request.interaction == AUTHORIZATION else None,
            silent_until=request.now + keeps_back,
        )

    def _answer(self, call: Call, fault: str, entry: Entry) -> Response:
        if fault in ("timeout-before", "timeout-after", "forgotten"):
            raise TimeoutError("no answer in time")
        if fault == "connection-lost":
            raise ConnectionResetError("connection reset in the middle of the answer")
        if fault in UNDONE:
            messages = {500: "Internal Server Error", 429: "Too Many Requests", 0: "connection refused"}
            return Response(UNDONE[fault], {"message": messages[UNDONE[fault]]})
        if fault in ANSWERS:
            messages = {500: "Internal Server Error", 409: "a request with this key is in flight", 202: "pending"}
            return Response(ANSWERS[fault], {"message": messages[ANSWERS[fault]]})
        if fault == "slow":
            time.sleep(entry.get("milliseconds", 1000) / 1000)
        return _outcome(call)

    def _notify(self, call: Call, entry: Entry) -> None:
        """Write the notifications of a call into the outbox, in the order in which they arrive."""
        if self._outbox is None:
            return
        late = call.silent_until if call.fault == "notify-late" else call.at
        states = ["succeeded" if call.status == 200 else "failed"]
        if call.fault == "notify-twice":
            states *= 2
        if call.fault == "notify-disordered":
            states.append("pending")
        lines = [signed(notification(call, state), late, self._signed_by) for state in states]
        with self._outbox.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))


def notification(call: Call, state: str) -> str:
    """The body of a notification of a call: `succeeded`, `failed` or `pending`."""
    body = {
        "Id": f"{call.key}-{state}",
        "IdempotencyKey": call.key,
        "InteractionType": call.interaction,
        "State": state,
        "Amount": format_minor(call.approved if state == "succeeded" else call.asked, call.currency),
        "CurrencyIsoCode": call.currency,
        "GatewayRefNumber": call.reference if state == "succeeded" else None,
        "GatewayAuthCode": call.auth_code if state == "succeeded" else None,
        "GatewayResultCode": {"succeeded": "00", "failed": call.auth_code}.get(state),
        "GatewayMessage": call.message,
        "ExpirationDate": format_instant(call.expires) if call.expires and state == "succeeded" else None,
    }
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


def _outcome(call: Call) -> Response:
    if call.status == 402:
        return Response(402, {"code": call.auth_code, "message": call.message})
    body = {"reference": call.reference, "auth_code": call.auth_code, "message": call.message, "expires": call.expires}
    return Response(200, {**body, "amount": call.approved})


def _refusal(connection: Any, request: GatewayRequest) -> str | None:
    """Why the books do not allow it: more than was promised, or more than was taken."""
    if request.interaction in (CAPTURE, REVERSAL):
        left = room(connection, request.reference, AUTHORIZATION, (CAPTURE, REVERSAL))
    elif request.interaction == REFUND:
        left = room(connection, request.reference, CAPTURE, (REFUND, REFUND))
    else:
        return None
    return None if left is None or request.amount <= left else f"Amount Exceeds {left}"


def _blank(request: GatewayRequest) -> Call:
    return Call(
        request.key, request.interaction, request.amount, request.currency, request.reference, request.order,
        "", 0, 0, None, None, "", None, request.now, request.now,
    )  # fmt: skip


def _digits(key: str, salt: str) -> int:
    return crc32(f"{salt}:{key}".encode())
