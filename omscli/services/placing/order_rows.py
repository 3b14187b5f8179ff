"""The rows of one placed order: the order, its groups, items, adjustments, taxes and payments (spec §4.1).

Records are numbered within the order in the order of the file, so the same file in the same store has the same ids. The
draft has everything that the file decides; here the keys come before it.
"""

from __future__ import annotations

from typing import NamedTuple

from omscli.domain.ids import CHILD_BITS, PREFIXES, encode
from omscli.domain.numbers import order_number
from omscli.services.placing.draft import Adjustment, Draft, Item, Tail
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows


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


def insert_order(batch: Batch, scene: Scene, draft: Draft, resolved: Resolved, order_key: int) -> str:
    """Add all rows of the order and its placing events to the batch; answers the order's id."""
    return _OrderRows(batch, scene, draft, resolved, order_key).insert()


class _OrderRows:
    """`base` is the key of the order itself, `n` the number given out last: a record's key is both together."""

    def __init__(self, batch: Batch, scene: Scene, draft: Draft, resolved: Resolved, order_key: int) -> None:
        self.batch, self.scene, self.draft, self.resolved, self.key = batch, scene, draft, resolved, order_key
        self.n = 0
        self.base = order_key << CHILD_BITS
        self.add = batch.insert

    def insert(self) -> str:
        draft, key, base = self.draft, self.key, self.base
        for (_, tail), method_id in zip(draft.groups, self.resolved.method_ids, strict=True):
            self.n += 1
            self.add("order_delivery_groups", (key, base | self.n, base, method_id, *tail))
        promotions = base | self.n + 1  # the first of them, and the others follow
        for tail in draft.promotions:
            self.n += 1
            self.add("order_adjustment_groups", (key, base | self.n, base, *tail))
        for item, (product_id, entry_id) in zip(draft.items, self.resolved.products, strict=True):
            self._item(item, product_id, entry_id, promotions)
        if draft.payments:
            self._payments()
        id_ = encode(PREFIXES["Order"], base)
        self._events(id_)
        self._order()
        for kind, value, scope in identities(draft, self.resolved.channel_id, key):
            self.add("order_identities", (kind, value, scope, key))
        return id_

    def _order(self) -> None:
        draft, resolved, key = self.draft, self.resolved, self.key
        number = draft.order_number or order_number(key)
        names = (key, self.base, None, None, number, draft.reference, draft.external)
        keys = (resolved.account_id, resolved.contact_id, resolved.channel_id, resolved.pricebook_id)
        self.add("orders", (*names, *keys, *draft.tail, draft.digest, self.n, self.scene.now, draft.custom))

    def _item(self, item: Item, product_id: int, entry_id: int | None, promotions: int) -> None:
        key, base = self.key, self.base
        _, group, tail, taxes, adjustments = item
        self.n += 1
        id_ = base | self.n
        self.add("order_items", (key, id_, base, base | group + 1, None, product_id, entry_id, *tail))
        for tax in taxes:
            self._tax(tax, id_, None)
        for adjustment in adjustments:
            self._adjustment(adjustment, id_, promotions)

    def _adjustment(self, adjustment: Adjustment, item_id: int, promotions: int) -> None:
        promotion, tail, taxes = adjustment
        self.n += 1
        id_ = self.base | self.n
        promotion_id = None if promotion is None else promotions + promotion
        self.add("order_item_adjustments", (self.key, id_, item_id, promotion_id, None, *tail))
        for tax in taxes:
            self._tax(tax, item_id, id_)

    def _tax(self, tail: Tail, item_id: int, adjustment_id: int | None) -> None:
        self.n += 1
        self.add("order_item_taxes", (self.key, self.base | self.n, item_id, adjustment_id, None, *tail))

    def _payments(self) -> None:
        key, base = self.key, self.base
        self.n += 1
        group_id = base | self.n
        self.add("payment_groups", (key, group_id, base))
        methods: dict[tuple[int, int], int] = {}
        for payment, gateway_id in zip(self.draft.payments, self.resolved.gateways, strict=True):
            _, kind, type_, first, method, tail = payment
            method_id = methods.get((first, gateway_id))
            if method_id is None:
                self.n += 1
                method_id = methods[first, gateway_id] = base | self.n
                self.add("payment_methods", (key, method_id, *method, gateway_id))
            self.n += 1
            id_ = base | self.n
            if type_ == "Authorization":
                row = (key, id_, group_id, kind, method_id, None, gateway_id, *tail)
                self.add("payment_authorizations", row)
            else:
                self.add("payments", (key, id_, group_id, None, kind, method_id, None, gateway_id, *tail))

    def _events(self, id_: str) -> None:
        """The order is created in Draft and activated last (spec §1.3); both happen in this one unit of work."""
        self._event(f'{{"OrderId":"{id_}","NewStatus":"Draft","OldStatus":null}}')
        if self.draft.status == "Activated":
            self._event(f'{{"OrderId":"{id_}","NewStatus":"Activated","OldStatus":"Draft"}}')

    def _event(self, payload: str) -> None:
        self.n += 1
        row = rows.events(
            order_key=self.key,
            id=self.base | self.n,
            type="OrderStatusChangedEvent",
            created_date=self.scene.now,
            actor=self.scene.actor,
            command=self.scene.command,
            payload=payload,
        )
        self.add("events", row)


def identities(draft: Draft, channel_id: int, order_key: int) -> list[tuple[str, str, int]]:
    """The names by which the order is found, as (kind, value, scope); see `tables.OrderIdentity`."""
    names = [("ref", draft.reference, channel_id)]
    if draft.external:
        names.append(("ext", draft.external, 0))
    if draft.order_number:
        names.append(("num", draft.order_number, order_key))
    return names
