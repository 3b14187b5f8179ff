"""Files of cancels and returns: one request an object, as a list, alone, or as NDJSON; checked field by field.

    {"OrderReferenceNumber": "WEB-1001", "Reason": "Unknown", "Items": [{"StockKeepingUnit": "MUG", "Quantity": 1}]}

The same file twice changes nothing the second time: every request has an identity, its `ChangeReference` or what its
content and the number of equal ones before it make.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path as FilePath
from typing import IO, Any

from omscli.documents import jsontext, sources
from omscli.documents.jsonplace import Locator, Path
from omscli.domain.changes import MAX_REASON_TEXT, ChangeRequest, Wanted
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem, nearest

MAX_UNITS = 10**9
MAX_NAME = 255
_SHOWN = 20

_ORDER_NAMES = ("OrderReferenceNumber", "OrderNumber", "OrderSummaryId")
_ITEM_NAMES = ("StockKeepingUnit", "OrderItemSummaryId")
_FIELDS = (
    *_ORDER_NAMES,
    "SalesChannel",
    "Reason",
    "ReasonForChangeText",
    "RefundShipping",
    "AllItems",
    "Items",
    "ChangeReference",
)
_ITEM_FIELDS = (*_ITEM_NAMES, "Quantity")
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class RequestRead:
    """One request of a file: the order as the file calls it, what is to go, its identity and its place."""

    order: str
    request: ChangeRequest
    reference: str
    content_hash: str
    place: Place
    index: int


def read_change_requests(
    names: Iterable[str | FilePath],
    kind: str,
    *,
    reason: str | None = None,
    refund_shipping: bool = False,
    channel: str | None = None,
    stdin: IO[bytes] | bytes | None = None,
) -> list[RequestRead]:
    """All requests of the files (`-` is standard input); `kind` (cancel, return) is part of their identity.

    `reason`, `refund_shipping` and `channel` (whose reference numbers they are) are for requests that name none. Raises
    OmsError with every problem and its place: nothing of a file with a mistake is carried out.
    """
    reader = _Reader(kind, reason, refund_shipping, channel)
    for source in sources.find(names, stdin):
        reader.file(source)
    if reader.problems:
        raise OmsError(tuple(reader.problems[:_SHOWN]), "nothing was changed", len(reader.problems))
    return reader.requests


class _Reader:
    def __init__(self, kind: str, reason: str | None, refund_shipping: bool, channel: str | None) -> None:
        self._kind, self._reason, self._refund_shipping = kind, reason, refund_shipping
        self._channel = channel
        self._seen: dict[str, int] = {}
        self.requests: list[RequestRead] = []
        self.problems: list[Problem] = []

    def file(self, source: sources.Source) -> None:
        """Read a file; a line that cannot be read is a problem, and the next one is read."""
        before = len(self.requests)
        try:
            for piece in source.pieces():
                self._piece(source.name, piece, before)
        except OmsError as error:
            self.problems += [_placed(problem, source.name, None) for problem in error.problems]

    def _piece(self, file: str, piece: sources.Piece, before: int) -> None:
        try:
            for value, spot in _values(file, piece):
                self._request(value, spot, len(self.requests) - before)
        except OmsError as error:
            self.problems += [_placed(problem, file, piece.line) for problem in error.problems]

    def _request(self, value: Any, spot: _Spot, index: int) -> None:
        check = _Check(spot)
        order, request, reference = check.request(value, self._reason, self._refund_shipping, self._channel)
        self.problems += check.problems
        if check.problems:
            return
        digest = self._digest(order, request)
        self._seen[digest] = self._seen.get(digest, 0) + 1
        identity = reference or f"{digest}:{self._seen[digest]}"
        place = Place(spot.file, spot.place(()).line)
        self.requests.append(RequestRead(order, request, identity, digest, place, index))

    def _digest(self, order: str, request: ChangeRequest) -> str:
        items = [[one.name, one.quantity] for one in request.wanted]
        name = order.rpartition("/")[2]  # however the channel was told
        content = [self._kind, name, request.reason, request.reason_text, request.refund_shipping, items]
        return hashlib.sha256(_encode(content).encode()).hexdigest()


class _Spot:
    """Where a request stands: turns a path inside it into line and column."""

    def __init__(self, file: str, line: int | None, text: str, offset: int) -> None:
        self.file, self._line = file, line
        self._locator = Locator(text, offset)

    def place(self, path: Path) -> Place:
        line, column = self._locator.place(path)
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        return Place(self.file, line + (self._line or 1) - 1, column, words or None)


def _values(file: str, piece: sources.Piece) -> Iterator[tuple[Any, _Spot]]:
    text = jsontext.decode(piece.data)
    if not jsontext.is_list(text):
        yield jsontext.parse(text), _Spot(file, piece.line, text, 0)
        return
    for offset, value in jsontext.elements(text):
        yield value, _Spot(file, piece.line, text, offset)


def _placed(problem: Problem, file: str, line: int | None) -> Problem:
    place = problem.place or Place()
    row = place.line if line is None else line + (place.line or 1) - 1
    return Problem(problem.code, problem.message, Place(file, row, place.column, place.path), problem.help)


class _Check:
    """The checks of one request; what is wrong is collected."""

    def __init__(self, spot: _Spot) -> None:
        self._spot = spot
        self.problems: list[Problem] = []

    def request(
        self, value: Any, reason: str | None, refund: bool, channel: str | None
    ) -> tuple[str, ChangeRequest, str | None]:
        """Order, request and reference; meaningless when there are problems."""
        if not isinstance(value, dict):
            self._refuse(
                "wrong-type", f"{_shown(value)} is not a request", (), "a request is {OrderReferenceNumber, …}"
            )
            return "", ChangeRequest((), ""), None
        self._known(value, _FIELDS, ())
        order = self._name(value, _ORDER_NAMES, ())
        channel = self._text(value, "SalesChannel", (), MAX_NAME) or channel
        if channel and "OrderReferenceNumber" in value:
            order = f"{channel}/{order}"
        own = self._text(value, "Reason", (), MAX_NAME)
        if own is None and reason is None and "Reason" not in value:
            self._refuse(
                "missing-field", "Reason is missing", (), "give it in the file, or for all of them: --reason R"
            )
        text = self._text(value, "ReasonForChangeText", (), MAX_REASON_TEXT)
        shipping = self._flag(value, "RefundShipping", refund)
        reference = self._text(value, "ChangeReference", (), MAX_NAME)
        return order, ChangeRequest(self._items(value), own or reason or "", text, shipping), reference

    def _items(self, value: Mapping[str, Any]) -> tuple[Wanted, ...]:
        everything = self._flag(value, "AllItems", False)
        items = value.get("Items")
        if items is not None and not isinstance(items, list):
            self._refuse("wrong-type", f"Items: {_shown(items)} is not a list", ("Items",))
            return ()
        if everything == bool(items):
            message = "Items and AllItems exclude each other" if everything else "it names no items"
            self._refuse("no-items", message, (), 'name "Items", or say "AllItems": true')
            return ()
        return tuple(self._item(item, ("Items", index)) for index, item in enumerate(items or ()))

    def _item(self, item: Any, path: Path) -> Wanted:
        if not isinstance(item, dict):
            self._refuse(
                "wrong-type", f"{_shown(item)} is not an item", path, "an item is {StockKeepingUnit, Quantity}"
            )
            return Wanted("")
        self._known(item, _ITEM_FIELDS, path)
        return Wanted(self._name(item, _ITEM_NAMES, path), self._units(item, path))

    def _units(self, item: Mapping[str, Any], path: Path) -> int | None:
        value = item.get("Quantity")
        if value is None:
            return None
        where = (*path, "Quantity")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._refuse("wrong-type", f"Quantity: {_shown(value)} is not a number", where)
        elif value != int(value) or not 0 < value <= MAX_UNITS:
            self._refuse("bad-quantity", f"Quantity: {_shown(value)} is not a whole number from 1", where)
        else:
            return int(value)
        return None

    def _name(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path) -> str:
        given = [name for name in names if record.get(name) is not None]
        if len(given) != 1:
            code, what = ("bad-value", "are given, one is meant") if given else ("missing-field", "is missing")
            self._refuse(code, f"{' and '.join(given) or names[0]} {what}", path, f"one of {', '.join(names)}")
            return ""
        return self._text(record, given[0], path, MAX_NAME) or ""

    def _text(self, record: Mapping[str, Any], name: str, path: Path, longest: int) -> str | None:
        value = record.get(name)
        where = (*path, name)
        if value is None:
            if name in record:
                self._refuse("wrong-type", f"{name}: null is not a text", where)
            return None
        if not isinstance(value, str):
            self._refuse("wrong-type", f"{name}: {_shown(value)} is not a text", where)
        elif not value.strip() or len(value) > longest:
            what = f"is longer than {longest} characters" if value.strip() else "is empty"
            self._refuse("bad-value", f"{name} {what}", where)
        elif not value.isprintable():
            self._refuse("bad-text", f"{name}: {_shown(value)} holds a character that cannot be shown", where)
        else:
            return value
        return None

    def _flag(self, record: Mapping[str, Any], name: str, otherwise: bool) -> bool:
        value = record.get(name, otherwise)
        if not isinstance(value, bool):
            self._refuse("wrong-type", f"{name}: {_shown(value)} is neither true nor false", (name,))
            return otherwise
        return value

    def _known(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path) -> None:
        for name in record:
            if name not in names:
                guess = nearest(name, names)
                help_ = f"did you mean {guess}?" if guess else f"the fields are {', '.join(names)}"
                self._refuse("unknown-field", f"{_shown(name)} is not a field of it", (*path, name), help_)

    def _refuse(self, code: str, message: str, path: Path, help_: str | None = None) -> None:
        self.problems.append(Problem(code, message, self._spot.place(path), help_))


def _shown(value: Any) -> str:
    """A value as a message may show it: short and without anything that a terminal would obey."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
