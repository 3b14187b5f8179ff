"""What an order refers to, as keys of the store (D6): ids of this store, records of the same file, natural keys.

A `Resolver` looks up a whole chunk in one query a kind, then answers order by order. What is not there is a `Problem`
with the nearest name; under `--create-missing` it is made from what the file describes or names. Shoppers that an order
describes are made in any case, as every storefront does; an account that it only names must be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omscli.documents.orders.values import Described, ItemInput, OrderInput, PaymentInput, Reference
from omscli.domain.ids import LENGTHS, decode
from omscli.domain.payment_methods import choose
from omscli.domain.quantities import FEE, PRODUCT
from omscli.errors import nearest
from omscli.services.placing.misfit import Misfit, Path
from omscli.services.placing.order_rows import Resolved
from omscli.services.placing.shoppers import Shoppers
from omscli.services.unit import Batch
from omscli.store import catalog, rows
from omscli.store.db import Reader

FEE_SKU = "FEE"
"""The product of fees that name none: found or made, as the reference's own flows do (spec §3, Cancel Item)."""


class Resolver:
    """References of one chunk of orders; what it creates goes into the batch."""

    def __init__(self, reader: Reader, batch: Batch, orders: Sequence[OrderInput], *, create_missing: bool) -> None:
        self.reader, self.batch, self.create_missing = reader, batch, create_missing
        texts = _Texts(orders)
        self.shoppers = Shoppers(reader, batch, orders, create_missing=create_missing)
        products = catalog.products_by_sku(reader, texts.products)
        self.skus = {sku: row.id for sku, row in products.items()}
        self.product_ids = catalog.products_by_id(reader, texts.keys("Product2"))
        self.channels = catalog.channels_by_name(reader, texts.channels)
        self.channel_ids = catalog.channels_by_id(reader, texts.keys("SalesChannel"))
        self.methods = catalog.delivery_methods_by_reference(reader, texts.methods)
        self.method_ids = catalog.delivery_methods_by_id(reader, texts.keys("OrderDeliveryMethod"))
        self.books = {name: row.id for name, row in catalog.price_books_by_name(reader, texts.books).items()}
        self.book_ids = catalog.price_books_by_id(reader, texts.keys("Pricebook2"))
        self.standard = catalog.standard_price_book(reader)
        self.gateways = [row for row in catalog.gateways(reader) if row.status == "Active"]
        charged = {row.product_id for row in (*self.methods.values(), *self.method_ids.values()) if row.product_id}
        ids = {*self.skus.values(), *self.product_ids, *charged}
        self.entries = {key: entry.id for key, entry in catalog.entries_by_product(reader, ids).items()}
        self._sold: dict[tuple[Reference | None, int, str], tuple[int, int | None]] = {}
        """Product and price of what was found once, by what names it, price book and currency."""
        self.charge_products = {row.id: row.product_id for row in (*self.methods.values(), *self.method_ids.values())}

    def resolve(self, order: OrderInput, problems: list[Misfit]) -> Resolved | None:
        """The keys of everything the order refers to, or None with every problem added to the list."""
        before = len(problems)
        described: _Records = {(record.kind, record.key): record for record in order.described}
        channel = self._channel(order, described, problems)
        book = self._price_book(order, described, problems)
        account, contact = self.shoppers.of(order, problems)
        methods = tuple(
            [self._method(order, index, described, problems) for index in range(len(order.delivery_groups))]
        )
        products: list[tuple[int, int | None]] = []
        for group_index, group in enumerate(order.delivery_groups):
            for item_index, item in enumerate(group.items):
                path: Path = ("OrderDeliveryGroups", group_index, "OrderItems", item_index)
                products.append(self._sale(order, item, book, methods[group_index], path, described, problems))
        payments = tuple(
            [self._gateway(payment, ("Payments", index), problems) for index, payment in enumerate(order.payments)]
        )
        if len(problems) > before:
            return None
        return Resolved(channel, book, account, contact, methods, tuple(products), payments)

    def _sale(
        self,
        order: OrderInput,
        item: ItemInput,
        book: int,
        method_id: int,
        path: Path,
        described: _Records,
        problems: list[Misfit],
    ) -> tuple[int, int | None]:
        """The product of an item and its price-book entry."""
        named = (item.product, book, order.currency)
        sold = self._sold.get(named)
        if sold is None:
            product = self._product(item, method_id, path, described, problems)
            sold = (product, self._entry(order, item, book, product, path, problems))
            if item.product is not None and all(sold):
                self._sold[named] = sold
        return sold

    def _channel(self, order: OrderInput, described: _Records, problems: list[Misfit]) -> int:
        reference = order.sales_channel
        if reference is None:
            names = catalog.names_of(self.reader, "channels")
            if len(names) == 1:
                return catalog.channels_by_name(self.reader, names)[names[0]]
            problems.append(_missing(("SalesChannel",), "the order names no sales channel and the store has several"))
            return 0
        key = _key_of(reference, "SalesChannel", self.channel_ids)
        found = key if key is not None else self.channels.get(reference.text)
        if found is not None:
            return found
        if self.create_missing:
            key = self.channels[reference.text] = self.batch.take_key(self.reader, "sales_channels")
            record = described.get(("SalesChannel", reference.text))
            description = record.get("Description") if record else None
            row = rows.sales_channels(id=key, sales_channel_name=reference.text, description=description)
            self.batch.insert("sales_channels", row)
            return key
        known = catalog.names_of(self.reader, "channels")
        problems.append(_unknown("unknown-channel", "sales channel", reference.text, ("SalesChannel",), known))
        return 0

    def _price_book(self, order: OrderInput, described: _Records, problems: list[Misfit]) -> int:
        reference = order.price_book
        if reference is None:
            if self.standard is not None:
                return self.standard.id
            problems.append(_missing(("Pricebook2",), "the order names no price book, and no standard one is there"))
            return 0
        key = _key_of(reference, "Pricebook2", self.book_ids)
        found = key if key is not None else self.books.get(reference.text)
        if found is not None:
            return found
        if self.create_missing and ("Pricebook2", reference.text) in described:
            key = self.books[reference.text] = self.batch.take_key(self.reader, "pricebooks")
            self.batch.insert("pricebooks", rows.pricebooks(id=key, name=reference.text))
            return key
        known = catalog.names_of(self.reader, "price-books")
        problems.append(_unknown("unknown-price-book", "price book", reference.text, ("Pricebook2",), known))
        return 0

    def _method(self, order: OrderInput, index: int, described: _Records, problems: list[Misfit]) -> int:
        reference = order.delivery_groups[index].delivery_method
        path: Path = ("OrderDeliveryGroups", index, "OrderDeliveryMethod")
        if reference is None:
            problems.append(_missing(path, "the delivery group names no delivery method"))
            return 0
        key = _key_of(reference, "OrderDeliveryMethod", self.method_ids)
        if key is not None:
            return key
        found = self.methods.get(reference.text)
        if found is not None:
            return found.id
        record = described.get(("OrderDeliveryMethod", reference.text))
        if self.create_missing and record is not None:
            return self._create_method(reference.text, record)
        known = catalog.names_of(self.reader, "delivery-methods")
        problems.append(_unknown("unknown-delivery-method", "delivery method", reference.text, path, known))
        return 0

    def _create_method(self, reference: str, record: Described) -> int:
        key = self.batch.take_key(self.reader, "delivery_methods")
        product = self.skus.get(str(record.get("ProductId") or ""))
        name = str(record.get("Name") or reference)
        self.methods[reference] = catalog.MethodRow(reference, key, name, product, 1)
        self.charge_products[key] = product
        row = rows.delivery_methods(
            id=key,
            name=name,
            reference_number=reference,
            description=record.get("Description"),
            product_id=product,
        )
        self.batch.insert("delivery_methods", row)
        return key

    def _product(self, item: ItemInput, method_id: int, path: Path, described: _Records, problems: list[Misfit]) -> int:
        reference = item.product
        if reference is None:
            if item.type == FEE:
                return self.skus.get(FEE_SKU) or self._create_product(FEE_SKU, item, None)
            charge = self.charge_products.get(method_id)
            if charge is None and method_id:
                why = f"the {item.type.lower()} names no product, and its delivery method has none for it"
                problems.append(_missing((*path, "StockKeepingUnit"), why))
            return charge or 0
        key = _key_of(reference, "Product2", self.product_ids)
        found = key if key is not None else self.skus.get(reference.text)
        if found is not None:
            return found
        if self.create_missing:
            return self._create_product(reference.text, item, described.get(("Product2", reference.text)))
        known = catalog.names_of(self.reader, "products")
        path = (*path, "StockKeepingUnit")
        problem = _unknown("unknown-sku", "product has SKU", reference.text, path, known)
        problems.append(problem)
        return 0

    def _create_product(self, sku: str, item: ItemInput, record: Described | None) -> int:
        key = self.skus[sku] = self.batch.take_key(self.reader, "products")
        values: dict[str, Any] = dict(record.values) if record else {}
        name = "Fee" if sku == FEE_SKU else values.get("Name") or item.name or item.description or sku
        row = rows.products(
            id=key,
            stock_keeping_unit=sku,
            product_code=values.get("ProductCode") or item.product_code or sku,
            name=str(name)[:255],
            description=values.get("Description") or item.description,
            product_class="Simple",
        )
        self.batch.insert("products", row)
        return key

    def _entry(
        self, order: OrderInput, item: ItemInput, book: int, product: int, path: Path, problems: list[Misfit]
    ) -> int | None:
        if not product or not book:
            return None
        found = self.entries.get((book, product, order.currency))
        if found is not None or (item.type != PRODUCT and not self.create_missing):
            return found
        if self.create_missing:
            key = self.entries[book, product, order.currency] = self.batch.take_key(self.reader, "pricebook_entries")
            price = item.list_price if item.list_price is not None else item.unit_price
            row = rows.pricebook_entries(
                id=key,
                pricebook_id=book,
                product_id=product,
                currency_iso_code=order.currency,
                unit_price=price,
            )
            self.batch.insert("pricebook_entries", row)
            return key
        if self._prices_required():
            sku = item.product.text if item.product else item.type
            message = f'the price book has no price in {order.currency} for "{sku}"'
            help_ = "add one with `oms setup apply`; --create-missing takes the order's price"
            problems.append(Misfit("unknown-price", message, (*path, "StockKeepingUnit"), help_))
        return None

    def _prices_required(self) -> bool:
        from omscli.store.settings import load_policy  # 3 ms, where a price is missing only

        return load_policy(self.reader).prices_required

    def _gateway(self, payment: PaymentInput, path: Path, problems: list[Misfit]) -> tuple[int, str]:
        kind = payment.method.kind or choose(payment.method.method_id, payment.method.card_type)
        if kind is None:
            name = payment.method.method_id or payment.method.card_type or "none"
            message = f'"{name}" is no payment method that this store knows'
            problems.append(Misfit("unknown-payment-method", message, path, None))
        reference = payment.gateway
        if reference is None:
            if len(self.gateways) == 1:
                return self.gateways[0].id, kind or ""
            names = ", ".join(row.name for row in self.gateways)
            message = f"the payment names no gateway, and the store has {'several' if names else 'none'}"
            way_out = (
                f"say PaymentGateway: {names}"
                if names
                else "`oms setup apply` makes one: [[gateway_providers]], [[gateways]]"
            )
            problems.append(Misfit("missing-field", message, (*path, "PaymentGateway"), way_out))
            return 0, ""
        decoded = decode(reference.text)
        for row in self.gateways:
            if reference.text in (row.name, row.external_reference) or decoded == ("PaymentGateway", row.id):
                return row.id, kind or ""
        known = [row.name for row in self.gateways]
        problems.append(
            _unknown("unknown-gateway", "payment gateway", reference.text, (*path, "PaymentGateway"), known)
        )
        return 0, ""


_Records = dict[tuple[str, str], Described]


class _Texts:
    """Every natural key and id that a chunk of orders names, by kind."""

    def __init__(self, orders: Iterable[OrderInput]) -> None:
        self.products: set[str] = {FEE_SKU}
        self.channels: set[str] = set()
        self.methods: set[str] = set()
        self.books: set[str] = set()
        self._ids: dict[str, set[int]] = {}
        for order in orders:
            self._add(self.channels, order.sales_channel)
            self._add(self.books, order.price_book)
            self.products.update(record.key for record in order.described if record.kind == "Product2")
            for group in order.delivery_groups:
                self._add(self.methods, group.delivery_method)
                for item in group.items:
                    self._add(self.products, item.product)

    def _add(self, texts: set[str], reference: Reference | None) -> None:
        if reference is None:
            return
        texts.add(reference.text)
        if len(reference.text) not in LENGTHS:
            return
        decoded = decode(reference.text)
        if decoded:
            self._ids.setdefault(decoded[0], set()).add(decoded[1])

    def keys(self, kind: str) -> set[int]:
        """The keys of the ids of one kind."""
        return self._ids.get(kind, set())


def _key_of(reference: Reference, kind: str, known: Any) -> int | None:
    decoded = decode(reference.text) if len(reference.text) in LENGTHS else None
    return decoded[1] if decoded and decoded[0] == kind and decoded[1] in known else None


def _missing(path: Path, message: str) -> Misfit:
    return Misfit("missing-field", message, path, None)


def _unknown(code: str, what: str, text: str, path: Path, known: list[str]) -> Misfit:
    guess = nearest(text, known)
    hints = [f'did you mean "{guess}"?'] if guess else []
    if code in ("unknown-sku", "unknown-channel"):
        hints.append("--create-missing makes what the file describes")
    elif not guess:
        hints.append(f"known: {', '.join(known[:8]) or 'none'}")
    message = f'no {what} "{text}"' if code == "unknown-sku" else f'there is no {what} "{text}"'
    return Misfit(code, message, path, " ".join(hints))
