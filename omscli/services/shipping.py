"""A notice becomes a shipment: the one path for notices from files (`ingest_asn.py`) and for `oms ship` (`ship.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omscli.documents.asn.values import AsnInput, AsnRead, content_hash
from omscli.domain.carriers import tracking_url
from omscli.domain.fulfillment import ShipmentPlan, plan_shipment
from omscli.domain.fulfillment_order import FulfillmentOrder
from omscli.domain.ids import order_key_of
from omscli.domain.numbers import human_number
from omscli.domain.order_state import PRODUCT
from omscli.domain.policy import ShortShip
from omscli.domain.values import replace
from omscli.errors import Problem
from omscli.services.fulfillment_book import FulfillmentBook
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store import rows
from omscli.store.db import Reader
from omscli.store.fulfillment import find_numbers, nearest_number
from omscli.store.shipments import KnownAsn, destinations, known_asns, shipment_counts, shipments_of

COLUMNS = ("AsnNumber", "FulfillmentOrderNumber", "ShipmentNumber", "QuantityShipped", "QuantityShort", "Status")
SHIPPED = "Shipped"


def plan_notices(reader: Reader, reads: Sequence[AsnRead], scene: Scene, short: ShortShip) -> Batch:
    """Take in notices: `created`, `exists` (same number, same content), `rejected` with every reason.

    `rejected` are also `conflict` (same number, other content) and `unknown-fulfillment-order`; the rest is said in
    `domain/fulfillment.py`.
    """
    batch = Batch()
    asns = [read.asn for read in reads if read.asn is not None]
    named = find_numbers(reader, [asn.fulfillment_order for asn in asns])
    known = known_asns(reader, [asn.number for asn in asns])
    order_keys = {order_key_of(key) for key in named.values()}
    order_keys |= {asn.order_key for asn in known.values()}
    dock = _Dock(reader, FulfillmentBook(reader, batch, scene, order_keys), order_keys, known, short)
    for read in reads:
        if read.asn is None:
            batch.results.append(_result(read, "rejected", _unshipped(None), read.problems))
            continue
        batch.results.append(dock.take(read, read.asn, named.get(read.asn.fulfillment_order)))
    dock.book.finish()
    return batch


class _Dock:
    """Where the notices of a chunk come in, one after the other."""

    def __init__(
        self, reader: Reader, book: FulfillmentBook, keys: set[int], known: dict[str, KnownAsn], short: ShortShip
    ) -> None:
        self.reader = reader
        self.book = book
        self.known = known
        self.short = short
        self.counts = shipment_counts(reader, keys)
        self.destinations = destinations(reader, keys)
        self.shipments = shipments_of(reader, {asn.order_key for asn in known.values()})

    def take(self, read: AsnRead, asn: AsnInput, key: int | None) -> Result:
        """What becomes of one notice; `key` is its fulfillment order's, None when there is none."""
        before = self.known.get(asn.number)
        if before is not None:
            return self._known(read, asn, before)
        if key is None:
            message = f'no fulfillment order is called "{asn.fulfillment_order}"'
            help_ = nearest_number(self.reader, asn.fulfillment_order)
            place = read.place_of(("FulfillmentOrderNumber",))
            problem = Problem("unknown-fulfillment-order", message, place, help_)
            return _result(read, "rejected", _unshipped(asn), (problem,))
        order = self.book.order(key)
        change = self.book.change(key)
        plan = plan_shipment(order, change.items, asn.lines, self.short)
        if isinstance(plan, tuple):
            fields = _unshipped(asn) | self.book.fields(key)
            return _result(read, "rejected", fields, [_placed(read, problem) for problem in plan])
        digest = content_hash(asn)
        number, shipment_key = self._store(asn, digest, order, plan)
        change.release(order, plan.reductions, "short")
        change.put(plan.fulfillment_order, plan.items)
        units = sum(shipped.units for shipped in plan.shipped if shipped.line.type == PRODUCT)
        fields = self.book.fields(key) | _shipped(asn, number, units) | _short(order, plan)
        self.known[asn.number] = KnownAsn(asn.number, digest, order_key_of(key), key, shipment_key)
        return _result(read, "created", fields, _remarks(read, fields), key=order_key_of(key))

    def _known(self, read: AsnRead, asn: AsnInput, before: KnownAsn) -> Result:
        fields = self.book.fields(before.fulfillment_order_key)
        if before.content_hash != content_hash(asn):
            message = f'notice "{asn.number}" of {fields["FulfillmentOrderNumber"]} is there with other content'
            help_ = "a notice is taken in once; give what else was sent a number of its own"
            problem = Problem("conflict", message, read.place_of(("AsnNumber",)), help_)
            return _result(read, "rejected", _unshipped(asn), (problem,))
        shipment = self.shipments.get(before.shipment_key or 0)
        fields |= _shipped(asn, shipment.number if shipment else None, shipment.quantity if shipment else 0)
        return _result(read, "exists", fields, key=before.order_key)

    def _store(
        self, asn: AsnInput, digest: str, order: FulfillmentOrder, plan: ShipmentPlan
    ) -> tuple[str | None, int | None]:
        """The rows of a notice, and of its shipment when anything was sent; answers its number and key."""
        change = self.book.change(order.id).change
        number, key = None, None
        if plan.shipped:
            position = self.counts[change.order_key] = self.counts.get(change.order_key, 0) + 1
            number, key = human_number("Shipment", change.order_key, position), change.new_id()
            self._insert_shipment(asn, order, plan, number, key)
        row = rows.asns(
            asn_number=asn.number,
            content_hash=digest,
            order_key=change.order_key,
            fulfillment_order_key=order.id,
            shipment_key=key,
            ship_date=asn.ship_date,
            created_date=self.book.scene.now,
        )
        self.book.batch.insert("asns", row)
        return number, key

    def _insert_shipment(
        self, asn: AsnInput, order: FulfillmentOrder, plan: ShipmentPlan, number: str, key: int
    ) -> None:
        change, batch = self.book.change(order.id).change, self.book.batch
        to = self.destinations[order.id]
        parcel = [shipped for shipped in plan.shipped if shipped.line.type == PRODUCT]
        carrier = asn.carrier or to.carrier
        batch.insert(
            "shipments",
            rows.shipments(
                order_key=change.order_key,
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
                total_items_quantity=sum(shipped.units for shipped in parcel),
                created_date=self.book.scene.now,
            ),
        )
        for shipped in parcel:
            line = shipped.line
            item_key = change.new_id()
            batch.insert(
                "shipment_items",
                rows.shipment_items(
                    order_key=change.order_key,
                    id=item_key,
                    shipment_id=key,
                    fulfillment_order_item_id=line.id,
                    item_summary_id=line.item_id,
                    product_id=line.product_id,
                    quantity=shipped.units,
                ),
            )
            if self.book.ledger.counts(order.location_id):
                self.book.ledger.ship(
                    order.location_id,
                    line.product_id,
                    shipped.units,
                    id=change.new_id(),
                    order_key=change.order_key,
                    shipment_item_id=item_key,
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


def _short(before: FulfillmentOrder, plan: ShipmentPlan) -> dict[str, Any]:
    products = {line.id for line in before.products}
    taken = sum(reduction.units for reduction in plan.reductions if reduction.line_id in products)
    return {"QuantityShort": taken + plan.backordered, "QuantityDeallocated": taken}


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
