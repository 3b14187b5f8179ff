"""`oms return open`: a return order for units that are to come back (spec §2.12; A23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omscli.domain.carriers import tracking_url
from omscli.domain.change_values import ChangeRequest, Fee
from omscli.domain.fees import check_fee
from omscli.domain.ids import PREFIXES, encode
from omscli.domain.numbers import human_number
from omscli.domain.order_state import Item, OrderState
from omscli.domain.return_orders import CATEGORIES, SUBMITTED, Expected, everything, initiated, plan_open
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place, Problem, nearest
from omscli.services.chunked import in_chunks
from omscli.services.fees import FeeProducts
from omscli.services.return_orders.rounds import rounds
from omscli.services.return_orders.rows import insert_fee, insert_goods, status_event
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result, Runner
from omscli.store import catalog, rows
from omscli.store.change_orders import Background, load_background
from omscli.store.db import Database, Reader
from omscli.store.order_states import load
from omscli.store.return_orders import load_return_orders, references
from omscli.store.settings import find_reason
from omscli.store.shipments import shipment_counts
from omscli.store.targets import find_order

COLUMNS = ("OrderNumber", "ReturnOrderNumber", "Status", "LifeCycleType", "Units", "ExpectedArrivalDate")


LABELED = "Label Created"
"""The status of a parcel that the shopper was given a label for."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A return order that is asked for. `wanted` empty: everything that can come back, for `reason`."""

    order: str
    wanted: tuple[Expected, ...]
    reason: str = ""
    can_reduce: bool = False
    fees: tuple[Fee, ...] = ()
    managed: bool = True
    status: str = SUBMITTED
    expected: str | None = None
    location: str | None = None
    provider: str | None = None
    tracking: str | None = None
    shipment_type: str = "Standard"
    reference: str | None = None
    place: Place | None = None
    index: int | None = None


def open_returns(database: Database, runner: Runner, requests: Iterable[OpenRequest], scene: Scene) -> Iterator[Result]:
    """Open return orders, or preview it; one result a request: `created`, `exists`, or `rejected`."""
    tasks: list[tuple[int, OpenRequest]] = []
    with database.read() as reader:
        for request in requests:
            try:
                tasks.append((find_order(reader, request.order), request))
            except OmsError as error:
                yield _rejected(request, {"OrderNumber": None}, error.problems)
    for some in rounds(tasks, lambda task: task[0]):
        for result in in_chunks(database, runner, some, lambda reader, of: plan_openings(reader, of, scene)):
            yield _without_new_ids(result)


def plan_openings(reader: Reader, tasks: Sequence[tuple[int, OpenRequest]], scene: Scene) -> Batch:
    """The return orders of a chunk of requests, one an order."""
    batch = Batch()
    keys = [key for key, _ in tasks]
    opening = _Opening(reader, batch, scene, keys, [request for _, request in tasks])
    for key, request in tasks:
        batch.results.append(opening.result(key, request))
    return batch


class _Opening:
    """What the requests of a chunk are worked on with."""

    def __init__(
        self, reader: Reader, batch: Batch, scene: Scene, keys: list[int], requests: Sequence[OpenRequest]
    ) -> None:
        self._reader, self._batch, self._scene = reader, batch, scene
        self._states = load(reader, keys)
        self._background: Background = load_background(reader, keys)
        self._counts = {key: len(found) for key, found in load_return_orders(reader, keys).items()}
        self._known = references(reader, keys)
        self._shipments = shipment_counts(reader, keys)
        names = [request.location for request in requests if request.location]
        self._locations = catalog.locations_by_reference(reader, names) if names else {}
        fees = [fee for one in requests for fee in (*one.fees, *(fee for part in one.wanted for fee in part.fees))]
        self._fees = FeeProducts(reader, batch, [ChangeRequest((), "", fees=tuple(fees))])

    def result(self, key: int, request: OpenRequest) -> Result:
        """Plan one return order."""
        original = self._background.originals[key]
        fields: dict[str, Any] = {"OrderNumber": original.order_number, "OrderReferenceNumber": original.reference}
        state = self._states.get(key)
        if state is None:
            hint = f"make its summary first: `oms summarize {original.reference or original.order_number}`"
            problem = Problem("wrong-state", f"order {original.order_number} has no summary", None, hint)
            return _rejected(request, fields, (problem,))
        earlier = self._known.get((key, request.reference or ""))
        if earlier:
            fields |= {"ReturnOrderNumber": earlier[1], "Status": earlier[2]}
            fields["returnOrderId"] = encode(PREFIXES["ReturnOrder"], earlier[0])
            return Result("exists", fields, (), request.place, request.index, earlier[0])
        try:
            wanted = self._wanted(state, request)
        except OmsError as error:
            return _rejected(request, fields, error.problems)
        lines, problems = plan_open(state, wanted, managed=request.managed)
        problems += self._more_problems(request, wanted, state.currency)
        if problems:
            return _rejected(request, fields, problems)
        return self._store(state, request, lines, fields)

    def _wanted(self, state: OrderState, request: OpenRequest) -> list[Expected]:
        """The lines that are asked for, with reason codes of the store. Raises `unknown-reason`."""
        wanted = list(request.wanted) or everything(
            state, request.reason, can_reduce=request.can_reduce, fees=request.fees
        )
        return [replace(one, reason=self._reason(one.reason), fees=self._named(one.fees)) for one in wanted]

    def _named(self, fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
        return tuple(replace(fee, reason=self._reason(fee.reason)) if fee.reason else fee for fee in fees)

    def _reason(self, text: str) -> str:
        return find_reason(self._reader, "return", text) if text else text

    def _more_problems(self, request: OpenRequest, wanted: Sequence[Expected], currency: str) -> tuple[Problem, ...]:
        problems: list[Problem] = []
        if request.location and request.location not in self._locations:
            guess = nearest(request.location, catalog.names_of(self._reader, "locations"))
            help_ = f'did you mean "{guess}"?' if guess else "`oms list locations` shows them"
            problems.append(Problem("unknown-location", f'no location is called "{request.location}"', None, help_))
        if not request.managed and any(one.fees for one in wanted):
            problems.append(Problem("wrong-state", "an unmanaged return order moves no money, so it has no fees"))
        for fee in (fee for one in wanted for fee in one.fees):
            problem = check_fee(fee, self._fees.known(), currency)
            problems += [problem] if problem else []
        return tuple(problems)

    def _store(
        self,
        state: OrderState,
        request: OpenRequest,
        lines: Sequence[tuple[Item, int, Expected]],
        fields: dict[str, Any],
    ) -> Result:
        change = Change(self._batch, self._scene, state)
        position = self._counts[state.order_key] = self._counts.get(state.order_key, 0) + 1
        number = human_number("ReturnOrder", state.order_key, position)
        id_ = change.new_id()
        self._header(change, id_, number, request)
        shown = []
        for item, units, one in lines:
            line_id = insert_goods(self._batch, change, id_, item, units, one.reason, can_reduce=one.can_reduce)
            for fee in one.fees:
                product = self._fees.known()[fee.product]
                named = replace(fee, product=product.sku)
                insert_fee(self._batch, change, id_, named, self._fees.made(product.id), one.reason, line_id)
            if request.managed:
                now = next(each for each in change.state.items if each.id == item.id)
                change.set_items({item.id: initiated(now, units)})
            shown.append(_line(line_id, item, units, one))
        if request.tracking or request.provider:
            self._label(change, id_, request, sum(units for _, units, _ in lines))
        status_event(change, id_, number, None, request.status)
        change.finish()
        fields |= {
            "ReturnOrderNumber": number,
            "returnOrderId": encode(PREFIXES["ReturnOrder"], id_),
            "Status": request.status,
            "LifeCycleType": "MANAGED" if request.managed else "UNMANAGED",
            "Units": sum(units for _, units, _ in lines),
            "ExpectedArrivalDate": request.expected,
            "ReturnOrderLineItems": shown,
        }
        return Result("created", fields, (), request.place, request.index, id_)

    def _label(self, change: Change, return_order_id: int, request: OpenRequest, units: int) -> None:
        """The parcel that a return label was made for."""
        key = change.order_key
        position = self._shipments[key] = self._shipments.get(key, 0) + 1
        location = self._locations[request.location] if request.location else None
        self._batch.insert(
            "shipments",
            rows.shipments(
                order_key=key,
                id=change.new_id(),
                shipment_number=human_number("Shipment", key, position),
                return_order_id=return_order_id,
                status=LABELED,
                provider=request.provider,
                tracking_number=request.tracking,
                tracking_url=tracking_url(request.provider, request.tracking),
                ship_to_name=location.name if location else "Returns",
                destination_location_id=location.id if location else None,
                total_items_quantity=units,
                created_date=self._scene.now,
            ),
        )

    def _header(self, change: Change, id_: int, number: str, request: OpenRequest) -> None:
        original = self._background.originals[change.order_key]
        location = self._locations[request.location].id if request.location else None
        self._batch.insert(
            "return_orders",
            rows.return_orders(
                order_key=change.order_key,
                id=id_,
                return_order_number=number,
                life_cycle_type="MANAGED" if request.managed else "UNMANAGED",
                status=request.status,
                status_category=CATEGORIES[request.status],
                account_id=original.account_id,
                contact_id=original.contact_id,
                currency_iso_code=original.currency,
                tax_locale_type=original.tax_locale,
                expected_arrival_date=request.expected,
                destination_location_id=location,
                shipment_type=request.shipment_type,
                provider=request.provider,
                tracking_number=request.tracking,
                reference=request.reference,
                created_date=self._scene.now,
            ),
        )


def _line(line_id: int, item: Item, units: int, one: Expected) -> dict[str, Any]:
    return {
        "ReturnOrderLineItemId": encode(PREFIXES["ReturnOrderLineItem"], line_id),
        "OrderItemSummaryId": encode(PREFIXES["OrderItemSummary"], item.id),
        "StockKeepingUnit": item.sku,
        "QuantityExpected": units,
        "ReasonForReturn": one.reason,
        "CanReduceShipping": one.can_reduce,
        "Fees": len(one.fees),
    }


def _rejected(request: OpenRequest, fields: dict[str, Any], problems: Sequence[Problem]) -> Result:
    placed = tuple(replace(problem, place=problem.place or request.place) for problem in problems)
    if fields["OrderNumber"] is None:
        fields = {**fields, "OrderReferenceNumber": request.order}
    return Result("rejected", fields, placed, request.place, request.index)


def _without_new_ids(result: Result) -> Result:
    """A preview has no ids and numbers of what does not exist."""
    if result.status != "preview":
        return result
    lines = [{**line, "ReturnOrderLineItemId": None} for line in result.fields["ReturnOrderLineItems"]]
    gone = {"ReturnOrderNumber": None, "returnOrderId": None, "ReturnOrderLineItems": lines}
    return replace(result, fields=result.fields | gone)
