"""The bodies of the reference's calls for return orders, in files: create (examples 15 and 16) and return-items (17).

A file holds one body, a list, or NDJSON. What the reference has in its address, the return order, may stand in the body
of return-items as `returnOrderId`; what it has nowhere (`expectedArrivalDate`, `destinationLocation`, …) may be added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from omscli.documents import sources
from omscli.documents.change_fields import BODY_FEE_NAMES, MAX_NAME, Fields, Spot, shown
from omscli.documents.change_requests import placed, values_of
from omscli.documents.jsonplace import Path
from omscli.domain.ids import decode
from omscli.domain.return_orders import CATEGORIES, PLANS, RESTOCK, SUBMITTED, Arrived, Expected
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem

_SHOWN = 20
_CREATE = (
    "orderSummaryId",
    "status",
    "returnOrderLifeCycleType",
    "returnOrderLineItems",
    "expectedArrivalDate",
    "destinationLocation",
    "provider",
    "trackingNumber",
    "shipmentType",
)
_LINE = (
    "orderItemSummaryId",
    "quantityExpected",
    "quantityReceived",
    "reasonForReturn",
    "canReduceShipping",
    "returnOrderLineItemFees",
)
_RECEIVE = ("returnOrderId", "returnOrderItems", "returnOrderItemDeliveryCharges", "returnOrderItemFees")
_CHARGE = ("returnOrderLineItemId",)
_FEE = ("returnOrderLineItemId", "quantityReturned", "quantityToCancel")
_ITEM = (
    "returnOrderLineItemId",
    "quantityReturned",
    "quantityToCancel",
    "quantityReceived",
    "quantityRejected",
    "reasonForRejection",
    "processingPlan",
)


@dataclass(frozen=True, slots=True)
class OpeningRead:
    """A return order that a file asks for."""

    order: str
    lines: tuple[Expected, ...]
    managed: bool
    status: str
    expected: str | None
    location: str | None
    provider: str | None
    tracking: str | None
    shipment_type: str | None
    reference: str | None = None
    place: Place | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivalRead:
    """What a file says of goods that came on a return order, which it may leave to the command line."""

    return_order: str | None
    parts: tuple[Arrived, ...]
    waived: frozenset[int]
    charged: frozenset[int] | None
    place: Place | None = None
    index: int | None = None


def read_return_orders(names: Iterable[str], stdin: IO[bytes] | None = None) -> list[OpeningRead]:
    """The return orders that the files ask for. Raises OmsError with every problem and its place."""
    seen: dict[str, int] = {}
    found = []
    for value, body, place, index in _bodies(names, stdin, Creating):
        digest = hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
        seen[digest] = seen.get(digest, 0) + 1
        read = body.opening(value)
        found.append((body, read, f"{digest}:{seen[digest]}", place, index))
    _refuse_all([body for body, *_ in found])
    return [
        OpeningRead(
            read.order, read.lines, read.managed, read.status, read.expected, read.location, read.provider,
            read.tracking, read.shipment_type, reference, place, index,
        )
        for _, read, reference, place, index in found
    ]  # fmt: skip


def read_arrivals(names: Iterable[str], stdin: IO[bytes] | None = None) -> list[ArrivalRead]:
    """What the files say of goods that came. Raises OmsError with every problem and its place."""
    found = [
        (body, body.arrival(value), place, index) for value, body, place, index in _bodies(names, stdin, Receiving)
    ]
    _refuse_all([body for body, *_ in found])
    return [
        ArrivalRead(read.return_order, read.parts, read.waived, read.charged, place, index)
        for _, read, place, index in found
    ]


def _bodies(names: Iterable[str], stdin: IO[bytes] | None, kind: Callable[[Spot], Any]) -> Iterator[Any]:
    """Each body of the files with what checks it, its place and its position."""
    for source in sources.find(names, stdin):
        pieces = (one for piece in source.pieces() for one in _values(source.name, piece))
        for index, (value, spot) in enumerate(pieces):
            yield value, kind(spot), Place(spot.file, spot.place(()).line), index


def _values(file: str, piece: sources.Piece) -> list[tuple[Any, Spot]]:
    try:
        return list(values_of(file, piece))
    except OmsError as error:
        problems = tuple(placed(problem, file, piece.line) for problem in error.problems)
        raise OmsError(problems, "nothing was changed", len(problems)) from error


def _refuse_all(bodies: Iterable[Fields]) -> None:
    problems: list[Problem] = [problem for body in bodies for problem in body.problems]
    if problems:
        raise OmsError(tuple(problems[:_SHOWN]), "nothing was changed", len(problems))


class Creating(Fields):
    """The checks of a body that creates a return order."""

    quoted = True

    def opening(self, value: Any) -> OpeningRead:
        """What it asks for; meaningless when there are problems."""
        if not isinstance(value, dict):
            self.refuse("wrong-type", f"{shown(value)} is no body of a return order", ())
            value = {}
        self.known(value, _CREATE, ())
        order = self._required(value, "orderSummaryId", ())
        cycle = self._required(value, "returnOrderLifeCycleType", ()).lower()
        if cycle and cycle not in ("managed", "unmanaged"):
            self.refuse("bad-value", f'returnOrderLifeCycleType "{cycle}" is neither Managed nor Unmanaged', ())
        status = self.text(value, "status", (), MAX_NAME) or SUBMITTED
        if CATEGORIES.get(status) not in ("Draft", "Activated"):
            self.refuse(
                "bad-value", f'status "{status}" is none to start with', ("status",), "Draft, Submitted, Approved"
            )
        lines = value.get("returnOrderLineItems")
        if not isinstance(lines, list) or not lines:
            self.refuse("no-items", "returnOrderLineItems names no items", ("returnOrderLineItems",))
            lines = []
        managed = cycle != "unmanaged"
        read = [self._line(line, ("returnOrderLineItems", at), managed) for at, line in enumerate(lines)]
        expected, location, provider, tracking, type_ = (self.text(value, name, (), MAX_NAME) for name in _CREATE[4:])
        lines = tuple(line for line in read if line)
        return OpeningRead(order, lines, managed, status, expected, location, provider, tracking, type_)

    def _line(self, line: Any, path: Path, managed: bool) -> Expected | None:
        if not isinstance(line, dict):
            self.refuse("wrong-type", f"{shown(line)} is not a line", path)
            return None
        self.known(line, _LINE, path)
        id_ = self._required(line, "orderItemSummaryId", path)
        units = self.units(line, "quantityExpected", path)
        if "quantityExpected" not in line:
            self.refuse("missing-field", "quantityExpected is missing", path)
        self.units(line, "quantityReceived", path, 0)
        reason = (
            self._required(line, "reasonForReturn", path)
            if managed
            else self.text(line, "reasonForReturn", path, MAX_NAME)
        )
        reduces = self.flag(line, "canReduceShipping", False, path)
        fees = self.fees(line, "returnOrderLineItemFees", path, BODY_FEE_NAMES)
        return Expected(id_, units, reason or "", reduces, fees)

    def _required(self, record: dict[str, Any], name: str, path: Path) -> str:
        if name not in record:
            self.refuse("missing-field", f"{name} is missing", path)
        return self.text(record, name, path, MAX_NAME) or ""


class Receiving(Fields):
    """The checks of a body of return-items."""

    quoted = True

    def arrival(self, value: Any) -> ArrivalRead:
        """What it says; meaningless when there are problems."""
        if not isinstance(value, dict):
            self.refuse("wrong-type", f"{shown(value)} is no body of return-items", ())
            value = {}
        self.known(value, _RECEIVE, ())
        order = self.text(value, "returnOrderId", (), MAX_NAME)
        items = self._list(value, "returnOrderItems")
        if not items:
            self.refuse("no-items", "returnOrderItems names no lines", ())
        read = [self._item(item, ("returnOrderItems", at)) for at, item in enumerate(items)]
        for at, charge in enumerate(self._list(value, "returnOrderItemDeliveryCharges")):
            self._line_id(charge, ("returnOrderItemDeliveryCharges", at), _CHARGE)
        waived, charged = set[int](), set[int]()
        for at, fee in enumerate(self._list(value, "returnOrderItemFees")):
            path: Path = ("returnOrderItemFees", at)
            id_ = self._line_id(fee, path, _FEE)
            taken = self.units(fee, "quantityReturned", path, 0) if isinstance(fee, dict) else None
            if id_ is not None:
                (charged if taken else waived).add(id_)
        chosen = frozenset(charged) if "returnOrderItemFees" in value else None
        return ArrivalRead(order, tuple(one for one in read if one), frozenset(waived), chosen)

    def _list(self, value: dict[str, Any], name: str) -> list[Any]:
        found = value.get(name, [])
        if isinstance(found, list):
            return found
        self.refuse("wrong-type", f"{name}: {shown(found)} is not a list", (name,))
        return []

    def _item(self, item: Any, path: Path) -> Arrived | None:
        id_ = self._line_id(item, path, _ITEM)
        if id_ is None:
            return None
        for name in ("quantityReturned", "quantityToCancel", "quantityReceived"):
            if name not in item:
                self.refuse("missing-field", f"{name} is missing", path)
        returned, canceled, received, rejected = (self.units(item, name, path, 0) or 0 for name in _ITEM[1:5])
        reason = self.text(item, "reasonForRejection", path, MAX_NAME)
        plan = self.text(item, "processingPlan", path, MAX_NAME) or RESTOCK
        if plan not in PLANS:
            self.refuse("bad-value", f'processingPlan "{plan}" is none', path, f"one of {', '.join(PLANS)}")
        return Arrived(id_, returned, canceled, received, rejected, reason if rejected else None, plan)

    def _line_id(self, item: Any, path: Path, names: tuple[str, ...]) -> int | None:
        if not isinstance(item, dict):
            self.refuse("wrong-type", f"{shown(item)} is not a line", path)
            return None
        self.known(item, names, path)
        text = self.text(item, "returnOrderLineItemId", path, MAX_NAME)
        decoded = decode(text or "")
        if decoded is None or decoded[0] != "ReturnOrderLineItem":
            self.refuse("bad-reference", f"returnOrderLineItemId {shown(text)} is no id of a line", path)
            return None
        return decoded[1]
