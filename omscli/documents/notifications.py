"""Notifications of gateways: what became of a call, as JSON or NDJSON, alone or each in a signed envelope (P29).

    {"IdempotencyKey": "oGI…-1767607200000", "InteractionType": "Capture", "State": "succeeded", "Amount": 43.02,
     "CurrencyIsoCode": "USD", "GatewayRefNumber": "R-1", "GatewayMessage": "…", "ExpirationDate": "2026-01-12"}
    {"Timestamp": "2026-01-05T10:00:00.000Z", "Signature": "…hex…", "Body": "{…the above, as text…}"}

Gateways add fields as they like, so what is not needed is not looked at. One that cannot be read is a problem with its
place, and the next one is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from omscli.config import instant_of
from omscli.documents import jsontext, sources
from omscli.documents.cards import mask
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

STATES = ("succeeded", "failed", "pending")
MAX_TEXT = 255


@dataclass(frozen=True, slots=True)
class Notification:
    """What a gateway says of a call. `body` is its text as it was signed, None without an envelope;
    `timestamp` is when it was `sent`, as the envelope writes it.
    """

    key: str
    state: str
    amount: Decimal | None = None
    currency: str | None = None
    interaction: str | None = None
    reference: str | None = None
    auth_code: str | None = None
    code: str | None = None
    message: str = ""
    expires: int | None = None
    timestamp: str | None = None
    sent: int | None = None
    signature: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class NotificationRead:
    """One notification of a file, or why it is none; `index` counts within the file from 0."""

    place: Place
    index: int
    notification: Notification | None
    problems: tuple[Problem, ...] = ()


def read_notifications(names: Iterable[str], stdin: IO[bytes] | bytes | None = None) -> Iterator[NotificationRead]:
    """The notifications of files and `-` (standard input), in their order."""
    for source in sources.find(names, stdin):
        yield from _file(source)


def _file(source: sources.Source) -> Iterator[NotificationRead]:
    index = 0
    try:
        for piece in source.pieces():
            for read in _piece(source.name, piece, index):
                yield read
                index += 1
    except OmsError as error:
        line = error.problems[0].place.line if error.problems[0].place else None
        yield _refused(Place(source.name, line), index, error)


def _piece(file: str, piece: sources.Piece, first: int) -> Iterator[NotificationRead]:
    place = Place(file, piece.line)
    try:
        text = jsontext.decode(piece.data)
        is_list = jsontext.is_list(text)
        values = [value for _, value in jsontext.elements(text)] if is_list else [jsontext.parse(text)]
    except OmsError as error:
        yield _refused(place, first, error)
        return
    for index, value in enumerate(values, first):
        where = place._replace(path=f"[{index - first}]") if is_list else place
        try:
            yield NotificationRead(where, index, _opened(value))
        except OmsError as error:
            yield _refused(where, index, error)


def _refused(place: Place, index: int, error: OmsError) -> NotificationRead:
    problems = tuple(Problem(one.code, one.message, place, one.help) for one in error.problems)
    return NotificationRead(place, index, None, problems)


def _opened(value: Any) -> Notification:
    """The notification in an envelope, or one that has none."""
    if not isinstance(value, dict):
        raise _wrong("wrong-type", "a notification is an object {IdempotencyKey, State, …}")
    if "Body" not in value:
        return _notification(value)
    body = _text(value, "Body", 100_000)
    inner = jsontext.parse(body or "")
    if not isinstance(inner, dict):
        raise _wrong("wrong-type", "the Body of a notification is the text of an object")
    return _notification(inner, _text(value, "Timestamp"), _text(value, "Signature"), body)


def _notification(
    fields: Mapping[str, Any], timestamp: str | None = None, signature: str | None = None, body: str | None = None
) -> Notification:
    key, state = _text(fields, "IdempotencyKey"), _text(fields, "State")
    if key is None or state not in STATES:
        name = "IdempotencyKey" if key is None else "State"
        raise _wrong("missing-field" if key is None else "bad-value", f"{name} is not one that we know", STATES)
    reference = _text(fields, "GatewayRefNumber")
    if state == "succeeded" and reference is None:
        raise _wrong("missing-field", "GatewayRefNumber is missing: what was done has a name at the gateway")
    expires = _text(fields, "ExpirationDate")
    return Notification(
        key,
        state,
        _amount(fields),
        _text(fields, "CurrencyIsoCode"),
        _text(fields, "InteractionType"),
        reference,
        _text(fields, "GatewayAuthCode"),
        _text(fields, "GatewayResultCode"),
        mask(_text(fields, "GatewayMessage") or state),
        None if expires is None else _instant(expires, "ExpirationDate"),
        timestamp,
        None if timestamp is None else _instant(timestamp, "Timestamp"),
        signature,
        body,
    )


def _instant(text: str, name: str) -> int:
    try:
        return instant_of(text)
    except (OmsError, OverflowError):
        raise _wrong("bad-date", f"{name} is no point in time") from None


def _text(fields: Mapping[str, Any], name: str, longest: int = MAX_TEXT) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong("wrong-type", f"{name} is not a text")
    if not value.strip() or len(value) > longest or not value.isprintable():
        raise _wrong("bad-text", f"{name} is empty, too long, or holds a character that cannot be shown")
    return value


def _amount(fields: Mapping[str, Any]) -> Decimal | None:
    value = fields.get("Amount")
    if value is None:
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise InvalidOperation
        amount = Decimal(value)
    except InvalidOperation:
        raise _wrong("bad-amount", "Amount is no number") from None
    if not amount.is_finite():
        raise _wrong("bad-amount", "Amount is no number")
    return amount


def _wrong(code: str, message: str, states: tuple[str, ...] = ()) -> OmsError:
    return OmsError((Problem(code, message, None, f"State is one of {', '.join(states)}" if states else None),))
