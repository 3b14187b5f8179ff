"""What a set-up file may not say of this store: names that nobody knows, a second standard price book, counted stock at
a supplier. All of it at once, each with its path in the file.
"""

from __future__ import annotations

from omscli.documents.setup.model import LISTS, Setup
from omscli.documents.tomlplace import Path
from omscli.errors import Problem, nearest
from omscli.gateways.providers import PAYMENT
from omscli.services.setup.upserts import Upserts
from omscli.store import setup_records
from omscli.store.setup_records import Kind

Finding = tuple[Path, Problem]

_SECTION_KINDS: dict[str, tuple[Kind, str]] = {
    "products": (setup_records.PRODUCT, "unknown-sku"),
    "locations": (setup_records.LOCATION, "unknown-location"),
    "location_groups": (setup_records.GROUP, "unknown-location"),
    "gateway_providers": (setup_records.PROVIDER, "unknown-gateway"),
}


def misfits(upserts: Upserts, setup: Setup) -> list[Finding]:
    """Everything in the file that does not fit the store."""
    return [
        *_strangers(upserts, setup),
        *_standard_books(upserts, setup),
        *_adapters(setup),
        *_uncounted(upserts, setup),
    ]


def _strangers(upserts: Upserts, setup: Setup) -> list[Finding]:
    """Names that the file refers to and nobody knows, each with the nearest known one."""
    known = {section: _known(upserts, setup, section) for section in _SECTION_KINDS}
    found: list[Finding] = []
    for section, name, path in _references(setup):
        if name not in known[section]:
            guess = nearest(name, sorted(known[section]))
            hint = f'did you mean "{guess}"?' if guess else f"describe it under [[{section}]], or correct the name"
            what = section.removesuffix("s").replace("_", " ")
            found.append((path, Problem(_SECTION_KINDS[section][1], f'there is no {what} "{name}"', help=hint)))
    return found


def _known(upserts: Upserts, setup: Setup, section: str) -> set[str]:
    named_by = LISTS[section][1]
    return {getattr(record, named_by) for record in getattr(setup, section)} | set(
        upserts.stored(_SECTION_KINDS[section][0])
    )


def _references(setup: Setup) -> list[tuple[str, str, Path]]:
    """Every reference of the file: the section it points into, the name, and where it stands."""
    found: list[tuple[str, str, Path]] = []
    for index, book in enumerate(setup.price_books):
        found += [("products", sku, ("price_books", index, "prices", sku)) for sku in book.prices]
    for index, method in enumerate(setup.delivery_methods):
        if method.charge_product:
            found.append(("products", method.charge_product, ("delivery_methods", index, "charge_product")))
    for index, group in enumerate(setup.location_groups):
        for position, name in enumerate(group.locations):
            found.append(("locations", name, ("location_groups", index, "locations", position)))
    for index, gateway in enumerate(setup.gateways):
        found.append(("gateway_providers", gateway.provider, ("gateways", index, "provider")))
    for location, levels in setup.opening_stock.items():
        found.append(("locations", location, ("opening_stock", location)))
        found += [("products", sku, ("opening_stock", location, sku)) for sku in levels]
    if setup.flow:
        for field, section in (
            ("location", "locations"),
            ("default_location", "locations"),
            ("location_group", "location_groups"),
        ):
            if getattr(setup.flow, field):
                found.append((section, getattr(setup.flow, field), ("flow", field)))
    return found


def _standard_books(upserts: Upserts, setup: Setup) -> list[Finding]:
    """A file may not make a second standard price book."""
    described = {book.name for book in setup.price_books}
    other = [name for name, (_, values) in upserts.stored(setup_records.PRICE_BOOK).items() if values[0]]
    return [
        (("price_books", index, "standard"), Problem("conflict", f'the standard price book is "{other[0]}"'))
        for index, book in enumerate(setup.price_books)
        if book.standard and other and other[0] not in described
    ]


def _adapters(setup: Setup) -> list[Finding]:
    found: list[Finding] = []
    for index, provider in enumerate(setup.gateway_providers):
        if provider.adapter not in PAYMENT:
            guess = nearest(provider.adapter, list(PAYMENT))
            hint = f'did you mean "{guess}"?' if guess else f"one of {', '.join(sorted(PAYMENT))}"
            message = f'no adapter is called "{provider.adapter}"'
            found.append((("gateway_providers", index, "adapter"), Problem("unknown-gateway", message, help=hint)))
    return found


def _uncounted(upserts: Upserts, setup: Setup) -> list[Finding]:
    """Stock at a supplier whose units nobody counts."""
    counted = {name: bool(values[2]) for name, (_, values) in upserts.stored(setup_records.LOCATION).items()}
    counted |= {location.reference: location.inventory for location in setup.locations}
    return [
        (("opening_stock", location), Problem("bad-value", f'"{location}" holds no counted stock (inventory = false)'))
        for location in setup.opening_stock
        if not counted.get(location, True)
    ]
