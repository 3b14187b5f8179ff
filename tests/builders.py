"""A small shop built straight from rows: for tests of what comes after placing, without files and without a process.

Amounts are minor units. `Shop.order` places, summarizes and approves through the services, so states are real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omscli.domain.ids import child_key
from omscli.domain.order_state import DELIVERY_CHARGE, FEE, PRODUCT, OrderState
from omscli.services.approve import plan_approve
from omscli.services.scene import Scene
from omscli.services.summarize import plan_summarize
from omscli.services.unit import Batch, submit
from omscli.store import order_states, rows
from omscli.store.db import open_store
from omscli.store.sqlite import create

NOW = 1_767_607_200_000  # 2026-01-05T10:00:00Z
SCENE = Scene(NOW, "tester", "test")


@dataclass(frozen=True)
class Spec:
    """A line of an order; `taxes` are amounts, `discounts` are (amount, taxes) and zero or less."""

    sku: str
    quantity: int = 1
    price: int = 1000
    taxes: tuple[int, ...] = ()
    discounts: tuple[tuple[int, tuple[int, ...]], ...] = ()
    type: str = PRODUCT


def charge(price: int = 499, taxes: tuple[int, ...] = ()) -> Spec:
    """A delivery charge."""
    return Spec("SHIPPING", 1, price, taxes, type=DELIVERY_CHARGE)


def fee(price: int = 250) -> Spec:
    """A fee."""
    return Spec("GIFT-WRAP", 1, price, type=FEE)


class Shop:
    """A store with the least that an order needs; products, locations and methods are made when first named."""

    def __init__(self, path: Path) -> None:
        create(path)
        self.database = open_store(path)
        self._ids: dict[tuple[str, str], int] = {}
        self.order_keys: list[int] = []
        setup = Batch()
        setup.insert("sales_channels", rows.sales_channels(id=1, sales_channel_name="Web"))
        setup.insert("pricebooks", rows.pricebooks(id=1, name="Standard", is_standard=1))
        setup.insert("accounts", rows.accounts(id=1, match_key="person:ada@example.com", name="Ada King"))
        self.apply(setup)

    def apply(self, batch: Batch) -> None:
        with self.database.write() as writer:
            batch.apply(writer)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """What the store holds."""
        with self.database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, *values)]

    def value(self, sql: str, *values: Any) -> Any:
        """One value that the store holds."""
        return self.rows(sql, *values)[0][0]

    def run(self, plan: Any, *arguments: Any, **options: Any) -> Batch:
        """Plan with the service and store it."""
        return submit(self.database, lambda reader: plan(reader, *arguments, **options))

    def product(self, sku: str) -> int:
        if ("product", sku) not in self._ids:
            id_ = self._new("product", sku)
            self._insert(
                "products", rows.products(id=id_, stock_keeping_unit=sku, name=sku.title(), product_class="Simple")
            )
        return self._ids["product", sku]

    def method(self, reference: str) -> int:
        if ("method", reference) not in self._ids:
            id_ = self._new("method", reference)
            row = rows.delivery_methods(id=id_, name=reference.title(), reference_number=reference, carrier="UPS")
            self._insert("delivery_methods", row)
        return self._ids["method", reference]

    def location(self, reference: str, type_: str = "Warehouse", **columns: Any) -> int:
        if ("location", reference) not in self._ids:
            id_ = self._new("location", reference)
            values = {"id": id_, "name": reference, "external_reference": reference, "location_type": type_} | columns
            self._insert("locations", rows.locations(**values))
        return self._ids["location", reference]

    def stock(self, reference: str, sku: str, on_hand: int, safety_stock: int = 0) -> None:
        """A level, with the movement that made it."""
        location, product = self.location(reference), self.product(sku)
        self._insert(
            "stock", rows.stock(location_id=location, product_id=product, on_hand=on_hand, safety_stock=safety_stock)
        )
        movement = rows.stock_movements(
            order_key=0,
            id=self._new("movement", f"{reference}/{sku}"),
            location_id=location,
            product_id=product,
            on_hand_change=on_hand,
            cause="stock",
            created_date=NOW,
        )
        self._insert("stock_movements", movement)

    def order(
        self,
        *groups: Sequence[Spec],
        approve: bool = True,
        method: str = "standard",
        country: str | None = "US",
        currency: str = "USD",
    ) -> int:
        """Place an order with these delivery groups, make its summary and approve it; answers its key."""
        key = len(self.order_keys) + 1
        self.order_keys.append(key)
        self.apply(self._placed(key, groups, method, country, currency))
        self.run(plan_summarize, [key], SCENE)
        if approve:
            assert self.run(plan_approve, [key], SCENE).results[0].status == "updated"
        return key

    def state(self, order_key: int) -> OrderState:
        """The order's state as the store holds it."""
        with self.database.read() as reader:
            return order_states.load(reader, [order_key])[order_key]

    def _new(self, kind: str, name: str) -> int:
        id_ = sum(1 for known, _ in self._ids if known == kind) + 1
        self._ids[kind, name] = id_
        return id_

    def _insert(self, table: str, row: rows.Row) -> None:
        batch = Batch()
        batch.insert(table, row)
        self.apply(batch)

    def _placed(
        self, key: int, groups: Sequence[Sequence[Spec]], method: str, country: str | None, currency: str
    ) -> Batch:
        method_id = self.method(method)
        products = {spec.sku: self.product(spec.sku) for group in groups for spec in group}
        batch = Batch()
        numbers = iter(range(1, 10**6))

        def new_id() -> int:
            return child_key(key, next(numbers))

        root = child_key(key, 0)
        line_number = 0
        for group in groups:
            group_id = new_id()
            batch.insert(
                "order_delivery_groups",
                rows.order_delivery_groups(
                    order_key=key,
                    id=group_id,
                    order_id=root,
                    delivery_method_id=method_id,
                    deliver_to_name="Ada King",
                    deliver_to_street="1 Main St",
                    deliver_to_city="Albany",
                    deliver_to_country=country,
                    email_address="ada@example.com",
                    is_gift=1,
                    gift_message="Happy birthday",
                ),
            )
            for spec in group:
                line_number += 1
                _insert_item(batch, new_id, key, group_id, products[spec.sku], line_number, spec)
        batch.insert(
            "orders",
            rows.orders(
                order_key=key,
                id=root,
                order_number=f"{key:08d}",
                order_reference_number=f"WEB-{key}",
                account_id=1,
                sales_channel_id=1,
                pricebook_id=1,
                currency_iso_code=currency,
                tax_locale_type="Net",
                status="Activated",
                status_code="Activated",
                ordered_date=NOW,
                effective_date="2026-01-05",
                business_model="B2C",
                order_life_cycle_type="MANAGED",
                source_process="Standard",
                last_n=next(numbers),
                created_date=NOW,
            ),
        )
        return batch


def _insert_item(batch: Batch, new_id: Any, key: int, group_id: int, product_id: int, number: int, spec: Spec) -> None:
    item_id = new_id()
    batch.insert(
        "order_items",
        rows.order_items(
            order_key=key,
            id=item_id,
            order_id=child_key(key, 0),
            delivery_group_id=group_id,
            product_id=product_id,
            line_number=number,
            type=spec.type,
            quantity=spec.quantity,
            unit_price=spec.price,
            total_line_amount=spec.price * spec.quantity,
            description=spec.sku.title(),
        ),
    )
    _insert_taxes(batch, new_id, key, item_id, None, spec.taxes)
    for amount, taxes in spec.discounts:
        id_ = new_id()
        row = rows.order_item_adjustments(order_key=key, id=id_, order_item_id=item_id, name="SPRING10", amount=amount)
        batch.insert("order_item_adjustments", row)
        _insert_taxes(batch, new_id, key, item_id, id_, taxes)


def _insert_taxes(
    batch: Batch, new_id: Any, key: int, item_id: int, adjustment_id: int | None, taxes: Sequence[int]
) -> None:
    for amount in taxes:
        batch.insert(
            "order_item_taxes",
            rows.order_item_taxes(
                order_key=key,
                id=new_id(),
                order_item_id=item_id,
                adjustment_id=adjustment_id,
                name="Sales tax",
                type="Estimated",
                tax_effective_date=NOW,
                amount=amount,
            ),
        )
