"""What an order refers to, as keys of the store (D6): ids of this store, records of the same file, natural keys.

A `Resolver` looks up a whole chunk in one query a kind, then answers order by order. What is not there is a `Problem`
with the nearest name; under `--create-missing` it is made from what the file describes or names. Shoppers that an order
describes are made in any case, as every storefront does; an account that it only names must be there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from omscli.documents.orders.values import Described, ItemInput, OrderInput
from omscli.domain.ids import LENGTHS, decode
from omscli.domain.quantities import FEE, PRODUCT
from omscli.errors import nearest
from omscli.services.placing.draft import Draft, Payment
from omscli.services.placing.misfit import Misfit, Path
from omscli.services.placing.order_rows import Resolved
from omscli.services.placing.shoppers import Shoppers
from omscli.services.unit import Batch
from omscli.store import catalog, rows
from omscli.store.db import Reader

if TYPE_CHECKING:
    from omscli.services.placing.tenders import Tenders

Whole = Callable[[], OrderInput]
"""The order that a draft was made of."""

FEE_SKU = "FEE"
"""The product of fees that name none: found or made, as the reference's own flows do (spec §3, Cancel Item)."""


class Resolver:
    """References of one chunk of orders; what it creates goes into the batch.

    `whole` is asked for the order itself only where a draft does not say enough: to make a record, or to say why not.
    """

    def __init__(self, reader: Reader, batch: Batch, drafts: Sequence[Draft], *, create_missing: bool) -> None:
        self.reader, self.batch, self.create_missing = reader, batch, create_missing
        texts = _Texts(drafts)
        self.shoppers = Shoppers(reader, batch, [draft.shopper for draft in drafts], create_missing=create_missing)
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
        self._sold: dict[tuple[int, str], dict[str | None, tuple[int, int | None]]] = {}
        """Product and price of what was found once, by price book and currency and by what names it."""
        self._paid: dict[str | None, int] = {}
        """Gateways that were found once, by what names them."""
        self._met: dict[tuple[str | None, str | None, tuple[str | None, ...]], tuple[int, int, tuple[int, ...]]] = {}
        """Channel, price book and delivery methods that were found once, by what names them."""
        self.tenders: Tenders | None = None
        if any(payment[6] for draft in drafts for payment in draft.payments):
            from omscli.services.placing.tenders import Tenders  # 3 ms, for gift cards and store credit

            self.tenders = Tenders(reader, drafts)
        self.charge_products = {row.id: row.product_id for row in (*self.methods.values(), *self.method_ids.values())}

    def resolve(self, draft: Draft, whole: Whole, problems: list[Misfit]) -> Resolved | None:
        """The keys of everything the order refers to, or None with every problem added to the list."""
        before = len(problems)
        names = (draft.channel, draft.book, draft.methods)
        met = self._met.get(names)
        channel, book, methods = met or (
            self._channel(draft.channel, whole, problems),
            self._price_book(draft.book, whole, problems),
            (),
        )
        account, contact = self.shoppers.of(draft.shopper, problems)
        if met is None:
            methods = tuple([self._method(text, at, whole, problems) for at, text in enumerate(draft.methods)])
            if len(problems) == before:
                self._met[names] = channel, book, methods
        known = self._sold.setdefault((book, draft.currency), {})
        products = tuple(
            [
                known.get(text) or self._sale(draft, at, book, methods, whole, problems)
                for at, text in enumerate(draft.products)
            ]
        )
        gateways = tuple([self._gateway(payment, at, whole, problems) for at, payment in enumerate(draft.payments)])
        credits = self._credits(draft, problems)
        if len(problems) > before:
            return None
        return Resolved(channel, book, account, contact, methods, products, gateways, credits)

    def _credits(self, draft: Draft, problems: list[Misfit]) -> tuple[int | None, ...]:
        """The gift card or store credit of each payment; nothing where the order pays by none."""
        if self.tenders is None or not any(payment[6] for payment in draft.payments):
            return ()
        return self.tenders.of(draft, problems)

    def _sale(
        self, draft: Draft, at: int, book: int, methods: tuple[int, ...], whole: Whole, problems: list[Misfit]
    ) -> tuple[int, int | None]:
        """The product of an item and its price-book entry."""
        named, (group, tail, *_) = draft.products[at], draft.items[at]
        path: Path = ("OrderDeliveryGroups", group, "OrderItems", at - [item[0] for item in draft.items].index(group))
        if named is None:
            product = self._charge(str(tail[1]), methods[group], at, path, whole, problems)
        else:
            product = self._product(named, at, path, whole, problems)
        sold = (product, self._entry(draft, at, book, product, path, problems))
        if named is not None and all(sold):
            self._sold[book, draft.currency][named] = sold
        return sold

    def _channel(self, text: str | None, whole: Whole, problems: list[Misfit]) -> int:
        if text is None:
            names = catalog.names_of(self.reader, "channels")
            if len(names) == 1:
                return catalog.channels_by_name(self.reader, names)[names[0]]
            problems.append(_missing(("SalesChannel",), "the order names no sales channel and the store has several"))
            return 0
        key = _key_of(text, "SalesChannel", self.channel_ids)
        found = key if key is not None else self.channels.get(text)
        if found is not None:
            return found
        if self.create_missing:
            key = self.channels[text] = self.batch.take_key(self.reader, "sales_channels")
            record = _described(whole, "SalesChannel", text)
            description = record.get("Description") if record else None
            row = rows.sales_channels(id=key, sales_channel_name=text, description=description)
            self.batch.insert("sales_channels", row)
            return key
        known = catalog.names_of(self.reader, "channels")
        problems.append(_unknown("unknown-channel", "sales channel", text, ("SalesChannel",), known))
        return 0

    def _price_book(self, text: str | None, whole: Whole, problems: list[Misfit]) -> int:
        if text is None:
            if self.standard is not None:
                return self.standard.id
            problems.append(_missing(("Pricebook2",), "the order names no price book, and no standard one is there"))
            return 0
        key = _key_of(text, "Pricebook2", self.book_ids)
        found = key if key is not None else self.books.get(text)
        if found is not None:
            return found
        if self.create_missing and _described(whole, "Pricebook2", text):
            key = self.books[text] = self.batch.take_key(self.reader, "pricebooks")
            self.batch.insert("pricebooks", rows.pricebooks(id=key, name=text))
            return key
        known = catalog.names_of(self.reader, "price-books")
        problems.append(_unknown("unknown-price-book", "price book", text, ("Pricebook2",), known))
        return 0

    def _method(self, text: str | None, at: int, whole: Whole, problems: list[Misfit]) -> int:
        if text is None:
            path: Path = ("OrderDeliveryGroups", at, "OrderDeliveryMethod")
            problems.append(_missing(path, "the delivery group names no delivery method"))
            return 0
        key = _key_of(text, "OrderDeliveryMethod", self.method_ids)
        if key is not None:
            return key
        found = self.methods.get(text)
        if found is not None:
            return found.id
        record = _described(whole, "OrderDeliveryMethod", text) if self.create_missing else None
        if record is not None:
            return self._create_method(text, record)
        known = catalog.names_of(self.reader, "delivery-methods")
        path = ("OrderDeliveryGroups", at, "OrderDeliveryMethod")
        problems.append(_unknown("unknown-delivery-method", "delivery method", text, path, known))
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

    def _charge(self, type_: str, method_id: int, at: int, path: Path, whole: Whole, problems: list[Misfit]) -> int:
        """The product of a charge that names none."""
        if type_ == FEE:
            return self.skus.get(FEE_SKU) or self._create_product(FEE_SKU, whole().items[at], None)
        charge = self.charge_products.get(method_id)
        if charge is None and method_id:
            why = f"the {type_.lower()} names no product, and its delivery method has none for it"
            problems.append(_missing((*path, "StockKeepingUnit"), why))
        return charge or 0

    def _product(self, text: str, at: int, path: Path, whole: Whole, problems: list[Misfit]) -> int:
        key = _key_of(text, "Product2", self.product_ids)
        found = key if key is not None else self.skus.get(text)
        if found is not None:
            return found
        if self.create_missing:
            return self._create_product(text, whole().items[at], _described(whole, "Product2", text))
        known = catalog.names_of(self.reader, "products")
        problems.append(_unknown("unknown-sku", "product has SKU", text, (*path, "StockKeepingUnit"), known))
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

    def _entry(self, draft: Draft, at: int, book: int, product: int, path: Path, problems: list[Misfit]) -> int | None:
        _, (_, type_, _, unit_price, _, list_price, *_), *_ = draft.items[at]
        if not product or not book:
            return None
        found = self.entries.get((book, product, draft.currency))
        if found is not None or (type_ != PRODUCT and not self.create_missing):
            return found
        if self.create_missing:
            key = self.entries[book, product, draft.currency] = self.batch.take_key(self.reader, "pricebook_entries")
            price = list_price if list_price is not None else unit_price
            row = rows.pricebook_entries(
                id=key,
                pricebook_id=book,
                product_id=product,
                currency_iso_code=draft.currency,
                unit_price=cast("int", price),
            )
            self.batch.insert("pricebook_entries", row)
            return key
        if self._prices_required():
            message = f'the price book has no price in {draft.currency} for "{draft.products[at] or type_}"'
            help_ = "add one with `oms setup apply`; --create-missing takes the order's price"
            problems.append(Misfit("unknown-price", message, (*path, "StockKeepingUnit"), help_))
        return None

    def _prices_required(self) -> bool:
        from omscli.store.settings import load_policy  # 3 ms, where a price is missing only

        return load_policy(self.reader).prices_required

    def _gateway(self, payment: Payment, at: int, whole: Whole, problems: list[Misfit]) -> int:
        name, kind, *_, credit, _ = payment
        if credit is not None:
            return self.tenders.gateway if self.tenders else 0
        if kind is not None and name in self._paid:
            return self._paid[name]
        path: Path = ("Payments", at)
        if kind is None:
            method = whole().payments[at].method
            message = f'"{method.method_id or method.card_type or "none"}" is no payment method that this store knows'
            problems.append(Misfit("unknown-payment-method", message, path, None))
        if name is None:
            if len(self.gateways) == 1:
                return self.gateways[0].id
            names = ", ".join(row.name for row in self.gateways)
            message = f"the payment names no gateway, and the store has {'several' if names else 'none'}"
            way_out = (
                f"say PaymentGateway: {names}"
                if names
                else "`oms setup apply` makes one: [[gateway_providers]], [[gateways]]"
            )
            problems.append(Misfit("missing-field", message, (*path, "PaymentGateway"), way_out))
            return 0
        decoded = decode(name)
        for row in self.gateways:
            if name in (row.name, row.external_reference) or decoded == ("PaymentGateway", row.id):
                self._paid[name] = row.id
                return row.id
        known = [row.name for row in self.gateways]
        problems.append(_unknown("unknown-gateway", "payment gateway", name, (*path, "PaymentGateway"), known))
        return 0


class _Texts:
    """Every natural key and id that a chunk of orders names, by kind."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.products: set[str] = {FEE_SKU}
        channels: set[str | None] = set()
        methods: set[str | None] = set()
        books: set[str | None] = set()
        products: set[str | None] = set()
        for draft in drafts:
            channels.add(draft.channel)
            books.add(draft.book)
            self.products.update(draft.described)
            methods.update(draft.methods)
            products.update(draft.products)
        self._ids: dict[str, set[int]] = {}
        self.channels, self.methods, self.books = self._named(channels), self._named(methods), self._named(books)
        self.products |= self._named(products)

    def _named(self, texts: set[str | None]) -> set[str]:
        """The texts that there are; those that are ids are kept as keys too."""
        found = {text for text in texts if text is not None}
        for text in found:
            decoded = decode(text) if len(text) in LENGTHS else None
            if decoded:
                self._ids.setdefault(decoded[0], set()).add(decoded[1])
        return found

    def keys(self, kind: str) -> set[int]:
        """The keys of the ids of one kind."""
        return self._ids.get(kind, set())


def _key_of(text: str, kind: str, known: Any) -> int | None:
    decoded = decode(text) if len(text) in LENGTHS else None
    return decoded[1] if decoded and decoded[0] == kind and decoded[1] in known else None


def _described(whole: Whole, kind: str, key: str) -> Described | None:
    """What the order's file says of a record that is not there; of two, the last."""
    return next((record for record in reversed(whole().described) if (record.kind, record.key) == (kind, key)), None)


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
