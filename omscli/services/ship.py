"""`oms ship`: confirm a shipment without a file. It makes the provider's notice itself and takes the same path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from omscli.documents.asn.values import AsnInput, AsnRead
from omscli.domain.fulfillment import NoticeLine
from omscli.domain.fulfillment_order import FULFILLED, OPEN_STATUSES, FulfillmentOrder
from omscli.domain.ids import order_key_of
from omscli.domain.policy import ShortShip
from omscli.domain.values import dataclass, replace
from omscli.services.chunked import Lot, Lots
from omscli.services.fulfillment_book import FulfillmentBook
from omscli.services.ingest_asn import go_on
from omscli.services.payment_holds import held, held_by_calls
from omscli.services.scene import Scene
from omscli.services.shipping import plan_notices
from omscli.services.unit import Batch, Result, Runner
from omscli.store.db import Database, Reader
from omscli.store.fulfillment import in_statuses, load_fulfillment_orders
from omscli.store.intents import orders_with_unknown_calls
from omscli.store.settings import load_policy
from omscli.store.shipments import ShipmentRow, known_asns, shipments_of


@dataclass(frozen=True, slots=True)
class ShipOptions:
    """What the command line says of the parcel; `units` (SKU → units) None sends all that is not shipped."""

    carrier: str | None = None
    tracking_number: str | None = None
    ship_date: str | None = None
    units: Mapping[str, int] | None = None
    short: ShortShip | None = None


def ready_to_ship(reader: Reader) -> list[int]:
    """Open fulfillment orders that wait for no payment whose outcome is unknown, in (created, id) order."""
    keys = in_statuses(reader, OPEN_STATUSES)
    waiting = orders_with_unknown_calls(reader)
    return [key for key in keys if order_key_of(key) not in waiting] if waiting else keys


def ship(
    database: Database, runner: Runner, keys: Iterable[int], scene: Scene, options: ShipOptions
) -> Iterator[Result]:
    """A result per fulfillment order: `created`, `exists` (it is `Fulfilled` already), `rejected`."""
    with database.read() as reader:
        short = options.short or load_policy(reader).short_ship
    for lot in Lots(keys, order_key_of):

        def plan(reader: Reader, lot: Lot[int] = lot) -> Batch:
            return plan_ship(reader, lot.claim(reader), scene, options, short)

        results = runner(database, plan).results
        yield from results
        yield from go_on(database, runner, results, scene)


def plan_ship(reader: Reader, keys: Sequence[int], scene: Scene, options: ShipOptions, short: ShortShip) -> Batch:
    """Ship the fulfillment orders, each with a notice made for it."""
    order_keys = sorted({order_key_of(key) for key in keys})
    reader.hold(order_keys)
    orders = load_fulfillment_orders(reader, order_keys)
    waiting = [orders[order_key_of(key)][key] for key in keys]
    done = [order.id for order in waiting if order.status == FULFILLED and options.units is None]
    unpaid = held_by_calls(reader, order_keys, scene.now)
    refused = [order for order in waiting if order.id not in done and order_key_of(order.id) in unpaid]
    open_orders = [order for order in waiting if order.id not in done and order_key_of(order.id) not in unpaid]
    numbers = _numbers(reader, open_orders)
    reads = [AsnRead("", None, 0, _notice(order, numbers[order.id], options)) for order in open_orders]
    batch = plan_notices(reader, reads, scene, short)
    if options.units is not None:  # a part that somebody chose is not short
        batch.results = [
            result if result.status == "rejected" else replace(result, problems=()) for result in batch.results
        ]
    batch.results += _held(reader, refused, scene)
    if done:
        batch.results = [*_already(reader, done, scene), *batch.results]
    return batch


def _held(reader: Reader, orders: Sequence[FulfillmentOrder], scene: Scene) -> list[Result]:
    """What is not sent before it is known what became of a payment."""
    if not orders:
        return []
    book = FulfillmentBook(reader, Batch(), scene, {order_key_of(order.id) for order in orders})
    results = []
    for order in orders:
        fields = book.fields(order.id)
        problem = held(order.number, str(fields["OrderNumber"]))
        results.append(Result("rejected", fields, (problem,), key=order_key_of(order.id)))
    return results


def _notice(order: FulfillmentOrder, number: str, options: ShipOptions) -> AsnInput:
    units = options.units
    if units is None:
        units = {}
        for line in order.products:
            units[line.sku] = units.get(line.sku, 0) + line.unshipped
    lines = tuple(NoticeLine(sku, count) for sku, count in units.items() if count or options.units is not None)
    return AsnInput(number, order.number, lines, options.carrier, options.tracking_number, options.ship_date)


def _numbers(reader: Reader, orders: Sequence[FulfillmentOrder]) -> dict[int, str]:
    """The first free notice number of each: `ASN-FO-0000001`, then `ASN-FO-0000001.2` …

    Not `-2`: that is how the second fulfillment order's first notice is called.
    """
    numbers: dict[int, str] = {}
    waiting, position = list(orders), 1
    while waiting:
        wanted = {order.id: f"ASN-{order.number}" + (f".{position}" if position > 1 else "") for order in waiting}
        known = known_asns(reader, wanted.values())
        numbers |= {key: number for key, number in wanted.items() if number not in known}
        waiting = [order for order in waiting if order.id not in numbers]
        position += 1
    return numbers


def _already(reader: Reader, keys: Sequence[int], scene: Scene) -> list[Result]:
    """What was shipped before, each with its last shipment."""
    order_keys = {order_key_of(key) for key in keys}
    book = FulfillmentBook(reader, Batch(), scene, order_keys)
    last: dict[int, ShipmentRow] = {row.fulfillment_order_key: row for row in shipments_of(reader, order_keys).values()}
    results = []
    for key in keys:
        shipment = last.get(key)
        parcel = {
            "AsnNumber": shipment.asn_number if shipment else None,
            "ShipmentNumber": shipment.number if shipment else None,
            "Provider": shipment.provider if shipment else None,
            "TrackingNumber": shipment.tracking_number if shipment else None,
            "QuantityShipped": shipment.quantity if shipment else 0,
            "QuantityShort": 0,
        }
        results.append(Result("exists", book.fields(key) | parcel, key=order_key_of(key)))
    return results
