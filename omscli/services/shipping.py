"""A notice becomes a shipment: the one path for notices from files (`ingest_asn.py`) and for `oms ship` (`ship.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omscli.documents.asn.values import AsnInput, AsnRead, content_hash
from omscli.domain.carriers import tracking_url
from omscli.domain.fulfillment import Parcel, Shipped, fulfills, parcel_of, plan_shipment
from omscli.domain.fulfillment_order import FULFILLED, FulfillmentOrder
from omscli.domain.ids import PREFIXES, encode, order_key_of
from omscli.domain.money import to_decimal
from omscli.domain.numbers import human_number, parse_human_number
from omscli.domain.order_state import PRODUCT
from omscli.domain.policy import ShortShip
from omscli.domain.statuses import FO_CATEGORIES
from omscli.domain.values import dataclass, replace
from omscli.errors import Problem
from omscli.services.fulfillment_book import FulfillmentBook
from omscli.services.fulfillment_changes import status_event
from omscli.services.numbering import Ledger
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.services.unit_moves import UnitMoves
from omscli.store import rows
from omscli.store.db import Reader
from omscli.store.fulfillment import nearest_number
from omscli.store.shipments import (
    SQL_CLOSE_FULFILLMENT_ORDER,
    SQL_SHIP_LINE,
    Docked,
    KnownAsn,
    known_asns,
    load_carried,
    load_docked,
    shipment_counts,
    shipments_of,
)
from omscli.store.unit_moves import load_moving

COLUMNS = ("AsnNumber", "FulfillmentOrderNumber", "ShipmentNumber", "QuantityShipped", "QuantityShort", "Status")
SHIPPED = "Shipped"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a notice: its shipment's number and key, if there is one, its content, and its product units."""

    number: str | None
    key: int | None
    digest: str
    units: int
    backordered: int
    removed: int = 0


def plan_notices(reader: Reader, reads: Sequence[AsnRead], scene: Scene, short: ShortShip) -> Batch:
    """Take in notices: `created`, `exists` (same number, same content), `rejected` with every reason.

    `rejected` are also `conflict` (same number, other content) and `unknown-fulfillment-order`; the rest is said in
    `domain/fulfillment.py`.
    """
    batch = Batch()
    asns = [read.asn for read in reads if read.asn is not None]
    known = known_asns(reader, [asn.number for asn in asns])
    named = {asn.fulfillment_order: parse_human_number(asn.fulfillment_order) for asn in asns}
    keys = {asn.order_key for asn in known.values()}
    keys |= {parsed[1] for parsed in named.values() if parsed}
    reader.hold(sorted(keys))
    dock = _Dock(reader, batch, scene, asns, load_docked(reader, keys), known, short)
    for read in reads:
        if read.asn is None:
            batch.results.append(_result(read, "rejected", _unshipped(None), read.problems))
            continue
        batch.results.append(dock.take(read, read.asn))
    dock.finish()
    return batch


class _Dock:
    """Where the notices of a chunk come in, one after the other.

    Most send units and take none off: then the order's amounts stay, and it is not read whole (`UnitMoves`). Orders
    with more than one notice for a fulfillment order here, or with units that come off, go through the book.
    """

    def __init__(
        self,
        reader: Reader,
        batch: Batch,
        scene: Scene,
        asns: Sequence[AsnInput],
        docked: dict[int, Docked],
        known: dict[str, KnownAsn],
        short: ShortShip,
    ) -> None:
        self.reader = reader
        self.batch = batch
        self.scene = scene
        self.docked = docked
        self.known = known
        self.short = short
        self.by_number = {each.order.number: key for key, each in docked.items()}
        keys = {order_key_of(key) for key in docked}
        self.orders = load_moving(reader, keys)
        self.counts = shipment_counts(reader, keys)
        self.shipments = shipments_of(reader, {asn.order_key for asn in known.values()})
        self.moves: dict[int, UnitMoves] = {}
        self.parcels: dict[int, Parcel | tuple[Problem, ...]] = {}
        self.whole = self._weigh(asns)
        """Orders that go through the book."""
        self.book = FulfillmentBook(reader, batch, scene, self.whole)
        self.taxes, self.adjustments = load_carried(reader, self._closing() - self.whole)

    def _weigh(self, asns: Sequence[AsnInput]) -> set[int]:
        """The parcels of the notices that are new here; answers the orders that have to be read whole for them."""
        whole: set[int] = set()
        for asn in asns:
            key = self.key_of(asn)
            if key is None or asn.number in self.known:
                continue
            parcel = parcel_of(self.docked[key].order, asn.lines, self.short)
            if key in self.parcels or (isinstance(parcel, Parcel) and parcel.removed):
                whole.add(order_key_of(key))
            self.parcels[key] = parcel
        return whole

    def _closing(self) -> set[int]:
        """Orders with a fulfillment order that is fulfilled by its parcel, so that what it carries is needed."""
        return {
            order_key_of(key)
            for key, parcel in self.parcels.items()
            if isinstance(parcel, Parcel) and fulfills(self.docked[key].order, parcel.ships)
        }

    def finish(self) -> None:
        """Store what changed."""
        for moves in self.moves.values():
            moves.finish()
        self.book.finish()

    def key_of(self, asn: AsnInput) -> int | None:
        """The key of the fulfillment order that a notice names."""
        number = asn.fulfillment_order
        return self.by_number.get(number) or self.by_number.get(number.upper())

    def fields(self, key: int) -> dict[str, Any]:
        """What a result shows of a fulfillment order."""
        order_key = order_key_of(key)
        if order_key in self.whole:
            return self.book.fields(key)
        order, docked = self.orders[order_key], self.docked[key]
        return {
            "OrderNumber": order.order_number,
            "FulfillmentOrderNumber": docked.order.number,
            "FulfillmentOrderId": encode(PREFIXES["FulfillmentOrder"], key),
            "ItemCount": docked.item_count,
            "GrandTotalAmount": to_decimal(docked.grand_total, order.currency),
            "CurrencyIsoCode": order.currency,
            "Status": docked.order.status,
        }

    def take(self, read: AsnRead, asn: AsnInput) -> Result:
        """What becomes of one notice."""
        before = self.known.get(asn.number)
        if before is not None:
            return self._known(read, asn, before)
        key = self.key_of(asn)
        if key is None:
            message = f'no fulfillment order is called "{asn.fulfillment_order}"'
            help_ = nearest_number(self.reader, asn.fulfillment_order)
            place = read.place_of(("FulfillmentOrderNumber",))
            problem = Problem("unknown-fulfillment-order", message, place, help_)
            return _result(read, "rejected", _unshipped(asn), (problem,))
        shipped = self._through_book(asn, key) if order_key_of(key) in self.whole else self._through(asn, key)
        if isinstance(shipped, tuple):
            fields = _unshipped(asn) | self.fields(key)
            return _result(read, "rejected", fields, [_placed(read, problem) for problem in shipped])
        fields = self.fields(key) | _shipped(asn, shipped.number, shipped.units)
        fields |= {"QuantityShort": shipped.removed + shipped.backordered, "QuantityDeallocated": shipped.removed}
        self.known[asn.number] = KnownAsn(asn.number, shipped.digest, order_key_of(key), key, shipped.key)
        return _result(read, "created", fields, _remarks(read, fields), key=order_key_of(key))

    def _through(self, asn: AsnInput, key: int) -> Sent | tuple[Problem, ...]:
        """Units go and nothing else changes."""
        parcel = self.parcels[key]
        if isinstance(parcel, tuple):
            return parcel
        docked, order_key = self.docked[key], order_key_of(key)
        order = docked.order
        moves = self.moves.get(order_key)
        if moves is None:
            moves = self.moves[order_key] = UnitMoves(self.batch, self.scene, self.orders[order_key])
        lines = [Shipped(line, parcel.ships[line.id]) for line in order.lines if line.id in parcel.ships]
        sent = self._rows(moves, asn, order, lines, parcel.backordered)
        for line, units in [(shipped.line, shipped.units) for shipped in lines]:
            if not order.is_reship:
                moves.ship(line.item_id, units)
            self.batch.run(SQL_SHIP_LINE, line.shipped + units, order_key, line.id)
        if fulfills(order, parcel.ships):
            self._close(moves, docked)
        return sent

    def _close(self, moves: UnitMoves, docked: Docked) -> None:
        """All that the fulfillment order carries is fulfilled."""
        order = docked.order
        for line in order.lines:
            if line.quantity and not order.is_reship:
                moves.fulfill(line.item_id, line.quantity, line.amount)
                moves.fulfill_parts(self.taxes.get(line.id, ()), self.adjustments.get(line.id, ()))
        values = (FULFILLED, FO_CATEGORIES[FULFILLED], self.scene.now, moves.order_key, order.id)
        self.batch.run(SQL_CLOSE_FULFILLMENT_ORDER, *values)
        status_event(moves, order.id, order.status, FULFILLED)
        docked.order = replace(order, status=FULFILLED)

    def _through_book(self, asn: AsnInput, key: int) -> Sent | tuple[Problem, ...]:
        """Units go and units come off, which takes their share of the order's amounts back."""
        order, change = self.book.order(key), self.book.change(key)
        plan = plan_shipment(order, change.items, asn.lines, self.short)
        if isinstance(plan, tuple):
            return plan
        sent = self._rows(change.change, asn, order, plan.shipped, plan.backordered)
        change.release(order, plan.reductions, "short")
        change.put(plan.fulfillment_order, plan.items)
        products = {line.id for line in order.products}
        removed = sum(reduction.units for reduction in plan.reductions if reduction.line_id in products)
        return replace(sent, removed=removed)

    def _known(self, read: AsnRead, asn: AsnInput, before: KnownAsn) -> Result:
        fields = self.fields(before.fulfillment_order_key)
        if before.content_hash != content_hash(asn):
            message = f'notice "{asn.number}" of {fields["FulfillmentOrderNumber"]} is there with other content'
            help_ = "a notice is taken in once; give what else was sent a number of its own"
            problem = Problem("conflict", message, read.place_of(("AsnNumber",)), help_)
            return _result(read, "rejected", _unshipped(asn), (problem,))
        shipment = self.shipments.get(before.shipment_key or 0)
        fields |= _shipped(asn, shipment.number if shipment else None, shipment.quantity if shipment else 0)
        return _result(read, "exists", fields, key=before.order_key)

    def _rows(
        self, ledger: Ledger, asn: AsnInput, order: FulfillmentOrder, lines: Sequence[Shipped], backordered: int
    ) -> Sent:
        """The rows of a notice, and of its shipment when anything was sent."""
        digest = content_hash(asn)
        parcel = [shipped for shipped in lines if shipped.line.type == PRODUCT]
        number, key, units = None, None, sum([shipped.units for shipped in parcel])
        if lines:
            position = self.counts[ledger.order_key] = self.counts.get(ledger.order_key, 0) + 1
            number, key = human_number("Shipment", ledger.order_key, position), ledger.new_id()
            self._insert_shipment(ledger, asn, order, number, key, units)
            for shipped in parcel:
                self._insert_item(ledger, order, key, shipped)
        row = rows.asns(
            asn_number=asn.number,
            content_hash=digest,
            order_key=ledger.order_key,
            fulfillment_order_key=order.id,
            shipment_key=key,
            ship_date=asn.ship_date,
            created_date=self.scene.now,
        )
        self.batch.insert("asns", row)
        return Sent(number, key, digest, units, backordered)

    def _insert_shipment(
        self, ledger: Ledger, asn: AsnInput, order: FulfillmentOrder, number: str, key: int, units: int
    ) -> None:
        to = self.docked[order.id].to
        carrier = asn.carrier or to.carrier
        row = rows.shipments(
            order_key=ledger.order_key,
            id=key,
            shipment_number=number,
            fulfillment_order_id=order.id,
            asn_number=asn.number,
            status=SHIPPED,
            provider=carrier,
            tracking_number=asn.tracking_number,
            tracking_url=tracking_url(carrier, asn.tracking_number),
            ship_date=asn.ship_date,
            ship_to_name=to.name,
            ship_to_street=to.street,
            ship_to_city=to.city,
            ship_to_state=to.state,
            ship_to_postal_code=to.postal_code,
            ship_to_country=to.country,
            source_location_id=order.location_id,
            total_items_quantity=units,
            created_date=self.scene.now,
        )
        self.batch.insert("shipments", row)

    def _insert_item(self, ledger: Ledger, order: FulfillmentOrder, shipment: int, shipped: Shipped) -> None:
        line, key, stock = shipped.line, ledger.new_id(), self.book.ledger
        row = rows.shipment_items(
            order_key=ledger.order_key,
            id=key,
            shipment_id=shipment,
            fulfillment_order_item_id=line.id,
            item_summary_id=line.item_id,
            product_id=line.product_id,
            quantity=shipped.units,
        )
        self.batch.insert("shipment_items", row)
        if stock.counts(order.location_id):
            stock.ship(
                order.location_id,
                line.product_id,
                shipped.units,
                id=ledger.new_id(),
                order_key=ledger.order_key,
                shipment_item_id=key,
            )


def _unshipped(asn: AsnInput | None) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(("OrderNumber", *COLUMNS))
    if asn is None:
        return fields
    return fields | {"AsnNumber": asn.number, "FulfillmentOrderNumber": asn.fulfillment_order}


def _shipped(asn: AsnInput, number: str | None, units: int) -> dict[str, Any]:
    return {
        "AsnNumber": asn.number,
        "ShipmentNumber": number,
        "Provider": asn.carrier,
        "TrackingNumber": asn.tracking_number,
        "QuantityShipped": units,
        "QuantityShort": 0,
    }


def _remarks(read: AsnRead, fields: dict[str, Any]) -> tuple[Problem, ...]:
    """What was short is no refusal, but nobody should have to look for it (exit 3)."""
    short, taken = fields["QuantityShort"], fields["QuantityDeallocated"]
    if not short:
        return ()
    units = f"{short} unit{'' if short == 1 else 's'} of {fields['FulfillmentOrderNumber']}"
    verb = "was" if short == 1 else "were"
    if taken == short:
        message, help_ = f"{units} {verb} not sent: available to fulfill again", f"oms allocate {fields['OrderNumber']}"
    else:
        left = "left open" if not taken else f"{short - taken} left open, {taken} available to fulfill again"
        message = f"{units} {verb} not sent: {left}"
        help_ = "the next notice sends them, or `oms deallocate` frees them"
    return (Problem("partly-done", message, read.place, help_),)


def _placed(read: AsnRead, problem: Problem) -> Problem:
    return replace(problem, place=read.place_of_sku(problem.place.path if problem.place else None))


def _result(
    read: AsnRead, status: str, fields: dict[str, Any], problems: Iterable[Problem] = (), key: int | None = None
) -> Result:
    return Result(status, fields, tuple(problems), read.place, read.index if read.file else None, key)
