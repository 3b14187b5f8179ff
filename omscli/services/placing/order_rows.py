"""The rows of one placed order: the order, its groups, items, adjustments, taxes and payments (spec §4.1).

Records are numbered within the order in the order of the file, so the same file in the same store has the same ids. The
draft has everything that the file decides; here the keys come before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from omscli.domain.ids import CHILD_BITS, PREFIXES, encode
from omscli.domain.numbers import order_number
from omscli.services.events import record_event
from omscli.services.placing.draft import Draft
from omscli.services.scene import Scene
from omscli.services.unit import Batch


class Resolved(NamedTuple):
    """The store's keys for everything that an order refers to; lists run parallel to the order's own."""

    channel_id: int
    pricebook_id: int
    account_id: int
    contact_id: int | None
    method_ids: tuple[int, ...]
    products: tuple[tuple[int, int | None], ...]
    """Per item: product and price-book entry."""
    gateways: tuple[int, ...]
    """Per payment."""
    credits: tuple[int | None, ...] = ()
    """Per payment, the gift card or store credit that it is by; empty where none is."""


Take = Callable[[int, str, int, int, int, int], None]
"""What takes money of a gift card or store credit: its key, type and amount of the payment, the keys of the order, the
payment and the movement."""


class OrderRows:
    """The rows of the orders of one chunk, on their way into its batch.

    A record's key is its order's with the number within the order: `base | n`, where `n` is the number given out last.
    """

    def __init__(self, batch: Batch, scene: Scene, take: Take | None = None) -> None:
        self._batch, self._scene, self._take = batch, scene, take
        self._items, self._taxes = batch.adder("order_items"), batch.adder("order_item_taxes")
        self._adjustments = batch.adder("order_item_adjustments")

    def insert(self, draft: Draft, resolved: Resolved, key: int) -> str:
        """Add all rows of an order and its placing events; answers the order's id."""
        add, base = self._batch.insert, key << CHILD_BITS
        n = 0
        for tail, method_id in zip(draft.groups, resolved.method_ids, strict=True):
            n += 1
            add("order_delivery_groups", (key, base | n, base, method_id, *tail, None))
        promotions = base | n + 1  # the first of them, and the others follow
        for tail in draft.promotions:
            n += 1
            add("order_adjustment_groups", (key, base | n, base, *tail))
        n = self._lines(draft, resolved, key, promotions, n)
        if draft.payments:
            n = self._payments(draft, resolved, key, n)
        id_ = encode(PREFIXES["Order"], base)
        n = self._events(draft.status, id_, key, n)
        number = draft.order_number or order_number(key)
        names = (key, base, None, None, number, draft.reference, draft.external)
        keys = (resolved.account_id, resolved.contact_id, resolved.channel_id, resolved.pricebook_id)
        add("orders", (*names, *keys, *draft.tail, draft.digest, n, self._scene.now, draft.custom))
        for kind, value, scope in identities(draft, resolved.channel_id, key):
            add("order_identities", (kind, value, scope, key))
        return id_

    def _lines(self, draft: Draft, resolved: Resolved, key: int, promotions: int, n: int) -> int:
        """Items, each followed by its taxes, and its discounts, each followed by its own."""
        item, tax, adjustment, base = self._items, self._taxes, self._adjustments, key << CHILD_BITS
        for (group, tail, taxes, adjustments), (product, entry) in zip(draft.items, resolved.products, strict=True):
            n += 1
            id_ = base | n
            item((key, id_, base, base | group + 1, None, product, entry, *tail))
            for tail in taxes:
                n += 1
                tax((key, base | n, id_, None, None, *tail))
            for promotion, tail, own in adjustments:
                n += 1
                less = base | n
                adjustment((key, less, id_, None if promotion is None else promotions + promotion, None, *tail))
                for tail in own:
                    n += 1
                    tax((key, base | n, id_, less, None, *tail))
        return n

    def _payments(self, draft: Draft, resolved: Resolved, key: int, n: int) -> int:
        add, base = self._batch.insert, key << CHILD_BITS
        n += 1
        group_id = base | n
        add("payment_groups", (key, group_id, base))
        methods: dict[tuple[int, int], int] = {}
        for at, (payment, gateway_id) in enumerate(zip(draft.payments, resolved.gateways, strict=True)):
            _, kind, type_, first, method, tail, _, amount = payment
            credit = resolved.credits[at] if resolved.credits else None
            method_id = methods.get((first, gateway_id))
            if method_id is None:
                n += 1
                method_id = methods[first, gateway_id] = base | n
                add("payment_methods", (key, method_id, *method, gateway_id, credit))
            n += 1
            if type_ == "Authorization":
                row = (key, base | n, group_id, kind, method_id, None, gateway_id, *tail)
                add("payment_authorizations", row)
            else:
                add("payments", (key, base | n, group_id, None, kind, method_id, None, gateway_id, *tail))
            if credit is not None:
                n += 1
                if self._take is not None:
                    self._take(credit, type_, amount, key, base | n - 1, base | n)
        return n

    def _events(self, status: str, id_: str, key: int, n: int) -> int:
        """The order is created in Draft and activated last (spec §1.3); both happen in this one unit of work."""
        for before, after in ((None, "Draft"), ("Draft", "Activated"))[: 2 if status == "Activated" else 1]:
            n += 1
            payload = {"OrderId": id_, "NewStatus": after, "OldStatus": before}
            record_event(self._batch, self._scene, key, key << CHILD_BITS | n, "OrderStatusChangedEvent", payload)
        return n


def identities(draft: Draft, channel_id: int, order_key: int) -> list[tuple[str, str, int]]:
    """The names by which the order is found, as (kind, value, scope); see `tables.OrderIdentity`."""
    names = [("ref", draft.reference, channel_id)]
    if draft.external:
        names.append(("ext", draft.external, 0))
    if draft.order_number:
        names.append(("num", draft.order_number, order_key))
    return names
