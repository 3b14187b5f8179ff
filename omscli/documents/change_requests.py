"""Files of cancels and returns: one request an object, as a list, alone, or as NDJSON; checked field by field.

    {"OrderReferenceNumber": "WEB-1001", "Reason": "Unknown", "Items": [{"StockKeepingUnit": "MUG", "Quantity": 1}]}

or the body of the reference's calls, `{"changeItems": [{"orderItemSummaryId": …}]}` (`change_bodies.py`).

The same file twice changes nothing the second time: every request has an identity, its `ChangeReference` or what its
content and the number of equal ones before it make.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import IO, Any

from omscli.documents import jsontext, sources
from omscli.documents.change_bodies import Body
from omscli.documents.change_fields import FEE_NAMES, MAX_NAME, Fields, Spot, shown
from omscli.documents.jsonplace import Path
from omscli.domain.change_values import MAX_REASON_TEXT, ChangeRequest, Fee, Wanted
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

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
    "Fees",
    "ChangeReference",
)
_ITEM_FIELDS = (*_ITEM_NAMES, "Quantity", "Fees")
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


Read = tuple[str, ChangeRequest, str | None]
"""A request as it was read: the order, what is to go, and the reference that it names."""


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
            self.problems += [placed(problem, source.name, None) for problem in error.problems]

    def _piece(self, file: str, piece: sources.Piece, before: int) -> None:
        try:
            for value, spot in values_of(file, piece):
                self._request(value, spot, len(self.requests) - before)
        except OmsError as error:
            self.problems += [placed(problem, file, piece.line) for problem in error.problems]

    def _request(self, value: Any, spot: Spot, index: int) -> None:
        if isinstance(value, dict) and "changeItems" in value:
            body = Body(spot)
            found: list[Read] = [(order, request, None) for order, request in body.requests(value)]
            check: Fields = body
        else:
            check = own = _Check(spot)
            found = [own.request(value, self._reason, self._refund_shipping, self._channel)]
        self.problems += check.problems
        for order, request, reference in () if check.problems else found:
            digest = self._digest(order, request)
            self._seen[digest] = self._seen.get(digest, 0) + 1
            identity = reference or f"{digest}:{self._seen[digest]}"
            place = Place(spot.file, spot.place(()).line)
            self.requests.append(RequestRead(order, request, identity, digest, place, index))

    def _digest(self, order: str, request: ChangeRequest) -> str:
        items = [[one.name, one.quantity, *_fees(one.fees)] for one in request.wanted]
        name = order.rpartition("/")[2]  # however the channel was told
        content: list[Any] = [self._kind, name, request.reason, request.reason_text, request.refund_shipping, items]
        content += _fees(request.fees)
        return hashlib.sha256(_encode(content).encode()).hexdigest()


def _fees(fees: Iterable[Fee]) -> list[list[str | None]]:
    """Fees as they count for what a request is known by; none leave it as it is."""
    return [[fee.kind, format(fee.value.normalize(), "f"), fee.product, fee.reason, fee.description] for fee in fees]


def values_of(file: str, piece: sources.Piece) -> Iterator[tuple[Any, Spot]]:
    """Each value of a piece of a file: of a list its elements."""
    text = jsontext.decode(piece.data)
    if not jsontext.is_list(text):
        yield jsontext.parse(text), Spot(file, piece.line, text, 0)
        return
    for offset, value in jsontext.elements(text):
        yield value, Spot(file, piece.line, text, offset)


def placed(problem: Problem, file: str, line: int | None) -> Problem:
    """The problem with its place in the file, where it is known in a piece of it."""
    place = problem.place or Place()
    row = place.line if line is None else line + (place.line or 1) - 1
    return Problem(problem.code, problem.message, Place(file, row, place.column, place.path), problem.help)


class _Check(Fields):
    """A request in our own words."""

    def request(
        self, value: Any, reason: str | None, refund: bool, channel: str | None
    ) -> tuple[str, ChangeRequest, str | None]:
        """Order, request and reference; meaningless when there are problems."""
        if not isinstance(value, dict):
            self.refuse("wrong-type", f"{shown(value)} is not a request", (), "a request is {OrderReferenceNumber, …}")
            return "", ChangeRequest((), ""), None
        self.known(value, _FIELDS, ())
        order = self.name(value, _ORDER_NAMES, ())
        channel = self.text(value, "SalesChannel", (), MAX_NAME) or channel
        if channel and "OrderReferenceNumber" in value:
            order = f"{channel}/{order}"
        own = self.text(value, "Reason", (), MAX_NAME)
        if own is None and reason is None and "Reason" not in value:
            self.refuse("missing-field", "Reason is missing", (), "give it in the file, or for all of them: --reason R")
        text = self.text(value, "ReasonForChangeText", (), MAX_REASON_TEXT)
        shipping = self.flag(value, "RefundShipping", refund)
        reference = self.text(value, "ChangeReference", (), MAX_NAME)
        fees = self.fees(value, "Fees", (), FEE_NAMES)
        return order, ChangeRequest(self._items(value), own or reason or "", text, shipping, fees), reference

    def _items(self, value: Mapping[str, Any]) -> tuple[Wanted, ...]:
        everything = self.flag(value, "AllItems", False)
        items = value.get("Items")
        if items is not None and not isinstance(items, list):
            self.refuse("wrong-type", f"Items: {shown(items)} is not a list", ("Items",))
            return ()
        if everything == bool(items):
            message = "Items and AllItems exclude each other" if everything else "it names no items"
            self.refuse("no-items", message, (), 'name "Items", or say "AllItems": true')
            return ()
        return tuple(self._item(item, ("Items", index)) for index, item in enumerate(items or ()))

    def _item(self, item: Any, path: Path) -> Wanted:
        if not isinstance(item, dict):
            self.refuse("wrong-type", f"{shown(item)} is not an item", path, "an item is {StockKeepingUnit, Quantity}")
            return Wanted("")
        self.known(item, _ITEM_FIELDS, path)
        return Wanted(
            self.name(item, _ITEM_NAMES, path),
            self.units(item, "Quantity", path),
            self.fees(item, "Fees", path, FEE_NAMES),
        )
