"""`oms setup apply`: bring the store's set-up records to what a file says. Whole file or nothing; twice is once.

A record is brought to exactly what the file says of it; records that the file does not name stay as they are. Stock is
only begun with: once a location has stock of a product, stock files and orders change it (contract §6).
"""

from __future__ import annotations

from omscli.documents.setup.meaning import micro_degrees
from omscli.documents.setup.model import Gateway, Location, PriceBook, Setup
from omscli.documents.setup.read import SetupFile
from omscli.domain.money import to_minor
from omscli.services.scene import Scene
from omscli.services.setup.choices import apply_choices
from omscli.services.setup.misfits import misfits
from omscli.services.setup.upserts import CREATED, EXISTS, UPDATED, Upserts, together
from omscli.services.unit import Batch
from omscli.store import rows, setup_records
from omscli.store.db import Reader
from omscli.store.stock_levels import levels_of

STOCK_CAUSE = "stock"


def plan_setup(reader: Reader, document: SetupFile, scene: Scene) -> Batch:
    """The set-up of a file. Raises OmsError with every name in it that neither the file nor the store knows."""
    batch = Batch()
    upserts = Upserts(reader, batch)
    setup = document.setup
    found = misfits(upserts, setup)
    if found:
        raise document.refuse(found)
    apply_choices(reader, batch, setup)
    _records(upserts, setup)
    _price_books(upserts, setup.price_books)
    _groups(upserts, setup)
    _opening_stock(upserts, setup, scene)
    return batch


def _records(upserts: Upserts, setup: Setup) -> None:
    for channel in setup.sales_channels:
        upserts.apply(setup_records.CHANNEL, channel.name, (channel.external_number, channel.description))
    for product in setup.products:
        values = (product.name, product.code, product.description, product.product_class, product.family)
        upserts.apply(setup_records.PRODUCT, product.sku, (*values, int(product.active)))
    for method in setup.delivery_methods:
        charge = upserts.key(setup_records.PRODUCT, method.charge_product) if method.charge_product else None
        texts = (method.name, method.description, method.carrier, method.class_of_service)
        upserts.apply(setup_records.METHOD, method.reference, (*texts, charge, int(method.active)))
    for location in setup.locations:
        upserts.apply(setup_records.LOCATION, location.reference, _location_values(location))
    for provider in setup.gateway_providers:
        upserts.apply(setup_records.PROVIDER, provider.name, (provider.label, provider.adapter, provider.idempotency))
    for gateway in setup.gateways:
        upserts.apply(setup_records.GATEWAY, gateway.name, _gateway_values(upserts, gateway))


def _location_values(location: Location) -> tuple[str | int | None, ...]:
    return (
        location.name,
        location.type,
        int(location.inventory),
        int(location.active),
        location.street,
        location.city,
        location.state,
        location.postal_code,
        location.country,
        None if location.latitude is None else micro_degrees(location.latitude, 90),
        None if location.longitude is None else micro_degrees(location.longitude, 180),
        location.time_zone,
    )


def _gateway_values(upserts: Upserts, gateway: Gateway) -> tuple[str | int | None, ...]:
    import json

    provider = upserts.key(setup_records.PROVIDER, gateway.provider)
    status = "Active" if gateway.active else "Inactive"
    options = json.dumps(gateway.options, sort_keys=True) if gateway.options else None
    return gateway.external_reference, provider, gateway.credential, status, options


def _price_books(upserts: Upserts, books: list[PriceBook]) -> None:
    entries = setup_records.all_entries(upserts.reader) if any(book.prices for book in books) else {}
    for book in books:
        book_key = upserts.apply(setup_records.PRICE_BOOK, book.name, (int(book.standard), int(book.active)))
        for sku, prices in book.prices.items():
            product = upserts.key(setup_records.PRODUCT, sku)
            assert product is not None  # checked: every SKU is known
            statuses = [
                _entry(upserts, entries, (book_key, product, currency), to_minor(amount, currency))
                for currency, amount in prices.items()
            ]
            upserts.say(together(statuses), "PricebookEntry", f"{book.name}, {sku}")


def _entry(
    upserts: Upserts, entries: dict[tuple[int, int, str], tuple[int, int]], key: tuple[int, int, str], price: int
) -> str:
    known = entries.get(key)
    if known is None:
        book, product, currency = key
        entry = upserts.batch.take_key(upserts.reader, "pricebook_entries")
        row = rows.pricebook_entries(
            id=entry, pricebook_id=book, product_id=product, currency_iso_code=currency, unit_price=price
        )
        upserts.batch.insert("pricebook_entries", row)
        return CREATED
    if known[1] == price:
        return EXISTS
    upserts.batch.run(setup_records.SQL_UPDATE_ENTRY, price, known[0])
    return UPDATED


def _groups(upserts: Upserts, setup: Setup) -> None:
    """Location groups; a group's locations are those that the file names, in its order, and no others."""
    members = setup_records.members_of(upserts.reader) if setup.location_groups else {}
    for group in setup.location_groups:
        key, status = upserts.put(setup_records.GROUP, group.reference, (group.name, int(group.enabled)))
        wanted = [upserts.key(setup_records.LOCATION, name) or 0 for name in group.locations]
        there = members.get(key, {})
        for location in wanted:
            if location not in there:
                row = rows.location_group_assignments(
                    id=upserts.batch.take_key(upserts.reader, "location_group_assignments"),
                    location_group_id=key,
                    location_id=location,
                )
                upserts.batch.insert("location_group_assignments", row)
        for location, assignment in there.items():
            if location not in wanted:
                upserts.batch.run(setup_records.SQL_REMOVE_MEMBER, assignment)
        if status == EXISTS and set(wanted) != set(there):
            status = UPDATED
        upserts.say(status, "LocationGroup", group.reference, key)


def _opening_stock(upserts: Upserts, setup: Setup, scene: Scene) -> None:
    spots = {
        (upserts.key(setup_records.LOCATION, location) or 0, upserts.key(setup_records.PRODUCT, sku) or 0): level
        for location, levels in setup.opening_stock.items()
        for sku, level in levels.items()
    }
    known = levels_of(upserts.reader, spots)
    fresh = {spot: level for spot, level in spots.items() if spot not in known}
    for (location, product), level in fresh.items():
        row = rows.stock(
            location_id=location, product_id=product, on_hand=level.on_hand, safety_stock=level.safety_stock
        )
        upserts.batch.insert("stock", row)
        movement = rows.stock_movements(
            order_key=0,
            id=upserts.batch.take_key(upserts.reader, "stock_movements"),
            location_id=location,
            product_id=product,
            on_hand_change=level.on_hand,
            cause=STOCK_CAUSE,
            created_date=scene.now,
        )
        upserts.batch.insert("stock_movements", movement)
    for location_name, levels in setup.opening_stock.items():
        location = upserts.key(setup_records.LOCATION, location_name) or 0
        begun = [(location, upserts.key(setup_records.PRODUCT, sku) or 0) in fresh for sku in levels]
        status = CREATED if begun and all(begun) else UPDATED if any(begun) else EXISTS
        upserts.say(status, "Stock", location_name)
