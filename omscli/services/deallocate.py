"""`oms deallocate`: units come off fulfillment orders and are available to fulfill again (spec §2.3, D10, A17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omscli.domain.deallocation import Request, take_off, units_to_take
from omscli.domain.fulfillment import close
from omscli.domain.fulfillment_order import CANCELLED
from omscli.domain.ids import order_key_of
from omscli.domain.values import dataclass
from omscli.errors import Problem, refuse
from omscli.services.fulfillment_book import FulfillmentBook
from omscli.services.scene import Scene
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.fulfillment import find_fulfillment_order

COLUMNS = ("OrderNumber", "FulfillmentOrderNumber", "QuantityDeallocated", "ItemCount", "GrandTotalAmount", "Status")


@dataclass(frozen=True, slots=True)
class Target:
    """What a text of the form `FO[:SKU[=QTY]]` names."""

    fulfillment_order: int
    request: Request


def find_units(reader: Reader, text: str) -> Target:
    """The units that a text names. Raises `not-found`, or `bad-quantity` for a quantity below one."""
    name, colon, rest = text.partition(":")
    key = find_fulfillment_order(reader, name)
    if not colon:
        return Target(key, Request())
    sku, equals, quantity = rest.rpartition("=")
    if not equals or not quantity.isascii() or not quantity.isdigit():
        return Target(key, Request(rest))
    if len(quantity) > 9 or not int(quantity):
        raise refuse("bad-quantity", f"{quantity} units of {sku} cannot be taken off", done="nothing was changed")
    return Target(key, Request(sku, int(quantity)))


def plan_deallocate(reader: Reader, targets: Sequence[Target], scene: Scene) -> Batch:
    """Take the units off: one result a fulfillment order, `updated`, `exists` (it is `Cancelled` already), `rejected`.

    What is refused is said in `domain/deallocation.py`. A fulfillment order without products is `Cancelled`; one of
    which all that is left was shipped is `Fulfilled`. The items are not canceled: allocate them again.
    """
    batch = Batch()
    requests: dict[int, list[Request]] = {}
    for target in targets:
        requests.setdefault(target.fulfillment_order, []).append(target.request)
    book = FulfillmentBook(reader, batch, scene, map(order_key_of, requests))
    for key, wanted in requests.items():
        order = book.order(key)
        if order.status == CANCELLED and all(request.sku is None for request in wanted):
            batch.results.append(_result("exists", book, key, 0))
            continue
        units = units_to_take(order, wanted)
        if isinstance(units, tuple):
            batch.results.append(_result("rejected", book, key, 0, units))
            continue
        change = book.change(key)
        taken = take_off(order, change.items, units)
        change.release(order, taken.reductions, "deallocate")
        change.put(*close(taken.fulfillment_order, taken.items))
        batch.results.append(_result("updated", book, key, sum(units.values())))
    book.finish()
    return batch


def _result(status: str, book: FulfillmentBook, key: int, units: int, problems: Iterable[Problem] = ()) -> Result:
    fields = book.fields(key) | {"QuantityDeallocated": units}
    return Result(status, fields, tuple(problems), key=order_key_of(key))
